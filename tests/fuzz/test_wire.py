"""What no browser sends: NUL and broken UTF-8 anywhere, bodies too large or too deep, wrong methods and types."""

import json
from io import BytesIO
from itertools import cycle
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.test_access import ROUTES, RULES, Walk
from tests.fuzz.odd import lines_kept, undone

PAGE, API = "/t/northfield/", "/api/t/northfield/reports/"
DEEP = 20_000
# Methods no view has a name for: one answer for all of them, so each address hears one, in turn.
UNHEARD_OF = ("TRACE", "PROPFIND", "\u00e9", "get")


@pytest.fixture
def send(walk: Walk) -> Any:
    """send(method, path, ...) as somebody who may nearly everything; returns the status, having kept nothing."""

    def one(method: str, path: str, *, body: Any = b"", kind: str = "application/json", **headers: Any) -> int:
        walk.client.handler.enforce_csrf_checks = False
        walk.client.cookies["sessionid"] = walk.cookies["everything"]
        answer = undone(lambda: walk.client.generic(method, path, body, content_type=kind, **headers))
        for close in answer._resource_closers:  # close() would end the test's connection too
            close()
        return int(answer.status_code)

    return one


@pytest.mark.parametrize(
    "path",
    [
        "/t/northfield%00/",
        "/t/%00/",
        "/%00",
        "/t/northfield/?a=%00",
        "/t/northfield/?%00=a",
        "/t/northfield/events/?person=%00&action=a",
        "/t/northfield/?a=%ff%fe",
        "/t/%ff%fe/",
        "/t/northfield/events/?person=%ed%a0%80",
        "/t/northfield/events/?page=1e400",
        "/t/northfield/events/?page=-99999999999999999999",
        "/t/northfield/?" + "a=1&" * 2000,
        "/t/" + "a" * 5000 + "/",
        "/accounts/login/?next=%00",
        "/accounts/login/?next=//elsewhere.example",
        API + "?page=%00",
        API + "?page=99999999999999999999999",
        API + "?page_size=-1",
        API + "%00/",
        "/health/?only=%00",
    ],
)
def test_odd_addresses(send: Any, path: str) -> None:
    assert send("GET", path) < 500


@pytest.mark.parametrize("cookie", ["sessionid=\x00", "sessionid=a\x00b; csrftoken=\x00", "=;;;\xff", "a" * 9000])
def test_odd_cookies(walk: Walk, cookie: str) -> None:
    walk.client.cookies.clear()
    answer = undone(lambda: walk.client.get(PAGE, HTTP_COOKIE=cookie))
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ACCEPT": "image/odd"},
        {"HTTP_ACCEPT": "\x00"},
        {"HTTP_ACCEPT_LANGUAGE": "\x00,xx-\xff;q=9"},
        {"HTTP_RANGE": "bytes=-1-,9-0"},
        {"HTTP_RANGE": "bytes=0-0,1-1,2-2"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_REFERER": "\x00"},
        {"HTTP_X_FORWARDED_FOR": "\x00, 1.2.3.4, x"},
        {"HTTP_USER_AGENT": "\x00" + "a" * 9000},
        {"HTTP_AUTHORIZATION": "Token \x00"},
        {"HTTP_AUTHORIZATION": "Token a b c"},
        {"HTTP_AUTHORIZATION": "Basic \xff"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "\x00"},
        {"HTTP_X_REQUEST_ID": "\x00\r\nSet-Cookie: a=b"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [PAGE, API, "/accounts/login/"])
def test_odd_headers(send: Any, path: str, headers: dict[str, str]) -> None:
    assert send("GET", path, **headers) < 500


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"1e400",
        b"NaN",
        b'{"kind": NaN}',
        b'{"kind": "\\u0000"}',
        b'{"kind": "\\ud800"}',
        b'{"cohort": "\\ud800", "purpose": "\\ud800", "kind": "hr_csv", "rounds": ["\\ud800"]}',
        b'{"kind": "cohort", "kind": {"a": []}}',
        b'{"kind": ' + b"[" * DEEP + b"]" * DEEP + b"}",
        b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        b'{"kind": "' + b"x" * 3_000_000 + b'"}',
        b'{"kind": ' + b"9" * 6000 + b"}",
    ],
    ids=lambda body: repr(body[:30]),
)
@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml", "odd", ""]
)
def test_odd_bodies(send: Any, walk: Walk, body: bytes, kind: str) -> None:
    before = lines_kept(walk.house.here)

    assert 400 <= send("POST", API, body=body, kind=kind) < 500
    assert send("POST", f"{PAGE}reports/request/", body=body, kind=kind) < 500
    assert lines_kept(walk.house.here) == before


def test_a_file_with_an_odd_name(walk: Walk) -> None:
    walk.client.cookies["sessionid"] = walk.cookies["everything"]
    for name in ("a\x00b.pdf", "../../x", "\u202etxt.exe", "x" * 5000, "\r\nSet-Cookie: a=b"):
        file = SimpleUploadedFile("x", b"x")
        file.name = name
        answer = undone(lambda file=file: walk.client.post(f"{PAGE}reports/request/", {"kind": file, "file": file}))
        assert answer.status_code < 500


def test_a_body_cut_short(walk: Walk) -> None:
    head = "multipart/form-data; boundary=x"
    for body in (b"--x\r\nContent-Disposition: form-data; name=", b"--x\r\n\r\n", b"--y--", b"--x\r\n" * 2000):
        answer = undone(
            lambda body=body: walk.client.generic("POST", f"{PAGE}reports/request/", body, content_type=head)
        )
        assert answer.status_code < 500


def test_more_fields_than_any_form_has(send: Any) -> None:
    body = "&".join(f"a{number}=1" for number in range(5000)).encode()
    assert send("POST", f"{PAGE}reports/request/", body=body, kind="application/x-www-form-urlencoded") == 400


@pytest.mark.parametrize("methods", [("PUT",), ("PATCH",), ("DELETE",), ("OPTIONS",), ("HEAD",), UNHEARD_OF], ids=str)
def test_odd_methods_everywhere(send: Any, walk: Walk, methods: tuple[str, ...]) -> None:
    before = lines_kept(walk.house.here, walk.house.there)
    turn = cycle(methods)
    for rule in RULES:
        route, method = ROUTES.get(rule.route), next(turn)
        if route and route.scope in ("trust", "api") and method not in rule.methods:
            address = walk.address(route, rule, abroad=False)
            assert send(method, address, body=json.dumps({}).encode()) < 500, address
    assert lines_kept(walk.house.here, walk.house.there) == before


def test_bytes_that_lie_about_their_length(walk: Walk) -> None:
    walk.client.cookies["sessionid"] = walk.cookies["everything"]
    for length in ("-1", "x", "99999999999"):
        answer = undone(
            lambda length=length: walk.client.generic(
                "POST", API, b"{}", content_type="application/json", CONTENT_LENGTH=length, **{"wsgi.input": BytesIO()}
            )
        )
        assert answer.status_code < 500

"""What stands on every answer, and what production adds."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.support.world import World

ROOT = Path(__file__).resolve().parents[2]
REPORT = {"csp-report": {"effective-directive": "script-src", "blocked-uri": "https://evil.example/x.js?token=secret"}}


def test_the_policy_names_nothing_unsafe() -> None:
    flat = " ".join(word for words in settings.SECURE_CSP.values() for word in words)

    assert "unsafe" not in flat
    assert "*" not in flat
    assert settings.SECURE_CSP["form-action"] == ["'self'"]
    assert settings.SECURE_CSP["default-src"] == ["'none'"]


@pytest.mark.parametrize("path", ["/help/", "/accounts/login/", "/t/northfield/", "/api/t/northfield/me/", "/nowhere/"])
def test_every_answer_says_what_a_browser_may_do(world: World, sign_in: Any, path: str) -> None:
    response = sign_in(world.doctor).get(path)

    assert "no-store" in response["Cache-Control"]
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "require-trusted-types-for 'script'" in response["Content-Security-Policy"]


def test_only_the_page_of_the_api_lets_its_cleaner_of_html_in() -> None:
    named = [Client().get(path)["Content-Security-Policy"] for path in ("/api/docs/", "/help/")]

    assert ["trusted-types default dompurify;" in policy for policy in named] == [True, False]
    assert named[0].replace(" dompurify", "") == named[1]


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """What the settings of production come to."""
    asked = (
        "import json; from django.conf import settings as s;"
        "starts = ('SESSION_COOKIE', 'CSRF_COOKIE', 'SECURE_', 'DEBUG', 'DEMO', 'INSTALLED_APPS', 'LOGGING', 'ADMINS');"
        "names = [n for n in dir(s) if n.startswith(starts)];"
        "print(json.dumps({n: getattr(s, n) for n in names}, default=str))"
    )
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "HOMEGROWN_SECRET_KEY": "x" * 50,
        "HOMEGROWN_SEALING_KEY": "k" * 50,
        "HOMEGROWN_ALLOWED_HOSTS": "homegrown.example",
        "HOMEGROWN_BASE_URL": "https://homegrown.example",
        "HOMEGROWN_DATABASE_HOST": "nowhere",
        "HOMEGROWN_CACHE_URL": "redis://nowhere",
        "HOMEGROWN_BROKER_URL": "redis://nowhere",
        "HOMEGROWN_SCANNER": "nowhere:3310",
    }
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_production_shows_no_workings_and_nobody_a_door_without_a_password(production: dict[str, Any]) -> None:
    assert production["DEBUG"] is production["DEMONSTRATION"] is False
    assert not any(
        "debug" in name or name.startswith(("demo", "django.contrib.admin")) for name in production["INSTALLED_APPS"]
    )


def test_production_writes_its_log_to_the_one_place_the_runbook_names(production: dict[str, Any]) -> None:
    kept = production["LOGGING"]["handlers"]

    assert [(handler["class"], handler["formatter"]) for handler in kept.values()] == [
        ("logging.StreamHandler", "json")
    ]
    assert production["ADMINS"] == []
    assert "Docker's logging driver" in (ROOT / "docs/runbook.md").read_text()


def test_production_keeps_cookies_and_traffic_to_https(production: dict[str, Any]) -> None:
    found = production
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_SSL_REDIRECT"] is True
    for name in ("SESSION", "CSRF"):
        assert found[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert found[f"{name}_COOKIE_SECURE"] is found[f"{name}_COOKIE_HTTPONLY"] is True
        assert found[f"{name}_COOKIE_SAMESITE"] == "Lax"


def report(body: Any, kind: str = "application/csp-report") -> int:
    return (
        Client()
        .post("/csp-reports/", body if isinstance(body, str) else json.dumps(body), content_type=kind)
        .status_code
    )


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture, db: None) -> Any:
    cache.clear()
    caplog.set_level(logging.WARNING, "homegrown.csp")
    return caplog


def test_a_violation_leaves_one_line_without_secrets(told: Any) -> None:
    assert report(REPORT) == 204
    assert report([{"body": {"effectiveDirective": "img-src", "documentURL": "https://h/a?b=c\r\nforged"}}]) == 204

    assert [(line.directive, line.blocked, line.page) for line in told.records] == [
        ("script-src", "https://evil.example/x.js", ""),
        ("img-src", "", "https://h/a"),
    ]


@pytest.mark.parametrize("body", ["", "not json", "[1, null]", '{"csp-report": 3}', '"x"', "{}", "x" * 20_000])
def test_junk_is_answered_alike_and_leaves_nothing(told: Any, body: str) -> None:
    assert report(body) == 204
    assert told.records == []


def test_reports_are_limited(told: Any) -> None:
    for _ in range(40):
        report(REPORT)

    assert len(told.records) == 20

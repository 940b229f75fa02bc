"""The API schema is a promise: odd requests to every operation, as everybody, find no error of ours, and every answer
is one the schema names. What is refused leaves nothing behind."""

import gc
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import given
from hypothesis.errors import Unsatisfiable
from knox.models import get_token_model
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.architecture.test_access import Walk
from tests.fuzz.odd import Findings, effort, lines_kept, undone

# The WSGI client of schemathesis does not close what it has read.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROLES = ("anonymous", "own", "reviewer", "director", "medical", "hr", "admin", "everything", "tutor")
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema as it is served, before a WSGI server."""
    loaded = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    loaded.app = application
    return loaded


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As Django's own test client does: a request does not close the connection the test's transaction is on."""
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    gc.collect()  # here, where the warning about the client's open files is expected


def test_odd_requests_get_answers_the_schema_names(
    schema: Any, walk: Walk, one_connection: None, examples: int
) -> None:
    findings, readers = Findings(), {role: headers_of(walk, role) for role in ROLES}
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:
            try_operation(operation, mode, walk, readers, examples, findings)

    assert not findings.wrong, f"{findings.tried} requests:\n{findings}"
    assert findings.tried > 78 * len(ROLES)


def headers_of(walk: Walk, role: str) -> dict[str, str]:
    """A token of somebody with this role."""
    if role == "anonymous":
        return {}
    user = walk.house.users[role]
    return {"Authorization": f"Token {get_token_model().objects.create(user=user)[1]}"}


def try_operation(
    operation: Any, mode: Any, walk: Walk, readers: dict[str, dict[str, str]], examples: int, findings: Findings
) -> None:
    """So many odd requests to one operation, each as every reader, for to make one up takes longer than to send it:
    half of the schema's kind, half against it; most name a row we have."""
    here, there = walk.house.here, walk.house.there
    resource = operation.path.split("/")[4]
    row = here.rows.get(resource)
    before = lines_kept(here, there)

    @effort(examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Any) -> None:
        case.path_parameters = {**(case.path_parameters or {}), "trust": here.trust.slug}
        if "id" in case.path_parameters and row is not None and findings.tried // len(readers) % 4:
            case.path_parameters["id"] = str(row.pk)
        for role in readers:
            findings.tried += 1
            undone(lambda role=role: send(case, role))

    def send(case: Any, role: str) -> None:
        response = case.call(headers=readers[role])
        what = f"{operation.method.upper()} {operation.path} as {role}"
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseExceptionGroup as group:
            for error in group.exceptions:
                title = getattr(error, "title", type(error).__name__)
                findings.add(f"{what}: {title} ({response.status_code})", error)
        except Exception as error:
            findings.add(f"{what}: {getattr(error, 'title', type(error).__name__)} ({response.status_code})", error)
        if response.status_code >= 400 and lines_kept(here, there) != before:
            findings.add(f"{what}: refused with {response.status_code}, yet something was kept", case.body)

    with suppress(Unsatisfiable):  # nothing can be wrong with a request that asks nothing
        attempt()

"""What docker-compose.yml and the image promise."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

PROJECT = Path(__file__).resolve().parents[2]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
COMPOSE_TEXT = (PROJECT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
INTERNAL = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
OURS = ["web", "worker", "worker-pdf", "beat", "migrate"]


def test_every_app_is_in_the_image() -> None:
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    apps = [name for name in settings.OUR_APPS if name != "demo"]

    assert [name for name in [*apps, "charts", "config", "templates", "static"] if f"!{name}" not in lines] == []
    assert "!demo" not in lines


def test_every_variable_is_explained() -> None:
    used = set(re.findall(r"\$\{(HOMEGROWN_\w+)", COMPOSE_TEXT)) - {"HOMEGROWN_VERSION"}
    explained = set(re.findall(r"^(HOMEGROWN_\w+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))

    assert used == explained


def test_no_secret_has_a_default() -> None:
    example = (PROJECT / ".env.example").read_text()

    assert re.findall(r"^HOMEGROWN_\w+(?:_PASSWORD|SECRET_KEY|SEALING_KEY)=.+$", example, re.MULTILINE) == []


def test_the_build_of_the_image_sets_what_the_settings_insist_on() -> None:
    (line,) = re.findall(r"^RUN (DJANGO_SETTINGS_MODULE=.+?) python manage.py", DOCKERFILE.replace("\\\n", " "), re.M)
    given = dict(word.split("=", 1) for word in line.split())
    environment = {name: text for name, text in os.environ.items() if not name.startswith("HOMEGROWN_")} | given

    loaded = [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"]

    assert subprocess.run(loaded, cwd=PROJECT, env=environment, capture_output=True, check=False).stderr == b""
    for needed in ("SEALING_KEY", "SECRET_KEY", "SCANNER"):
        without = environment | {f"HOMEGROWN_{needed}": ""}
        told = subprocess.run(loaded, cwd=PROJECT, env=without, capture_output=True, text=True, check=False)
        assert f"Set HOMEGROWN_{needed} in the environment." in told.stderr


def test_the_owners_password_is_known_to_migrations_alone() -> None:
    knowing = [name for name in SERVICES if "HOMEGROWN_MIGRATOR_PASSWORD" in SERVICES[name].get("environment", {})]

    assert knowing == ["migrate", "postgres"]


def test_what_lays_out_reports_reaches_nothing_outside() -> None:
    assert set(SERVICES["worker-pdf"]["networks"]) <= INTERNAL
    assert SERVICES["worker-pdf"]["command"] == ["worker", "pdf"]
    assert SERVICES["worker"]["command"] == ["worker", "default"]


def test_only_the_proxy_is_seen_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert "data" not in SERVICES["proxy"]["networks"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_write_only_what_they_must(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["tmpfs"] == ["/tmp"]


def test_every_queue_has_a_worker() -> None:
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}
    served = {SERVICES[name]["command"][1] for name in SERVICES if name.startswith("worker")}

    assert routed == served


def test_the_list_of_erasures_is_no_part_of_what_a_restore_takes_back() -> None:
    place = "erasures:/srv/erasures"

    assert SERVICES["web"]["environment"]["HOMEGROWN_ERASURE_LIST"].startswith("/srv/erasures/")
    assert [name for name in SERVICES if place in SERVICES[name].get("volumes", [])] == ["web", "worker"]
    assert f"{place}:ro" in SERVICES["backup"]["volumes"]


def test_the_runbook_explains_every_variable() -> None:
    sources = [*(PROJECT / "config" / "settings").glob("*.py"), *(PROJECT / "trusts").rglob("*.py")]
    asked = {name for path in sources for name in re.findall(r"env\.\w+\(\"([A-Z_]+)\"", path.read_text())}
    scripts = "".join(path.read_text() for path in (PROJECT / "deploy").glob("*.sh"))
    asked = {f"HOMEGROWN_{name}" for name in asked} | set(re.findall(r"HOMEGROWN_\w+", scripts + COMPOSE_TEXT))
    runbook = (PROJECT / "docs" / "runbook.md").read_text()

    assert sorted(name for name in asked if f"`{name}`" not in runbook) == []

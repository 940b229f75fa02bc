"""The same walls where no page is asked: tasks, commands, e-mails, files, the cache."""

import inspect
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command, get_commands
from django.db import connection, models

from cohorts.models import Application, Decision, Endorsement, Review, Score, StagedDecision
from config.celery import app
from tests.support.furnished import House
from tests.support.planting import tenant_models
from trusts.models import Message, Trust
from trusts.tenancy import NoTrustContextError, current, storage_key, trust_context, university_context

ROOT = Path(__file__).resolve().parents[2]
# One row of one Trust, named by its key: the task, and which row of the furnished Trust it is about.
OF_ONE_TRUST = {
    "trusts.tasks.deliver": "messages",
    "reports.tasks.build_report": "reports",
    "trusts.tasks.deliver_invitation": "invitations",
    "cohorts.tasks.deliver_endorsement": "endorsements",
    "trusts.tasks.run_erasure": "erasures",
    "trusts.tasks.scan_file": "stored-files",
}
# The clock: no argument, enters one Trust after another.
BY_THE_CLOCK = {
    "assessments.tasks.turn_rounds",
    "cohorts.tasks.expire_offers",
    "cohorts.tasks.sweep_endorsements",
    "reports.tasks.end_data_copies",
    "reports.tasks.reap_orphan_files",
    "reports.tasks.send_digests",
    "reports.tasks.send_reminders",
    "reports.tasks.sweep_reports",
    "trusts.tasks.end_support",
    "trusts.tasks.reap_orphan_uploads",
    "trusts.tasks.retain",
    "trusts.tasks.seal_audit",
    "trusts.tasks.sweep_erasures",
    "trusts.tasks.sweep_invitations",
    "trusts.tasks.sweep_messages",
    "trusts.tasks.sweep_uploads",
    "trusts.tasks.verify_audit",
}
# Commands a person or a timer runs; all work as `web` in one Trust's context after another, unless said.
COMMANDS = {
    "close_account": "a user is global; what is theirs in each Trust, in its own context",
    "create_trust": "global rows, then the new Trust's own context",
    "create_university": "global rows alone",
    "forget_second_factor": "a user is global",
    "grant_support": "as the owner: who is of support is a global row that pages may not write",
    "retention": "as the clock",
    "reseal": "as the owner: second factors are global, and nobody inside a Trust reads a provider's secret",
    "invite_administrator": "in the one Trust it names",
    "demo": "the demonstration's own Trusts; --reset empties them as the owner; not installed in production",
    "record_of_processing": "reads labels, no row",
    "replay_erasures": "in the Trust that each noted erasure names",
    "seal_audit": "as the clock",
    "sweep": "as the clock",
    "verify_audit": "as the clock",
}
# Where the owner's connection is named, and why.
NAMES_THE_OWNER = {
    "config/settings/base.py": "what the alias is",
    "config/demonstration.py": "migrates",
    "demo/emptying.py": "the demonstration is emptied; not installed in production",
    "trusts/management/commands/grant_support.py": "pages may make nobody support",
    "trusts/management/commands/reseal.py": "pages may rewrite no provider's secret",
    "trusts/router.py": "only the owner migrates",
    "trusts/history.py": "triggers are made while migrating",
}
SETTINGS = "config/settings/base.py"
# What is kept in the cache under names of ours; sessions and allauth's limits have keys of theirs.
CACHED = {
    "config/health.py": "whether the cache answers; no data",
    "cohorts/views/endorsing.py": "how often one address was asked this minute; a count",
    "reports/views/calendar.py": "how often one address was asked this minute; a count",
    "trusts/views/csp_reports.py": "how often browsers reported this minute; a count",
    "trusts/tasks.py": "how many seals of the audit are broken; a count",
    "demo/emptying.py": "throws everything away",
}


def our_files() -> list[tuple[str, str]]:
    """Path and text of every module of ours that runs."""
    names = [*settings.OUR_APPS, "config", "charts"]
    found = [file for name in names for file in (ROOT / name).rglob("*.py") if "migrations" not in file.parts]
    return [(file.relative_to(ROOT).as_posix(), file.read_text()) for file in found]


def our_tasks() -> dict[str, Any]:
    """The Celery tasks of our apps."""
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.split(".")[0] in settings.OUR_APPS}


# --- tasks ---


def test_every_task_says_how_it_keeps_to_a_trust() -> None:
    assert set(our_tasks()) == set(OF_ONE_TRUST) | BY_THE_CLOCK


@pytest.mark.parametrize("name", OF_ONE_TRUST)
def test_a_task_takes_the_trust_first_and_keys_only(name: str) -> None:
    parameters = list(inspect.signature(our_tasks()[name].run).parameters.values())

    assert parameters[0].name == "trust_id"
    assert parameters[0].default is inspect.Parameter.empty
    assert all(p.name.endswith("_id") and p.annotation in (int, str, "int", "str") for p in parameters)


@pytest.mark.parametrize("name", sorted(BY_THE_CLOCK))
def test_a_task_of_the_clock_needs_nothing_and_leaves_no_context(name: str, undone: House) -> None:
    assert [p for p in inspect.signature(our_tasks()[name].run).parameters.values() if p.default is p.empty] == []

    our_tasks()[name].run()

    assert role() == "web"
    with pytest.raises(NoTrustContextError):
        current()


@pytest.mark.parametrize(("name", "row"), OF_ONE_TRUST.items())
def test_a_task_asked_for_another_trusts_row_does_nothing(name: str, row: str, undone: House, mailoutbox: Any) -> None:
    other = undone.there.rows[row]
    before = as_kept(undone.there.trust, other)

    with suppress(ObjectDoesNotExist):
        our_tasks()[name].run(undone.here.trust.pk, str(other.pk))

    assert as_kept(undone.there.trust, other) == before
    assert mailoutbox == []


def test_the_same_task_asked_for_its_own_trusts_row_does_something(undone: House, mailoutbox: Any) -> None:
    our_tasks()["trusts.tasks.deliver"].run(undone.there.trust.pk, str(undone.there.rows["messages"].pk))

    assert [mail.to for mail in mailoutbox] == [[undone.there.people["own"].user.email]]


def as_kept(trust: Trust, row: Any) -> dict[str, Any]:
    """The row as it now lies in the database; a report as if just asked for, a file as if just uploaded."""
    begun = {"reports.Report": "queued", "trusts.StoredFile": "checking"}.get(type(row)._meta.label)
    with trust_context(trust.pk):
        if begun:
            type(row).objects.filter(pk=row.pk, state__in=["ready", "available"]).update(state=begun)
        return type(row).objects.filter(pk=row.pk).values().get()


def role() -> str:
    """Who the connection is now."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return cursor.fetchone()[0]


# --- commands and the owner's connection ---


def test_every_command_says_how_it_keeps_to_a_trust() -> None:
    ours = {name for name, where in get_commands().items() if where in settings.OUR_APPS}

    assert ours == set(COMMANDS)


def test_the_owners_connection_is_named_nowhere_else() -> None:
    words = ('= "owner"', 'connections["owner"]', 'database="owner"', 'DATABASES["owner"]')
    named = {path for path, text in our_files() if any(word in text for word in words)}

    assert named == set(NAMES_THE_OWNER)
    assert not [path for path, text in our_files() if 'using="owner"' in text or 'using("owner")' in text]


# --- e-mails ---


@pytest.mark.django_db
def test_no_email_of_the_whole_story_tells_what_was_written_in_confidence() -> None:
    """Every e-mail of two demonstration Trusts, from first invitation to last decision."""
    call_command("demo", stage="decisions")
    trusts = list(Trust.objects.all())
    written = {trust: in_confidence(trust) for trust in trusts}

    assert len(trusts) == 2
    assert sum(map(len, written.values())) > 100
    for trust in trusts:
        with trust_context(trust.pk):
            messages = list(Message.objects.select_related("recipient"))
        assert messages
        assert {message.recipient.trust_id for message in messages} == {trust.pk}
        told = "\n".join(f"{message.subject}\n{message.body}" for message in messages)
        assert [text for texts in written.values() for text in texts if text in told] == []
        assert [other.name for other in trusts if other != trust and other.name in told] == []


def in_confidence(trust: Trust) -> set[str]:
    """Every longer text of a Trust that only some may read."""
    columns = [
        (Application, ("commitment", "insight", "work_plan", "adjustments")),
        (Review, ("comment", "conflict_reason")),
        (Score, ("reason",)),
        (StagedDecision, ("reason",)),
        (Endorsement, ("words",)),
        *((apps.get_model(name), (field,)) for name, field in ASSESSED),
    ]
    with trust_context(trust.pk):
        found = {
            text for model, names in columns for name in names for text in model.objects.values_list(name, flat=True)
        }
        found -= set(Decision.objects.values_list("reason", flat=True))  # the doctor is told why
    return {text for text in found if len(text) > 20}


ASSESSED = (
    ("assessments.Rating", "reason"),
    ("assessments.Evidence", "title"),
    ("assessments.Evidence", "description"),
    ("assessments.DevelopmentGoal", "text"),
)


# --- files ---


FILE_COLUMNS = ("Report.file_key", "StoredFile.key")


def file_columns() -> list[tuple[type[models.Model], str]]:
    """Every column that says where a file lies; a new one, but for Django's own kind, is named above."""
    return [
        (model, column.name)
        for model in tenant_models()
        for column in model._meta.local_fields
        if isinstance(column, models.FileField) or f"{model.__name__}.{column.name}" in FILE_COLUMNS
    ]


def test_every_key_of_a_file_begins_with_its_trust(house: House) -> None:
    assert file_columns() != []
    for place in (house.here, house.there):
        with trust_context(place.trust.pk):
            for model, name in file_columns():
                keys = {str(key) for key in model.objects.exclude(**{name: ""}).values_list(name, flat=True)}
                assert keys, f"tests/support/furnished.py has no {model.__name__} with a file"
                assert {key.partition("/")[0] for key in keys} == {f"trust-{place.trust.pk}"}


def test_outside_a_trust_no_key_of_a_file_is_made() -> None:
    with pytest.raises(NoTrustContextError):
        storage_key("reports", "x")


# --- the cache ---


def test_what_is_cached_is_named_here() -> None:
    assert {path for path, text in our_files() if "django.core.cache" in text} - {SETTINGS} == set(CACHED)
    assert not [path for path, text in our_files() if "cache_page" in text]


def test_one_name_in_the_cache_is_another_key_in_every_context(undone: House) -> None:
    keys = [cache.make_key("name")]
    for context in (
        trust_context(undone.here.trust.pk),
        trust_context(undone.there.trust.pk),
        university_context(undone.university.pk),
    ):
        with context:
            keys.append(cache.make_key("name"))
            assert cache.get("name-of-the-matrix") is None
            cache.set("name-of-the-matrix", keys[-1], 5)

    assert len(set(keys)) == 4
    assert cache.get("name-of-the-matrix") is None

"""Laws of what is said by e-mail: every kind is declared whole, and none carries what must not leave the page."""

import re
from pathlib import Path

import pytest

from trusts.kinds import COMMON, Gap, Kind, Urgency, all_kinds, declare, find_kind
from trusts.states import NoticeGroup, Role
from trusts.wording import fill, gaps_in, has_stray_brace, one_line

ROOT = Path(__file__).resolve().parents[2]
KINDS = list(all_kinds())
# Ratings, scores, reasons and the words of applications stay on their pages.
SENSITIVE = re.compile(r"rating|level|score|comment|reason|commitment|insight|work_plan|importance|evidence|severity")
NEVER_WAIT = {NoticeGroup.ACCOUNT}
DECISIONS = {"place_offered", "reserve_list", "application_declined", "offer_expired", "reopening_answered"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_declared_whole(kind: Kind) -> None:
    used = gaps_in(kind.subject) | gaps_in(kind.body)

    assert all((kind.title, kind.purpose.endswith("."), kind.to, kind.subject, kind.body))
    assert used <= kind.gap_names
    assert {gap.name for gap in kind.own_gaps} <= used, "A gap nobody fills: remove it."
    assert not has_stray_brace(kind.subject + kind.body)
    assert kind.subject == one_line(kind.subject)
    assert ("{link}" in kind.body) == kind.needs_link
    assert all(gap.words and gap.sample for gap in kind.gaps)
    assert re.fullmatch(r"[a-z_]{3,60}", kind.name)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_kind_carries_a_sensitive_class(kind: Kind) -> None:
    assert not [name for name in kind.gap_names if SENSITIVE.search(name)]


def test_decisions_and_security_never_wait() -> None:
    waiting = {kind.name for kind in KINDS if kind.urgency is not Urgency.AT_ONCE}

    assert not waiting & DECISIONS
    assert {kind.name for kind in KINDS} >= DECISIONS
    assert not {kind.name for kind in KINDS if kind.group in NEVER_WAIT} & waiting


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="Two kinds"):
        declare(KINDS[0])
    assert find_kind("no_such_kind") is None


def test_apps_say_nothing_by_e_mail_but_through_a_kind() -> None:
    """queue_message() is the outbox's own door; what apps say has a kind, so that words and timing can be chosen."""
    allowed = {
        "trusts/services/messages.py",
        "trusts/services/notices.py",
        "trusts/services/templates.py",
        "reports/services/digests.py",
    }
    callers = {
        str(file.relative_to(ROOT))
        for app in ("trusts", "frameworks", "programmes", "cohorts", "assessments", "projects", "reports")
        for file in (ROOT / app).rglob("*.py")
        if "queue_message(" in file.read_text()
    }

    assert callers <= allowed


def test_a_gap_is_filled_once_and_reaches_nothing() -> None:
    words = {"name": "{doctor} {name.__class__}", "doctor": "never"}

    assert fill("Dear {name}", words) == "Dear {doctor} {name.__class__}"
    assert gaps_in("{name.__class__} {0} {name!r} {name:>9}") == frozenset()
    for text in ("{name.__class__}", "{0}", "{name!r}", "{ name }", "{name", "name}", "{{name}}"):
        assert has_stray_brace(text)
    with pytest.raises(KeyError):
        fill("{doctor}", {})


def test_a_subject_is_one_line() -> None:
    assert (
        one_line("Hello\r\nBcc: everybody@example.test\x00\u2028there\u202e")
        == "Hello Bcc: everybody@example.test there"
    )


def test_samples_fill_every_common_gap() -> None:
    kind = Kind(
        name="sample",
        title="Sample",
        purpose="Never.",
        to="Nobody",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="{trust}",
        body="{name} {more}",
        own_gaps=(Gap("more", "More", "more"),),
    )

    assert kind.sample(kind.subject + kind.body) == "".join((COMMON[1].sample, COMMON[0].sample, " more"))


def test_what_goes_to_people_without_an_account_is_nobodys_choice() -> None:
    reached = {kind.name for kind in KINDS if kind.reaches(Role.values)}

    asked = {"endorsement_asked", "endorsement_reminder", "endorsement_called_off"}
    assert {kind.name for kind in KINDS} - reached == {"invited"} | asked

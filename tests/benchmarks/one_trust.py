"""One Trust with what a review board, an HR export and a list of the API read; for the rows that ask a peer the same.

Two cohorts of applications with three reviews each, every tenth in conflict; a cohort whose every doctor released the
baseline of 45 competencies; and an audit.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from assessments.models import Assessment, Round
from cohorts.models import Application, Cohort, Criterion, Review, Score
from programmes.models import Programme
from tests.benchmarks.databases import Loader
from tests.benchmarks.scale import COMPETENCIES, DAY, LEVELS, frameworks, key, slug
from trusts.models import Event, Membership, Person, Trust, User
from trusts.states import Role

TRUST, DIRECTOR, ROLES = 1, "director@one.example", (Role.PROGRAMME_DIRECTOR, Role.HR_OFFICER, Role.TRUST_ADMINISTRATOR)
BOARD, EXPORTED = key("ch", TRUST, 0), key("ch", TRUST, 2)
REVIEWS, CRITERIA, REVIEWERS, COMMITMENT = 3, 4, 12, "I have led a ward round redesign. " * 30
SIZE = {
    False: {"applications": 250, "doctors": 2223, "events": 1000},
    True: {"applications": 10, "doctors": 10, "events": 10},
}  # by whether it is quick
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def fill(loader: Loader, *, applications: int, doctors: int, events: int) -> None:
    """All of it: so many applications in each of two cohorts, so many doctors in the third, so many lines of audit."""
    people = 1 + REVIEWERS + max(2 * applications, doctors)
    loader.copy(Trust, [{"id": TRUST, "name": "One NHS Trust", "slug": slug(TRUST)}])
    loader.copy(User, ({"id": n + 1, "email": _email(n), "password": "!"} for n in range(people)))
    loader.copy(Person, map(_person, range(people)))
    loader.copy(Membership, ({"trust_id": TRUST, "user_id": 1, "role": role.value} for role in ROLES))
    frameworks(loader, range(TRUST, TRUST + 1))
    loader.copy(Programme, [{"id": key("pr", TRUST), "trust_id": TRUST, "name": "Leading here"}])
    loader.copy(Cohort, map(_cohort, range(3)))
    loader.copy(Criterion, (_criterion(cohort, n) for cohort in range(2) for n in range(CRITERIA)))
    loader.copy(Application, map(_application, _numbers(applications)))
    loader.copy(Review, (_review(n, at) for n in _numbers(applications) for at in range(REVIEWS)))
    loader.copy(Score, _scores(applications))
    _released(loader, doctors)
    loader.execute("set session_replication_role = origin")  # triggers number the lines of the audit
    loader.copy(Event, (_event(n) for n in range(events)))


def _email(person: int) -> str:
    return f"person{person}@one.example" if person else DIRECTOR


def _person(n: int) -> dict[str, Any]:
    return {
        "id": key("pe", TRUST, n),
        "trust_id": TRUST,
        "user_id": n + 1,
        "title": "Dr",
        "full_name": f"Doctor Number {n:04}",
        "job_title": "Consultant",
        "specialty": "Acute medicine",
        "gmc_number": f"{7_000_000 + n}",
        "employee_number": f"00{n:06}",
    }


def _cohort(n: int) -> dict[str, Any]:
    return {
        "id": key("ch", TRUST, n),
        "trust_id": TRUST,
        "programme_id": key("pr", TRUST),
        "framework_version_id": key("ve", TRUST),
        "name": f"Cohort {n + 1}",
        "state": "open" if n < 2 else "running",
        "places": 30,
        "applications_open_at": NOON - 30 * DAY,
        "applications_close_at": NOON + 30 * DAY,
        "decisions_on": "2026-05-01",
        "starts_on": "2026-09-01",
        "ends_on": "2027-09-01",
    }


# --- the board ---


def _numbers(applications: int) -> Iterator[int]:
    """Applications by number: those of the second cohort follow those of the first."""
    return iter(range(2 * applications))


def _criterion(cohort: int, n: int) -> dict[str, Any]:
    at = cohort * CRITERIA + n
    words = {"name": f"Criterion {n + 1}", "weight": 1 + n % 2, "position": n, "anchors": "{Little,Some,Much}"}
    return {"id": key("cr", TRUST, at), "trust_id": TRUST, "cohort_id": key("ch", TRUST, cohort)} | words


def _application(n: int) -> dict[str, Any]:
    return {
        "id": key("ap", TRUST, n),
        "trust_id": TRUST,
        "cohort_id": key("ch", TRUST, n % 2),
        "applicant_id": key("pe", TRUST, 1 + REVIEWERS + n),
        "state": "submitted",
        "submitted_at": NOON - timedelta(minutes=n),
        "receipt": f"R{n:06}",
        "commitment": COMMITMENT,
        "insight": COMMITMENT,
    }


def _review(n: int, at: int) -> dict[str, Any]:
    closed = _is_closed(n, at)
    return {
        "id": key("re", TRUST, n * REVIEWS + at),
        "trust_id": TRUST,
        "application_id": key("ap", TRUST, n),
        "reviewer_id": key("pe", TRUST, 1 + (n * REVIEWS + at) % REVIEWERS),
        "state": "conflicted" if closed else "submitted",
        "conflict_reason": "We work together." if closed else "",
        "no_conflict_at": None if closed else NOON,
        "submitted_at": None if closed else NOON,
    }


def _is_closed(n: int, at: int) -> bool:
    return (n + 3 * at) % 10 == 0


def _scores(applications: int) -> Iterator[dict[str, Any]]:
    chance, number = Random(1), 0
    for n in _numbers(applications):
        for at in range(REVIEWS):
            if _is_closed(n, at):
                continue
            for criterion in range(CRITERIA):
                number += 1
                yield {
                    "id": key("sc", TRUST, number),
                    "trust_id": TRUST,
                    "review_id": key("re", TRUST, n * REVIEWS + at),
                    "criterion_id": key("cr", TRUST, n % 2 * CRITERIA + criterion),
                    "value": chance.randint(1, 5),
                    "reason": "Because of what is written.",
                }


# --- what doctors released, and the audit ---


def _released(loader: Loader, doctors: int) -> None:
    days = {"opens_on": "2026-01-01", "closes_on": "2026-02-01"}
    asked = {"id": key("ro", TRUST), "trust_id": TRUST, "cohort_id": EXPORTED, "kind": "baseline", "state": "closed"}
    loader.copy(Round, [asked | days])
    chance = Random(2)
    loader.copy(Assessment, (_assessment(n, chance) for n in range(doctors)))


def _assessment(n: int, chance: Random) -> dict[str, Any]:
    person = key("pe", TRUST, 1 + REVIEWERS + n)
    return {
        "id": key("as", TRUST, n),
        "trust_id": TRUST,
        "round_id": key("ro", TRUST),
        "version_id": key("ve", TRUST),
        "subject_id": person,
        "rater_id": person,
        "state": "released",
        "submitted_at": NOON,
        "released_at": NOON,
        "levels": [chance.choice([*range(1, LEVELS + 1), None]) for _ in range(COMPETENCIES)],
    }


def _event(n: int) -> dict[str, Any]:
    return {
        "trust_id": TRUST,
        "created_at": NOON + timedelta(seconds=n),
        "actor_id": key("pe", TRUST, n % REVIEWERS),
        "action": "application.submit",
        "subject_type": "cohorts.application",
        "subject_id": key("ap", TRUST, n),
        "data": '{"edition": 3}',
    }

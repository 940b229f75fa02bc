"""Every Trust in England for years: Trusts x cohorts x doctors x three rounds of submitted assessments.

Full: 250 x 20 x 30 x 3 = 450,000 snapshots of 45 levels, 20 million ratings. A third of the doctors released theirs.
The first Trust also keeps each rating as a row of its own, for whoever would read it so.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from assessments.models import Assessment, Rating, Round
from cohorts.models import Application, Cohort, Place
from frameworks.models import Competency, Domain, Framework, FrameworkVersion, Level
from programmes.models import Programme
from tests.benchmarks.databases import Loader
from trusts.models import Membership, Person, Trust, User
from trusts.states import Role

DOMAINS, COMPETENCIES, LEVELS, DOCTORS = 6, 45, 5, 30
ROUNDS = {
    "baseline": (30, 40, 20, 8, 2),
    "midpoint": (15, 35, 30, 15, 5),
    "end": (5, 25, 35, 25, 10),
}  # levels' weights
DIRECTOR = "director@trust-{}.example"
BEGAN, DAY = date(2020, 9, 1), timedelta(days=1)
PUBLISHED = datetime(2020, 6, 1, tzinfo=UTC)


def key(kind: str, trust: int, n: int = 0) -> str:
    """The id of the n-th row of a kind in a Trust; like the database's own, it grows with time."""
    return f"{trust:08x}-{ord(kind[0]):02x}{ord(kind[1]):02x}-7000-8000-{n:012x}"


def slug(trust: int) -> str:
    """The address of a Trust."""
    return f"trust-{trust}"


def fill(loader: Loader, *, trusts: int, cohorts: int) -> None:
    """All of it."""
    numbers = range(1, trusts + 1)
    loader.copy(Trust, ({"id": t, "name": f"Trust {t}", "slug": slug(t)} for t in numbers))
    loader.copy(User, (row for t in numbers for row in _users(t, cohorts)))
    loader.copy(Person, (row for t in numbers for row in _people(t, cohorts)))
    loader.copy(Membership, (row for t in numbers for row in _memberships(t, cohorts)))
    frameworks(loader, numbers)
    loader.copy(Programme, ({"id": key("pr", t), "trust_id": t, "name": "Leading here"} for t in numbers))
    loader.copy(Cohort, (row for t in numbers for row in _cohorts(t, cohorts)))
    loader.copy(Round, (row for t in numbers for row in _rounds(t, cohorts)))
    loader.copy(Application, (row for t in numbers for row in _applications(t, cohorts)))
    loader.copy(Place, (row for t in numbers for row in _places(t, cohorts)))
    loader.copy(Assessment, (row for t in numbers for row in _assessments(t, cohorts)))
    _ratings(loader, trust=1)


# --- who ---


def _user(trust: int, seat: int, cohorts: int) -> int:
    """Seat 0 is the director's; then every doctor's of every cohort."""
    return (trust - 1) * (cohorts * DOCTORS + 1) + seat + 1


def _seats(cohorts: int) -> Iterator[tuple[int, int, int]]:
    """(cohort, number of the place, seat)."""
    return ((c, d, c * DOCTORS + d + 1) for c in range(cohorts) for d in range(DOCTORS))


def _users(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    yield {"id": _user(trust, 0, cohorts), "email": DIRECTOR.format(trust), "password": "!"}
    for _, _, seat in _seats(cohorts):
        yield {"id": _user(trust, seat, cohorts), "email": f"doctor{seat}@{slug(trust)}.example", "password": "!"}


def _people(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    names = {0: "Dr Director"} | {seat: f"Doctor Number {seat}" for _, _, seat in _seats(cohorts)}
    for seat, name in names.items():
        user = _user(trust, seat, cohorts)
        yield {"id": key("pe", trust, seat), "trust_id": trust, "user_id": user, "full_name": name, "title": "Dr"}


def _memberships(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    for role in (Role.MEDICAL_DIRECTOR, Role.PROGRAMME_DIRECTOR):
        yield {"trust_id": trust, "user_id": _user(trust, 0, cohorts), "role": role.value}
    for _, _, seat in _seats(cohorts):
        yield {"trust_id": trust, "user_id": _user(trust, seat, cohorts), "role": Role.DOCTOR.value}


# --- what good looks like ---


def frameworks(loader: Loader, trusts: range) -> None:
    """Each Trust's one published version."""
    loader.copy(Framework, ({"id": key("fw", t), "trust_id": t, "name": "Leadership here"} for t in trusts))
    versions = (
        {
            "id": key("ve", t),
            "trust_id": t,
            "framework_id": key("fw", t),
            "number": 1,
            "state": "published",
            "scale_kind": "proficiency",
            "published_at": PUBLISHED,
            "published_by_id": key("pe", t),
        }
        for t in trusts
    )
    loader.copy(FrameworkVersion, versions)
    loader.copy(Level, (_level(t, n) for t in trusts for n in range(1, LEVELS + 1)))
    loader.copy(Domain, (_domain(t, n) for t in trusts for n in range(DOMAINS)))
    loader.copy(Competency, (_competency(t, n) for t in trusts for n in range(COMPETENCIES)))


def _of_version(kind: str, trust: int, n: int) -> dict[str, Any]:
    return {"id": key(kind, trust, n), "trust_id": trust, "version_id": key("ve", trust), "position": n}


def _level(trust: int, n: int) -> dict[str, Any]:
    return _of_version("le", trust, n) | {"name": f"Level {n}", "definition": f"Does it at step {n}."}


def _domain(trust: int, n: int) -> dict[str, Any]:
    return _of_version("do", trust, n) | {"code": f"D{n + 1}", "name": f"Domain number {n + 1}"}


def _competency(trust: int, n: int) -> dict[str, Any]:
    domain = n * DOMAINS // COMPETENCIES
    words = {"code": f"{domain + 1}.{n + 1}", "title": f"Leads the work of competency {n + 1}", "statement": "Does it."}
    return _of_version("co", trust, n) | {"domain_id": key("do", trust, domain)} | words


# --- who took part, and where they stand ---


def _cohorts(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    for c in range(cohorts):
        starts = BEGAN + c * 90 * DAY
        yield {
            "id": key("ch", trust, c),
            "trust_id": trust,
            "programme_id": key("pr", trust),
            "framework_version_id": key("ve", trust),
            "name": f"Cohort {c + 1}",
            "state": "running",
            "places": DOCTORS,
            "applications_open_at": f"{starts - 90 * DAY} 09:00+00",
            "applications_close_at": f"{starts - 60 * DAY} 17:00+00",
            "decisions_on": starts - 30 * DAY,
            "starts_on": starts,
            "ends_on": starts + 365 * DAY,
        }


def _rounds(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    for c in range(cohorts):
        for at, kind in enumerate(ROUNDS):
            opens = BEGAN + (c * 90 + at * 150) * DAY
            yield {
                "id": key("ro", trust, c * len(ROUNDS) + at),
                "trust_id": trust,
                "cohort_id": key("ch", trust, c),
                "kind": kind,
                "state": "closed",
                "opens_on": opens,
                "closes_on": opens + 30 * DAY,
            }


def _applications(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    for c, _, seat in _seats(cohorts):
        yield {
            "id": key("ap", trust, seat),
            "trust_id": trust,
            "cohort_id": key("ch", trust, c),
            "applicant_id": key("pe", trust, seat),
            "state": "accepted",
            "commitment": "I have led the redesign of a ward round.",
            "insight": "Discharge letters arrive late.",
            "receipt": f"R{seat:06}",
            "submitted_at": PUBLISHED,
        }


def _places(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    for c, number, seat in _seats(cohorts):
        yield {
            "id": key("pl", trust, seat),
            "trust_id": trust,
            "cohort_id": key("ch", trust, c),
            "person_id": key("pe", trust, seat),
            "application_id": key("ap", trust, seat),
            "number": number + 1,
        }


def _assessments(trust: int, cohorts: int) -> Iterator[dict[str, Any]]:
    random = Random(trust)
    words = [*(str(level) for level in range(1, LEVELS + 1)), "NULL"]
    weights = {kind: [*given, 4] for kind, given in ROUNDS.items()}
    for c, number, seat in _seats(cohorts):
        released = number % 3 == 0
        for at, kind in enumerate(ROUNDS):
            submitted = f"{BEGAN + (c * 90 + at * 150 + 10) * DAY} 10:00+00"
            yield {
                "id": key("as", trust, seat * len(ROUNDS) + at),
                "trust_id": trust,
                "round_id": key("ro", trust, c * len(ROUNDS) + at),
                "version_id": key("ve", trust),
                "subject_id": key("pe", trust, seat),
                "rater_id": key("pe", trust, seat),
                "state": "released" if released else "submitted",
                "levels": "{" + ",".join(random.choices(words, weights[kind], k=COMPETENCIES)) + "}",
                "submitted_at": submitted,
                "released_at": submitted if released else None,
            }


def _ratings(loader: Loader, *, trust: int) -> None:
    """The working copies the snapshots of one Trust were frozen from."""
    snapshots = loader.execute("select id, levels from assessments_assessment where trust_id = %s", [trust])
    rows = (
        {
            "trust_id": trust,
            "assessment_id": assessment,
            "competency_id": key("co", trust, at),
            "level": level,
            "no_opportunity": level is None,
        }
        for assessment, levels in snapshots
        for at, level in enumerate(levels)
    )
    loader.copy(Rating, rows)

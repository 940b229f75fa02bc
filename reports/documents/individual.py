"""The individual report: a doctor's own, made for nobody else. Its numbers are those of the page 'Where you stand'."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from assessments.models import Assessment, Evidence
from assessments.selectors import GoalLine, Standing, StandingRow, goals_of, own_submitted, standing, standing_plot
from assessments.states import GoalState, RoundKind
from charts import dots, path
from charts.svg import Svg
from cohorts.models import Cohort, Place
from projects.models import ImprovementProject
from projects.selectors import results_of
from reports.documents.parts import Cover, ProjectPart, accent_of, cell_words, parted, period, project_part
from reports.selectors.dashboard import Figure
from reports.selectors.home import programme_path
from trusts.models import Person

SHOWN = 3


@dataclass(frozen=True)
class DomainPicture:
    """One domain as the dot plot of the page, with a sentence."""

    name: str
    words: str
    picture: Svg


@dataclass(frozen=True)
class StandingLine:
    """One competency in words: the level of each round, how the baseline looks today, the change, the range asked for
    and where the cohort stands."""

    name: str
    levels: tuple[str, ...]
    looking_back: str
    change: str
    importance: str
    asked: str
    cohort: str


@dataclass(frozen=True)
class EvidenceLine:
    """A piece of evidence and the competencies it supports."""

    evidence: Evidence
    files: int
    supports: tuple[str, ...]


@dataclass(frozen=True)
class ReasonLine:
    """What the doctor wrote beside one rating."""

    competency: str
    label: str
    level: str
    reason: str
    evidence: str


@dataclass(frozen=True)
class StandingPart:
    """Everything of the doctor's own submitted self-assessments in the cohort."""

    found: Standing
    rounds: tuple[str, ...]
    levels: str
    change: str
    domains: tuple[DomainPicture, ...]
    lines: tuple[tuple[str, tuple[StandingLine, ...]], ...]
    reasons: tuple[ReasonLine, ...]

    @property
    def strengths(self) -> tuple[StandingRow, ...]:
        """The first of them."""
        return self.found.strengths[:SHOWN]

    @property
    def gaps(self) -> tuple[StandingRow, ...]:
        """The heaviest of them."""
        return self.found.gaps[:SHOWN]

    @property
    def looked_back(self) -> bool:
        """Whether the doctor said of any competency how they see the baseline today."""
        return any(row.now.then_level for row in self.found.rows)

    @property
    def weighed(self) -> bool:
        """Whether the doctor said of any competency how important it is."""
        return any(row.now.importance for row in self.found.rows)


@dataclass(frozen=True)
class IndividualReport:
    """The pages. `standing` is None until the doctor has submitted a self-assessment in this cohort."""

    cover: Cover
    sentence: str
    figures: tuple[Figure, ...]
    path: Svg
    standing: StandingPart | None
    goals: tuple[GoalLine, ...]
    evidence: tuple[EvidenceLine, ...]
    projects: tuple[ProjectPart, ...]
    floor: int


def individual_report(person: Person, cohort: Cohort, as_at: datetime, post: str | None = None) -> IndividualReport:
    """The report of one doctor in one cohort (with programme, university, Trust and framework version loaded),
    compared with their own post or the one named."""
    part = _standing_part(person, cohort, post)
    goals, evidence = goals_of(person, timezone.localdate(as_at)), _evidence(person)
    results = results_of(ImprovementProject.objects.filter(lead=person, cohort=cohort))
    done = {row.round.kind for row in own_submitted(person, cohort.pk)}
    place = Place.objects.filter(person=person, cohort=cohort).select_related("cohort").first()
    projects = tuple(project_part(result, named=True, full=True) for result in results)
    return IndividualReport(
        cover=_cover(person, cohort, part, projects, as_at),
        sentence=_sentence(part),
        figures=_figures(part, goals, evidence),
        path=path.draw(programme_path(person, place, done, results)),
        standing=part,
        goals=goals,
        evidence=evidence,
        projects=projects,
        floor=cohort.trust.min_group_size,
    )


def _standing_part(person: Person, cohort: Cohort, post: str | None) -> StandingPart | None:
    order = list(RoundKind.values)
    own = Assessment.objects.of_self().submitted().filter(subject=person, round__cohort=cohort)
    rows = own.select_related("subject", "round__cohort__trust")
    newest = max(rows, key=lambda row: order.index(row.round.kind), default=None)
    if newest is None:
        return None
    found = standing(newest, post)
    levels = found.outline.levels
    by_domain = [(name, tuple(rows)) for name, rows in groupby(found.rows, key=lambda row: row.head.domain)]
    return StandingPart(
        found=found,
        rounds=tuple(label for _, label in found.kinds),
        levels=", ".join(f"{at} {name}" for at, name in enumerate(levels, start=1)),
        change=_change_words(found),
        domains=tuple(_domains(found, by_domain)),
        lines=tuple((name, tuple(map(_line, rows))) for name, rows in by_domain),
        reasons=tuple(_reasons(found)),
    )


def _domains(found: Standing, by_domain: list[tuple[str, tuple[StandingRow, ...]]]) -> Iterator[DomainPicture]:
    parts = (part for name, rows in by_domain for part in parted(name, rows))
    for at, (name, rows) in enumerate(parts):
        yield _domain(found, at, name, rows)


def _domain(found: Standing, at: int, name: str, rows: Sequence[StandingRow]) -> DomainPicture:
    said = "; ".join(f"{row.head.code} {row.head.title}: {_said(found, row)}" for row in rows)
    plot = standing_plot(found, f"stand{at}", rows=rows, title=f"{name}: where you stand", description=said)
    return DomainPicture(name, _domain_words(rows), dots.draw(plot))


def _said(found: Standing, row: StandingRow) -> str:
    level = found.outline.level(row.now.level) or "no opportunity yet"
    return f"{level}, asked {_range(row)}" if row.target else level


def _domain_words(rows: Sequence[StandingRow]) -> str:
    rated = [row for row in rows if row.now.level is not None]
    if not any(row.target for row in rows):
        return f"You rated {len(rated)} of {len(rows)} competencies."
    strong = sum(row.is_strength for row in rows)
    words = f"Within or above what is asked in {strong} of {len(rows)} competencies"
    below = sum(bool(row.gap) for row in rows)
    return f"{words}, below it in {below}." if below else f"{words}."


def _line(row: StandingRow) -> StandingLine:
    levels = tuple(str(moment.level or "No opportunity") for moment in row.moments)
    return StandingLine(
        name=f"{row.head.code} {row.head.title}",
        levels=levels,
        looking_back=str(row.now.then_level or "Not said"),
        change=_step(row),
        importance=f"{row.now.importance} of 4" if row.now.importance else "Not said",
        asked=_range(row) if row.target else "Nothing",
        cohort=cell_words(row.cohort),
    )


def _range(row: StandingRow) -> str:
    low, high = row.target or (0, 0)
    return str(low) if low == high else f"{low} to {high}"


def _first_and_now(row: StandingRow) -> tuple[int, int] | None:
    """The levels of the first round and of the one looked at; None unless there are two."""
    first, now = row.moments[0].level, row.now.level
    return (first, now) if len(row.moments) > 1 and first is not None and now is not None else None


def _step(row: StandingRow) -> str:
    pair = _first_and_now(row)
    if pair is None:
        return "Not known"
    step = pair[1] - pair[0]
    return f"{'+' if step > 0 else '−'}{abs(step)}" if step else "Same"


def _steps(found: Standing) -> list[int]:
    return [pair[1] - pair[0] for row in found.rows if (pair := _first_and_now(row))]


def _change_words(found: Standing) -> str:
    """What changed from the first round to the newest, in one sentence; empty with one round."""
    if len(found.kinds) < 2:
        return ""
    steps = _steps(found)
    up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    first, now = found.kinds[0][1].lower(), found.kinds[-1][1].lower()
    if not steps:
        return f"You rated no competency both at {first} and at {now}."
    return (
        f"From {first} to {now}, of the {len(steps)} competencies you rated in both, {up} are higher,"
        f" {len(steps) - up - down} the same and {down} lower."
    )


def _reasons(found: Standing) -> Iterator[ReasonLine]:
    for row in found.rows:
        for moment in row.moments:
            if moment.reason or moment.evidence:
                level = found.outline.level(moment.level) or "No opportunity yet"
                name = f"{row.head.code} {row.head.title}"
                yield ReasonLine(name, moment.label, level, moment.reason, "; ".join(moment.evidence))


def _evidence(person: Person) -> tuple[EvidenceLine, ...]:
    rows = Evidence.objects.filter(owner=person)
    rows = rows.prefetch_related("files", "rating_links__rating__competency")
    return tuple(
        EvidenceLine(
            evidence=row,
            files=len(row.files.all()),
            supports=tuple(sorted({str(link.rating.competency) for link in row.rating_links.all()})),
        )
        for row in rows
    )


def _sentence(part: StandingPart | None) -> str:
    if part is None:
        return "You have not submitted a self-assessment in this cohort yet."
    found = part.found
    if found.post:
        words = (
            f"You place yourself within or above what is asked of a {found.post} in {len(found.strengths)} of"
            f" {len(found.rows)} competencies"
        )
        return f"{words}, and below it in {len(found.gaps)}." if found.gaps else f"{words}."
    return f"You rated {_rated(found)} of {len(found.rows)} competencies."


def _rated(found: Standing) -> int:
    return sum(row.now.level is not None for row in found.rows)


def _figures(
    part: StandingPart | None, goals: tuple[GoalLine, ...], evidence: tuple[EvidenceLine, ...]
) -> tuple[Figure, ...]:
    met = sum(line.goal.state == GoalState.MET for line in goals)
    own = (
        Figure("goals met", met, len(goals)) if goals else Figure("No goal set yet"),
        Figure("piece of evidence" if len(evidence) == 1 else "pieces of evidence", len(evidence))
        if evidence
        else Figure("No evidence added yet"),
    )
    if part is None:
        return own
    found, steps = part.found, _steps(part.found)
    first = Figure("competencies rated", _rated(found), len(found.rows))
    if found.post:
        first = Figure("within or above what is asked", len(found.strengths), len(found.rows))
    label = f"higher than at the {found.kinds[0][1].lower()}"
    moved = (Figure(label, sum(step > 0 for step in steps), len(steps)),) if steps else ()
    return (first, *moved, *own)


def _cover(
    person: Person, cohort: Cohort, part: StandingPart | None, projects: tuple[ProjectPart, ...], as_at: datetime
) -> Cover:
    programme, trust = cohort.programme, cohort.trust
    facts = (
        ("Prepared for", f"{person}, and nobody else"),
        ("Post", person.job_title),
        ("Cohort", f"{cohort.name}, {period(cohort)}"),
        ("University", programme.university.name if programme.university else ""),
        ("Framework", str(cohort.framework_version)),
        ("Submitted", ", ".join(part.rounds) if part else "No round yet"),
    )
    return Cover(
        organisation=trust.name,
        title="Individual report",
        subject=f"{person}, {programme.name}, {cohort.name}",
        facts=tuple((label, words) for label, words in facts if words),
        sections=tuple(_sections(part, projects)),
        as_at=as_at,
        accent=accent_of(trust.accent_colour),
        rule="Nobody but you can ask for this report or open it. It holds your own words: think before you pass it on.",
    )


def _sections(part: StandingPart | None, projects: tuple[ProjectPart, ...]) -> Iterator[tuple[str, str]]:
    yield "summary", "In one page"
    yield "standing", "Where you stand"
    if part:
        yield "rounds", "Change over the rounds"
    yield "goals", "Your goals"
    yield "evidence", "Your evidence"
    yield "projects", "Your improvement project"
    yield "methods", "How the numbers are made"
    if any(project.values for project in projects):
        yield "tables", "Appendix: the values behind the charts"
    if part and part.reasons:
        yield "words", "Appendix: what you wrote"

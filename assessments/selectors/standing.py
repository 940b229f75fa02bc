"""Where a doctor stands: their own submitted assessments side by side, the range their post asks for, the cohort's band
where it is large enough, and how every rating arose."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from assessments.models import Assessment, DevelopmentGoal, GoalCompetency, Rating
from assessments.selectors.groups import cohort_benchmark
from assessments.selectors.outline import CompetencyHead, Outline, outline
from assessments.states import GoalState, RoundKind
from assessments.statistics import Cell
from frameworks.models import Descriptor, RoleTarget
from trusts.models import Person

SUGGESTED = 3
EVERYBODY = (
    "The cohort is everybody who rated a competency, you among them: no colleague is seen by name here. Pages and "
    "reports of the Trust may count fewer, because their readers also see released levels by name."
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One round of one's own in one competency: the level (None: no opportunity yet), and how it arose."""

    kind: str
    label: str
    submitted_at: datetime
    level: int | None
    then_level: int | None
    importance: int | None
    reason: str
    descriptor: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One competency: the rounds up to the one looked at, in time; what the post asks for; where the cohort stands."""

    head: CompetencyHead
    moments: tuple[Moment, ...]
    target: tuple[int, int] | None
    cohort: Cell

    @property
    def now(self) -> Moment:
        """The round looked at."""
        return self.moments[-1]

    @property
    def gap(self) -> int | None:
        """Levels below the range the post asks for, 0 within or above it; None without a rating or a range."""
        if self.target is None or self.now.level is None:
            return None
        return max(0, self.target[0] - self.now.level)

    @property
    def weight(self) -> int:
        """Importance x gap: what is sorted by."""
        return (self.now.importance or 1) * (self.gap or 0)

    @property
    def strength(self) -> tuple[int, int, int, int]:
        """What strengths are sorted by: how far above the range, then how far into it, then level, then importance."""
        level, (low, high) = self.now.level or 0, self.target or (0, 0)
        above, into = (max(0, level - high), level - low) if self.target else (0, 0)
        return (above, into, level, self.now.importance or 0)

    @property
    def is_strength(self) -> bool:
        """Within or above the range; without a range, rated at all."""
        return self.now.level is not None and self.gap in (0, None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything on the page. `posts` have targets; `post` is the one compared with, '' for none."""

    outline: Outline
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[StandingRow, ...]
    posts: tuple[str, ...]
    post: str
    cohort_note: str

    @property
    def gaps(self) -> tuple[StandingRow, ...]:
        """Below the range of the post, the heaviest first."""
        below = [row for row in self.rows if row.gap]
        return tuple(sorted(below, key=lambda row: (-row.weight, row.head.position)))

    @property
    def strengths(self) -> tuple[StandingRow, ...]:
        """Within or above the range, the strongest first."""
        strong = [row for row in self.rows if row.is_strength]
        return tuple(sorted(strong, key=lambda row: (*(-part for part in row.strength), row.head.position)))

    @property
    def sorted_rows(self) -> tuple[StandingRow, ...]:
        """Every competency: the gaps by importance x gap, then the rest in the order of the framework."""
        gaps = self.gaps
        return gaps + tuple(row for row in self.rows if row not in gaps)

    @property
    def suggested(self) -> tuple[StandingRow, ...]:
        """Up to three to set a goal for: the heaviest gaps; without a post, the lowest levels that matter most."""
        if self.post:
            return self.gaps[:SUGGESTED]
        rated = [row for row in self.rows if row.now.level is not None and (row.now.importance or 0) >= 3]
        return tuple(sorted(rated, key=lambda row: (row.now.level or 0, -(row.now.importance or 0))))[:SUGGESTED]


def standing(assessment: Assessment, post: str | None = None) -> Standing:
    """Where the subject of a submitted assessment stood when they submitted it: eleven statements."""
    shape = outline(assessment.version_id)
    own = _own_until(assessment)
    cohort = assessment.round.cohort
    kinds, reader = [assessment.round.kind], assessment.subject_id
    numbers = cohort_benchmark(cohort, kinds, beside_named=False, own=reader, shape=shape).rounds[0]
    targets = targets_of(assessment.version_id)
    chosen = post_of(targets, post, assessment.subject.job_title)
    texts = _descriptors(assessment.version_id)
    rows = tuple(
        StandingRow(
            head=head,
            moments=tuple(_moment(row, kept, head, texts) for row, kept in own),
            target=targets[chosen].get(head.id) if chosen else None,
            cohort=group.numbers,
        )
        for head, group in zip(shape.competencies, numbers.competencies, strict=True)
    )
    return Standing(
        outline=shape,
        kinds=tuple((row.round.kind, row.round.get_kind_display()) for row, _ in own),
        rows=rows,
        posts=tuple(targets),
        post=chosen,
        cohort_note=EVERYBODY
        if numbers.progress.is_closed
        else f"The cohort's numbers are shown when the {numbers.progress.label.lower()} has closed.",
    )


def _own_until(assessment: Assessment) -> list[tuple[Assessment, dict[UUID, Any]]]:
    """One's own snapshots of this cohort up to this round, in time, each with its ratings by competency."""
    order = list(RoundKind.values)
    rows = Assessment.objects.of_self().submitted().select_related("round")
    mine = rows.filter(
        subject=assessment.subject_id, round__cohort=assessment.round.cohort_id, version=assessment.version_id
    )
    until = [row for row in mine if order.index(row.round.kind) <= order.index(assessment.round.kind)]
    ratings: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    found = Rating.objects.filter(assessment__in=until).prefetch_related("evidence_links__evidence")
    for rating in found:
        ratings[rating.assessment_id][rating.competency_id] = rating
    return [(row, ratings[row.pk]) for row in sorted(until, key=lambda row: order.index(row.round.kind))]


def _moment(row: Any, kept: dict[UUID, Any], head: CompetencyHead, texts: dict[tuple[UUID, int], str]) -> Moment:
    rating = kept.get(head.id)
    level = row.levels[head.position]
    return Moment(
        kind=row.round.kind,
        label=row.round.get_kind_display(),
        submitted_at=row.submitted_at,
        level=level,
        then_level=row.then_levels[head.position] if row.then_levels else None,
        importance=row.importance[head.position] if row.importance else None,
        reason=rating.reason if rating else "",
        descriptor=texts.get((head.id, level), "") if level else "",
        evidence=tuple(link.evidence.title for link in rating.evidence_links.all()) if rating else (),
    )


def targets_of(version_id: UUID) -> dict[str, dict[UUID, tuple[int, int]]]:
    """The range a version asks of each post, by competency."""
    found: dict[str, dict[UUID, tuple[int, int]]] = {}
    rows = RoleTarget.objects.filter(version=version_id).order_by("post")
    for post, competency, low, high in rows.values_list("post", "competency", "low", "high"):
        found.setdefault(post, {})[competency] = (low, high)
    return found


def post_of(targets: dict[str, Any], asked: str | None, job_title: str) -> str:
    """The post asked for; else one's own, the longest with which the job title begins; else the only one there is."""
    if asked is not None:
        return asked if asked in targets else ""
    title = f"{job_title} ".casefold()
    own = max((post for post in targets if title.startswith(f"{post} ".casefold())), key=len, default="")
    return own or (next(iter(targets)) if len(targets) == 1 else "")


def _descriptors(version_id: UUID) -> dict[tuple[UUID, int], str]:
    rows = Descriptor.objects.filter(version=version_id)
    return {(pk, level): text for pk, level, text in rows.values_list("competency", "level__position", "text")}


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal as it stands in a list."""

    goal: DevelopmentGoal
    competencies: tuple[str, ...]
    is_late: bool


def goals_of(person: Person, today: date, states: Sequence[str] = tuple(GoalState.values)) -> tuple[GoalLine, ...]:
    """One's goals in these states, by due date: two statements."""
    rows = list(DevelopmentGoal.objects.filter(person=person, state__in=states))
    links = GoalCompetency.objects.filter(goal__in=rows).select_related("competency")
    developed = defaultdict(list)
    for link in links.order_by("competency__position", "competency__pk"):
        developed[link.goal_id].append(str(link.competency))
    return tuple(
        GoalLine(
            goal=goal,
            competencies=tuple(developed[goal.pk]),
            is_late=goal.state == GoalState.OPEN and goal.due_on < today,
        )
        for goal in rows
    )

"""A draft as its rater works on it: the list of rounds, one domain a page, and the answers to check."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from assessments.models import SUBMITTED, Assessment, Evidence, Rating, Reopening, Round
from assessments.states import RoundState
from cohorts.states import PlaceState
from frameworks.models import Competency, CompetencyObjective, Descriptor, Level, RoleTarget
from trusts.models import Person

IS_RATED = Q(ratings__level__isnull=False) | Q(ratings__no_opportunity=True)


@dataclass(frozen=True, slots=True)
class MyRound:
    """One round that asks a doctor, and how far their own assessment is (`assessment` None: not begun)."""

    round_id: UUID
    cohort: str
    label: str
    state: str
    opens_on: date
    closes_on: date
    assessment: Assessment | None
    rated: int
    total: int
    reopening: Reopening | None

    @property
    def step(self) -> str:
        """What there is to do: wait, begin, continue, read, or missed."""
        if self.assessment is None:
            return {RoundState.OPEN: "begin", RoundState.PLANNED: "wait"}.get(RoundState(self.state), "missed")
        if self.assessment.state in SUBMITTED:
            return "read"
        return "continue" if self.state == RoundState.OPEN else "missed"


@dataclass(frozen=True, slots=True)
class LevelText:
    """A step of the scale."""

    position: int
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Item:
    """One competency of a draft, with what is kept for it. `targets` are (post, lowest, highest)."""

    competency: Competency
    descriptors: tuple[str, ...]
    why_here: tuple[tuple[str, str], ...]
    rating: Rating | None
    evidence: tuple[Evidence, ...]
    targets: tuple[tuple[str, int, int], ...] = ()

    @property
    def is_rated(self) -> bool:
        """Placed at a level, or marked as no opportunity yet."""
        return self.rating is not None and (self.rating.level is not None or self.rating.no_opportunity)


@dataclass(frozen=True, slots=True)
class DomainItems:
    """One domain of a draft; `number` counts from 1."""

    number: int
    code: str
    name: str
    summary: str
    items: tuple[Item, ...]

    @property
    def rated(self) -> int:
        """How many of its competencies are answered."""
        return sum(item.is_rated for item in self.items)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in its domains."""

    levels: tuple[LevelText, ...]
    domains: tuple[DomainItems, ...]

    @property
    def rated(self) -> int:
        """How many competencies are answered."""
        return sum(domain.rated for domain in self.domains)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(len(domain.items) for domain in self.domains)

    @property
    def resume_at(self) -> int:
        """The first domain with something left to answer; after the last, one more than there are."""
        return next((d.number for d in self.domains if d.rated < len(d.items)), len(self.domains) + 1)

    def domain(self, number: int) -> DomainItems | None:
        """The domain of this number, None when there is none."""
        return self.domains[number - 1] if 0 < number <= len(self.domains) else None


def my_rounds(person: Person) -> tuple[MyRound, ...]:
    """The rounds of every cohort the doctor has, or had, an active place in: three statements."""
    held = Q(cohort__taken_places__person=person) & ~Q(cohort__taken_places__state=PlaceState.WITHDRAWN)
    rounds = Round.objects.filter(held).select_related("cohort").order_by("-cohort__starts_on", "opens_on")
    own = Assessment.objects.of_self().filter(subject=person)
    mine = {row.round_id: row for row in own.annotate(rated=Count("ratings", filter=IS_RATED))}
    asked = Reopening.objects.filter(assessment__subject=person).order_by("created_at")
    reopenings = {row.assessment_id: row for row in asked}
    totals = _competency_counts({row.cohort.framework_version_id for row in rounds})
    return tuple(_my_round(row, mine.get(row.pk), totals, reopenings) for row in rounds)


def _my_round(row: Round, own: Any, totals: dict[UUID, int], reopenings: dict[UUID, Reopening]) -> MyRound:
    return MyRound(
        round_id=row.pk,
        cohort=str(row.cohort),
        label=row.get_kind_display(),
        state=row.state,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        assessment=own,
        rated=own.rated if own else 0,
        total=totals.get(row.cohort.framework_version_id, 0),
        reopening=reopenings.get(own.pk) if own else None,
    )


def _competency_counts(versions: set[UUID]) -> dict[UUID, int]:
    counted = Competency.objects.filter(version__in=versions).order_by().values("version")
    return dict(counted.annotate(n=Count("pk")).values_list("version", "n"))


def draft(assessment: Assessment, *, number: int | None = None) -> Draft:
    """The whole draft in five statements; with a domain's `number`, its descriptors and reasons too, in two more."""
    competencies = list(
        Competency.objects.filter(version=assessment.version_id).select_related("domain").order_by("position")
    )
    numbers: dict[UUID, int] = {}
    for competency in competencies:
        numbers.setdefault(competency.domain_id, len(numbers) + 1)
    shown = [c.pk for c in competencies if numbers[c.domain_id] == number]
    descriptors, why_here = _texts(shown)
    ratings = _ratings(assessment)
    targets = _targets(assessment.version_id) if number is None else {}
    grouped: dict[int, list[Item]] = defaultdict(list)
    for competency in competencies:
        rating = ratings.get(competency.pk)
        item = Item(
            competency=competency,
            descriptors=tuple(descriptors[competency.pk]),
            why_here=tuple(why_here[competency.pk]),
            rating=rating,
            evidence=tuple(link.evidence for link in rating.evidence_links.all()) if rating else (),
            targets=tuple(targets.get(competency.pk, ())),
        )
        grouped[numbers[competency.domain_id]].append(item)
    levels = Level.objects.filter(version=assessment.version_id).order_by("position")
    return Draft(
        levels=tuple(LevelText(level.position, level.name, level.definition) for level in levels),
        domains=tuple(_domain_items(at, items) for at, items in grouped.items()),
    )


def _domain_items(number: int, items: list[Item]) -> DomainItems:
    domain = items[0].competency.domain
    return DomainItems(number, domain.code, domain.name, domain.summary, tuple(items))


def _ratings(assessment: Assessment) -> dict[UUID, Any]:
    rows = Rating.objects.filter(assessment=assessment).prefetch_related(
        Prefetch("evidence_links__evidence", queryset=Evidence.objects.all())
    )
    return {rating.competency_id: rating for rating in rows}


def _texts(competencies: list[UUID]) -> tuple[dict[UUID, list[str]], dict[UUID, list[tuple[str, str]]]]:
    """Descriptors by level, and (objective, why it matters here), of these competencies."""
    descriptors: dict[UUID, list[str]] = defaultdict(list)
    why_here: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    if competencies:
        texts = Descriptor.objects.filter(competency__in=competencies).order_by("level__position")
        for competency, text in texts.values_list("competency", "text"):
            descriptors[competency].append(text)
        links = CompetencyObjective.objects.filter(competency__in=competencies).order_by("objective__position")
        for competency, name, why in links.values_list("competency", "objective__name", "why_here"):
            why_here[competency].append((name, why))
    return descriptors, why_here


def _targets(version_id: UUID) -> dict[UUID, list[tuple[str, int, int]]]:
    found: dict[UUID, list[tuple[str, int, int]]] = defaultdict(list)
    rows = RoleTarget.objects.filter(version=version_id).order_by("post")
    for competency, post, low, high in rows.values_list("competency", "post", "low", "high"):
        found[competency].append((post, low, high))
    return found

"""How far a doctor has come, a line per domain: the first round, the latest, and what their post asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from assessments.models import Assessment
from assessments.selectors.outline import Outline, outline
from assessments.selectors.standing import post_of, targets_of
from assessments.states import RoundKind
from trusts.models import Person


@dataclass(frozen=True, slots=True)
class DomainHeadway:
    """One domain. Means of the levels of its rated competencies, None where none is rated.

    Attributes:
        then: at the first round; None as well while there has been one round only.
        now: at the latest round.
        target: means of the lowest and of the highest levels the post asks for.
        higher: competencies rated higher than at the first round.
        both: competencies rated at both.
    """

    name: str
    then: float | None
    now: float | None
    target: tuple[float, float] | None
    higher: int
    both: int


@dataclass(frozen=True, slots=True)
class Headway:
    """A doctor's own submitted rounds in short. `first` is '' while there has been one round only."""

    assessment: Assessment
    outline: Outline
    first: str
    latest: str
    post: str
    domains: tuple[DomainHeadway, ...]

    @property
    def sentence(self) -> str:
        """What it comes to, with its denominator."""
        higher, both = (sum(getattr(domain, name) for domain in self.domains) for name in ("higher", "both"))
        if self.first and both:
            return (
                f"At the {self.latest.lower()} you place yourself higher than at the {self.first.lower()} "
                f"in {higher} of {both} competencies."
            )
        levels = self.assessment.levels or []
        rated = sum(level is not None for level in levels)
        return f"At the {self.latest.lower()} you rated {rated} of {len(levels)} competencies."


def own_submitted(person: Person, cohort_id: UUID) -> list[Assessment]:
    """One's own submitted assessments in a cohort, in the order of its rounds."""
    found = Assessment.objects.of_self().submitted().filter(subject=person, round__cohort_id=cohort_id)
    order = list(RoundKind.values)
    return sorted(found.select_related("round"), key=lambda row: order.index(row.round.kind))


def headway(own: Sequence[Assessment], job_title: str) -> Headway | None:
    """From one's own submitted assessments in time: three statements; None before the first."""
    if not own:
        return None
    last = own[-1]
    same = [row for row in own if row.version_id == last.version_id]
    shape = outline(last.version_id)
    targets = targets_of(last.version_id)
    post = post_of(targets, None, job_title)
    ranges = [targets[post].get(head.id) if post else None for head in shape.competencies]
    now: Sequence[int | None] = last.levels or []
    then: Sequence[int | None] = (same[0].levels or []) if len(same) > 1 else [None] * len(now)
    return Headway(
        assessment=last,
        outline=shape,
        first=same[0].round.get_kind_display() if len(same) > 1 else "",
        latest=last.round.get_kind_display(),
        post=post,
        domains=tuple(_domain(domain.name, domain.positions, then, now, ranges) for domain in shape.domains),
    )


def _domain(
    name: str,
    positions: Sequence[int],
    then: Sequence[int | None],
    now: Sequence[int | None],
    ranges: Sequence[tuple[int, int] | None],
) -> DomainHeadway:
    pairs = [(then[at], now[at]) for at in positions]
    both = [(before, after) for before, after in pairs if before is not None and after is not None]
    asked = [found for at in positions if (found := ranges[at])]
    return DomainHeadway(
        name=name,
        then=_mean(then[at] for at in positions),
        now=_mean(now[at] for at in positions),
        target=(fmean(low for low, _ in asked), fmean(high for _, high in asked)) if asked else None,
        higher=sum(after > before for before, after in both),
        both=len(both),
    )


def _mean(levels: Iterable[int | None]) -> float | None:
    known = [level for level in levels if level is not None]
    return fmean(known) if known else None

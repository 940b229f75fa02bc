"""Who is near which post: what doctors released, by name, beside the targets of each post. Nothing is judged here.

Only released assessments of the cohort's own framework version count, so the doctor named has seen every figure that
this one is made of, and takes it back with the release.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from assessments.selectors import NamedGrid, ReleasedAssessment
from frameworks.models import RoleTarget

Targets = Mapping[str, Mapping[UUID, int]]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How a doctor's levels compare with one post's targets: of `asked` competencies `reached` are at its lowest level
    or above; `short` are the others by code, `unsaid` those without an opportunity yet."""

    asked: int
    reached: int
    short: tuple[str, ...]
    unsaid: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        """Every target is reached."""
        return self.reached == self.asked


@dataclass(frozen=True, slots=True)
class Successor:
    """One doctor, beside each post in the order of `Succession.posts`."""

    released: ReleasedAssessment
    posts: tuple[Nearness, ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """Posts, the least asked of first, and doctors by name; `ready` counts, by post, who reach every target."""

    posts: tuple[str, ...]
    ready: tuple[int, ...]
    people: tuple[Successor, ...]


def targets_by_post(version_id: UUID) -> Targets:
    """The lowest level each post asks for in each competency, the post of which least is asked first: one query."""
    found: dict[str, dict[UUID, int]] = {}
    for post, competency, low in RoleTarget.objects.filter(version=version_id).values_list("post", "competency", "low"):
        found.setdefault(post, {})[competency] = low
    return {post: found[post] for post in sorted(found, key=lambda name: (sum(found[name].values()), name))}


def succession(grid: NamedGrid, targets: Targets) -> Succession:
    """Every doctor of the grid beside every post: no query."""
    mine = [person for person in grid.people if person.version_id == grid.outline.version_id]
    people = tuple(
        Successor(person, tuple(_nearness(grid, person, lows) for lows in targets.values())) for person in mine
    )
    ready = tuple(sum(person.posts[at].is_there for person in people) for at in range(len(targets)))
    return Succession(tuple(targets), ready, people)


def _nearness(grid: NamedGrid, person: ReleasedAssessment, lows: Mapping[UUID, int]) -> Nearness:
    heads = [head for head in grid.outline.competencies if head.id in lows]
    levels = {head.code: person.levels[head.position] for head in heads}
    short = tuple(head.code for head in heads if 0 < (levels[head.code] or 0) < lows[head.id])
    unsaid = tuple(code for code, level in levels.items() if not level)
    return Nearness(len(heads), len(heads) - len(short) - len(unsaid), short, unsaid)

"""What a post asks for in each competency."""

from collections.abc import Mapping

from django.db import transaction

from frameworks.models import Competency, FrameworkVersion, RoleTarget
from frameworks.services.drafts import lock_draft
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.workflow import RefusedError


@transaction.atomic
def set_role_target(*, competency: Competency, post: str, low: int, high: int, by: Person) -> RoleTarget:
    """Say which levels, from `low` to `high` (positions from 1), a post asks for in one competency."""
    version = lock_draft(competency.version_id)
    _refuse_outside(version, low, high)
    target, _ = RoleTarget.objects.update_or_create(
        competency=competency, post=post, defaults={"version": version, "low": low, "high": high}
    )
    record_event(action="competency.set_target", subject=competency, by=by, low=low, high=high)
    return target


@transaction.atomic
def set_post_targets(
    *,
    version: FrameworkVersion,
    post: str,
    ranges: Mapping[Competency, tuple[int, int]],
    by: Person,
    is_new: bool = False,
) -> None:
    """Replace everything a post asks for: what `ranges` leaves out is no longer asked. Empty: the post is removed. A
    post that `is_new` replaces none that is there."""
    version = lock_draft(version.pk)
    same = RoleTarget.objects.filter(version=version, post__iexact=post).first() if is_new else None
    if same:
        raise RefusedError(f"There is already a post called {same.post}. Change what it asks for in the table.")
    for low, high in ranges.values():
        _refuse_outside(version, low, high)
    RoleTarget.objects.filter(version=version, post=post).delete()
    RoleTarget.objects.bulk_create(
        RoleTarget(trust_id=version.trust_id, version=version, competency=competency, post=post, low=low, high=high)
        for competency, (low, high) in ranges.items()
    )
    record_event(action="version.set_targets", subject=version, by=by, competencies=len(ranges))


def _refuse_outside(version: FrameworkVersion, low: int, high: int) -> None:
    if not 1 <= low <= high <= version.levels.count():
        raise RefusedError("Choose levels of this version's scale, the lower one first.")

"""Start a new draft from what is published."""

from typing import Any

from django.db import transaction

from frameworks.models import (
    Competency,
    CompetencyObjective,
    CompetencyValue,
    Descriptor,
    Domain,
    FrameworkVersion,
    RoleTarget,
)
from frameworks.services.versions import draft_version
from frameworks.states import VersionState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.workflow import RefusedError


@transaction.atomic
def copy_version(*, version: FrameworkVersion, change_note: str, by: Person) -> FrameworkVersion:
    """The next version of the framework as a draft with the whole tree of a published one: same codes, same words.

    Links to values and objectives since retired are left behind.
    """
    if version.state not in (VersionState.PUBLISHED, VersionState.SUPERSEDED):
        raise RefusedError("A new version starts from a published one.")
    new = draft_version(
        framework=version.framework,
        scale_kind=version.scale_kind,
        levels=list(version.levels.values_list("name", "definition")),
        licence=version.licence,
        change_note=change_note,
        by=by,
    )
    levels = dict(zip(version.levels.all(), new.levels.all(), strict=True))
    domains = _copies(Domain, version.domains.all(), new, {})
    competencies = _copies(Competency, version.competencies.select_related("domain"), new, {"domain": domains})
    ours = {"competency": competencies}
    _copies(Descriptor, _parts(Descriptor, version, "level"), new, {**ours, "level": levels})
    _copies(CompetencyValue, _parts(CompetencyValue, version).filter(value__retired_on=None), new, ours)
    _copies(CompetencyObjective, _parts(CompetencyObjective, version).filter(objective__retired_on=None), new, ours)
    _copies(RoleTarget, _parts(RoleTarget, version), new, ours)
    record_event(action="frameworkversion.copy", subject=new, by=by, source=str(version.pk))
    return new


def _parts(model: Any, version: FrameworkVersion, *joins: str) -> Any:
    return model.objects.filter(version=version).select_related("competency", *joins)


def _copies(model: Any, rows: Any, version: FrameworkVersion, others: dict[str, dict[Any, Any]]) -> dict[Any, Any]:
    """Rows of one model in the new version, each old row to its copy; `others` maps what they point to."""
    kept = [f for f in model._meta.concrete_fields if f.name not in ("id", "created_at", "updated_at", "version")]
    old = list(rows)
    new = [model(version=version, **{f.attname: _value(row, f, others) for f in kept}) for row in old]
    return dict(zip(old, model.objects.bulk_create(new), strict=True))


def _value(row: Any, field: Any, others: dict[str, dict[Any, Any]]) -> Any:
    if field.name in others:
        return others[field.name][getattr(row, field.name)].pk
    return getattr(row, field.attname)

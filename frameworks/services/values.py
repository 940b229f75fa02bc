"""What the Trust stands for and what it is trying to achieve. Words a version shows once approved are never changed:
new words are a new value, and the old one is retired."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from frameworks.models import CompetencyObjective, CompetencyValue, StrategicObjective, TrustValue
from frameworks.states import VersionState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.locks import hold_names
from trusts.workflow import RefusedError


@transaction.atomic
def add_value(*, name: str, statement: str, by: Person) -> TrustValue:
    """Write down one thing the Trust stands for; it stands last."""
    hold_names("values", by=by)
    if TrustValue.objects.filter(name=name).exists():
        raise RefusedError(f"There is already a value called {name}.")
    value = TrustValue.objects.create(name=name, statement=statement, position=_last(TrustValue) + 1)
    record_event(action="value.add", subject=value, by=by)
    return value


@transaction.atomic
def add_objective(*, code: str, name: str, statement: str, by: Person) -> StrategicObjective:
    """Write down one thing the Trust is trying to achieve; it stands last."""
    hold_names("objectives", by=by)
    if StrategicObjective.objects.filter(code=code).exists():
        raise RefusedError(f"There is already an objective with the code {code}.")
    last = _last(StrategicObjective)
    objective = StrategicObjective.objects.create(code=code, name=name, statement=statement, position=last + 1)
    record_event(action="objective.add", subject=objective, by=by)
    return objective


@transaction.atomic
def edit_value(*, value: TrustValue, name: str, statement: str, by: Person) -> TrustValue:
    """Reword a value that no approved or published version shows yet."""
    hold_names("values", by=by)
    if TrustValue.objects.filter(name=name).exclude(pk=value.pk).exists():
        raise RefusedError(f"There is already a value called {name}.")
    _refuse_shown(CompetencyValue.objects.filter(value=value))
    return _save(value, "value.edit", by, name=name, statement=statement)


@transaction.atomic
def edit_objective(*, objective: StrategicObjective, name: str, statement: str, by: Person) -> StrategicObjective:
    """Reword an objective that no approved or published version shows yet; its code stays."""
    _refuse_shown(CompetencyObjective.objects.filter(objective=objective))
    return _save(objective, "objective.edit", by, name=name, statement=statement)


@transaction.atomic
def retire_value(*, value: TrustValue, by: Person) -> TrustValue:
    """Stop offering a value to new drafts; versions that show it keep it."""
    if value.retired_on:
        raise RefusedError(f"{value.name} was already retired.")
    return _save(value, "value.retire", by, retired_on=timezone.localdate())


@transaction.atomic
def retire_objective(*, objective: StrategicObjective, by: Person) -> StrategicObjective:
    """Stop offering an objective to new drafts; versions that show it keep it."""
    if objective.retired_on:
        raise RefusedError(f"{objective} was already retired.")
    return _save(objective, "objective.retire", by, retired_on=timezone.localdate())


def _refuse_shown(links: Any) -> None:
    shown = links.exclude(version__state=VersionState.DRAFT).select_related("version__framework").first()
    if shown:
        raise RefusedError(
            f"{shown.version} shows these words, so they stay as they are. "
            "Add the new words beside them, link them in the next version, and retire these."
        )


def _save[Row: (TrustValue, StrategicObjective)](row: Row, action: str, by: Person, **fields: Any) -> Row:
    for field, value in fields.items():
        setattr(row, field, value)
    row.save(update_fields=[*fields, "updated_at"])
    record_event(action=action, subject=row, by=by, fields=sorted(fields))
    return row


def _last(model: Any) -> int:
    return max(model.objects.values_list("position", flat=True), default=0)

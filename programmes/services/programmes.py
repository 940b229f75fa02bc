"""Set up a programme: its stages, and the modules of the award it leads to."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from programmes.models import Module, Programme, Stage
from trusts.models import Person, University
from trusts.services.audit import record_event
from trusts.services.locks import hold_names
from trusts.workflow import RefusedError


@transaction.atomic
def create_programme(
    *,
    name: str,
    summary: str = "",
    university: University | None = None,
    award: str = "",
    stages: Sequence[tuple[str, str]] = (),
    modules: Sequence[tuple[str, str, int]] = (),
    by: Person,
) -> Programme:
    """Make a programme with its stages, as (name, summary), and modules, as (code, title, credits), in order."""
    _refuse_name(name, by)
    programme = Programme.objects.create(name=name, summary=summary, university=university, award=award)
    for stage_name, stage_summary in stages:
        add_stage(programme=programme, name=stage_name, summary=stage_summary, by=by)
    for code, title, credits in modules:
        add_module(programme=programme, code=code, title=title, credits=credits, by=by)
    record_event(action="programme.create", subject=programme, by=by)
    return programme


@transaction.atomic
def edit_programme(
    *, programme: Programme, name: str, summary: str, university: University | None, award: str, by: Person
) -> Programme:
    """Reword a programme."""
    _refuse_name(name, by, besides=programme)
    return _save(programme, "programme.edit", by, name=name, summary=summary, university=university, award=award)


@transaction.atomic
def add_stage(*, programme: Programme, name: str, summary: str = "", by: Person) -> Stage:
    """Put a stage at the end of a programme."""
    programme = _lock(programme)
    stage = Stage.objects.create(programme=programme, name=name, summary=summary, position=_next(programme.stages))
    record_event(action="stage.add", subject=stage, by=by)
    return stage


@transaction.atomic
def edit_stage(*, stage: Stage, name: str, summary: str, by: Person) -> Stage:
    """Reword a stage."""
    return _save(stage, "stage.edit", by, name=name, summary=summary)


@transaction.atomic
def remove_stage(*, stage: Stage, by: Person) -> None:
    """Take a stage out of its programme."""
    record_event(action="stage.remove", subject=stage, by=by)
    stage.delete()


@transaction.atomic
def add_module(*, programme: Programme, code: str, title: str, credits: int, by: Person) -> Module:
    """Put a module of the university's award at the end of a programme."""
    programme = _lock(programme)
    _refuse_code(programme, code)
    module = Module.objects.create(
        programme=programme, code=code, title=title, credits=credits, position=_next(programme.modules)
    )
    record_event(action="module.add", subject=module, by=by)
    return module


@transaction.atomic
def edit_module(*, module: Module, code: str, title: str, credits: int, by: Person) -> Module:
    """Correct a module."""
    _refuse_code(_lock(module.programme), code, besides=module)
    return _save(module, "module.edit", by, code=code, title=title, credits=credits)


@transaction.atomic
def remove_module(*, module: Module, by: Person) -> None:
    """Take a module out of its programme."""
    record_event(action="module.remove", subject=module, by=by, code=module.code)
    module.delete()


def _lock(programme: Programme) -> Programme:
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def _next(rows: Any) -> int:
    return max(rows.values_list("position", flat=True), default=0) + 1


def _refuse_name(name: str, by: Person, besides: Programme | None = None) -> None:
    hold_names("programmes", by=by)
    if Programme.objects.filter(name=name).exclude(pk__in=[besides.pk] if besides else []).exists():
        raise RefusedError(f"There is already a programme called {name}.")


def _refuse_code(programme: Programme, code: str, besides: Module | None = None) -> None:
    if programme.modules.filter(code=code).exclude(pk__in=[besides.pk] if besides else []).exists():
        raise RefusedError(f"There is already a module with the code {code}.")


def _save[Row: (Programme, Stage, Module)](row: Row, action: str, by: Person, **fields: Any) -> Row:
    for field, value in fields.items():
        setattr(row, field, value)
    row.save(update_fields=[*fields, "updated_at"])
    record_event(action=action, subject=row, by=by, fields=sorted(fields))
    return row

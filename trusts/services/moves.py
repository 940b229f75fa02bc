"""The only writer of a state."""

from typing import Any

from django.db import transaction

from trusts.models import Person, Stateful
from trusts.services.audit import record_event
from trusts.workflow import Workflow


def move[Row: Stateful](row: Row, workflow: Workflow, name: str, *, by: Person | None, **fields: Any) -> Row:
    """Lock the row, make one legal move, set fields, and leave an audit line.

    Returns the fresh row. Raises IllegalMoveError when the move may not be made from the state the row is in now,
    and ValidationError when the fields would break the row.
    """
    with transaction.atomic():
        fresh: Row = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        before = fresh.state
        fresh.state = workflow.target(name, before)
        for field, value in fields.items():
            setattr(fresh, field, value)
        fresh.clean_fields(exclude={f.name for f in fresh._meta.fields} - {"state", *fields})
        fresh.save(update_fields=["state", "updated_at", *fields])
        record_event(action=f"{row._meta.model_name}.{name}", subject=fresh, by=by, before=before, after=fresh.state)
    return fresh

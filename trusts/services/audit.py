"""The audit line, written in the transaction of the deed."""

from typing import Any

from trusts.models import Event, Person, TrustOwned


def record_event(*, action: str, subject: TrustOwned, by: Person | None, **data: Any) -> Event:
    """Leave one line: who (None for the clock) did what to which row. `data` holds ids, names of fields and states,
    never the text of what a person wrote (security.md 2.5)."""
    return Event.objects.create(
        trust_id=subject.trust_id,
        action=action,
        actor=by,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        data=data,
    )

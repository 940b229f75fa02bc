"""Correct the Trust's own name, which stands on every page, in every e-mail and report."""

from django.db import transaction

from trusts.models import Person, Trust
from trusts.services.audit import record_event
from trusts.workflow import RefusedError


@transaction.atomic
def rename_trust(*, name: str, was: str, by: Person) -> Trust:
    """From now on; reports and e-mails made before keep the former name, and addresses never change.

    `was` is the name on the page it was changed on: refused when somebody else changed it since.
    """
    trust = Trust.objects.select_for_update(of=("self",)).get(pk=by.trust_id)
    if name == trust.name:
        return trust
    if was != trust.name:
        raise RefusedError(f"Somebody else has changed it to {trust.name} since you opened the page.")
    trust.name = name
    trust.save(update_fields=["name"])
    record_event(action="trust.rename", subject=by, by=by, before=was, after=name)
    return trust

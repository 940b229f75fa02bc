"""Agreements between a Trust and a university."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from trusts.models import Person, SharingAgreement, University
from trusts.services.audit import record_event
from trusts.states import DataClass
from trusts.workflow import RefusedError


@transaction.atomic
def sign_agreement(
    *,
    university: University,
    data_classes: list[DataClass],
    purpose: str,
    starts_on: date,
    ends_on: date,
    by: Person,
) -> SharingAgreement:
    """Let a university see the named classes of data between two dates, both included, in UK time."""
    if ends_on < starts_on:
        raise RefusedError("The agreement must end on or after the day it starts.")
    if not data_classes:
        raise RefusedError("Choose at least one class of data to share.")
    agreement = SharingAgreement.objects.create(
        trust_id=by.trust_id,
        university=university,
        data_classes=list(data_classes),
        purpose=purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        signed_by=by,
        signed_at=timezone.now(),
    )
    record_event(action="agreement.sign", subject=agreement, by=by, data_classes=list(data_classes))
    return agreement


@transaction.atomic
def withdraw_agreement(*, agreement: SharingAgreement, by: Person) -> SharingAgreement:
    """Close the university's sight at once."""
    agreement = SharingAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if agreement.withdrawn_at is not None:
        raise RefusedError("This agreement was already withdrawn.")
    agreement.withdrawn_at, agreement.withdrawn_by = timezone.now(), by
    agreement.save(update_fields=["withdrawn_at", "withdrawn_by", "updated_at"])
    record_event(action="agreement.withdraw", subject=agreement, by=by)
    return agreement

"""Agreements between a Trust and a university."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from trusts.models import Person, SharingAgreement, University
from trusts.selectors.sharing import tutors_by_address
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
    tutors: Collection[str] = (),
) -> SharingAgreement:
    """Let a university see the named classes of data between two dates, both included, in UK time.

    `tutors` are addresses of those it is for, of all whom the university lets in; none, and it is for all of them.
    """
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
        tutor_ids=[] if tutors else None,
    )
    if tutors:
        agreement.tutor_ids = _tutors(university, tutors)
        agreement.save(update_fields=["tutor_ids"])
    said = {"data_classes": list(data_classes), "tutors": agreement.tutor_ids}
    record_event(action="agreement.sign", subject=agreement, by=by, **said)
    return agreement


def _tutors(university: University, addresses: Collection[str]) -> list[int]:
    """Their users, of a university with which there is an agreement now; refused unless each is let in there."""
    found = tutors_by_address(university, addresses)
    unknown = [address for address in addresses if address.lower() not in found]
    if unknown:
        raise RefusedError(f"{university} has no tutor with this address here: {', '.join(unknown)}.")
    return sorted(found.values())


@transaction.atomic
def withdraw_name(*, agreement: SharingAgreement, tutor_id: int, by: Person) -> SharingAgreement:
    """Close a tutor's sight at once. Once the last name is withdrawn the agreement is for nobody, never for all."""
    agreement = SharingAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    named = agreement.tutor_ids or []
    if tutor_id not in named:
        raise RefusedError("The agreement does not name them.")
    agreement.tutor_ids = [pk for pk in named if pk != tutor_id]
    agreement.save(update_fields=["tutor_ids", "updated_at"])
    record_event(action="agreement.withdraw_name", subject=agreement, by=by, tutor=tutor_id)
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

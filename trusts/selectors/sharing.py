"""Whom sharing agreements name."""

from collections.abc import Collection, Iterable

from trusts.models import SharingAgreement, University, UniversityMembership

GONE = "a tutor who is no longer there"


def named_tutors(agreements: Iterable[SharingAgreement]) -> dict[int, str]:
    """The names of everybody these agreements name, by user; of whoever is gone, words that say so."""
    ids = {pk for agreement in agreements for pk in agreement.tutor_ids or ()}
    if not ids:
        return {}
    rows = UniversityMembership.objects.filter(user_id__in=ids).values_list("user_id", "full_name", "user__email")
    return dict.fromkeys(ids, GONE) | {pk: name or email for pk, name, email in rows}


def tutors_by_address(university: University, addresses: Collection[str]) -> dict[str, int]:
    """Those of the addresses that the university lets in now, and their users. The database shows tutors only of a
    university with which the Trust in context has an agreement."""
    members = UniversityMembership.objects.filter(university=university, is_active=True, user__is_active=True)
    found = members.filter(user__email__in=[address.lower() for address in addresses])
    return dict(found.values_list("user__email", "user_id"))

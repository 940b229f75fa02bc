"""How somebody signs in belongs to no Trust: it is removed once no Trust and no university needs it any more.

Runs outside any context, as the role `web`.
"""

import uuid
from datetime import date

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Max

from trusts.clocks import months_before
from trusts.models import Membership, UniversityMembership, User
from trusts.walk import is_of_a_trust, labelled_models


def forget_those_who_left(day: date, months: int) -> int:
    """Forget how people sign in whose last role anywhere ended longer ago than that; returns how many."""
    cutoff = months_before(day, months)
    active = Membership.objects.filter(is_active=True).values("user_id")
    last = Membership.objects.exclude(user_id__in=active).values("user_id").annotate(ended=Max("ended_at"))
    left = last.filter(ended__date__lt=cutoff, user__is_active=True).values_list("user_id", flat=True)
    return sum(forget_sign_in(user_id) for user_id in list(left))


@transaction.atomic
def forget_sign_in(user_id: int) -> bool:
    """End every session, remove factors, addresses and tokens, and leave a number for a name; False while needed."""
    user = User.objects.select_for_update().get(pk=user_id)
    elsewhere = [Membership.objects, UniversityMembership.objects]
    if any(rows.filter(user=user, is_active=True).exists() for rows in elsewhere):
        return False
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model, labels in labelled_models():
        if model._meta.app_label != "trusts" and not is_of_a_trust(model) and labels.subject:
            model.objects.filter(**{labels.subject: user}).delete()
    UniversityMembership.objects.filter(user=user).update(full_name="")
    user.email = f"erased-{uuid.uuid4().hex}@erased.invalid"
    user.set_unusable_password()
    user.is_active = False
    user.save()
    return True

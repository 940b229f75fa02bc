"""Bring people in: an invitation by e-mail, accepted once, by whoever proves to own that address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import formats, timezone

from trusts import invitations
from trusts.models import DETAILS, Invitation, Membership, Person, Trust, User
from trusts.notices import INVITED
from trusts.nudges import nudge_on_commit
from trusts.permissions import check_may_give
from trusts.selectors.mail import mail_settings
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.services.notices import compose
from trusts.services.numbers import one_number_each, refuse_taken
from trusts.services.people import give_role
from trusts.states import INVITATION, InvitationState, Role
from trusts.tenancy import current, trust_context
from trusts.workflow import RefusedError

CLOSED = "This invitation can no longer be used."


@transaction.atomic
def invite(*, email: str, full_name: str, roles: list[Role], by: Person | None, **details: Any) -> Invitation:
    """Ask somebody to join the Trust in context, in these roles, within seven days.

    `details` are fields of PersonDetails. `by` None is the platform, which founds a Trust. The link is made when the
    e-mail leaves (deliver_invitation), so that it stands nowhere but in the mailbox.
    """
    email = email.lower()
    check_may_give(by, roles)
    if Invitation.objects.open().filter(email=email).exists():
        raise RefusedError("This address has an open invitation already. Send that one again, or withdraw it first.")
    if set(roles) <= _roles_held(email):
        raise RefusedError("This address belongs to somebody who holds that role already.")
    refuse_taken(details, holder=Q(user__email=email))
    _expire_of(email)
    invitation: Invitation = Invitation.objects.create(
        email=email, full_name=full_name, roles=list(roles), invited_by=by, expires_at=_in_a_week(), **details
    )
    record_event(action="invitation.send", subject=invitation, by=by, roles=list(roles))
    _nudge(invitation)
    return invitation


def resend_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Send a new link, good for seven days from now; the old one dies at once."""
    check_may_give(by, [Role(role) for role in invitation.roles])
    if Invitation.objects.open().filter(email=invitation.email).exclude(pk=invitation.pk).exists():
        raise RefusedError("A newer invitation to this address is open already.")
    fresh = move(
        invitation,
        INVITATION,
        "resend",
        by=by,
        token_hash="",
        expires_at=_in_a_week(),
        emailed_at=None,
        attempt=0,
        error="",
    )
    _nudge(fresh)
    return fresh


def withdraw_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Close an invitation; its link leads nowhere from now on."""
    return move(invitation, INVITATION, "withdraw", by=by, token_hash="")


def expire_invitations() -> int:
    """Close those of the Trust in context that waited too long; returns how many."""
    late = Invitation.objects.filter(state=InvitationState.SENT, expires_at__lte=timezone.now())
    return len([move(invitation, INVITATION, "expire", by=None, token_hash="") for invitation in late])


@transaction.atomic
def deliver_invitation(*, invitation: Invitation) -> Invitation:
    """Make the link and send it, once; after twelve failures the page of invitations says why it never left. While the
    Trust's test mode is on it waits."""
    locked = Invitation.objects.select_for_update(of=("self",)).unsent().filter(pk=invitation.pk)
    fresh: Invitation | None = locked.select_related("trust", "invited_by").first()
    if fresh is None or mail_settings().is_test:
        return invitation
    token = invitations.new_token(fresh.trust.slug)
    subject, body = compose(INVITED, fresh.trust, _words(fresh, invitations.link(token)))
    fresh.attempt += 1
    try:
        send_mail(subject, body, None, [fresh.email])
    except OSError as error:  # smtplib's errors are OSErrors too
        fresh.error = str(error)[:300]
    else:
        fresh.token_hash, fresh.emailed_at, fresh.error = invitations.token_digest(token), timezone.now(), ""
    fresh.save(update_fields=["attempt", "error", "token_hash", "emailed_at", "updated_at"])
    return fresh


@dataclass(frozen=True)
class Offer:
    """What whoever holds the link may know of an open invitation."""

    trust: Trust
    email: str
    name: str
    role_words: str
    invited_by: str
    expires_at: datetime


def read_offer(token: str) -> Offer | None:
    """The open invitation a link belongs to; None when it is unknown, used, withdrawn or expired alike."""
    return find_offer(invitations.trust_slug(token), invitations.token_digest(token))


def find_offer(slug: str, digest: str) -> Offer | None:
    """The same, by what may be remembered of a link: the Trust's name in addresses and the digest."""
    trust = Trust.objects.filter(slug=slug, is_active=True).first()
    if trust is None:
        return None
    with trust_context(trust.pk):
        found = Invitation.objects.open().filter(token_hash=digest)
        invitation = found.select_related("invited_by").first()
        if invitation is None:
            return None
        inviter = str(invitation.invited_by or "")
        return Offer(trust, invitation.email, str(invitation), invitation.role_words, inviter, invitation.expires_at)


def accept_invitation(*, token: str, user: User) -> Trust:
    """Join the Trust as the verified owner of the invited address; refused for everybody else, and the second time."""
    offer = read_offer(token)
    if offer is None:
        raise RefusedError(CLOSED)
    if not owns(user, offer.email):
        raise RefusedError("This invitation was sent to another e-mail address.")
    with trust_context(offer.trust.pk, user.pk):
        # Locked: of two clicks, one waits here and finds that the link was used.
        found = Invitation.objects.open().filter(token_hash=invitations.token_digest(token))
        invitation = found.select_for_update(of=("self",)).first()
        if invitation is None:
            raise RefusedError(CLOSED)
        with one_number_each():
            person, _ = Person.objects.get_or_create(
                trust_id=offer.trust.pk, user=user, defaults={name: getattr(invitation, name) for name in DETAILS}
            )
        move(
            invitation,
            INVITATION,
            "accept",
            by=person,
            token_hash="",
            accepted_by=person,
            accepted_at=timezone.now(),
        )
        for role in invitation.roles:
            give_role(person=person, role=Role(role), by=invitation.invited_by)
    return offer.trust


def owns(user: User, email: str) -> bool:
    """Whether this user has proved to read the mail of that address."""
    return EmailAddress.objects.filter(user_id=user.pk, email__iexact=email, verified=True).exists()


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address already."""
    return User.objects.filter(email=email.lower()).exists()


def _words(invitation: Invitation, link: str) -> dict[str, str]:
    return {
        "name": invitation.preferred_name or str(invitation),
        "inviter": str(invitation.invited_by or "The team of Homegrown"),
        "roles": invitation.role_words,
        "link": link,
        "until": formats.date_format(timezone.localtime(invitation.expires_at), r"j F Y \a\t H:i") + " (UK time)",
    }


def _roles_held(email: str) -> set[str]:
    held = Membership.objects.filter(trust_id=current().trust_id or 0, user__email=email, is_active=True)
    return set(held.values_list("role", flat=True))


def _expire_of(email: str) -> None:
    for invitation in Invitation.objects.filter(email=email, state=InvitationState.SENT):
        move(invitation, INVITATION, "expire", by=None, token_hash="")


def _in_a_week() -> datetime:
    return timezone.now() + timedelta(days=invitations.DAYS_OPEN)


def _nudge(invitation: Invitation) -> None:
    nudge_on_commit("trusts.tasks.deliver_invitation", invitation.trust_id, str(invitation.pk))

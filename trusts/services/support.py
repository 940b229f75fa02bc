"""Open and end support access: one Trust, one hour, one reason, told to the Trust (docs/adr/0012-break-glass.md)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from trusts.models import Membership, Person, SecurityEvent, SupportAccess, SupportAgent, Trust, User
from trusts.notices import SUPPORT_ENDED, SUPPORT_OPENED
from trusts.services.audit import record_event
from trusts.services.notices import address_of, send_notice
from trusts.services.security import record_security_event
from trusts.states import Role, SecurityEventKind
from trusts.tenancy import current, platform_context, trust_context
from trusts.workflow import RefusedError

LASTS = timedelta(minutes=60)


def open_access_of(user: User, trust: Trust) -> SupportAccess | None:
    """The access this user has open to this Trust now, read as support reads."""
    with platform_context(trust.pk, user.pk):
        return SupportAccess.objects.open().filter(agent_id=user.pk).first()


@transaction.atomic
def open_support(*, user: User, trust: Trust, reason: str, reference: str, request: Any = None) -> SupportAccess:
    """Let an agent read one Trust for sixty minutes. Refuses while they have another Trust open."""
    agent = SupportAgent.objects.select_for_update(of=("self",)).get(user=user, is_active=True)
    if agent.opened_trust and open_access_of(user, agent.opened_trust):
        raise RefusedError(f"End your access to {agent.opened_trust} first: one Trust at a time.")
    agent.opened_trust = trust
    agent.save(update_fields=["opened_trust"])
    with trust_context(trust.pk, user.pk):
        ends_at = timezone.now() + LASTS
        access: SupportAccess = SupportAccess.objects.create(
            agent=user, reason=reason, reference=reference, ends_at=ends_at
        )
        opened = SecurityEventKind.SUPPORT_OPENED
        record_security_event(opened, request=request, user=user, trust=trust, subject=access)
        record_event(action="support.open", subject=access, by=None, user=user.pk)
        for person in administrators():
            send_notice(
                SUPPORT_OPENED,
                to=person,
                agent=user.email,
                why=reason,
                reference=reference,
                until=f"{timezone.localtime(ends_at):%H:%M}",
                link=address_of("trusts:event_list", trust.slug),
            )
    return access


def end_support(*, access: SupportAccess, trust: Trust, request: Any = None) -> None:
    """End an access now, or note that its hour is over, and tell the Trust; a second time does nothing."""
    with trust_context(trust.pk):
        access = SupportAccess.objects.select_for_update(of=("self",)).select_related("agent").get(pk=access.pk)
        if access.ended_at is not None:
            return
        access.ended_at = min(timezone.now(), access.ends_at)
        access.save(update_fields=["ended_at", "updated_at"])
        user, ended = access.agent, SecurityEventKind.SUPPORT_ENDED
        record_security_event(ended, request=request, user=user, trust=trust, subject=access)
        record_event(action="support.end", subject=access, by=None, user=user.pk)
        read = SecurityEvent.objects.filter(kind=SecurityEventKind.SUPPORT_READ, subject_id=str(access.pk)).count()
        for person in administrators():
            send_notice(
                SUPPORT_ENDED,
                to=person,
                agent=user.email,
                reference=access.reference,
                pages=f"{read} page{'' if read == 1 else 's'}",
                link=address_of("trusts:event_list", trust.slug),
            )


def end_run_out() -> int:
    """End every access whose hour is over; returns how many."""
    ended = 0
    for trust in Trust.objects.filter(is_active=True):
        with trust_context(trust.pk):
            over = list(SupportAccess.objects.run_out())
        for access in over:
            end_support(access=access, trust=trust)
        ended += len(over)
    return ended


def administrators() -> list[Person]:
    """The administrators of the Trust in context."""
    trust_id = current().trust_id or 0
    held = Membership.objects.filter(trust_id=trust_id, role=Role.TRUST_ADMINISTRATOR, is_active=True)
    return list(Person.objects.select_related("user", "trust").filter(user__in=held.values("user")).by_name())

"""What the house asks of people, and whose duties there are."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from trusts.duties import Duty, Held, with_role
from trusts.models import Erasure, Membership, Message, Person, SharingAgreement
from trusts.notices import AGREEMENT_ENDING
from trusts.selectors.mail import mail_settings
from trusts.states import ErasureKind, ErasureState, MessageState, Role
from trusts.tenancy import current

SOON = timedelta(days=30)


def everybody() -> tuple[Held, dict[UUID, Person]]:
    """Everybody who can sign in to the Trust in context now: the roles they hold, and who they are."""
    roles: dict[int, set[str]] = defaultdict(set)
    active = Membership.objects.filter(trust_id=current().trust_id or 0, is_active=True, user__is_active=True)
    for user, role in active.values_list("user_id", "role"):
        roles[user].add(role)
    people = {p.pk: p for p in Person.objects.filter(user_id__in=roles).select_related("user", "trust")}
    return {pk: frozenset(roles[person.user_id]) for pk, person in people.items()}, people


def duties(held: Held) -> Iterator[Duty]:
    """What the house asks: erasures to confirm; of administrators, agreements that end soon and e-mails not sent."""
    if confirming := with_role(held, Role.TRUST_ADMINISTRATOR, Role.MEDICAL_DIRECTOR):
        yield from _confirming(confirming)
    if administrators := with_role(held, Role.TRUST_ADMINISTRATOR):
        yield from _administering(administrators)


def _confirming(people: list[UUID]) -> Iterator[Duty]:
    """An erasure is confirmed by somebody else than who asked for it, and never by whom it is about."""
    asked = Erasure.objects.filter(kind=ErasureKind.REQUEST, state=ErasureState.ASKED)
    for pk, *closed_to in asked.values_list("pk", "asked_by_id", "person_id"):
        for person in people:
            if person not in closed_to:
                yield Duty(
                    person_id=person,
                    key=f"erasure:{pk}",
                    words="Confirm or take back an erasure",
                    title="An erasure to confirm",
                    name="trusts:erasure_detail",
                    args=(pk,),
                )


def _administering(administrators: list[UUID]) -> Iterator[Duty]:
    today = timezone.localdate()
    ending = SharingAgreement.objects.in_force(today).filter(ends_on__lte=today + SOON)
    for university, name, ends_on in ending.values_list("university_id", "university__name").annotate(Max("ends_on")):
        for person in administrators:
            yield Duty(
                person_id=person,
                key=f"agreement:{university}",
                words=f"The sharing agreement with {name} ends: sign a new one, or tell them",
                title="A sharing agreement ends",
                name="trusts:agreement_list",
                due=ends_on,
                reminder=AGREEMENT_ENDING,
                told={"university": name},
            )
    failed = Message.objects.filter(state=MessageState.FAILED).count()
    if failed:
        what = "1 e-mail that could not be sent" if failed == 1 else f"{failed} e-mails that could not be sent"
        for person in administrators:
            yield Duty(person, "mail:failed", f"See to {what}", "E-mails could not be sent", "trusts:message_list")
    if mail_settings().is_test:
        for person in administrators:
            words = "Turn the test mode of e-mails off when you are done: people get none of theirs"
            yield Duty(person, "mail:test", words, "Test mode of e-mails is on", "trusts:mail_settings_edit")

"""Reads about e-mails: a Trust's words for each kind, what a person chose, and the outbox."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from trusts.kinds import Kind, Urgency, all_kinds
from trusts.models import MailSettings, Membership, Message, MessageTemplate, NoticePreference, Person
from trusts.states import MessageState, NoticeGroup, NoticeTiming, Role
from trusts.tenancy import current


@dataclass(frozen=True)
class Words:
    """A Trust's words for a kind of e-mail now. `edition` is None for the product's own; `number` counts editions."""

    kind: Kind
    subject: str
    body: str
    number: int = 0
    edition: MessageTemplate | None = None


def words_of(kind: Kind) -> Words:
    """The words of one kind, as the Trust in context has them now."""
    latest = MessageTemplate.objects.filter(kind=kind.name).order_by("-number").select_related("written_by").first()
    return _words(kind, latest)


def words_of_every_kind() -> list[Words]:
    """The words of every kind, by group and title, in one query."""
    editions = MessageTemplate.objects.order_by("kind", "-number").distinct("kind").select_related("written_by")
    latest = {edition.kind: edition for edition in editions}
    return [_words(kind, latest.get(kind.name)) for kind in all_kinds()]


def _words(kind: Kind, latest: MessageTemplate | None) -> Words:
    if latest is None:
        return Words(kind, kind.subject, kind.body)
    if latest.is_default:
        return Words(kind, kind.subject, kind.body, latest.number)
    return Words(kind, latest.subject, latest.body, latest.number, latest)


def mail_settings() -> MailSettings:
    """The Trust's settings for e-mails; the product's own, not yet a row, until somebody changes them."""
    return MailSettings.objects.first() or MailSettings()


@dataclass(frozen=True)
class Choice:
    """One group of e-mails that leaves a person a choice, and what they chose."""

    group: NoticeGroup
    kinds: tuple[Kind, ...]
    timing: NoticeTiming

    @property
    def may_be_off(self) -> bool:
        """Whether some of the group may be switched off."""
        return any(kind.urgency is Urgency.OPTIONAL for kind in self.kinds)


def choices_of(person: Person, roles: Collection[str]) -> list[Choice]:
    """Every group of which something that reaches these roles may wait, in one query."""
    chosen = dict(NoticePreference.objects.filter(person=person).values_list("group", "timing"))
    found = []
    for group in NoticeGroup:
        waits = (kind for kind in all_kinds() if kind.group == group and kind.urgency is not Urgency.AT_ONCE)
        kinds = tuple(kind for kind in waits if kind.reaches(roles))
        if kinds:
            found.append(Choice(group, kinds, NoticeTiming(chosen.get(group, NoticeTiming.AT_ONCE))))
    return found


def kinds_at_once(roles: Collection[str]) -> list[Kind]:
    """What is always sent at once to people with these roles."""
    return [kind for kind in all_kinds() if kind.urgency is Urgency.AT_ONCE and kind.reaches(roles)]


@dataclass(frozen=True)
class Outbox:
    """E-mails, newest first; how many stand in each state; and what each kind is about. No more of a kind than
    that: the kind of a decision's e-mail is the decision."""

    lines: QuerySet[Message]
    counts: tuple[tuple[MessageState, int], ...]
    about: dict[str, str]


def find_messages(state: str) -> Outbox:
    """The Trust's e-mails, of one state when it is named."""
    lines = Message.objects.defer("subject", "body").select_related("recipient").order_by("-created_at", "-pk")
    counted = dict(Message.objects.values_list("state").annotate(Count("pk")).order_by())
    return Outbox(
        lines=lines.filter(state=state) if state else lines,
        counts=tuple((MessageState(name), counted[name]) for name in MessageState.values if name in counted),
        about={kind.name: str(kind.group.label) for kind in all_kinds()},
    )


def administrators() -> tuple[str, ...]:
    """The addresses of the administrators of the Trust in context."""
    held = Membership.objects.filter(trust_id=current().trust_id or 0, role=Role.TRUST_ADMINISTRATOR, is_active=True)
    return tuple(held.filter(user__is_active=True).order_by("user__email").values_list("user__email", flat=True))

"""Reads about people, the audit and e-mails that join several rows."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from trusts.models import Event, MailSettings, Membership, MessageTemplate, Person
from trusts.kinds import Kind, all_kinds
from trusts.states import Role


@dataclass(frozen=True)
class PersonRow:
    """One line of the people list: who, and the words of the roles they hold now."""

    person: Person
    roles: tuple[Role, ...]

    @property
    def role_words(self) -> str:
        """The roles as a sentence fragment."""
        return ", ".join(role.label for role in self.roles) or "No role: cannot sign in to this Trust"


def people_with_roles(trust_id: int) -> list[PersonRow]:
    """Everybody the Trust knows, by name, in two queries."""
    roles: dict[int, list[Role]] = defaultdict(list)
    for membership in Membership.objects.filter(trust_id=trust_id, is_active=True).order_by("role"):
        roles[membership.user_id].append(Role(membership.role))
    people = Person.objects.select_related("user").by_name()
    return [PersonRow(person, tuple(roles[person.user_id])) for person in people]


def find_events(*, action: str = "", person: str = "") -> QuerySet[Event]:
    """Audit lines, newest first, by the beginning of an action and part of the actor's name or a subject's id."""
    events = Event.objects.select_related("actor").order_by("-created_at")
    if action:
        events = events.filter(action__startswith=action)
    if person:
        events = events.filter(Q(actor__full_name__icontains=person) | Q(subject_id=person))
    return events


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

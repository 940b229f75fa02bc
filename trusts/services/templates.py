"""Change a Trust's words for a kind of e-mail. Each change is a new edition; nothing is overwritten."""

from django.db import transaction

from trusts.kinds import Kind
from trusts.models import MailSettings, Message, MessageTemplate, Person
from trusts.selectors.mail import words_of
from trusts.services.audit import record_event
from trusts.services.messages import queue_message
from trusts.services.notices import footer
from trusts.states import MailMode
from trusts.wording import one_line
from trusts.workflow import RefusedError


@transaction.atomic
def write_template(*, kind: Kind, subject: str, body: str, opened_on: int, by: Person) -> MessageTemplate:
    """Use these words from now on. `opened_on` is the edition the writer saw (0 for the product's own): when somebody
    has written another meanwhile, this one is refused, not put over it."""
    return _add_edition(kind, opened_on, by, action="template.write", subject=one_line(subject), body=body)


@transaction.atomic
def restore_template(*, kind: Kind, opened_on: int, by: Person) -> MessageTemplate:
    """Use the product's own words again. The Trust's stay in the history."""
    return _add_edition(kind, opened_on, by, action="template.restore", is_default=True)


def _add_edition(kind: Kind, opened_on: int, by: Person, *, action: str, **words: object) -> MessageTemplate:
    MailSettings.objects.get_or_create(trust_id=by.trust_id)
    MailSettings.objects.select_for_update().get()  # one writer at a time in a Trust
    latest = words_of(kind).number
    if latest != opened_on:
        raise RefusedError("Somebody else has changed this e-mail since you opened it. Read theirs before you save.")
    row = MessageTemplate.objects.create(kind=kind.name, number=latest + 1, written_by=by, **words)
    record_event(action=action, subject=row, by=by, kind=kind.name, number=row.number)
    return row


def send_template_to_self(*, kind: Kind, subject: str, body: str, by: Person) -> Message:
    """Send the words, filled with samples, to whoever is writing them, and to nobody else."""
    filled = kind.sample(body) + footer(by.trust)
    return queue_message(to=by, subject=one_line(f"Test: {kind.sample(subject)}")[:200], body=filled, kind="test")


@transaction.atomic
def change_mail_settings(*, mode: MailMode, signature: str, early_days: int, late_days: int, by: Person) -> None:
    """Whom the Trust's e-mails reach, how they are signed, and when people are reminded of a deadline."""
    if early_days <= late_days:
        raise RefusedError("The first reminder must come more days before a deadline than the last one.")
    row, _ = MailSettings.objects.get_or_create(trust_id=by.trust_id)
    before = row.mode
    row.mode, row.signature = mode, signature.replace("\r\n", "\n").strip()
    row.early_days, row.late_days = early_days, late_days
    row.save()
    record_event(action="mail_settings.change", subject=row, by=by, before=before, after=mode)

"""The outbox: say it in the transaction, send it after (docs/adr/0004).

Sending happens with no transaction open and no row locked, however slow the mail server: an attempt is claimed by one
guarded update under a lease, and its outcome is written by whoever still holds the lease. The row is sent exactly once;
the letter at least once: a worker that dies between the mail server's "taken" and our note of it leaves a letter that
is sent again. Both copies carry the same Message-ID, by which mail systems know them for one.
"""

import smtplib
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from trusts.models import Message, Person
from trusts.models.message import MAX_ATTEMPTS
from trusts.nudges import nudge_on_commit
from trusts.selectors.mail import administrators, mail_settings
from trusts.services.moves import move
from trusts.states import MESSAGE, MailMode, MessageState
from trusts.workflow import RefusedError

TASK = "trusts.tasks.deliver"
LONGER_EACH_TIME = 3  # 1, 3, 9, 27 minutes ...: eighteen hours until the last attempt
KEPT_BREAKING = "Sending this e-mail stopped the worker several times."


@dataclass(frozen=True)
class Letter:
    """What goes out, and the right of one worker to send it."""

    message_id: str
    token: uuid.UUID
    to: tuple[str, ...]
    subject: str
    body: str


class UndeliverableError(Exception):
    """Trying again will not help; the message says why."""


def queue_message(
    *, to: Person, subject: str, body: str, kind: str = "", waits: bool = False, digest_on: date | None = None
) -> Message:
    """Put an e-mail in the outbox and nudge the worker once this transaction is committed; one that `waits` is left
    for the person's daily e-mail, which says by `digest_on` of which day it is. Apps say what they have to say with
    `trusts.services.notices.send_notice()`."""
    message: Message = Message.objects.create(
        trust_id=to.trust_id,
        recipient=to,
        kind=kind,
        subject=" ".join(subject.split())[:200],
        body=body,
        state=MessageState.WAITING if waits else MessageState.QUEUED,
        digest_on=digest_on,
    )
    if not waits:
        nudge_on_commit(TASK, to.trust_id, str(message.pk))
    return message


def claim_message(*, message_id: str) -> Letter | None:
    """Take the right to send, in one guarded UPDATE; None when it is sent, not due yet, given up or another's, or held
    back because the Trust's test mode lets nobody read it."""
    now, token = timezone.now(), uuid.uuid4()
    taken = Message.objects.claimable(now).filter(pk=message_id)
    lease_until = now + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
    if not taken.update(lease_token=token, lease_until=lease_until, attempt=F("attempt") + 1, updated_at=now):
        return None
    message = Message.objects.select_related("recipient__user").get(pk=message_id)
    to, subject = _addressed(message)
    if not to:
        move(message, MESSAGE, "hold", by=None, **_NO_LEASE)
        return None
    return Letter(str(message_id), token, to, subject, message.body)


def _addressed(message: Message) -> tuple[tuple[str, ...], str]:
    """Whom the Trust's mail mode lets read the e-mail, and its subject: in test mode people get none of theirs."""
    mode = mail_settings().mode
    if mode == MailMode.SEND:
        return (message.recipient.user.email,), message.subject
    if mode == MailMode.NOBODY:
        return (), message.subject
    return administrators(), f"[Test, for {message.recipient}] {message.subject}"


def send_letter(*, letter: Letter) -> None:
    """Hand the letter to the mail server. Raises OSError (smtplib's errors are), or UndeliverableError for good."""
    host = urlsplit(settings.BASE_URL).hostname
    headers = {"Message-ID": f"<{letter.message_id}@{host}>", "Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(letter.subject, letter.body, to=list(letter.to), headers=headers).send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _ in error.recipients.values()):
            raise UndeliverableError(f"The mail server refused this e-mail: {_first_words(error)}") from error
        raise
    except ValueError as error:  # an address that no mail can carry
        raise UndeliverableError(str(error)) from error


@transaction.atomic
def note_sent(*, letter: Letter) -> None:
    """Mark the row sent; silent when the lease is another's by now."""
    if message := _held(letter):
        move(message, MESSAGE, "send", by=None, sent_at=timezone.now(), error="", **_NO_LEASE)


@transaction.atomic
def note_failure(*, letter: Letter, error: Exception) -> None:
    """Put the row back, due after a longer pause each time; failed when trying again will not help or was enough."""
    message = _held(letter)
    if message is None:
        return
    reason = str(error)[:300]
    if message.attempt >= MAX_ATTEMPTS or isinstance(error, UndeliverableError):
        move(message, MESSAGE, "fail", by=None, error=reason, **_NO_LEASE)
        return
    pause = settings.MESSAGE_RETRY_SECONDS * LONGER_EACH_TIME ** (message.attempt - 1)
    due_at = timezone.now() + timedelta(seconds=pause)
    Message.objects.filter(pk=message.pk).update(due_at=due_at, error=reason, **_NO_LEASE)


@transaction.atomic
def retry_message(*, message: Message, by: Person) -> Message:
    """Queue a failed or held e-mail again with its attempts reset. Refuses one that is sent or waiting."""
    if message.state == MessageState.SENT:
        raise RefusedError("This e-mail was sent in the meantime.")
    if message.state not in (MessageState.FAILED, MessageState.HELD):
        raise RefusedError("This e-mail is waiting to be sent already.")
    message = move(message, MESSAGE, "retry", by=by, attempt=0, due_at=timezone.now(), error="")
    nudge_on_commit(TASK, message.trust_id, str(message.pk))
    return message


@transaction.atomic
def give_up_messages() -> int:
    """In the Trust in context: fail e-mails whose every attempt ended with the worker; returns how many."""
    given_up = list(Message.objects.given_up(timezone.now()).select_for_update(of=("self",), skip_locked=True))
    for message in given_up:
        move(message, MESSAGE, "fail", by=None, error=KEPT_BREAKING, **_NO_LEASE)
    return len(given_up)


_NO_LEASE: dict[str, None] = {"lease_token": None, "lease_until": None}


def _held(letter: Letter) -> Message | None:
    held = Message.objects.select_for_update(of=("self",)).filter(pk=letter.message_id, lease_token=letter.token)
    return held.first()


def _first_words(error: smtplib.SMTPRecipientsRefused) -> str:
    code, words = next(iter(error.recipients.values()))
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"

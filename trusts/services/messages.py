"""The outbox: say it in the transaction, send it after."""

from django.core.mail import send_mail
from django.utils import timezone

from trusts.models import Message, Person
from trusts.nudges import nudge_on_commit
from trusts.services.moves import move
from trusts.states import MESSAGE, MessageState

MAX_ATTEMPTS = 5


def queue_message(*, to: Person, subject: str, body: str, kind: str = "", waits: bool = False) -> Message:
    """Put an e-mail in the outbox and nudge the worker once this transaction is committed; one that `waits` is left
    for the person's daily e-mail. Apps say what they have to say with `trusts.services.notices.send_notice()`."""
    message: Message = Message.objects.create(
        trust_id=to.trust_id,
        recipient=to,
        kind=kind,
        subject=subject[:200],
        body=body,
        state=MessageState.WAITING if waits else MessageState.QUEUED,
    )
    if not waits:
        nudge_on_commit("trusts.tasks.deliver", to.trust_id, str(message.pk))
    return message


def deliver_message(*, message: Message) -> Message:
    """Send one queued e-mail once; after five failures it is marked failed with the reason."""
    message = Message.objects.select_for_update(of=("self",)).select_related("recipient__user").get(pk=message.pk)
    if message.state != MessageState.QUEUED:
        return message
    message.attempt += 1
    message.save(update_fields=["attempt"])
    try:
        send_mail(message.subject, message.body, None, [message.recipient.user.email])
    except OSError as error:  # smtplib's errors are OSErrors too
        if message.attempt >= MAX_ATTEMPTS:
            return move(message, MESSAGE, "fail", by=None, error=str(error)[:300])
        message.error = str(error)[:300]
        message.save(update_fields=["error"])
        return message
    return move(message, MESSAGE, "send", by=None, sent_at=timezone.now(), error="")

"""Send an e-mail of a named kind: the Trust's words for it, filled, and when the person wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from trusts.kinds import Kind, Urgency
from trusts.models import Message, NoticePreference, Person, Trust
from trusts.selectors.mail import Words, mail_settings, words_of, words_of_every_kind
from trusts.services.messages import queue_message
from trusts.states import NoticeTiming
from trusts.wording import fill, one_line


@dataclass(frozen=True)
class Notice:
    """An e-mail of a kind that is not sent yet: to whom, and what fills the kind's own gaps."""

    kind: Kind
    to: Person
    words: Mapping[str, object]


@dataclass(frozen=True)
class Draft:
    """An e-mail as it would be sent at once."""

    subject: str
    body: str


def send_notice(kind: Kind, *, to: Person, **words: object) -> Message | None:
    """Put an e-mail of this kind in the outbox, or among what waits for the person's daily e-mail.

    `words` fill the kind's own gaps, exactly; the person's and the Trust's names are known. Returns None when the
    person has switched the kind off, or is erased.
    """
    if to.erased_at is not None:
        return None
    filled = _filled(kind, to, words)
    timing = timing_of(kind, to)
    if timing == NoticeTiming.NEVER:
        return None
    subject, body = compose(kind, to.trust, filled)
    if timing == NoticeTiming.DAILY:
        return queue_message(to=to, subject=subject, body=body, kind=kind.name, waits=True)
    return queue_message(to=to, subject=subject, body=body + footer(to.trust), kind=kind.name)


def drafts_of(notices: Sequence[Notice]) -> list[Draft]:
    """What send_notice() would send of each, in the Trust's words of now; two queries however many."""
    if not notices:
        return []
    words, end = {words.kind: words for words in words_of_every_kind()}, footer(notices[0].to.trust)
    drafts = []
    for notice in notices:
        filled = _filled(notice.kind, notice.to, notice.words)
        subject, body = _composed(words[notice.kind], notice.to.trust, filled)
        drafts.append(Draft(subject, body + end))
    return drafts


def _filled(kind: Kind, to: Person, words: Mapping[str, object]) -> dict[str, str]:
    missing_or_stray = set(words) ^ {gap.name for gap in kind.own_gaps}
    if missing_or_stray:
        raise ValueError(f"{kind.name}: words and gaps differ in {sorted(missing_or_stray)}.")
    return {"name": to.greeting, **{gap: str(word) for gap, word in words.items()}}


def timing_of(kind: Kind, person: Person) -> NoticeTiming:
    """When this person gets e-mails of this kind; what may not wait never does."""
    if kind.urgency is Urgency.AT_ONCE:
        return NoticeTiming.AT_ONCE
    chosen = NoticePreference.objects.filter(person=person, group=kind.group).values_list("timing", flat=True).first()
    if chosen == NoticeTiming.NEVER and kind.urgency is not Urgency.OPTIONAL:
        return NoticeTiming.DAILY
    return NoticeTiming(chosen or NoticeTiming.AT_ONCE)


def compose(kind: Kind, trust: Trust, words: dict[str, str]) -> tuple[str, str]:
    """Subject and body in the Trust's words, filled; the footer is still to come."""
    return _composed(words_of(kind), trust, words)


def _composed(template: Words, trust: Trust, words: dict[str, str]) -> tuple[str, str]:
    filled = {"trust": trust.name, **words}
    return one_line(fill(template.subject, filled))[:200], fill(template.body, filled)


def footer(trust: Trust) -> str:
    """What stands below every e-mail of a Trust."""
    signature = mail_settings().signature.strip()
    choose = address_of("trusts:my_notices", trust.slug)
    lines = [f"\n{signature}\n"] if signature else []
    lines.append(f"\n-- \nHomegrown, for {trust.name}. Choose which e-mails you get and when: {choose}\n")
    return "".join(lines)


def address_of(name: str, *args: object) -> str:
    """The full address of a page, as it stands in an e-mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)

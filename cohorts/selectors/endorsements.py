"""Endorsements as each reader may know them: the doctor how a request stands, those who decide what was answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from cohorts.models import Application, Cohort, Endorsement
from cohorts.models.cohort import amount
from cohorts.models.endorsement import BEING_MADE, STANDING
from cohorts.selectors.applications import week_of
from cohorts.states import EndorsementState, EndorserRole

NOT_ASKED = "Not asked"
# Providers with whom anybody opens an account: an address there says nothing of where somebody works.
PUBLIC_PROVIDERS = """
gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk msn.com yahoo.com yahoo.co.uk
ymail.com rocketmail.com icloud.com me.com mac.com aol.com aol.co.uk btinternet.com sky.com virginmedia.com talktalk.net
ntlworld.com blueyonder.co.uk proton.me protonmail.com gmx.com gmx.co.uk mail.com fastmail.com zoho.com
"""
PUBLIC_DOMAINS = frozenset(PUBLIC_PROVIDERS.split())
TOLD = ("application_id", "email", "state", "supports", "is_time_agreed", "answer_by", "emailed_at", "attempt")


@dataclass(frozen=True)
class Asked:
    """One request as its doctor sees it: who was asked and when, never what was answered."""

    name: str
    email: str
    role: str
    state: str
    words: str
    asked_at: datetime
    answer_by: datetime
    emailed_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    is_undelivered: bool

    @property
    def is_waiting(self) -> bool:
        """Whether no answer has come, in time or not."""
        return self.state == EndorsementState.REQUESTED


@dataclass(frozen=True)
class Requests:
    """A doctor's requests for one application: the one that stands, and those before it, newest first."""

    standing: Asked | None
    before: tuple[Asked, ...]
    can_ask: bool

    @property
    def words(self) -> str:
        """How it stands, in a word or two."""
        latest = self.standing or (self.before[0] if self.before else None)
        return latest.words if latest and latest.state != EndorsementState.WITHDRAWN else NOT_ASKED


def requests_of(application: Application) -> Requests:
    """The requests of one application, for its doctor; one query. Its cohort is to be loaded already."""
    now = timezone.now()
    asked = [
        _asked(row, application, now) for row in Endorsement.objects.filter(application=application).newest_first()
    ]
    standing = [one for one in asked if one.state in STANDING]
    is_open = application.state in BEING_MADE and application.cohort.takes_applications(now)
    return Requests(
        standing=standing[0] if standing else None,
        before=tuple(one for one in asked if one.state not in STANDING),
        can_ask=is_open,
    )


def _asked(row: Endorsement, application: Application, now: datetime) -> Asked:
    is_over = row.state == EndorsementState.REQUESTED and not _is_in_time(row.answer_by, application.state, now)
    return Asked(
        name=row.name,
        email=row.email,
        role=row.get_role_display(),
        state=row.state,
        words="Could not be sent" if row.is_undelivered else ("Not answered" if is_over else row.get_state_display()),
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        emailed_at=row.emailed_at,
        reminded_at=row.reminded_at,
        answered_at=row.answered_at,
        is_undelivered=row.is_undelivered,
    )


def _is_in_time(answer_by: datetime, application_state: str, now: datetime) -> bool:
    return answer_by >= now and application_state in BEING_MADE


def is_outside(email: str, home: str) -> bool:
    """Whether an address is neither of the NHS nor of the domain of the applicant's own (`home`), unless that is one
    where anybody can have an address. The NHS's are those of its secure e-mail standard (DCB1596): nhs.net, and what
    ends in nhs.uk."""
    domain = email.rpartition("@")[2].lower()
    own = home.rpartition("@")[2].lower()
    known = {"nhs.net", "nhs.uk"} if own in PUBLIC_DOMAINS else {"nhs.net", "nhs.uk", own}
    return domain not in known and not domain.endswith(tuple(f".{one}" for one in known))


def told_word(row: Endorsement | None, *, of: str, home: str, now: datetime) -> str:
    """How an endorsement stands, in a word or two for those who decide; `of` is the state of the application, `home`
    its applicant's e-mail address."""
    if row is None:
        return NOT_ASKED
    if row.state == EndorsementState.GIVEN:
        if not row.supports:
            return "Not supported"
        word = "Endorsed" if row.is_time_agreed else "Endorsed, time not agreed"
        return f"{word} (from an outside address)" if is_outside(row.email, home) else word
    if row.state == EndorsementState.DECLINED:
        return "Could not answer"
    if row.is_undelivered:
        return "Could not be sent"
    return "Awaited" if _is_in_time(row.answer_by, of, now) else "Not answered"


def latest_endorsements(cohort: Cohort) -> dict[UUID, Endorsement]:
    """The latest request of each application of a cohort that was not taken back, by application; one query.

    What was written in an answer is not loaded.
    """
    rows = Endorsement.objects.filter(application__cohort=cohort).exclude(state=EndorsementState.WITHDRAWN)
    rows = rows.order_by("application_id", "-asked_at", "-pk").distinct("application_id")
    return {row.application_id: row for row in rows.only(*TOLD)}


@dataclass(frozen=True)
class Told:
    """The endorsement of one application as those who review and decide read it."""

    word: str
    name: str = ""
    email: str = ""
    role: str = ""
    asked_at: datetime | None = None
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    supports: bool | None = None
    is_time_agreed: bool | None = None
    time: str = ""
    time_now: str = ""
    has_changed: bool = False
    words: str = ""
    is_outside: bool = False
    before: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer to read."""
        return self.supports is not None


def endorsement_of(application: Application) -> Told:
    """The endorsement of one application with its answer; two queries. Ask the permission first."""
    asked = Endorsement.objects.filter(application=application).annotate(home=F("application__applicant__user__email"))
    rows = list(asked.newest_first())
    withdrawn = tuple(
        f"{row.name} ({EndorserRole(row.role).label.lower()})"
        for row in rows
        if row.state == EndorsementState.WITHDRAWN
    )
    row = next((row for row in rows if row.state != EndorsementState.WITHDRAWN), None)
    if row is None:
        return Told(NOT_ASKED, before=withdrawn)
    week = week_of(application)
    return Told(
        word=told_word(row, of=application.state, home=row.home, now=timezone.now()),
        is_outside=is_outside(row.email, row.home),
        name=row.name,
        email=row.email,
        role=row.get_role_display(),
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        answered_at=row.answered_at,
        supports=row.supports,
        is_time_agreed=row.is_time_agreed,
        time=amount(row.time_found) if row.time_found is not None else "",
        time_now=amount(week.found),
        has_changed=row.half_days_seen not in ("", week.seen),
        words=row.words,
        before=withdrawn,
    )

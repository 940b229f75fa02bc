"""What an application holds, what it lacks, and where it stands in words."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import formats, timezone

from cohorts.models import Application, ApplicationFile, Cohort, Offer, Review, WorkPlanEntry
from cohorts.models.cohort import activities, amount
from cohorts.states import ApplicationState, CohortState, OfferState
from trusts.models import Person

PAS_OF_A_HALF_DAY = 1  # a programmed activity is four hours, and so is a half-day
MOST_WORDS = {"commitment": 300, "insight": 300, "work_plan": 200, "adjustments": 200}
TITLES = {
    "commitment": "Commitment already shown",
    "insight": "Insight into improvement",
    "work_plan": "Work-plan",
    "adjustments": "Adjustments",
}
MISSING = {
    "commitment": "Write what commitment you have already shown",
    "insight": "Write what you would improve, and how you know",
    "work_plan": "Write how the time is found",
}


@dataclass(frozen=True)
class HalfDay:
    """One half-day of the week as kept: programmed activities freed, by moving what, covered by whom."""

    day: int
    session: str
    words: str
    activity: str
    programmed_activities: Decimal
    cover: str
    clash: str

    @property
    def freed(self) -> str:
        """Programmed activities as written."""
        return amount(self.programmed_activities)


@dataclass(frozen=True)
class Week:
    """The half-days filled in, and their sum against what the programme needs, in programmed activities a week."""

    half_days: tuple[HalfDay, ...]
    found: Decimal
    needed: Decimal

    @property
    def sentence(self) -> str:
        """The sum, as a person would say it."""
        return f"You have found {amount(self.found)} of {activities(self.needed)} a week."

    @property
    def told(self) -> str:
        """The sum, as it is told to somebody else."""
        return f"{amount(self.found)} of {activities(self.needed)} a week found."

    @property
    def seen(self) -> str:
        """A fingerprint of the half-days and their sum: what its doctor fills in, and not what the programme needs."""
        rows = [(h.words, h.activity, _kept_form(h.programmed_activities), h.cover, h.clash) for h in self.half_days]
        return hashlib.sha256(json.dumps([_kept_form(self.found), rows]).encode()).hexdigest()

    @property
    def is_enough(self) -> bool:
        """Whether the time found covers what the programme needs."""
        return self.found >= self.needed

    @property
    def still_to_find(self) -> str:
        """What is missing from the programme's need, in programmed activities; 0 when nothing is."""
        return amount(max(self.needed - self.found, Decimal(0)))

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Half-days that free time, say what moves, and name nobody to cover."""
        return tuple(
            h.words for h in self.half_days if h.programmed_activities and h.activity.strip() and not h.cover.strip()
        )

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Half-days that free time and say neither what moves nor who covers."""
        return tuple(h.words for h in self.half_days if h.programmed_activities and not (h.activity + h.cover).strip())

    @property
    def idle(self) -> tuple[str, ...]:
        """Half-days that say what moves and free no time."""
        return tuple(h.words for h in self.half_days if h.activity.strip() and not h.programmed_activities)

    @property
    def long(self) -> tuple[str, ...]:
        """Half-days that free more than their four hours."""
        return tuple(h.words for h in self.half_days if h.programmed_activities > PAS_OF_A_HALF_DAY)

    @property
    def is_settled(self) -> bool:
        """Whether the sum can be believed: no half-day clashes, frees more than it has, or leaves open how or who."""
        return not (self.clashes or self.unsaid or self.long or self.uncovered)

    @property
    def clashes(self) -> tuple[str, ...]:
        """Half-days that free time and clash with something, as sentences without their full stops."""
        found = [(h.words, h.clash.lower()) for h in self.half_days if h.programmed_activities and h.clash]
        return tuple(f"{words} clashes with {clash}" for words, clash in found)


@dataclass(frozen=True)
class Problem:
    """One thing that stands between a draft and its submission, and the part it is in."""

    part: str
    sentence: str


@dataclass(frozen=True)
class Part:
    """One of the parts of an application."""

    key: str
    title: str
    is_begun: bool
    problems: tuple[Problem, ...]

    @property
    def is_done(self) -> bool:
        """Nothing is missing."""
        return not self.problems

    @property
    def status(self) -> str:
        """Done or not, in words."""
        return "Done" if self.is_done else ("Begun" if self.is_begun else "Not begun")


@dataclass(frozen=True)
class Standing:
    """One of a doctor's applications in a list: where it stands, what happens next, and by when."""

    pk: UUID
    cohort: str
    programme: str
    state: str
    words: str
    next: str
    by: datetime | date | None
    receipt: str
    offer: UUID | None
    parts_done: int
    parts: int
    is_withdrawn_for_now: bool
    cohort_pk: UUID

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it but a place that was taken."""
        over = self.state in (ApplicationState.DECLINED, ApplicationState.WITHDRAWN)
        return over and not self.is_withdrawn_for_now


def _kept_form(value: Decimal) -> str:
    """An amount as fingerprints hold it: 0.75, 1.0. It stays, however pages write amounts, because they are kept."""
    text = f"{value:.2f}"
    return text[:-1] if text.endswith("0") else text


def week_of(application: Application) -> Week:
    """The week of one application, Monday morning first; one query unless prefetched."""
    half_days = tuple(
        HalfDay(
            entry.day,
            entry.session,
            f"{entry.get_day_display()} {entry.get_session_display().lower()}",
            entry.activity,
            entry.programmed_activities,
            entry.cover,
            entry.get_clash_display(),
        )
        for entry in application.week.all()
    )
    found = sum((h.programmed_activities for h in half_days), Decimal(0))
    return Week(half_days, found, application.cohort.weekly_pa_needed)


def is_being_read(application: Application) -> bool:
    """Whether a reviewer has opened it."""
    return bool(Review.objects.opened().filter(application=application).exists())


def closed_problem(cohort: Cohort) -> str:
    """Why a cohort does not take applications now; empty when it does."""
    now = timezone.now()
    if cohort.takes_applications(now):
        return ""
    if now < cohort.applications_open_at:
        return "Applications for this cohort are not open yet."
    return "Applications for this cohort have closed."


def rival_problem(cohort: Cohort, person: Person) -> str:
    """Why somebody may not apply who knows what the others wrote; empty when they know none of it."""
    if Review.objects.for_reviewer(person).opened().filter(application__cohort=cohort).exists():
        return "You have opened an application to this cohort as its reviewer, so you cannot apply to it yourself."
    return ""


def beginning_problem(cohort: Cohort, person: Person) -> str:
    """Why a person can neither begin an application to a cohort nor take up one they withdraw; empty when they can."""
    if problem := closed_problem(cohort) or rival_problem(cohort, person):
        return problem
    existing = Application.objects.for_applicant(person).filter(cohort=cohort).first()
    if existing is None:
        return ""
    if existing.decisions.exists():
        return "Your application has been decided. Ask your programme director."
    return "A reviewer has read your application. Ask your programme director." if is_being_read(existing) else ""


def held_of(person: Person) -> tuple[tuple[str, str], ...]:
    """What the Trust holds of an applicant, in words; empty where it holds nothing."""
    return (
        ("Name", str(person)),
        ("Post", person.job_title),
        ("Grade", person.grade),
        ("Specialty", person.specialty),
        ("GMC number", person.gmc_number),
        ("Employee number", person.employee_number),
    )


def is_whole(person: Person) -> bool:
    """Whether name, post and GMC number are held: what tells an applicant from another."""
    return bool(person.full_name and person.job_title and person.gmc_number)


def files_of(application: Application) -> list[ApplicationFile]:
    """The files of one application, oldest first; one query."""
    return list(application.files.select_related("file"))


def parts_of(application: Application) -> tuple[Part, ...]:
    """The three parts with what each lacks: the same rules refuse a submission. One query unless prefetched."""
    return tuple(part_of(application, key) for key in MISSING)


def part_of(application: Application, key: str) -> Part:
    """One part, adjustments too, with what it lacks. No query but the work-plan's for its week, unless prefetched."""
    text = getattr(application, key)
    problems = _text_problems(key, text)
    week = week_of(application) if key == "work_plan" else None
    if week and not week.found:
        problems.append(Problem(key, "Fill in at least one half-day of your week"))
    if week:
        problems += [Problem(key, f"{words}: say what moves or stops, or who covers") for words in week.unsaid]
    return Part(key, TITLES[key], bool(text.strip() or (week and week.half_days)), tuple(problems))


def problems_of(application: Application) -> list[Problem]:
    """Everything that stands between a draft and its submission; adjustments are optional, and have a limit."""
    over = over_limit("adjustments", application.adjustments)
    found = [problem for part in parts_of(application) for problem in part.problems]
    return [*found, Problem("adjustments", f"Adjustments: {over}")] if over else found


def over_limit(key: str, text: str) -> str:
    """How far a text is over its limit, as a sentence; empty when it is not."""
    count, limit = len(text.split()), MOST_WORDS[key]
    return f"Use {limit} words or fewer: you have written {count}" if count > limit else ""


def _text_problems(key: str, text: str) -> list[Problem]:
    if not text.strip():
        return [Problem(key, MISSING[key])] if key in MISSING else []
    over = over_limit(key, text)
    return [Problem(key, over)] if over else []


def standings_of(person: Person) -> list[Standing]:
    """A doctor's own applications, newest first, in a number of queries that does not grow."""
    return [standing(application, list(application.offers.all())) for application in _own(person)]


def latest_standing(person: Person) -> Standing | None:
    """The newest of a doctor's own applications; None before the first."""
    application = _own(person).first()
    return standing(application, list(application.offers.all())) if application else None


def _own(person: Person) -> Any:
    return (
        Application.objects.for_applicant(person)
        .select_related("cohort__programme", "applicant")
        .prefetch_related(
            Prefetch("week", WorkPlanEntry.objects.order_by("day", "session")),
            Prefetch("offers", Offer.objects.told()),
        )
        .order_by("-created_at")
    )


def standing(application: Application, offers: Sequence[Offer]) -> Standing:
    """Where one application stands; its cohort, programme, applicant and week are to be loaded already. `offers` are
    those told of it (Offer.objects.told()). One withdrawn from a cohort still open asks whether it can be begun again.
    """
    cohort = application.cohort
    offer = offers[0] if offers else None
    words, by = _next(application, cohort, offer)
    parts = parts_of(application)
    return Standing(
        pk=application.pk,
        cohort=cohort.name,
        programme=cohort.programme.name,
        state=application.state,
        words=application.get_state_display(),
        next=words,
        by=by,
        receipt=application.receipt,
        offer=offer.pk if offer and offer.state == OfferState.OPEN and timezone.now() <= offer.expires_at else None,
        parts_done=sum(part.is_done for part in parts),
        parts=len(parts),
        is_withdrawn_for_now=application.state == ApplicationState.WITHDRAWN and by is not None,
        cohort_pk=cohort.pk,
    )


def _next(application: Application, cohort: Cohort, offer: Offer | None) -> tuple[str, datetime | date | None]:
    """What happens next, and by when."""
    now = timezone.now()
    match application.state:
        case ApplicationState.DRAFT if cohort.takes_applications(now):
            return "Finish and submit it", cohort.applications_close_at
        case ApplicationState.DRAFT:
            return "Applications have closed. This draft was not submitted, and nobody else can read it.", None
        case ApplicationState.SUBMITTED:
            return "Reviewers read it. You will hear", cohort.decisions_on
        case ApplicationState.WAITING if cohort.state == CohortState.COMPLETE:
            return "The programme is over, and the reserve list with it. You may apply to a later cohort.", None
        case ApplicationState.WAITING if offer is not None:
            ended = formats.date_format(timezone.localtime(offer.expires_at), "j F Y")
            again = "A place may be offered to you again while one is free: ask your programme director if you want it."
            return f"Your offer ended unanswered on {ended}. {again}", None
        case ApplicationState.WAITING:
            return "If a place becomes free it may be offered to you. You will get an e-mail.", None
        case ApplicationState.OFFERED if offer is not None and now <= offer.expires_at:
            return "Accept or turn down the place", offer.expires_at
        case ApplicationState.OFFERED:
            return "The offer has expired. Ask your programme director if you still want a place.", None
        case ApplicationState.ACCEPTED if timezone.localdate() <= cohort.starts_on:
            return "The programme starts", cohort.starts_on
        case ApplicationState.ACCEPTED:
            return "You took your place. Nothing more happens with this application.", None
        case ApplicationState.WITHDRAWN if cohort.takes_applications(now):
            problem = beginning_problem(cohort, application.applicant)
            if problem:
                return f"You cannot take it up again. {problem}", None
            return "You can take it up again", cohort.applications_close_at
    return "Nothing more happens with this application. You may apply to a later cohort.", None


def open_cohorts_for(person: Person) -> list[Cohort]:
    """Cohorts taking applications now, to which the person has none, not even a withdrawn one, and has reviewed none;
    soonest to close first."""
    mine = Application.objects.for_applicant(person).values("cohort_id")
    read = Review.objects.for_reviewer(person).opened().values("application__cohort_id")
    open_now: Any = Cohort.objects.taking_applications(timezone.now()).exclude(pk__in=mine).exclude(pk__in=read)
    return list(open_now.select_related("programme").order_by("applications_close_at", "name"))

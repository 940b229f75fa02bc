"""Plan a cohort, say by what its applications are judged, open it, start it, complete it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Application, Cohort, Criterion, Endorsement, Offer, Place, StagedDecision
from cohorts.selectors.places import places_of
from cohorts.services.decisions import end_of
from cohorts.signals import cohort_completing
from cohorts.states import COHORT, PLACE, ApplicationState, CohortState, EndorsementState, OfferState, PlaceState
from frameworks.models import FrameworkVersion
from frameworks.states import VersionState
from programmes.models import Programme
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError

MOST_CRITERIA = 12
CHANGED = (
    "This cohort was changed after you opened this page, in another window or by another programme director. What you"
    " typed stands below and is not saved: compare it with the cohort as it is now, and change it from there."
)
FIXED_ONCE_OPEN = frozenset({"programme", "framework_version"})
MUST = {
    "applications_close_at": "Applications must close after",
    "decisions_on": "Decisions must be due on or after the day",
    "starts_on": "The programme must start on or after the day",
    "ends_on": "The programme must end after",
}
AFTER = frozenset({"applications_close_at", "ends_on"})  # never at the same time
EARLIER = {
    "applications_open_at": "applications open",
    "applications_close_at": "applications close",
    "decisions_on": "decisions are due",
    "starts_on": "the programme starts",
}
NEAR = {("applications_open_at", "applications_close_at"): "they open", ("starts_on", "ends_on"): "it starts"}


class CohortRefusedError(RefusedError):
    """The cohort stays as it is, for a reason that lies in one `field` of what was given."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def create_cohort(
    *,
    programme: Programme,
    framework_version: FrameworkVersion,
    name: str,
    places: int,
    applications_open_at: datetime,
    applications_close_at: datetime,
    decisions_on: date,
    starts_on: date,
    ends_on: date,
    weekly_pa_needed: Decimal = Decimal(1),
    criteria: Sequence[Mapping[str, Any]] = (),
    by: Person,
) -> Cohort:
    """Plan one run of a programme, pinned to a published version of the framework.

    `criteria` are mappings of name, guidance, weight and anchors (what 1, 3 and 5 look like), in order.
    `weekly_pa_needed` is in programmed activities, each four hours of a week. Refuses a version that is not published,
    dates out of order, and a name the programme already has.
    """
    cohort = Cohort(
        programme=programme,
        framework_version=framework_version,
        name=name.strip(),
        places=places,
        applications_open_at=applications_open_at,
        applications_close_at=applications_close_at,
        decisions_on=decisions_on,
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_pa_needed=weekly_pa_needed,
    )
    _refuse_unsound(cohort)
    cohort.save()
    _write_criteria(cohort, criteria)
    record_event(action="cohort.create", subject=cohort, by=by, version=str(framework_version.pk))
    return cohort


@transaction.atomic
def change_cohort(
    *,
    cohort: Cohort,
    by: Person,
    criteria: Sequence[Mapping[str, Any]] | None = None,
    edition: datetime | None = None,
    **fields: Any,
) -> Cohort:
    """Change a cohort's facts; `fields` are those of create_cohort(). `edition` is the cohort's `updated_at` when the
    page was made, None if it does not say: refused when the cohort was changed since.

    Once applications are open the programme, the framework version and the criteria stand: people have applied under
    them. A cohort that runs changes no more. Where its start or closing moves earlier, so does what may last no longer;
    doctors with a place or an offer are told of a start that moved.
    """
    cohort = _locked(cohort)
    if edition not in (None, cohort.updated_at):
        raise RefusedError(CHANGED)
    changed = sorted(name for name, value in fields.items() if getattr(cohort, name) != value)
    if cohort.state not in (CohortState.PLANNED, CohortState.OPEN):
        raise RefusedError("This cohort is already running: its dates and places no longer change.")
    if cohort.state == CohortState.OPEN and FIXED_ONCE_OPEN & set(changed):
        raise RefusedError("Applications are open: the programme and the framework version can no longer change.")
    before = cohort.starts_on
    for name in changed:
        setattr(cohort, name, fields[name])
    _refuse_unsound(cohort)
    _refuse_fewer_places(cohort)
    cohort.save()
    _move_dates(cohort, before)
    if criteria is not None and cohort.state == CohortState.PLANNED:
        cohort.criteria.all().delete()
        _write_criteria(cohort, criteria)
    record_event(action="cohort.change", subject=cohort, by=by, fields=changed)
    return cohort


@transaction.atomic
def open_cohort(*, cohort: Cohort, by: Person) -> Cohort:
    """Let doctors apply between the cohort's dates. Refuses whatever opening_problem() finds."""
    cohort = _locked(cohort)
    if problem := opening_problem(cohort):
        raise RefusedError(problem)
    return move(cohort, COHORT, "open", by=by)


def opening_problem(cohort: Cohort) -> str:
    """Why a cohort does not open to applications now; empty when it does."""
    if cohort.state != CohortState.PLANNED:
        return f"{cohort.name} is {cohort.get_state_display().lower()} already, so there is nothing to open."
    if not cohort.criteria.exists():
        return "Add at least one criterion first: doctors see what they will be judged by."
    if cohort.applications_close_at < timezone.now():
        return "The closing time of applications has passed. Change the dates first."
    if cohort.framework_version.state != VersionState.PUBLISHED:
        return "The cohort's framework version is not the published one. Choose the published version."
    return ""


@transaction.atomic
def start_cohort(*, cohort: Cohort, by: Person) -> Cohort:
    """Begin the programme for those who hold places; no further application is taken."""
    cohort = _locked(cohort)
    if timezone.now() <= cohort.applications_close_at:
        raise RefusedError("Applications are still open. The cohort can start once they have closed.")
    if not Place.objects.filter(cohort=cohort, state=PlaceState.ACTIVE).exists():
        raise RefusedError("No place is taken yet. The cohort can start once a doctor has accepted one.")
    return move(cohort, COHORT, "start", by=by)


@transaction.atomic
def complete_cohort(*, cohort: Cohort, by: Person) -> Cohort:
    """Say that the programme is over for those who held their places to its last day: these are complete with it.

    Refuses before that day is over, and while anything is left to answer: an application, an offer, or what another
    app asks of the cohort (cohorts.signals.cohort_completing).
    """
    cohort = _locked(cohort)
    if problem := completing_problem(cohort):
        raise RefusedError(problem)
    cohort_completing.send(Cohort, cohort=cohort)
    StagedDecision.objects.filter(application__cohort=cohort).delete()
    cohort = move(cohort, COHORT, "complete", by=by)
    for place in Place.objects.filter(cohort=cohort, state=PlaceState.ACTIVE):
        move(place, PLACE, "complete", by=by)
    return cohort


def completing_problem(cohort: Cohort) -> str:
    """Why a running cohort is not completed now, as far as this app knows; empty when it is."""
    if cohort.ends_on >= timezone.localdate():
        return f"The programme ends on {cohort.ends_on:%-d %B %Y}. The cohort can be completed after that day."
    if Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED).exists():
        return "An application is not decided yet. Decide it first."
    if Offer.objects.filter(application__cohort=cohort, state=OfferState.OPEN).exists():
        return "An offer is not answered yet. The cohort can be completed once it is answered or has expired."
    return ""


def date_problems(
    *,
    applications_open_at: datetime | None,
    applications_close_at: datetime | None,
    decisions_on: date | None,
    starts_on: date | None,
    ends_on: date | None,
) -> dict[str, str]:
    """What is out of order among a cohort's dates: the field, and a sentence; empty when all is in order.

    Each is compared with the last one before it that is known and in order itself.
    """
    dates = {
        "applications_open_at": applications_open_at,
        "applications_close_at": applications_close_at,
        "decisions_on": decisions_on,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    known = [(name, value) for name, value in dates.items() if value is not None]
    before, problems = known[:1], {}
    for name, value in known[1:]:
        earlier, since = before[-1]
        if _follows(value, since, is_strict=name in AFTER):
            before.append((name, value))
        else:
            problems[name] = f"{MUST[name]} {NEAR.get((earlier, name), EARLIER[earlier])}."
    return problems


def _follows(later: date, earlier: date, *, is_strict: bool) -> bool:
    """Two instants are compared to the second, all else by the day in UK time."""
    if not (isinstance(later, datetime) and isinstance(earlier, datetime)):
        later, earlier = _day(later), _day(earlier)
    return later > earlier or (later == earlier and not is_strict)


def _day(value: date) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


def _locked(cohort: Cohort) -> Cohort:
    """The cohort as it is now, held until the transaction ends."""
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("framework_version")
    found: Cohort = rows.get(pk=cohort.pk)
    return found


def _refuse_unsound(cohort: Cohort) -> None:
    if cohort.framework_version.state != VersionState.PUBLISHED and cohort.state == CohortState.PLANNED:
        raise RefusedError("Choose a published version of the framework: a cohort pins one that no longer changes.")
    if cohort.places < 1:
        raise RefusedError("A cohort needs at least one place.")
    for sentence in date_problems(
        applications_open_at=cohort.applications_open_at,
        applications_close_at=cohort.applications_close_at,
        decisions_on=cohort.decisions_on,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
    ).values():
        raise RefusedError(sentence)
    same = Cohort.objects.filter(programme=cohort.programme, name=cohort.name).exclude(pk=cohort.pk)
    if same.exists():
        raise RefusedError(f"This programme already has a cohort named {cohort.name}. Choose another name.")


def _refuse_fewer_places(cohort: Cohort) -> None:
    """Places taken stand, and so do those promised: the cohort's row is locked, so no offer is made meanwhile."""
    highest = Place.objects.filter(cohort=cohort).exclude(state=PlaceState.WITHDRAWN).order_by("-number").first()
    if highest is not None and highest.number > cohort.places:
        sentence = f"Place {highest.number} is taken, so there can be no fewer than {highest.number} places."
        raise CohortRefusedError(sentence, "places")
    held = places_of(cohort)
    if (fewest := held.taken + held.offered) > cohort.places:
        sentence = f"There can be no fewer than {fewest} places: {held.taken} taken and {held.offered} on offer."
        raise CohortRefusedError(sentence, "places")


def _move_dates(cohort: Cohort, before: date) -> None:
    """No offer outlasts the start while that lies ahead, and no request for an endorsement the closing."""
    closes_at, started_at = cohort.applications_close_at, end_of(cohort.starts_on)
    asked = Endorsement.objects.filter(application__cohort=cohort, state=EndorsementState.REQUESTED)
    asked.filter(answer_by__gt=closes_at).update(answer_by=closes_at)
    if timezone.localdate() < cohort.starts_on:
        offers = Offer.objects.filter(application__cohort=cohort, state=OfferState.OPEN)
        offers.filter(expires_at__gt=started_at).update(expires_at=started_at)
    if cohort.starts_on != before:
        notifications.start_moved(cohort, before)


def _write_criteria(cohort: Cohort, criteria: Sequence[Mapping[str, Any]]) -> None:
    if len(criteria) > MOST_CRITERIA:
        raise RefusedError(f"Use {MOST_CRITERIA} criteria or fewer.")
    Criterion.objects.bulk_create(
        Criterion(
            trust_id=cohort.trust_id,
            cohort=cohort,
            name=criterion["name"],
            guidance=criterion.get("guidance", ""),
            weight=criterion.get("weight", 1),
            anchors=list(criterion.get("anchors", ())),
            position=position,
        )
        for position, criterion in enumerate(criteria, start=1)
    )

"""Begin, rate, submit, release and reopen. The rater alone writes a draft; submitting locks a snapshot."""

from django.db import transaction
from django.utils import timezone

from assessments import notifications
from assessments.models import Assessment, Rating, Reopening, Round, Saved, save_rating
from assessments.states import ASSESSMENT, AssessmentState, Perspective, RoundKind, RoundState
from cohorts.models import Place
from cohorts.states import PlaceState
from frameworks.models import Competency, Level
from trusts.models import Membership, Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.states import Role
from trusts.workflow import RefusedError


class EditedElsewhereError(RefusedError):
    """Another tab or device saved something else since this one was read; `rating` is what is kept there now."""

    def __init__(self, rating: Rating) -> None:
        self.rating = rating
        super().__init__(
            "You have changed this answer in another tab or on another device. Nothing was overwritten: compare the"
            " two and save again."
        )


class UnfinishedError(RefusedError):
    """Some competencies are neither rated nor marked; `missing` are they, in order."""

    def __init__(self, missing: list[Competency]) -> None:
        self.missing = missing
        names = ", ".join(str(competency) for competency in missing)
        super().__init__(f"Choose a level or 'No opportunity yet' for: {names}.")


@transaction.atomic
def begin_assessment(*, round: Round, by: Person) -> Assessment:
    """The participant's self-assessment in this round, made the first time it is asked for; it pins the cohort's
    framework version."""
    found = Assessment.objects.of_self().filter(round=round, subject=by).first()
    if found is not None:
        return found
    if round.state != RoundState.OPEN:
        raise RefusedError(_not_open(round))
    cohort = round.cohort
    if not Place.objects.filter(cohort=cohort, person=by, state=PlaceState.ACTIVE).exists():
        raise RefusedError("Only somebody with a place in this cohort is asked for an assessment.")
    begun, made = Assessment.objects.get_or_create(
        round=round,
        subject=by,
        rater=by,
        perspective=Perspective.SELF,
        defaults={"version_id": cohort.framework_version_id},
    )
    if made:
        record_event(action="assessment.begin", subject=begun, by=by)
    return begun


def _not_open(round: Round) -> str:
    kind = round.get_kind_display().lower()
    if round.state == RoundState.PLANNED:
        return f"The {kind} opens on {round.opens_on:%-d %B %Y}."
    return f"The {kind} closed on {round.closes_on:%-d %B %Y}."


def rate(
    *,
    assessment: Assessment,
    competency: Competency,
    by: Person,
    level: int | None = None,
    no_opportunity: bool = False,
    importance: int | None = None,
    reason: str = "",
    then_level: int | None = None,
    seen: int | None = None,
) -> Saved:
    """Place one competency of one's own draft at a level, replacing what was there. One statement.

    `level` and `then_level` are positions of the version's scale (from 1); `importance` is 1 to 4; `seen` is the
    edition the person was looking at (0 for none), or None to replace whatever is kept. Raises EditedElsewhereError
    when another edition is kept, and RefusedError with the reason when the draft cannot be written.
    """
    if level is not None and no_opportunity:
        raise RefusedError("Choose a level or 'No opportunity yet', not both.")
    if importance is not None and not 1 <= importance <= 4:
        raise RefusedError("Importance is between 1 and 4.")
    saved = save_rating(
        assessment_id=assessment.pk,
        competency_id=competency.pk,
        user_id=by.user_id,
        level=level,
        then_level=then_level,
        no_opportunity=no_opportunity,
        importance=importance,
        reason=reason,
        seen=seen,
    )
    if saved is None:
        raise _why_not_saved(assessment, competency, by, level, then_level)
    return saved


def _why_not_saved(
    assessment: Assessment, competency: Competency, by: Person, level: int | None, then_level: int | None
) -> RefusedError:
    """Ask slowly what the statement asked quickly."""
    try:
        fresh = draft_of(assessment, by)
    except RefusedError as refused:
        return refused
    if competency.version_id != fresh.version_id:
        return RefusedError("This competency is not part of the framework of this assessment.")
    if then_level is not None and fresh.round.kind == RoundKind.BASELINE:
        return RefusedError("Looking back is asked at midpoint and end, not at baseline.")
    known = set(Level.objects.filter(version_id=fresh.version_id).values_list("position", flat=True))
    if not {level, then_level} - {None} <= known:
        return RefusedError("Choose one of the levels of this framework.")
    return EditedElsewhereError(Rating.objects.get(assessment=fresh, competency=competency))


def draft_of(assessment: Assessment, by: Person, *, lock: bool = False) -> Assessment:
    """The assessment as it is now, if this person may write it now; otherwise RefusedError with the reason."""
    fresh = _locked(assessment) if lock else Assessment.objects.select_related("round").get(pk=assessment.pk)
    if fresh.rater_id != by.pk:
        raise RefusedError("Only the person who began this assessment can change it.")
    if fresh.state != AssessmentState.DRAFT:
        raise RefusedError("You have submitted this assessment. Ask to reopen it if something must change.")
    if fresh.round.state != RoundState.OPEN:
        raise RefusedError(_not_open(fresh.round))
    return fresh


def _locked(assessment: Assessment) -> Assessment:
    """The assessment and, before it, its round: no snapshot changes once the round's numbers are shown."""
    round = Round.objects.select_for_update(no_key=True).get(pk=assessment.round_id)
    fresh: Assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    fresh.round = round
    return fresh


@transaction.atomic
def submit_assessment(*, assessment: Assessment, by: Person) -> Assessment:
    """Lock a snapshot: the levels, importance and looking back, in the order of the version's competencies.

    Raises UnfinishedError, listing them, until every competency is rated or marked 'No opportunity yet'.
    """
    fresh = draft_of(assessment, by, lock=True)
    competencies = list(Competency.objects.filter(version_id=fresh.version_id).order_by("position"))
    ratings = {rating.competency_id: rating for rating in Rating.objects.filter(assessment=fresh)}
    missing = [c for c in competencies if not _is_rated(ratings.get(c.pk))]
    if missing:
        raise UnfinishedError(missing)
    ordered = [ratings[c.pk] for c in competencies]
    looking_back = None if fresh.round.kind == RoundKind.BASELINE else [r.then_level for r in ordered]
    return move(
        fresh,
        ASSESSMENT,
        "submit",
        by=by,
        levels=[r.level for r in ordered],
        importance=[r.importance for r in ordered],
        then_levels=looking_back,
        submitted_at=timezone.now(),
    )


def _is_rated(rating: Rating | None) -> bool:
    return rating is not None and (rating.level is not None or rating.no_opportunity)


@transaction.atomic
def release_assessment(*, assessment: Assessment, by: Person) -> Assessment:
    """Let the Medical Director, programme directors and HR officers of the Trust read the levels by name."""
    _must_be_subject(assessment, by)
    if assessment.state == AssessmentState.DRAFT:
        raise RefusedError("Submit this assessment before you release it.")
    now = timezone.now()
    first = assessment.first_released_at or now
    return move(assessment, ASSESSMENT, "release", by=by, released_at=now, first_released_at=first)


@transaction.atomic
def take_back_assessment(*, assessment: Assessment, by: Person) -> Assessment:
    """Close the Trust's sight of it again. What was printed or exported meanwhile is not undone."""
    _must_be_subject(assessment, by)
    return move(assessment, ASSESSMENT, "take_back", by=by, released_at=None)


@transaction.atomic
def ask_to_reopen(*, assessment: Assessment, reason: str, by: Person) -> Reopening:
    """Ask the programme directors to let a submitted assessment be taken up again while its round is open."""
    fresh = Assessment.objects.select_for_update(of=("self",)).select_related("round").get(pk=assessment.pk)
    _must_be_subject(fresh, by)
    if fresh.state == AssessmentState.DRAFT:
        raise RefusedError("This assessment is still a draft: you can change it now.")
    if fresh.round.state != RoundState.OPEN:
        raise RefusedError("The round has closed, so its results are fixed. Say what has changed at the next one.")
    if not reason.strip():
        raise RefusedError("Say why you want to reopen it.")
    if Reopening.objects.filter(assessment=fresh, answered_at=None).exists():
        raise RefusedError("You have already asked. The programme director has not answered yet.")
    asked = Reopening.objects.create(assessment=fresh, asked_why=reason)
    record_event(action="assessment.ask_to_reopen", subject=fresh, by=by)
    for director in _directors(fresh.trust_id):
        notifications.reopening_asked(director, fresh)
    return asked


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, reason: str, by: Person) -> Assessment:
    """Grant the doctor's request: clear the snapshot, so that it is a draft again. `reason` is the director's."""
    fresh = _locked(assessment)
    if fresh.round.state != RoundState.OPEN:
        raise RefusedError("The round has closed, so its results are fixed.")
    if fresh.state == AssessmentState.RELEASED:
        raise RefusedError("The doctor has released this assessment. They must take it back first.")
    _answer(fresh, reason=reason, by=by, granted=True)
    cleared = {"levels": None, "importance": None, "then_levels": None, "submitted_at": None, "released_at": None}
    return move(fresh, ASSESSMENT, "reopen", by=by, **cleared)


@transaction.atomic
def refuse_to_reopen(*, assessment: Assessment, reason: str, by: Person) -> Reopening:
    """Leave a submitted assessment as it is, and say why."""
    answered = _answer(assessment, reason=reason, by=by, granted=False)
    record_event(action="assessment.refuse_to_reopen", subject=assessment, by=by)
    return answered


def _answer(assessment: Assessment, *, reason: str, by: Person, granted: bool) -> Reopening:
    asked = Reopening.objects.select_for_update(of=("self",)).filter(assessment=assessment, answered_at=None).first()
    if asked is None:
        raise RefusedError("The doctor has not asked for this assessment to be reopened.")
    if not reason.strip():
        raise RefusedError("Give the reason for your answer.")
    asked.is_granted, asked.answer = granted, reason
    asked.answered_by, asked.answered_at = by, timezone.now()
    asked.save()
    notifications.reopening_answered(assessment, granted)
    return asked


def _must_be_subject(assessment: Assessment, by: Person) -> None:
    if assessment.subject_id != by.pk:
        raise RefusedError("Only the doctor it is about can decide this.")


def _directors(trust_id: int) -> list[Person]:
    users = Membership.objects.filter(trust_id=trust_id, role=Role.PROGRAMME_DIRECTOR, is_active=True)
    return list(Person.objects.filter(user_id__in=list(users.values_list("user_id", flat=True))))

"""Begin, save, submit, take back, withdraw."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from cohorts.models import Application, Cohort, Review, WorkPlanEntry
from cohorts.selectors.applications import is_being_read, open_cohorts_for, parts_of, standings_of, week_of
from cohorts.selectors.duties import duties
from cohorts.services.applications import (
    IncompleteError,
    StaleEditionError,
    begin_application,
    save_application,
    submit_application,
    take_back_application,
    withdraw_application,
)
from cohorts.services.decisions import decide
from cohorts.states import ApplicationState, CohortState, Outcome
from tests.cohorts.review_rows import cleared
from tests.support.factories import ApplicationFactory, CohortFactory, OfferFactory, ReviewFactory
from tests.support.world import World
from trusts.models import Event, Message
from trusts.states import Role
from trusts.workflow import RefusedError

WEEK: list[dict[str, Any]] = [
    {"day": 2, "session": "pm", "activity": "Clinic", "programmed_activities": Decimal("0.5"), "cover": "Dr A"},
    {
        "day": 4,
        "session": "am",
        "activity": "Admin",
        "programmed_activities": Decimal("0.25"),
        "cover": "",
        "clash": "on_call",
    },
]


def close(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(applications_close_at=timezone.now() - timedelta(seconds=2))


def finished(world: World) -> Application:
    application = begin_application(cohort=world.cohort, by=world.doctor)
    return save_application(
        application=application,
        edition=0,
        by=world.doctor,
        commitment="I led the ward round.",
        insight="Letters are late.",
        work_plan="Tuesday clinic moves.",
        week=WEEK,
    )


def test_a_doctor_has_one_application_in_a_cohort(in_trust: World) -> None:
    first = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)
    second = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)

    assert second.pk == first.pk
    assert Application.objects.count() == 1
    assert Event.objects.filter(action="application.begin").count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"state": CohortState.PLANNED}, "have closed"),
        ({"applications_open_at": timezone.now() + timedelta(days=1)}, "not open yet"),
        ({"applications_close_at": timezone.now() - timedelta(days=1)}, "have closed"),
    ],
)
def test_begin_needs_open_applications(changed: dict[str, Any], sentence: str, in_trust: World) -> None:
    cohort = CohortFactory(**changed)

    with pytest.raises(RefusedError, match=sentence):
        begin_application(cohort=cohort, by=in_trust.doctor)


def test_a_save_keeps_what_is_given_and_leaves_the_rest(in_trust: World) -> None:
    application = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)
    application = save_application(application=application, edition=0, by=in_trust.doctor, commitment="Line\r\nline ")
    application = save_application(application=application, edition=1, by=in_trust.doctor, insight="Late letters")

    application.refresh_from_db()
    assert (application.commitment, application.insight, application.edition) == ("Line\nline", "Late letters", 2)
    assert application.saved_at is not None


def test_saving_what_is_kept_changes_nothing_even_from_an_old_page(in_trust: World) -> None:
    application = finished(in_trust)

    again = save_application(
        application=application, edition=0, by=in_trust.doctor, commitment="I led the ward round.", week=WEEK
    )

    assert again.edition == application.edition == 1


def test_two_tabs_on_one_part_never_overwrite_silently(in_trust: World) -> None:
    application = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)
    save_application(application=application, edition=0, by=in_trust.doctor, commitment="First tab")

    with pytest.raises(StaleEditionError) as refused:
        save_application(application=application, edition=0, by=in_trust.doctor, commitment="Second tab")

    assert refused.value.application.commitment == "First tab"
    assert Application.objects.get(pk=application.pk).commitment == "First tab"


def test_two_tabs_on_two_parts_do_not_stand_in_each_others_way(in_trust: World) -> None:
    application = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)
    save_application(application=application, edition=0, by=in_trust.doctor, commitment="First tab")

    saved = save_application(application=application, edition=0, by=in_trust.doctor, insight="Second tab")

    assert (saved.commitment, saved.insight, saved.edition) == ("First tab", "Second tab", 2)


def test_the_week_is_kept_whole_and_added_up(in_trust: World) -> None:
    application = finished(in_trust)
    week = week_of(application)

    assert [(h.words, h.programmed_activities, h.cover) for h in week.half_days] == [
        ("Tuesday afternoon", Decimal("0.50"), "Dr A"),
        ("Thursday morning", Decimal("0.25"), ""),
    ]
    assert week.sentence == "You have found 0.75 of 1 programmed activity a week."
    assert week.uncovered == ("Thursday morning",)
    assert week.clashes == ("Thursday morning clashes with on call",)
    assert not week.is_enough

    save_application(application=application, edition=1, by=in_trust.doctor, week=WEEK[:1])
    assert WorkPlanEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("half_day", "told"),
    [
        ({"activity": "Clinic", "programmed_activities": Decimal("1.0")}, " That is what the programme needs."),
        (
            {"activity": "Clinic", "programmed_activities": Decimal("1.5")},
            "but:<br>Monday morning: a half-day is four hours, one programmed activity.",
        ),
        (
            {"activity": "Clinic", "programmed_activities": Decimal("1.0"), "clash": "on_call"},
            "but:<br>Monday morning clashes with on call.",
        ),
    ],
)
def test_a_sum_is_enough_only_where_its_half_days_can_be_believed(
    in_trust: World, half_day: dict[str, Any], told: str
) -> None:
    application = finished(in_trust)
    week = [{"day": 1, "session": "am", "cover": "Dr Ward", "clash": ""} | half_day]
    idle = {"day": 2, "session": "am", "activity": "Ward round", "programmed_activities": 0, "cover": ""}
    save_application(application=application, edition=1, by=in_trust.doctor, week=[*week, idle])

    said = " ".join(render_to_string("cohorts/_total.jinja", {"week": week_of(application)}).split())

    assert told in said
    assert "Tuesday morning: something moves, and no time is freed." in said


def test_a_half_day_of_which_nothing_is_said_is_kept_and_not_handed_in(in_trust: World) -> None:
    application = finished(in_trust)
    bare = {"day": 1, "session": "am", "activity": "", "programmed_activities": Decimal("0.5"), "cover": ""}

    save_application(application=application, edition=1, by=in_trust.doctor, week=[bare, *WEEK])
    week = week_of(application)

    assert (week.unsaid, week.uncovered) == (("Monday morning",), ("Thursday morning",))
    said = render_to_string("cohorts/_total.jinja", {"week": week})
    assert "Monday morning: say what moves or stops, or who covers." in said
    with pytest.raises(RefusedError, match="Monday morning: say what moves or stops, or who covers"):
        submit_application(application=application, by=in_trust.doctor)


def test_a_text_over_its_limit_is_kept_and_refused_at_submission(in_trust: World) -> None:
    application = finished(in_trust)
    save_application(application=application, edition=1, by=in_trust.doctor, insight="word " * 301)

    with pytest.raises(IncompleteError) as refused:
        submit_application(application=application, by=in_trust.doctor)

    assert [(p.part, p.sentence) for p in refused.value.problems] == [
        ("insight", "Use 300 words or fewer: you have written 301")
    ]
    assert len(Application.objects.get().insight.split()) == 301


def test_submission_names_everything_missing(in_trust: World) -> None:
    application = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)

    with pytest.raises(IncompleteError) as refused:
        submit_application(application=application, by=in_trust.doctor)

    assert [p.part for p in refused.value.problems] == ["commitment", "insight", "work_plan", "work_plan"]
    assert [part.status for part in parts_of(application)] == ["Not begun"] * 3


def test_a_finished_draft_is_handed_in_once_with_a_receipt_by_mail(in_trust: World) -> None:
    application = finished(in_trust)

    first = submit_application(application=application, by=in_trust.doctor)
    second = submit_application(application=application, by=in_trust.doctor)

    assert first.state == ApplicationState.SUBMITTED
    assert len(first.receipt) == 9
    assert second.receipt == first.receipt
    mail = Message.objects.get()
    assert mail.recipient == in_trust.doctor
    assert mail.subject == f"Application received: {first.receipt}"
    assert Event.objects.filter(action="application.submit").count() == 1


def test_what_was_written_is_never_in_the_audit(in_trust: World) -> None:
    application = submit_application(application=finished(in_trust), by=in_trust.doctor)
    withdraw_application(application=application, by=in_trust.doctor, reason="My partner is ill")

    kept = " ".join(str(data) for data in Event.objects.values_list("data", flat=True))
    assert "ward round" not in kept
    assert "partner" not in kept


@pytest.mark.parametrize("verb", ["save", "submit"])
def test_nothing_is_changed_after_the_deadline(verb: str, in_trust: World) -> None:
    application = finished(in_trust)
    close(in_trust.cohort)

    with pytest.raises(RefusedError, match="Applications for this cohort have closed"):
        if verb == "save":
            save_application(application=application, edition=1, by=in_trust.doctor, insight="Later")
        else:
            submit_application(application=application, by=in_trust.doctor)


def test_a_submitted_application_is_not_saved(in_trust: World) -> None:
    application = submit_application(application=finished(in_trust), by=in_trust.doctor)

    with pytest.raises(RefusedError, match="can no longer be changed"):
        save_application(application=application, edition=1, by=in_trust.doctor, insight="Later")


def test_it_can_be_taken_back_until_somebody_reads_it(in_trust: World) -> None:
    application = submit_application(application=finished(in_trust), by=in_trust.doctor)

    draft = take_back_application(application=application, by=in_trust.doctor)
    assert (draft.state, draft.submitted_at, draft.receipt) == (ApplicationState.DRAFT, None, "")

    application = submit_application(application=draft, by=in_trust.doctor)
    ReviewFactory(application=application, reviewer=in_trust.colleague, state="conflicted")
    review = ReviewFactory(application=application, reviewer=in_trust.reviewer)
    assert not is_being_read(application)
    type(review).objects.filter(pk=review.pk).update(no_conflict_at=timezone.now())
    with pytest.raises(RefusedError, match="A reviewer has begun to read"):
        take_back_application(application=application, by=in_trust.doctor)


def test_withdrawing_keeps_the_reason_and_tells_the_doctor_once(in_trust: World) -> None:
    application = submit_application(application=finished(in_trust), by=in_trust.doctor)

    for _ in range(2):
        withdrawn = withdraw_application(application=application, by=in_trust.doctor, reason="Moving house")

    assert (withdrawn.state, withdrawn.withdrawn_reason) == (ApplicationState.WITHDRAWN, "Moving house")
    assert Message.objects.filter(subject="Your application has been withdrawn").count() == 1
    assert Event.objects.filter(action="application.withdraw").count() == 1


def test_a_withdrawn_application_is_taken_up_again_with_its_text(in_trust: World) -> None:
    withdraw_application(application=finished(in_trust), by=in_trust.doctor)

    again = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)

    assert (again.state, again.commitment, again.withdrawn_at) == (
        ApplicationState.DRAFT,
        "I led the ward round.",
        None,
    )


@pytest.mark.parametrize(("how", "sentence"), [("read", "has read your"), ("decided", "has been decided")])
def test_one_that_was_read_or_decided_is_not_taken_up_again(how: str, sentence: str, in_trust: World) -> None:
    application = submit_application(application=finished(in_trust), by=in_trust.doctor)
    if how == "read":
        cleared(application, in_trust.reviewer)
    else:
        decide(application=application, outcome=Outcome.WAIT, reason="Full", by=in_trust.director)
    withdraw_application(application=application, by=in_trust.doctor)

    with pytest.raises(RefusedError, match=f"{sentence}.* Ask your programme director"):
        begin_application(cohort=in_trust.cohort, by=in_trust.doctor)
    assert in_trust.cohort not in open_cohorts_for(in_trust.doctor)
    (told,) = standings_of(in_trust.doctor)
    assert told.next.startswith("You cannot take it up again.") and sentence in told.next
    assert told.is_over and not told.is_withdrawn_for_now


def test_whoever_has_opened_a_rivals_application_does_not_apply(in_trust: World) -> None:
    rival = ApplicationFactory(cohort=in_trust.cohort, submitted=True)
    draft = finished(in_trust)
    cleared(rival, in_trust.colleague)
    Review.objects.create(
        trust_id=in_trust.trust.pk, application=rival, reviewer=in_trust.doctor, no_conflict_at=timezone.now()
    )

    with pytest.raises(RefusedError, match="opened an application to this cohort as its reviewer"):
        submit_application(application=draft, by=in_trust.doctor)
    with pytest.raises(RefusedError, match="opened an application to this cohort as its reviewer"):
        begin_application(cohort=in_trust.cohort, by=in_trust.colleague)
    assert in_trust.cohort not in open_cohorts_for(in_trust.colleague)
    held = {in_trust.colleague.pk: frozenset({Role.DOCTOR})}
    assert not [duty for duty in duties(held) if duty.person_id == in_trust.colleague.pk]


def test_reviews_of_rivals_are_taken_from_whoever_submits(in_trust: World) -> None:
    rival = ApplicationFactory(cohort=in_trust.cohort, submitted=True)
    ReviewFactory(application=rival, reviewer=in_trust.doctor)
    elsewhere = ReviewFactory(reviewer=in_trust.doctor)

    submit_application(application=finished(in_trust), by=in_trust.doctor)

    assert list(Review.objects.filter(reviewer=in_trust.doctor)) == [elsewhere]
    assert Event.objects.filter(action="review.remove").count() == 1


def test_an_offer_is_turned_down_not_withdrawn(in_trust: World) -> None:
    offer = OfferFactory()

    with pytest.raises(RefusedError, match="Turn the offer down instead"):
        withdraw_application(application=offer.application, by=offer.application.applicant)


def test_the_list_says_what_happens_next_by_when(in_trust: World) -> None:
    doctor = in_trust.doctor
    draft = begin_application(cohort=in_trust.cohort, by=doctor)
    handed_in = ApplicationFactory(applicant=doctor, submitted=True)
    offer = OfferFactory(application=ApplicationFactory(applicant=doctor, submitted=True, state="offered"))

    standings = {s.pk: s for s in standings_of(doctor)}

    assert (standings[draft.pk].next, standings[draft.pk].by) == (
        "Finish and submit it",
        in_trust.cohort.applications_close_at,
    )
    assert (standings[draft.pk].parts_done, standings[draft.pk].parts) == (0, 3)
    assert standings[handed_in.pk].by == handed_in.cohort.decisions_on
    assert (standings[offer.application_id].offer, standings[offer.application_id].by) == (offer.pk, offer.expires_at)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_three_queries(rows: int, in_trust: World, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        ApplicationFactory(applicant=in_trust.doctor)

    with django_assert_num_queries(3):
        assert len(standings_of(in_trust.doctor)) == rows


def test_cohorts_offered_to_apply_to_are_open_and_not_yet_applied_to(in_trust: World) -> None:
    CohortFactory(state=CohortState.PLANNED)
    begun = CohortFactory()
    begin_application(cohort=begun, by=in_trust.doctor)

    assert open_cohorts_for(in_trust.doctor) == [in_trust.cohort]

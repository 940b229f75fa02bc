"""The doctor's pages, the director's and the named view: who may, what they cost, what they keep."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, DevelopmentGoal, Evidence, Rating, Reopening, Round
from assessments.services.assessments import ask_to_reopen, rate
from assessments.services.evidence import add_evidence
from assessments.services.goals import set_goal
from assessments.services.rounds import close_round
from tests.assessments.conftest import Stage
from tests.support.factories import EvidenceFactory
from trusts.models import Event
from trusts.tenancy import trust_context


def url(name: str, *args: Any) -> str:
    return reverse(f"assessments:{name}", args=["northfield", *args])


def inside(stage: Stage, act: Any, **fields: Any) -> Any:
    """Do something in the Trust before a client comes."""
    with trust_context(stage.world.trust.pk):
        return act(**fields)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def fields(stage: Stage, answers: dict[int, dict[str, Any]], **more: Any) -> dict[str, Any]:
    """What the form of a domain posts: {position: {field: value}}."""
    given = {f"c{at}-{name}": value for at, answer in answers.items() for name, value in answer.items()}
    return given | more


# Who may.


def test_a_draft_is_its_raters_alone(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    pages = [
        url("assessment_detail", draft.pk),
        url("assessment_domain", draft.pk, 1),
        url("assessment_check", draft.pk),
        url("assessment_release", draft.pk),
        url("assessment_standing", draft.pk),
        url("evidence_add", draft.pk, stage.competencies[0].pk),
    ]

    for person in (w.colleague, w.director, w.medical_director, w.hr_officer, w.mentor, w.administrator):
        client = sign_in(person)
        assert [client.get(page).status_code for page in pages] == [403] * len(pages)
    mine = sign_in(w.doctor)
    assert [mine.get(page).status_code for page in pages] == [200, 200, 200, 302, 403, 200]


def test_nobody_else_saves_into_a_draft(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    save = url("rating_save", draft.pk, stage.competencies[0].pk)

    for person in (w.colleague, w.director, w.hr_officer):
        assert sign_in(person).post(save, {"prefix": "c0", "c0-level": "2"}).status_code == 403
    assert sign_in(w.outsider).post(save, {"prefix": "c0", "c0-level": "2"}).status_code == 404
    with trust_context(w.trust.pk):
        assert not Rating.objects.exists()


def test_a_submitted_assessment_is_its_subjects_alone_until_released(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    kept = inside(stage, stage.submit, person=w.doctor)
    released = inside(stage, stage.submit, person=w.colleague, release=True)

    for person in (w.director, w.medical_director, w.hr_officer):
        client = sign_in(person)
        assert client.get(url("assessment_detail", kept.pk)).status_code == 403
        assert client.get(url("assessment_detail", released.pk)).status_code == 200
        assert client.get(url("assessment_standing", released.pk)).status_code == 403
        assert client.get(url("assessment_release", released.pk)).status_code == 403
    for person in (w.reviewer, w.mentor, w.line_manager, w.administrator):
        assert sign_in(person).get(url("assessment_detail", released.pk)).status_code == 403
    assert sign_in(w.doctor).get(url("assessment_detail", kept.pk)).status_code == 302
    assert sign_in(w.outsider).get(url("assessment_detail", released.pk)).status_code == 404


def test_reading_a_named_assessment_leaves_a_line(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    released = inside(stage, stage.submit, person=w.doctor, levels=(2, None, 1, 4), release=True)

    page = text(sign_in(w.hr_officer).get(url("assessment_detail", released.pk)))

    assert "Dr Doctor Northfield" in page
    assert "4. Level 4" in page
    assert "No opportunity yet" in page
    with trust_context(w.trust.pk):
        line = Event.objects.get(action="assessment.view")
        assert (line.actor, line.subject_id) == (w.hr_officer, str(released.pk))


def test_the_preview_is_what_the_trust_then_sees(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    with trust_context(w.trust.pk):
        for competency in stage.competencies:
            rate(assessment=draft, competency=competency, by=w.doctor, level=3, importance=4, reason="Secret reason")
    done = inside(stage, stage.submit, person=w.doctor, levels=(3, 3, 3, 3))
    mine = sign_in(w.doctor)

    preview = text(mine.get(url("assessment_release", done.pk)))
    mine.post(url("assessment_release", done.pk))
    named = text(sign_in(w.medical_director).get(url("assessment_detail", done.pk)))

    table = preview[preview.index("<dl") : preview.index("</table>")]
    assert table in named
    assert "Secret reason" not in named
    mine.post(url("assessment_take_back", done.pk))
    assert sign_in(w.medical_director).get(url("assessment_detail", done.pk)).status_code == 403


def test_rounds_are_the_programme_directors(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    page = url("round_list", w.cohort.pk)

    assert sign_in(w.director).get(page).status_code == 200
    for person in (w.doctor, w.medical_director, w.hr_officer, w.administrator):
        client = sign_in(person)
        assert client.get(page).status_code == 403
        assert client.post(url("round_close", stage.baseline.pk)).status_code == 403
    for person in (w.director, w.medical_director, w.hr_officer):
        assert sign_in(person).get(url("released_list", w.cohort.pk)).status_code == 200
    assert sign_in(w.doctor).get(url("released_list", w.cohort.pk)).status_code == 403


# The doctor's journey.


def test_the_list_says_what_is_asked_and_by_when(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    inside(stage, stage.round, kind="end", state="planned")

    page = text(sign_in(w.doctor).get(url("my_assessment_list")))

    assert "Begin the baseline" in page
    assert "Submit by 23:59 on" in page
    assert "Not open yet" in page
    with trust_context(w.trust.pk):
        w.doctor.places.update(state="withdrawn")
    assert "There is nothing to do yet" in text(sign_in(w.doctor).get(url("my_assessment_list")))


def test_beginning_twice_lands_on_the_same_draft(stage: Stage, sign_in: Any) -> None:
    client = sign_in(stage.world.doctor)

    first = client.post(url("assessment_begin", stage.baseline.pk))
    second = client.post(url("assessment_begin", stage.baseline.pk))

    assert first.url == second.url
    assert "0 of 4 rated" in text(client.get(first.url))


def test_a_closed_round_is_refused_with_a_sentence(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    inside(stage, close_round, round=stage.baseline, by=w.director)

    page = text(sign_in(w.doctor).post(url("assessment_begin", stage.baseline.pk), follow=True))

    assert "The baseline closed on" in page


def test_a_domain_shows_statement_levels_and_what_is_kept(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    inside(
        stage, rate, assessment=draft, competency=stage.competencies[2], by=w.doctor, level=3, reason="The audit group"
    )

    page = text(sign_in(w.doctor).get(url("assessment_domain", draft.pk, 2)))

    assert "Domain 2 of 2, <span data-rated-words>1</span> of 4 rated" in page
    assert "2.1 at Level 3." in page
    assert "The audit group" in page
    assert page.count("No opportunity yet") == 2
    assert "Looking back" not in page
    assert sign_in(w.doctor).get(url("assessment_domain", draft.pk, 3)).status_code == 404


def test_what_else_may_be_said_is_folded_until_something_is(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    inside(stage, rate, assessment=draft, competency=stage.competencies[0], by=w.doctor, level=3, reason="Said why")
    client = sign_in(w.doctor)
    long = fields(stage, {2: {"reason": "word " * 251}})

    kept = text(client.get(url("assessment_domain", draft.pk, 1)))
    refused = text(client.post(url("assessment_domain", draft.pk, 2), long))

    assert (kept.count("data-more>"), kept.count("data-more open>")) == (1, 1)
    assert kept.index("data-more open>") < kept.index("Said why") < kept.index("data-more>")
    assert (refused.count("data-more>"), refused.count("data-more open>")) == (1, 1)


def test_without_scripts_save_and_continue_keeps_a_whole_domain(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    client = sign_in(w.doctor)
    given = fields(
        stage,
        {
            0: {"level": "2", "reason": "Said why", "importance": "3", "edition": "0"},
            1: {"level": "none", "edition": "0"},
        },
        go="next",
    )

    response = client.post(url("assessment_domain", draft.pk, 1), given)

    assert response.url == url("assessment_domain", draft.pk, 2)
    with trust_context(w.trust.pk):
        kept = list(Rating.objects.order_by("competency__position").values_list("level", "no_opportunity", "reason"))
    assert kept == [(2, False, "Said why"), (None, True, "")]


def test_skipping_a_domain_keeps_nothing_and_goes_on(stage: Stage, sign_in: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)
    client = sign_in(stage.world.doctor)

    onward = client.post(url("assessment_domain", draft.pk, 2), {"go": "next"})
    later = client.post(url("assessment_domain", draft.pk, 1), {"go": "later"})
    evidence = client.post(url("assessment_domain", draft.pk, 1), {"go": "evidence-1.2"})

    assert onward.url == url("assessment_check", draft.pk)
    assert later.url == url("assessment_detail", draft.pk)
    assert evidence.url == url("evidence_add", draft.pk, stage.competencies[1].pk)
    with trust_context(stage.world.trust.pk):
        assert not Rating.objects.exists()


def test_too_many_words_are_refused_and_kept_on_the_page(stage: Stage, sign_in: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)
    long = "word " * 251
    client = sign_in(stage.world.doctor)

    page = client.post(url("assessment_domain", draft.pk, 1), fields(stage, {0: {"level": "2", "reason": long}}))
    saved = client.post(
        url("rating_save", draft.pk, stage.competencies[0].pk), {"prefix": "c0", "c0-level": "2", "c0-reason": long}
    )

    assert page.status_code == 200
    assert "Use 250 words or fewer: you have written 251." in text(page)
    assert long.strip() in text(page)
    assert (saved.status_code, saved["X-Saved"]) == (422, "no")
    assert "Use 250 words or fewer" in text(saved)


def test_autosave_says_when_and_names_the_next_edition(stage: Stage, sign_in: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)
    save = url("rating_save", draft.pk, stage.competencies[0].pk)

    before = timezone.localtime()
    answer = sign_in(stage.world.doctor).post(save, {"prefix": "c0", "c0-level": "2", "c0-edition": "0"})

    assert (answer.status_code, answer["X-Saved"]) == (200, "yes")
    assert any(f"Saved {moment:%H:}" in text(answer) for moment in (before, timezone.localtime()))
    assert 'name="c0-edition" value="1"' in text(answer)


def test_an_edition_no_database_can_count_is_refused(stage: Stage, sign_in: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)
    save = url("rating_save", draft.pk, stage.competencies[0].pk)

    answer = sign_in(stage.world.doctor).post(save, {"prefix": "c0", "c0-level": "2", "c0-edition": str(2**31)})

    assert (answer.status_code, answer["X-Saved"]) == (422, "no")


def test_a_second_tab_is_told_and_overwrites_nothing(stage: Stage, sign_in: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)
    client = sign_in(stage.world.doctor)
    save = url("rating_save", draft.pk, stage.competencies[0].pk)
    client.post(save, {"prefix": "c0", "c0-level": "2", "c0-reason": "First tab", "c0-edition": "0"})

    by_script = client.post(save, {"prefix": "c0", "c0-level": "3", "c0-edition": "0"})
    by_form = client.post(
        url("assessment_domain", draft.pk, 1),
        fields(stage, {0: {"level": "4", "reason": "Second tab", "edition": "0"}}),
    )

    assert by_script.status_code == 409
    assert "First tab" in text(by_script)
    assert 'name="c0-edition" value="1"' in text(by_script)
    assert "in another tab" in text(by_form)
    assert "Second tab" in text(by_form)
    assert 'name="c0-edition" value="1"' in text(by_form)
    with trust_context(stage.world.trust.pk):
        assert Rating.objects.get().reason == "First tab"


def test_autosave_after_submission_says_so(stage: Stage, sign_in: Any) -> None:
    done = inside(stage, stage.submit, person=stage.world.doctor)
    save = url("rating_save", done.pk, stage.competencies[0].pk)

    answer = sign_in(stage.world.doctor).post(save, {"prefix": "c0", "c0-level": "1", "c0-edition": "1"})

    assert answer.status_code == 409
    assert "You have submitted this assessment" in text(answer)


def test_a_page_of_a_submitted_assessment_is_refused_once(stage: Stage, sign_in: Any) -> None:
    done = inside(stage, stage.submit, person=stage.world.doctor)
    old_tab = fields(stage, {number: {"level": "1", "edition": "1"} for number in (0, 1)})

    answer = sign_in(stage.world.doctor).post(url("assessment_domain", done.pk, 1), old_tab)

    assert text(answer).count("You have submitted this assessment") == 1


def test_a_likely_patient_identifier_is_pointed_out_and_saved(stage: Stage, sign_in: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)
    save = url("rating_save", draft.pk, stage.competencies[0].pk)
    client = sign_in(stage.world.doctor)

    answer = client.post(save, {"prefix": "c0", "c0-level": "1", "c0-reason": "Seen 943 476 5919"})
    added = client.post(
        url("evidence_add", draft.pk, stage.competencies[0].pk),
        {"title": "Letter", "description": "DOB 3/2/1951"},
        follow=True,
    )

    assert "This looks like an NHS number." in text(answer)
    assert answer.status_code == 200
    assert "This looks like an NHS number." in text(client.get(url("assessment_domain", draft.pk, 1)))
    assert "This looks like a date of birth." in text(added)


def test_later_rounds_ask_to_look_back_and_say_why(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        draft = stage.draft(w.doctor, stage.round("midpoint"))
    client = sign_in(w.doctor)

    page = text(client.get(url("assessment_domain", draft.pk, 1)))
    client.post(url("assessment_domain", draft.pk, 1), fields(stage, {0: {"level": "2", "then_level": "1"}}))

    assert "A lower score at midpoint is common" in page
    assert "Looking back: where were you at the baseline?" in page
    with trust_context(w.trust.pk):
        assert Rating.objects.get().then_level == 1


def test_the_check_page_lists_what_is_missing_then_submits(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    client = sign_in(w.doctor)
    page = url("assessment_check", draft.pk)

    early = client.post(page)
    with trust_context(w.trust.pk):
        for competency in stage.competencies:
            rate(assessment=draft, competency=competency, by=w.doctor, level=2)
    ready = text(client.get(page))
    done = client.post(page, follow=True)

    assert early.status_code == 409
    assert "4 left to answer" in text(early)
    assert "Submit your self-assessment" in ready
    assert "You have submitted your self-assessment" in text(done)
    assert client.post(page, follow=True).status_code == 200


def test_no_column_tells_of_an_importance_nobody_said(stage: Stage, sign_in: Any) -> None:
    with trust_context(stage.world.trust.pk):
        done = stage.submit(stage.world.doctor, (1, 2, None, 4))

    assert "Importance" not in text(sign_in(stage.world.doctor).get(url("assessment_standing", done.pk)))


def test_where_i_stand_shows_rounds_reasons_and_the_cohort_once_closed(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        for person in [w.colleague, *stage.join(4)]:
            stage.submit(person)
        mine = stage.draft(w.doctor)
        rate(assessment=mine, competency=stage.competencies[0], by=w.doctor, level=1, reason="Because of the clinic")
        done = stage.submit(w.doctor, (1, 2, None, 4), importance=(4, 1, None, 2))
    client = sign_in(w.doctor)

    open_round = text(client.get(url("assessment_standing", done.pk)))
    with trust_context(w.trust.pk):
        close_round(round=stage.baseline, by=w.director)
    closed = text(client.get(url("assessment_standing", done.pk)))

    assert "The cohort's numbers are shown when the baseline has closed." in open_round.replace("&#39;", "'")
    assert "(6 people)" not in open_round
    assert "2 to 2 (6 people)" in closed and "Importance</th>" in closed
    assert "No opportunity yet" in closed
    assert closed.count('viewBox="0 0 760') + closed.count('viewBox="0 0 343') == 2


def test_evidence_is_added_used_again_taken_off_and_removed(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    draft = inside(stage, stage.draft, person=w.doctor)
    client = sign_in(w.doctor)
    first, second = (url("evidence_add", draft.pk, stage.competencies[at].pk) for at in (0, 1))

    back = client.post(first, {"title": "Minutes of March", "link": "https://example.org/m"})
    with trust_context(w.trust.pk):
        minutes = Evidence.objects.get()
    client.post(second, {"evidence": str(minutes.pk)})

    assert back.url == url("assessment_domain", draft.pk, 1) + "#c0"
    assert text(client.get(url("assessment_domain", draft.pk, 1))).count("Minutes of March") == 2
    assert "1.1 Competency 1.1 (baseline); 1.2" in text(client.get(url("my_evidence_list")))
    client.post(url("evidence_detach", draft.pk, stage.competencies[0].pk, minutes.pk))
    assert text(client.get(url("assessment_domain", draft.pk, 1))).count("Minutes of March") == 1
    client.post(url("evidence_remove", minutes.pk))
    assert "Here is everything you have named" in text(client.get(url("my_evidence_list")))
    assert "Enter" in text(client.post(first, {"title": ""})) or client.post(first, {"title": ""}).status_code == 200


def test_evidence_of_others_can_be_neither_used_nor_removed(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        draft, theirs = stage.draft(w.doctor), EvidenceFactory(owner=w.colleague, title="Colleague's letter")
    client = sign_in(w.doctor)

    used = client.post(url("evidence_add", draft.pk, stage.competencies[0].pk), {"evidence": str(theirs.pk)})

    assert used.status_code == 200
    assert "letter" not in text(used)
    assert client.post(url("evidence_remove", theirs.pk)).status_code == 403


def test_a_goal_is_set_from_a_gap_and_moved(stage: Stage, sign_in: Any) -> None:
    w, due = stage.world, timezone.localdate() + timedelta(days=30)
    inside(stage, stage.submit, person=w.doctor)
    client = sign_in(w.doctor)
    picked = str(stage.competencies[0].pk)

    form = text(client.get(url("goal_set") + f"?competency={picked}"))
    wrong = client.post(url("goal_set"), {"text": "Ask two sisters"})
    client.post(
        url("goal_set"),
        {
            "text": "Ask two sisters",
            "due_on_day": due.day,
            "due_on_month": due.month,
            "due_on_year": due.year,
            "competencies": [picked],
        },
    )
    with trust_context(w.trust.pk):
        goal = DevelopmentGoal.objects.get()

    assert f'value="{picked}" checked' in form
    assert "Choose at least one competency" in text(wrong)
    assert "Ask two sisters" in text(wrong)
    assert client.post(url("goal_meet", goal.pk), follow=True).status_code == 200
    assert "Met" in text(client.get(url("my_goal_list")))
    assert sign_in(w.colleague).post(url("goal_drop", goal.pk)).status_code == 403


def test_the_day_of_a_goal_past_it_is_changed_and_what_was_typed_stays_when_it_cannot_be(
    stage: Stage, sign_in: Any
) -> None:
    w, today = stage.world, timezone.localdate()
    with trust_context(w.trust.pk):
        goal = set_goal(text="Ask two sisters", due_on=today, competencies=stage.competencies[:1], by=w.doctor)
        DevelopmentGoal.objects.update(due_on=today - timedelta(days=9))
    client, page = sign_in(w.doctor), url("goal_change_day", goal.pk)

    def typed(day: date) -> dict[str, int]:
        return {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}

    for place in (url("my_goal_list"), reverse("reports:home", args=[w.trust.slug])):
        assert f'href="{page}"' in text(client.get(place))
    asked, refused = text(client.get(page)), text(client.post(page, typed(today)))
    empty = text(client.post(page, {}))
    kept = text(client.post(page, typed(today + timedelta(days=40)), follow=True))

    assert "Ask two sisters" in asked
    assert refused.count("Choose a day after today.") == 2
    assert f'value="{today.year}"' in refused and "Enter the day it is due" in empty
    assert "The goal has another day." in kept and "past its day" not in kept
    assert sign_in(w.colleague).post(page, typed(today)).status_code == 403


def test_asking_to_reopen_and_the_answer(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    done = inside(stage, stage.submit, person=w.doctor)
    doctor, director = sign_in(w.doctor), sign_in(w.director)

    empty = doctor.post(url("reopening_ask", done.pk), {"reason": ""})
    doctor.post(url("reopening_ask", done.pk), {"reason": "I misread the scale."})
    waiting = text(director.get(url("round_list", w.cohort.pk)))
    asked = text(director.get(url("assessment_reopen", done.pk)))
    director.post(url("assessment_reopen", done.pk), {"answer": "grant", "reason": "Agreed."})

    assert "Enter the reason" in text(empty)
    assert "Dr Doctor Northfield asks to reopen their baseline" in waiting
    assert "I misread the scale." in asked
    assert "Level" not in asked
    with trust_context(w.trust.pk):
        assert Assessment.objects.get(pk=done.pk).state == "draft"
        assert Reopening.objects.get().is_granted is True
    assert "The programme director wrote: “Agreed.”" in text(doctor.get(url("my_assessment_list")))
    assert sign_in(w.colleague).get(url("assessment_reopen", done.pk)).status_code == 403


def test_the_director_plans_opens_changes_and_closes_a_round(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    client = sign_in(w.director)
    day = timezone.localdate() + timedelta(days=40)
    dates = {
        f"{name}_{part}": getattr(day, part) for name in ("opens_on", "closes_on") for part in ("day", "month", "year")
    }

    wrong = client.post(url("round_plan", w.cohort.pk), {"kind": "midpoint"})
    client.post(url("round_plan", w.cohort.pk), {"kind": "midpoint", **dates})
    with trust_context(w.trust.pk):
        planned = Round.objects.get(kind="midpoint")
    client.post(url("round_change_dates", planned.pk), {**dates, "closes_on_year": day.year + 1})
    client.post(url("round_open", planned.pk))
    again = text(client.post(url("round_open", planned.pk), follow=True))
    client.post(url("round_close", planned.pk))

    assert "Enter the day it opens" in text(wrong)
    assert "already open" in again
    with trust_context(w.trust.pk):
        planned.refresh_from_db()
    assert (planned.state, planned.closes_on.year) == ("closed", day.year + 1)


def test_the_rounds_page_never_names_who(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    inside(stage, stage.submit, person=w.doctor)

    page = text(sign_in(w.director).get(url("round_list", w.cohort.pk)))

    assert "1 of 2 submitted" in page
    assert "Doctor Northfield" not in page
    assert "While a round is open you see how many have submitted, never who or what. Once it has closed" in page


def test_the_doctor_is_told_when_it_is_known_who_submitted(stage: Stage, sign_in: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)

    page = text(sign_in(stage.world.doctor).get(url("assessment_detail", draft.pk)))

    assert "While the round is open the programme director sees only how many of your cohort have submitted." in page
    assert "Once it has closed, the university's report names who did, never what, if" in page


# What pages cost.


@pytest.mark.parametrize("people", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    stage: Stage, people: int, sign_in: Any, django_assert_num_queries: Any
) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        for person in [w.doctor, w.colleague, *stage.join(1)][:people]:
            done = stage.submit(person)
            ask_to_reopen(assessment=done, reason="A slip", by=person)
            set_goal(text="Do", due_on=timezone.localdate(), competencies=stage.competencies[:people], by=w.doctor)
            EvidenceFactory(owner=w.doctor)
        stage.round("midpoint")
    doctor, director = sign_in(w.doctor), sign_in(w.director)
    for client, page, count in (
        (doctor, url("my_assessment_list"), 11),
        (doctor, url("my_goal_list"), 9),
        (doctor, url("my_evidence_list"), 12),
        (director, url("round_list", w.cohort.pk), 10),
        (director, url("released_list", w.cohort.pk), 12),
    ):
        client.get(page)
        with django_assert_num_queries(count, info=page):
            client.get(page)


@pytest.mark.parametrize("rated", [1, 3])
def test_pages_of_a_draft_cost_the_same_however_far_it_is(
    stage: Stage, rated: int, sign_in: Any, django_assert_num_queries: Any
) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        draft = stage.draft(w.doctor)
        for competency in stage.competencies[:rated]:
            rate(assessment=draft, competency=competency, by=w.doctor, level=1)
            add_evidence(assessment=draft, competency=competency, title="Minutes", by=w.doctor)
    client = sign_in(w.doctor)
    for page, count in (
        (url("assessment_detail", draft.pk), 15),
        (url("assessment_domain", draft.pk, 1), 16),
        (url("assessment_check", draft.pk), 15),
    ):
        client.get(page)
        with django_assert_num_queries(count, info=page):
            client.get(page)


@pytest.mark.parametrize("others", [0, 4])
def test_where_i_stand_costs_the_same_whatever_the_cohort(
    stage: Stage, others: int, sign_in: Any, django_assert_num_queries: Any
) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        done = stage.submit(w.doctor)
        for person in stage.join(others):
            stage.submit(person)
        close_round(round=stage.baseline, by=w.director)
    client = sign_in(w.doctor)
    client.get(url("assessment_standing", done.pk))

    with django_assert_num_queries(18):
        client.get(url("assessment_standing", done.pk))


@pytest.mark.django_db(transaction=True)
def test_an_autosave_is_four_statements(stage: Stage, sign_in: Any, django_assert_num_queries: Any) -> None:
    draft = inside(stage, stage.draft, person=stage.world.doctor)
    client = sign_in(stage.world.doctor)
    save = url("rating_save", draft.pk, stage.competencies[0].pk)
    client.post(save, {"prefix": "c0", "c0-level": "1", "c0-edition": "0"})

    with django_assert_num_queries(6):  # BEGIN, COMMIT; the user, their Trust and roles, the context, the rating
        answer = client.post(save, {"prefix": "c0", "c0-level": "2", "c0-edition": "1"})

    assert answer.status_code == 200

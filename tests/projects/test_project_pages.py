"""Each page for each reader; what is typed is kept; a second click does nothing."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.models import ImprovementProject, Measurement
from projects.services.cycles import plan_cycle, start_cycle
from projects.services.projects import add_team_member, ask_for_approval, save_charter
from tests.projects.support import FIRST, outcome, proposed, running
from tests.support.factories import PlaceFactory
from tests.support.world import World
from trusts.models import Event
from trusts.tenancy import trust_context

VALUES = [10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 30]
NHS_NUMBER = "943 476 5919"


def url(world: World, name: str, row: Any = None) -> str:
    return reverse(f"projects:{name}", args=[world.trust.slug, *([row.pk] if row else [])])


@pytest.fixture
def project(world: World) -> ImprovementProject:
    with trust_context(world.trust.pk):
        project = running(world)
        project.measure = outcome(project, VALUES)
        project.value = project.measure.measurements.last()
        project.cycle = plan_cycle(project=project, question="Will they?", prediction="Five.", by=world.doctor)
        project.member = add_team_member(project=project, name="Carol", profession="Nurse", by=world.doctor)
    return project


PAGES = {
    "project_detail": "project",
    "measure_detail": "measure",
    "measure_download": "measure",
    "value_detail": "value",
    "cycle_detail": "cycle",
}
EDITS = {
    "project_edit": "project",
    "project_start": "project",
    "project_pause": "project",
    "project_stop": "project",
    "project_complete": "project",
    "project_sustain": "project",
    "competencies_edit": "project",
    "team_member_add": "project",
    "team_member_remove": "member",
    "measure_add": "project",
    "measure_edit": "measure",
    "value_record": "measure",
    "value_paste": "measure",
    "recalculate": "measure",
    "value_correct": "value",
    "value_leave_out": "value",
    "cycle_plan": "project",
    "cycle_edit": "cycle",
    "cycle_start": "cycle",
    "cycle_study": "cycle",
}
VIEWERS = ("doctor", "colleague", "line_manager", "director", "medical_director")
REFUSED = ("hr_officer", "reviewer", "mentor", "administrator")


def row(project: Any, name: str) -> Any:
    return project if name == "project" else getattr(project, name)


@pytest.mark.parametrize(("page", "of"), PAGES.items())
def test_who_sees_a_project(page: str, of: str, world: World, project: Any, sign_in: Any) -> None:
    address = url(world, page, row(project, of))

    assert {who: sign_in(getattr(world, who)).get(address).status_code for who in (*VIEWERS, *REFUSED)} == {
        **dict.fromkeys(VIEWERS, 200),
        **dict.fromkeys(REFUSED, 403),
    }
    assert sign_in(world.outsider).get(address).status_code == 404


@pytest.mark.parametrize(("page", "of"), EDITS.items())
def test_only_the_lead_writes(page: str, of: str, world: World, project: Any, sign_in: Any) -> None:
    address = url(world, page, row(project, of))

    assert sign_in(world.doctor).get(address).status_code == 200
    for who in (*VIEWERS[1:], *REFUSED):
        client = sign_in(getattr(world, who))
        assert [client.get(address).status_code, client.post(address).status_code] == [403, 403]
    with trust_context(world.trust.pk):
        assert not Event.objects.filter(actor__in=[getattr(world, who) for who in VIEWERS[1:2] + REFUSED]).exists()


def test_a_doctor_of_another_cohort_sees_nothing(world: World, project: Any, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        place = world.colleague.places.get()
        type(place).objects.filter(pk=place.pk).update(state="withdrawn")

    assert sign_in(world.colleague).get(url(world, "project_detail", project)).status_code == 403


def test_colleagues_see_no_button_to_write(world: World, project: Any, sign_in: Any) -> None:
    page = sign_in(world.colleague).get(url(world, "project_detail", project)).content.decode()

    for words in ("Record a value", "Edit the charter", "Add a measure", "Add a colleague", "Stop the project"):
        assert words not in page
    assert "Letters in a day" in page and page.count("<svg") > 2


def test_my_project_leads_straight_to_the_one(world: World, project: Any, sign_in: Any) -> None:
    response = sign_in(world.doctor).get(url(world, "my_project_list"))

    assert response.url == url(world, "project_detail", project)


def test_the_menu_says_that_one_is_in_a_project(world: World, project: Any, sign_in: Any) -> None:
    def marked(person: Any, name: str) -> list[str]:
        page = sign_in(person).get(url(world, name, None if name == "project_list" else project)).content.decode()
        return re.findall(r'aria-current="page"[^>]*>\s*<strong[^>]*>([^<]+)<', page)

    assert marked(world.doctor, "project_detail") == marked(world.doctor, "project_edit") == ["My project"]
    assert marked(world.line_manager, "project_detail") == ["Projects"]
    assert marked(world.director, "project_detail") == marked(world.director, "project_list") == ["Projects"]


def test_my_project_says_how_to_begin(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        PlaceFactory(cohort=world.cohort, person=world.doctor)

    assert b"Propose a project" in sign_in(world.doctor).get(url(world, "my_project_list")).content
    assert b"You lead no improvement project" in sign_in(world.colleague).get(url(world, "my_project_list")).content
    assert b"once you have a place" in sign_in(world.colleague).get(url(world, "project_propose")).content
    assert b"You sponsor no project" in sign_in(world.line_manager).get(url(world, "my_project_list")).content


def test_a_doctor_proposes_and_goes_on_to_the_charter(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        PlaceFactory(cohort=world.cohort, person=world.doctor)
    client = sign_in(world.doctor)
    sent = {"title": "Letters sooner", "problem": "They are late.", "cohort": world.cohort.pk}

    first, second = (client.post(url(world, "project_propose"), sent) for _ in range(2))

    with trust_context(world.trust.pk):
        project = ImprovementProject.objects.get()
    assert [first.url, second.url] == [url(world, "project_edit", project)] * 2


def test_the_charter_writes_the_aim_and_refuses_an_nhs_number_keeping_what_was_typed(
    world: World, project: Any, sign_in: Any
) -> None:
    client = sign_in(world.doctor)
    address = url(world, "project_edit", project)
    sent = {
        "edition": project.edition,
        "title": "Letters",
        "problem": f"Patient {NHS_NUMBER} waited.",
        "aim_direction": "decrease",
        "aim_what": "days to the letter",
        "aim_baseline": "10",
        "aim_target": "2",
        "aim_unit": "days",
        "aim_by_day": "1",
        "aim_by_month": "2",
        "aim_by_year": "2027",
        "sponsor": world.line_manager.pk,
    }

    refused = client.post(address, sent).content.decode()
    assert "Remove the number that ends in 919" in refused
    assert f"Patient {NHS_NUMBER} waited." in refused
    assert client.post(address, {**sent, "problem": "Patients wait."}).status_code == 302
    page = client.get(url(world, "project_detail", project)).content.decode()
    assert "Reduce days to the letter from 10 days to 2 days by 1 February 2027." in page
    assert "Approved with another aim" in page


def test_a_number_no_column_holds_is_refused_beside_its_field_keeping_what_was_typed(
    world: World, project: Any, sign_in: Any
) -> None:
    client = sign_in(world.doctor)
    charter = {"title": "Letters", "problem": "Patients wait.", "aim_baseline": "123456789", "aim_target": "1.23456"}
    measure = {"name": "Calls", "definition": "Each call.", "target": "99999999999", "floor": "1e12", "ceiling": "4"}

    page = client.post(url(world, "project_edit", project), charter).content.decode()
    other = client.post(url(world, "measure_add", project), measure).content.decode()

    assert page.count("Use at most 8 digits before the point and four after it.") == 4  # in the summary as well
    assert "Patients wait." in page and 'value="123456789"' in page
    assert other.count("Use at most 10 digits before the point and four after it.") == 4
    assert "Each call." in other


def test_a_save_from_a_second_tab_is_told_and_keeps_both_texts(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    address = url(world, "project_edit", project)
    sent = {"edition": project.edition, "title": "First tab"}

    client.post(address, sent)
    page = client.post(address, {**sent, "title": "Second tab"}).content.decode()

    assert "saved in another window" in page and 'value="Second tab"' in page
    with trust_context(world.trust.pk):
        assert ImprovementProject.objects.get().title == "First tab"


def test_the_sponsor_approves_once_and_the_lead_never(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        project = ask_for_approval(project=proposed(world), by=world.doctor)
    address = url(world, "project_approve", project)
    sponsor = sign_in(world.line_manager)
    read = {"edition": project.edition}

    page = sponsor.get(url(world, "project_detail", project)).content
    assert b"Approve this project" in page
    assert b"<li>Risks</li><li>Governance</li><li>An outcome measure</li>" in page and b"<li>The aim</li>" not in page
    assert (
        b"Not written or confirmed yet:" not in sign_in(world.doctor).get(url(world, "project_detail", project)).content
    )
    assert b"waits for approval" in sponsor.get(url(world, "my_project_list")).content
    assert sign_in(world.doctor).post(address).status_code == 403
    assert sign_in(world.colleague).post(address).status_code == 403
    with trust_context(world.trust.pk):
        project = save_charter(project=project, by=world.doctor, risks="Letters to the wrong address.")
    changed = sponsor.post(address, read, follow=True).content
    assert b"has changed since you opened it" in changed and b"Letters to the wrong address." in changed
    assert b"has changed since" in sponsor.post(address, follow=True).content
    read = {"edition": project.edition}
    assert f'name="edition" value="{project.edition}"'.encode() in changed
    assert b"is approved" in sponsor.post(address, read, follow=True).content
    assert b"already approved" in sponsor.post(address, read, follow=True).content
    assert sponsor.get(address).status_code == 405


def test_the_sponsor_returns_a_charter(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        project = ask_for_approval(project=proposed(world), by=world.doctor)

    sign_in(world.line_manager).post(url(world, "project_return", project), {"reason": "Say which ward."})

    page = sign_in(world.doctor).get(url(world, "project_detail", project)).content
    assert b"Say which ward." in page


def value(day: Any, **sent: Any) -> dict[str, Any]:
    return {"measured_on_day": day.day, "measured_on_month": day.month, "measured_on_year": day.year, **sent}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"numerator": 7, "denominator": 0}, "must be at least 1"),
        ({"numerator": 7, "denominator": ""}, "Enter out of how many."),
        ({"numerator": "seven", "denominator": 20}, "Enter a whole number."),
        ({"numerator": 21, "denominator": 20}, "21 is more than the 20"),
    ],
)
def test_counts_are_refused_beside_their_field(
    sent: dict[str, Any], words: str, world: World, project: Any, sign_in: Any
) -> None:
    with trust_context(world.trust.pk):
        measure = outcome(project, name="Share", is_proportion=True)

    page = sign_in(world.doctor).post(url(world, "value_record", measure), value(FIRST, **sent)).content.decode()

    assert words in page and "nhsuk-error-message" in page and "There is a problem" in page


def test_a_value_far_from_all_others_is_asked_about_once(world: World, project: Any, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        measure = outcome(project, [9, 12, 17, 11, 14], name="Falls")
    client, address = sign_in(world.doctor), url(world, "value_record", measure)
    today = timezone.localdate()

    asked = client.post(address, value(today, value="900000")).content.decode()
    ordinary = client.post(address, value(today, value="40"))
    old = client.post(address, value(date(1900, 1, 1), value="12")).content.decode()
    sure = client.post(address, value(today - timedelta(days=1), value="900000", is_sure="on"))

    assert "The other values lie between 9 and 17 letters. Is this one right?" in asked
    assert "The value is right as it stands" in asked
    assert (ordinary.status_code, sure.status_code) == (302, 302)
    assert "Check the year: this is more than 20 years ago." in old
    with trust_context(world.trust.pk):
        assert sorted(measure.measurements.values_list("value", flat=True))[-2:] == [40, 900000]


def test_seven_of_twenty_is_recorded_once(world: World, project: Any, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        measure = outcome(project, name="Share", is_proportion=True)
    client = sign_in(world.doctor)
    today = timezone.localdate()
    sent = value(today, numerator=7, denominator=20)

    assert client.post(url(world, "value_record", measure), sent).status_code == 302
    again = client.post(url(world, "value_record", measure), sent).content.decode()
    late = value(today + timedelta(days=1), numerator=1, denominator=2)
    future = client.post(url(world, "value_record", measure), late).content.decode()

    assert "There is already a value for" in again and ": 35%." in again
    assert "The date must be today or in the past." in future
    with trust_context(world.trust.pk):
        assert [(row.numerator, row.denominator) for row in measure.measurements.all()] == [(7, 20)]


def test_pasted_lines_are_previewed_then_all_kept_or_none(world: World, project: Any, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        measure = outcome(project, name="Days", unit="days", floor=0)
    client = sign_in(world.doctor)
    address = url(world, "value_paste", measure)
    good = "Week\tDays\n06/01/2025\t12.5\n2025-01-13\t1,200\n\n20 Jan 2025\t3\n"

    preview = client.post(address, {"text": good}).content.decode()
    assert "3 of 3 lines are ready. Nothing is recorded yet." in preview and "Record 3 values" in preview
    bad = client.post(address, {"text": good + "27/01/2025\t-1\n31/02/2025\t4", "keep": "yes"}).content.decode()
    assert "2 lines need attention" in bad and "3 of 5 lines are ready." in bad
    assert "This measure cannot be below 0 days." in bad and "“31/02/2025” is not a date" in bad
    with trust_context(world.trust.pk):
        assert measure.measurements.count() == 0

    assert client.post(address, {"text": good, "keep": "yes"}).status_code == 302
    assert "already has a value" in client.post(address, {"text": good, "keep": "yes"}).content.decode()
    with trust_context(world.trust.pk):
        assert [str(row.value) for row in measure.measurements.all()] == ["12.5000", "1200.0000", "3.0000"]


def test_a_pasted_value_far_from_all_others_is_asked_about(world: World, project: Any, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        measure = outcome(project, [9, 12, 17], name="Falls")
    client, address = sign_in(world.doctor), url(world, "value_paste", measure)
    sent = {"text": "03/02/2025\t11\n10/02/2025\t1,300\n17/02/2025\t13", "keep": "yes"}

    asked = client.post(address, sent).content.decode()
    assert "1 line needs attention" in asked and "The values are right as they stand" in asked
    assert "The other values lie between 9 and 17 letters. Is this one right?" in asked
    assert "10/02/2025\t1,300</span>" in asked and "</span>1300</td>" in asked  # as it was pasted, beside what was read
    preview = client.post(address, {"text": sent["text"], "is_sure": "on"}).content.decode()
    assert "Record 3 values" in preview and "checked" in preview
    assert client.post(address, {**sent, "is_sure": "on"}).status_code == 302

    with trust_context(world.trust.pk):
        assert measure.measurements.count() == 6


def test_a_value_is_left_out_and_counted_again(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)

    assert b"Say why" in client.post(url(world, "value_leave_out", project.value), {"reason": ""}).content
    client.post(url(world, "value_leave_out", project.value), {"reason": "The ward was closed."})
    page = client.get(url(world, "value_detail", project.value)).content.decode()
    assert "Left out of the calculation." in page and "The ward was closed." in page
    client.post(url(world, "value_restore", project.value))
    with trust_context(world.trust.pk):
        assert not Measurement.objects.filter(is_ghost=True).exists()


def test_limits_are_recalculated_and_the_recalculation_undone(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    address = url(world, "recalculate", project.measure)

    assert b"Say what changed" in client.post(address, {"starts_on": "2025-03-03", "reason": ""}).content
    assert b"Select a valid choice" in client.post(address, {"starts_on": "2025-03-04", "reason": "New"}).content
    client.post(address, {"starts_on": "2025-03-03", "reason": "New rota."})
    page = client.get(url(world, "measure_detail", project.measure)).content.decode()
    assert "Before and after" in page and "New rota." in page
    with trust_context(world.trust.pk):
        row = project.measure.recalculations.get()
    client.post(url(world, "recalculation_undo", row))
    page = client.get(url(world, "measure_detail", project.measure)).content.decode()
    assert "Nothing to compare yet" in page and "New rota." not in page


def test_a_test_of_change_from_plan_to_act(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    day = {"on_day": 6, "on_month": 1, "on_year": 2025}

    client.post(url(world, "cycle_plan", project), {"question": "Again?", "prediction": "", "scale": "One ward"})
    with trust_context(world.trust.pk):
        cycle = project.cycles.get(question="Again?")
    assert b"Write what you expect" in client.post(url(world, "cycle_start", cycle), day).content
    client.post(url(world, "cycle_edit", cycle), {"question": "Again?", "prediction": "Six.", "scale": "One ward"})
    assert client.post(url(world, "cycle_start", cycle), day).status_code == 302
    locked = client.post(url(world, "cycle_edit", cycle), {"question": "?", "prediction": "Nine."}).content.decode()
    assert "its question and prediction are locked" in locked
    study = {**day, "happened": "H.", "learning": "L.", "prediction_met": "yes", "act": "expand"}
    assert client.post(url(world, "cycle_study", cycle), study).status_code == 302
    assert "“H.”" not in client.get(url(world, "cycle_detail", cycle)).content.decode()
    assert "Again?</textarea>" in client.get(url(world, "cycle_plan", project)).content.decode()


def test_cycles_are_marked_on_the_chart(world: World, project: Any, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        start_cycle(cycle=project.cycle, on=FIRST, by=world.doctor)

    page = sign_in(world.doctor).get(url(world, "project_detail", project)).content.decode()

    assert "6 Jan 2025: PDSA cycle 1 begins" in page


def test_a_day_before_the_beginning_is_refused_beside_it(world: World, project: Any, sign_in: Any) -> None:
    sent = {"learning": "It helped.", "on_day": "5", "on_month": "1", "on_year": "2025"}

    page = sign_in(world.doctor).post(url(world, "project_complete", project), sent).content.decode()

    assert "cannot end before it began, on 6 January 2025." in page and 'href="#id_on-day"' in page
    assert "It helped." in page


def test_a_project_is_stopped_with_learning_and_then_closed(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    sent = {"on_day": 1, "on_month": 6, "on_year": 2025, "learning": ""}

    assert b"counts as much as a success" in client.post(url(world, "project_stop", project), sent).content
    client.post(url(world, "project_stop", project), {**sent, "learning": "It did not help."})
    page = client.get(url(world, "project_detail", project)).content.decode()

    assert "It did not help." in page and "Edit the charter" not in page


def test_competencies_and_team_are_edited(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    with trust_context(world.trust.pk):
        chosen = list(world.cohort.framework_version.competencies.all())[:3]
    sent: dict[str, list[Any]] = {}
    for competency in chosen:
        sent.setdefault(f"domain_{competency.domain_id.hex}", []).append(competency.pk)

    client.post(url(world, "competencies_edit", project), sent)
    client.post(url(world, "team_member_add", project), {"name": "Dee", "profession": "Pharmacist"})
    client.post(url(world, "team_member_remove", project.member))

    with trust_context(world.trust.pk):
        assert list(project.competencies.order_by("position")) == chosen
        assert [member.name for member in project.team.all()] == ["Dee"]


def test_a_measure_is_added_and_edited(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    sent = {
        "name": "Calls",
        "kind": "process",
        "counted": "number",
        "direction": "increase",
        "frequency": "weekly",
        "conflict_rule": "improvement",
        "floor": "5",
        "ceiling": "4",
    }

    wrong = client.post(url(world, "measure_add", project), sent).content.decode()
    assert "must be above the lowest possible value" in wrong
    client.post(url(world, "measure_add", project), {**sent, "ceiling": "40"})
    with trust_context(world.trust.pk):
        measure = project.measures.get(name="Calls")
    assert client.post(url(world, "measure_edit", measure), {**sent, "ceiling": "", "unit": "calls"}).status_code == 302
    with trust_context(world.trust.pk):
        measure.refresh_from_db()
        assert (measure.unit, measure.ceiling, measure.floor) == ("calls", None, 5)


def test_the_file_holds_values_and_is_formula_safe(world: World, project: Any, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    client.post(url(world, "value_leave_out", project.value), {"reason": "=cmd()"})

    response = client.get(url(world, "measure_download", project.measure))
    lines = response.content.decode().splitlines()

    assert response["Content-Disposition"] == 'attachment; filename="letters-in-a-day.csv"'
    assert lines[1] == "2025-01-06,10,,,1,11,7.39,14.61,common cause,,no,,"
    assert lines[-1] == "2025-04-21,30,,,1,11,7.39,14.61,,,yes,'=cmd(),"


def test_the_staff_list_shows_untouched_objectives(world: World, project: Any, sign_in: Any) -> None:
    address = url(world, "project_list")

    page = sign_in(world.director).get(address).content.decode()
    assert "Letters sooner" in page and "Improvement: higher, beyond chance" in page
    assert (
        "No project is in this state."
        in sign_in(world.medical_director).get(f"{address}?state=paused").content.decode()
    )
    assert sign_in(world.director).get(f"{address}?cohort={world.other_cohort.pk}").status_code == 404
    assert sign_in(world.director).get(f"{address}?cohort=x").status_code == 404
    for who in ("doctor", "line_manager", "hr_officer", "reviewer"):
        assert sign_in(getattr(world, who)).get(address).status_code == 403


def test_the_staff_list_is_empty_with_a_word(world: World, sign_in: Any) -> None:
    assert b"No project has been proposed yet" in sign_in(world.director).get(url(world, "project_list")).content


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_constant_queries(count: int, world: World, sign_in: Any, django_assert_num_queries: Any) -> None:
    with trust_context(world.trust.pk):
        for n in range(count):
            project = running(world, title=f"Project {n}", objective=None)
            outcome(project, VALUES)
        proposed(world, title="Another", objective=None)
    director, doctor = sign_in(world.director), sign_in(world.doctor)

    with django_assert_num_queries(15):
        director.get(url(world, "project_list"))
    with django_assert_num_queries(14):
        doctor.get(url(world, "my_project_list"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_project_takes_constant_queries(
    count: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        project = running(world)
        for n in range(count):
            outcome(project, VALUES, name=f"Measure {n}")
            plan_cycle(project=project, question=f"Question {n}", by=world.doctor)
            add_team_member(project=project, name=f"Member {n}", profession="Nurse", by=world.doctor)
    client = sign_in(world.doctor)

    with django_assert_num_queries(16):
        client.get(url(world, "project_detail", project))

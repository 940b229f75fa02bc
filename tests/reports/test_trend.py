"""The Trust's trend as a page, a file and an answer of the API: they tell the same, in words where it is hidden."""

import csv
import io
import re
from typing import Any

import pytest

from reports.selectors.trend import trend_board
from tests.assessments.test_trend import START, answer, run
from tests.support.factories import AssessmentFactory, CohortFactory, PersonFactory, RoundFactory
from tests.support.world import World
from trusts.tenancy import trust_context

PAGE = "/t/northfield/dashboard/trend/"
API = "/api/t/northfield/trend/"


def furnish(world: World) -> None:
    """A large cohort, a small one, and one asked once."""
    version = world.cohort.framework_version
    with trust_context(world.trust.pk):
        run("Large", doctors=9, rounds=3, framework_version=version)
        run("Small", doctors=4, year=1, framework_version=version)
        run("Once", doctors=6, year=2, rounds=1, framework_version=version)


def rows_on(page: str) -> list[list[str]]:
    """The cells of the page's table, headings of cards left out, domain by domain."""
    found, domain = [], ""
    for row in re.findall(r"<tr role=\"row\".*?</tr>", page, re.DOTALL):
        bare = re.sub(r'<span class="nhsuk-table-responsive__heading".*?</span>', "", row)
        cells = [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", bare, re.DOTALL)]
        if len(cells) == 1:
            domain = cells[0]
        elif domain:
            found.append([domain, *cells])
    return found


def test_the_file_tells_what_the_page_tells(world: World, sign_in: Any) -> None:
    furnish(world)
    client = sign_in(world.medical_director)

    page, answer = client.get(PAGE).content.decode(), client.get(f"{PAGE}?csv=trend")

    assert "Counted are 9 doctors at baseline, 9 at midpoint and 9 at end." in page
    headers, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert answer["Content-Disposition"] == 'attachment; filename="northfield-trend.csv"'
    shown = rows_on(page)
    assert len(shown) == len(rows) == 6  # three cohorts in each of two domains
    for on_page, in_file in zip(shown, rows, strict=True):
        told = dict(zip(headers, in_file, strict=True))
        assert on_page[:2] == [told["Name"], told["Cohort"]]
        for words, kind in zip(on_page[2:5], ("Baseline", "Midpoint", "End"), strict=True):
            median, people = told[f"{kind}: median"], told[f"{kind}: people"]
            assert words == (f"{float(median):.2f} ({people} people)" if people else median or "Not asked")
        change, people = told["Median change"], told["People in both"]
        ways = ", ".join(f"{told[way]} {way.lower()}" for way in ("Rose", "Stayed", "Fell"))
        said = (
            f"+{float(change):.2f} ({people} people in both: {ways})"
            if people
            else change or "No later round has closed"
        )
        assert on_page[5] == said


def test_the_interface_tells_what_the_page_tells(world: World, sign_in: Any) -> None:
    furnish(world)
    client = sign_in(world.director)

    found, page = client.get(API).json(), client.get(PAGE).content.decode()

    assert [cohort["name"] for cohort in found["cohorts"]] == ["Large", "Small", "Once", world.cohort.name]
    names = {cohort["id"]: cohort["name"] for cohort in found["cohorts"]}
    said = {
        (domain["name"], names[point["cohort"]]): [
            round_.get("people", round_.get("hidden")) for round_ in point["rounds"]
        ]
        for domain in found["domains"]
        for point in domain["cohorts"]
    }
    assert said["Domain 1", "Large"] == [9, 9, 9]
    assert said["Domain 1", "Small"] == ["Hidden: fewer than 5 people"] * 2
    assert found["domains"][0]["cohorts"][0]["change"] == {
        "people": 9,
        "median": 1.5,
        "rose": 9,
        "stayed": 0,
        "fell": 0,
    }
    assert found["domains"][0]["cohorts"][2]["change"] is None
    assert rows_on(page)[0][5] == "+1.50 (9 people in both: 9 rose, 0 stayed, 0 fell)"


def test_the_sentence_counts_cohorts_that_are_shown(world: World) -> None:
    furnish(world)

    with trust_context(world.trust.pk):
        alone = trend_board().sentence
        run("Later", doctors=5, year=3, framework_version=world.cohort.framework_version)
        both = trend_board().sentence

    assert alone == (
        "Doctors of Large came to place themselves higher than at their baseline in 2 of 2 domains and lower in none. "
        "One cohort is no trend yet. One more cohort is too small to be shown."
    )
    assert both == (
        "In both cohorts doctors came to place themselves higher than at their baseline in most domains: Large in 2 "
        "of 2 and Later in 2 of 2. One more cohort is too small to be shown."
    )


def test_a_cohort_of_which_some_is_shown_is_not_said_to_be_hidden(world: World) -> None:
    """It stands in the picture with what is shown of it."""
    with trust_context(world.trust.pk):
        version = world.cohort.framework_version
        left = CohortFactory(name="Left", starts_on=START, framework_version=version)
        people = [PersonFactory() for _ in range(6)]
        answer(left, "baseline", [(person, [1, 2, 1, 2]) for person in people])
        answer(left, "end", [(person, [3, 3, 2, 3]) for person in people[:4]])
        alone = trend_board()
        run("Large", doctors=9, year=1, framework_version=version)
        beside = trend_board()

    assert alone.shown == beside.shown[:1] == (left.pk,)
    assert alone.sentence.endswith(
        "none is large enough to show how far it moved. Of Left only the baseline is shown, and so no change."
    )
    assert beside.sentence.endswith("trend yet. Of Left only the baseline is shown, and so no change.")


def test_a_trust_without_a_trend_says_why(world: World, sign_in: Any) -> None:
    client = sign_in(world.medical_director)
    version = world.cohort.framework_version

    def lede() -> str:
        page = client.get(PAGE).content.decode()
        found = re.search(r"<p class=\"nhsuk-lede-text[^>]*>(.*?)</p>", page)
        assert found
        return found[1]

    none = lede()
    with trust_context(world.trust.pk):
        run("Once", doctors=6, rounds=1, framework_version=version)
    once = lede()
    with trust_context(world.trust.pk):
        run("Small", doctors=4, framework_version=version)

    assert none == "No cohort has closed a round yet, so there is no trend to tell."
    assert once.endswith("of the cohorts that have begun, none has been asked a second time.")
    assert lede().endswith("of the cohorts that have begun, none is large enough to show how far it moved.")


def test_nobody_is_named_and_another_trust_sees_nothing(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        asked = RoundFactory(cohort=world.cohort)
        AssessmentFactory(round=asked, subject=world.doctor, submitted=True)
    furnish(world)

    page = sign_in(world.medical_director).get(PAGE).content.decode()

    assert world.doctor.full_name not in page
    assert sign_in(world.reviewer).get(PAGE).status_code == 403


@pytest.mark.parametrize("cohorts", [1, 3])
def test_the_page_costs_the_same_however_many_cohorts(
    cohorts: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for year in range(cohorts):
            run(f"Cohort {year}", doctors=5, year=year)
    client = sign_in(world.medical_director)

    with django_assert_num_queries(12):
        client.get(PAGE)


def test_the_dashboard_leads_to_it(world: World, sign_in: Any) -> None:
    page = sign_in(world.medical_director).get(f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/").content.decode()

    assert f'href="{PAGE}"' in page


def test_home_reports_and_the_dashboard_lead_to_it(world: World, sign_in: Any) -> None:
    ways = ("/t/northfield/", "/t/northfield/reports/", f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/")
    client = sign_in(world.medical_director)
    found = [PAGE in client.get(way).content.decode() for way in ways]

    assert found == [True] * 3

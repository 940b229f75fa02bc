"""Succession: who has released how much, beside each post's targets; and who stands nowhere in it."""

from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Assessment, Round
from cohorts.models import Cohort
from frameworks.models import RoleTarget
from reports.selectors.dashboard import dashboard
from tests.reports.test_dashboard import closed_round
from tests.support.factories import (
    AssessmentFactory,
    CohortFactory,
    PersonFactory,
    PlaceFactory,
    publish_for_tests,
    version_tree,
)
from tests.support.world import World
from trusts.tenancy import trust_context


def cohort_with_posts() -> Cohort:
    """Six doctors at levels 1, 2, 3 and 4 of four competencies; two posts ask for something."""
    version = version_tree()
    for post, lows in (("Medical Director", (3, 3, 3, 3)), ("Consultant", (1, 2, 3))):
        for competency, low in zip(version.competencies.order_by("position"), lows, strict=False):
            RoleTarget.objects.create(version=version, competency=competency, post=post, low=low, high=4)
    cohort = CohortFactory(framework_version=publish_for_tests(version))
    closed_round(cohort, doctors=6)
    return cohort


def release(name: str) -> None:
    Assessment.objects.filter(subject__full_name=name).update(state="released", released_at=timezone.now())


def test_a_doctor_stands_beside_every_post_by_what_they_released(in_trust: World) -> None:
    cohort = cohort_with_posts()
    release("Subject 3")

    found = dashboard(cohort).succession

    assert (found.posts, found.ready) == (("Consultant", "Medical Director"), (1, 0))
    ((consultant, director),) = [person.posts for person in found.people]
    assert (consultant.is_there, consultant.asked) == (True, 3)
    assert (director.reached, director.asked, director.short, director.unsaid) == (2, 4, ("1.1", "1.2"), ())


def test_what_was_never_tried_is_no_shortfall(in_trust: World) -> None:
    cohort = cohort_with_posts()
    person = PersonFactory(full_name="Newcomer")
    PlaceFactory(cohort=cohort, person=person, number=9)
    AssessmentFactory(round=Round.objects.get(), subject=person, submitted=True, levels=[None, 3, 3, 3])
    release("Newcomer")

    consultant, director = dashboard(cohort).succession.people[0].posts

    assert (consultant.is_there, consultant.unsaid, consultant.short) == (False, ("1.1",), ())
    assert (director.reached, director.unsaid) == (3, ("1.1",))


def test_nobody_who_released_nothing_stands_there(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        cohort = cohort_with_posts()
        release("Subject 3")
    page = sign_in(world.medical_director).get(f"/t/northfield/cohorts/{cohort.pk}/dashboard/").content.decode()
    part = page[page.index('id="succession"') : page.index('id="named"')]

    assert "From what 1 of 6 doctors released" in part
    assert "Subject 3" in part
    assert "Below in 1.1, 1.2" in part
    assert [n for n in (0, 1, 2, 4, 5) if f"Subject {n}" in part] == []


@pytest.mark.parametrize(("posts", "words"), [(True, "has released an assessment yet"), (False, "sets no post")])
def test_without_releases_or_posts_it_says_what_will_stand_there(
    posts: bool, words: str, world: World, sign_in: Any
) -> None:
    with trust_context(world.trust.pk):
        cohort = cohort_with_posts() if posts else world.cohort
    page = sign_in(world.medical_director).get(f"/t/northfield/cohorts/{cohort.pk}/dashboard/").content.decode()

    assert words in page


def test_the_interface_tells_the_same(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        cohort = cohort_with_posts()
        release("Subject 2")

    answer = sign_in(world.medical_director).get(f"/api/t/northfield/successions/{cohort.pk}/")

    assert answer.json()["posts"] == [{"post": "Consultant", "ready": 1}, {"post": "Medical Director", "ready": 0}]
    (doctor,) = answer.json()["doctors"]
    assert (doctor["name"], doctor["posts"][1]["reached"]) == ("Dr Subject 2", 2)
    assert doctor["posts"][1]["below"] == ["1.1", "1.2"]

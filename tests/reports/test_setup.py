"""A new Trust's way to its first cohort, on the home of those who prepare it."""

from typing import Any

import pytest
from django.utils import timezone

from cohorts.models import Cohort
from frameworks.states import VersionState
from reports.selectors.duties import to_do
from reports.selectors.setup import setup
from tests.support.factories import FrameworkVersionFactory, MembershipFactory, PersonFactory, TrustFactory
from tests.support.world import World
from trusts.services.invitations import invite
from trusts.states import Role
from trusts.tenancy import trust_context

ADMINISTRATOR, DIRECTOR = frozenset({Role.TRUST_ADMINISTRATOR}), frozenset({Role.PROGRAMME_DIRECTOR})


def test_an_empty_trust_says_what_to_do_first_and_whose_it_is(db: None, sign_in: Any) -> None:
    trust = TrustFactory(slug="seaview")
    with trust_context(trust.pk):
        person = PersonFactory()
        MembershipFactory(trust=trust, user=person.user, role=Role.TRUST_ADMINISTRATOR)
        assert setup(frozenset({Role.DOCTOR})) is None

    page = sign_in(person).get("/t/seaview/").content.decode()

    assert "Set up your Trust: invite the programme director and the Medical Director" in page
    assert "0 of 9 steps done" in page
    assert page.count("Cannot start yet") == 4  # approve, publish, plan and open wait for others

    with trust_context(trust.pk):
        for role in (Role.PROGRAMME_DIRECTOR, Role.MEDICAL_DIRECTOR):
            invite(email=f"{role}@seaview.example", full_name="New", roles=[role], by=person)
        found = setup(ADMINISTRATOR)

    assert found is not None
    assert found.steps[0].is_done
    assert found.steps[0].hint == "Invited, not answered yet: programme director and Medical Director"
    assert found.next is found.steps[1]


def test_it_follows_the_facts_and_goes_away_with_the_first_open_cohort(in_trust: World) -> None:
    assert setup(ADMINISTRATOR) is None  # the world's cohort is open

    Cohort.objects.update(state="planned")
    found = setup(DIRECTOR)
    assert found is not None
    assert [step.words for step in found.steps if not step.is_done] == [
        "Write down the Trust's values and objectives",
        "Open the cohort to applications",
    ]
    assert found.next is not None
    assert found.next.name == "frameworks:value_list"


@pytest.mark.parametrize(
    ("asked", "state", "who", "words"),
    [
        (False, VersionState.DRAFT, Role.PROGRAMME_DIRECTOR, "Write the leadership framework and ask for its approval"),
        (True, VersionState.DRAFT, Role.MEDICAL_DIRECTOR, "Approve the framework"),
        (True, VersionState.APPROVED, Role.PROGRAMME_DIRECTOR, "Publish the framework"),
    ],
)
def test_the_framework_goes_from_hand_to_hand(asked: bool, state: str, who: Role, words: str, db: None) -> None:
    trust = TrustFactory()
    with trust_context(trust.pk):
        by = {"approval_asked_by": PersonFactory(), "approval_asked_at": timezone.now()} if asked else {}
        approved = {"approved_by": PersonFactory(), "approved_at": timezone.now()} if state == "approved" else {}
        FrameworkVersionFactory(state=state, **by, **approved)
        found = setup(DIRECTOR)

    assert found is not None
    waiting = next(step for step in found.steps if step.name == "frameworks:version_detail" and not step.is_done)
    assert (waiting.words, waiting.is_ready, waiting.whose[0]) == (words, True, who)


def test_an_approved_framework_is_asked_of_the_programme_director_to_publish(in_trust: World) -> None:
    by = {"approval_asked_by": in_trust.director, "approval_asked_at": timezone.now()}
    approved = {"approved_by": in_trust.medical_director, "approved_at": timezone.now()}
    version = FrameworkVersionFactory(state=VersionState.APPROVED, **by, **approved)

    words = [duty.words for duty in to_do(in_trust.director.pk, DIRECTOR)]

    assert f"Publish {version}, which is approved" in words
    assert [duty.words for duty in to_do(in_trust.medical_director.pk, frozenset({Role.MEDICAL_DIRECTOR}))] == []

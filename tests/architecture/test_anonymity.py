"""Who gave an opinion stays with those who may know (security.md, row 23): no page, endpoint or file that a doctor may
open names a reviewer of theirs or tells what their endorser answered, and the audit's pages show no opinion."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cohorts.models import StagedDecision
from cohorts.services.reviews import declare_own_conflict
from tests.support.access import Rule, fill, parameters, read_rules, routes
from tests.support.furnished import SUPPORT, House, furnish_house
from tests.support.owner import support_agent
from trusts.tenancy import trust_context

REVIEWERS = ("reviewer", "conflicted")
ROUTES = routes()
# Lists everybody of the Trust who may sponsor a project: a name there says nothing of who reviewed whom.
LISTS_EVERYBODY = {"projects:project_edit"}
OPINIONS = ("qs-review", "qs-conflict", "qs-staged", "qs-endorsement")
STAGED = ("qs-staged", "To decline", "Release 1 staged decision", "Decisions to release")


@pytest.fixture
def agent(django_db_setup: None) -> Iterator[int]:
    """Our support, whom the furnished Trusts name; made before the test's transaction and gone after it."""
    with support_agent(SUPPORT) as user_id:
        yield user_id


@pytest.fixture
def house(agent: int, db: None, settings: Any, tmp_path: Path) -> House:
    """Two Trusts with a row of every kind."""
    settings.FILES_ROOT = str(tmp_path / "files")
    return furnish_house(tmp_path / "files")


def readable(who: str) -> list[Rule]:
    """What this member of a Trust may read."""
    rules = [rule for rule in read_rules() if "GET" in rule.methods and who in rule.who]
    return [rule for rule in rules if rule.route in ROUTES and ROUTES[rule.route].scope in ("trust", "api")]


def words_of(client: Any, house: House, rule: Rule) -> str:
    rows = house.here.rows
    values = {"trust": house.here.trust.slug}
    for name, names in parameters(ROUTES[rule.route].pattern):
        if name not in values:
            row = rows.get(f"{names}@{rule.variant}", rows.get(names))
            values[name] = str(getattr(row, "pk", row))
    response = client.get(fill(ROUTES[rule.route].pattern, values))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace") if response.status_code == 200 else ""


def test_nothing_the_applicant_may_read_names_a_reviewer_or_tells_an_opinion(house: House, sign_in: Any) -> None:
    client = sign_in(house.here.people["own"])
    told = {
        f"{rule.name}": words_of(client, house, rule) for rule in readable("own") if rule.route not in LISTS_EVERYBODY
    }

    read = [name for name, words in told.items() if words]
    assert len(read) > 40
    for reviewer in (house.here.people[name] for name in REVIEWERS):
        for secret in (reviewer.full_name, reviewer.user.email, str(reviewer.pk), *OPINIONS):
            assert [name for name, words in told.items() if secret in words] == []


def test_the_audits_pages_tell_no_opinion(house: House, sign_in: Any) -> None:
    client = sign_in(house.here.people["admin"])

    for rule in readable("admin"):
        words = words_of(client, house, rule)
        assert not any(opinion in words for opinion in OPINIONS), rule.name


@pytest.mark.parametrize("who", ["own", "peer", "reviewer", "conflicted", "mentor", "manager", "hr"])
def test_what_is_staged_is_told_to_nobody_but_directors(who: str, house: House, sign_in: Any) -> None:
    client = sign_in(house.here.people[who])
    told = {rule.name: words_of(client, house, rule) for rule in readable(who)}

    assert [name for name, words in told.items() for secret in STAGED if secret in words] == []


def test_a_director_reads_what_is_staged_and_one_with_a_conflict_does_not(house: House, sign_in: Any) -> None:
    director = house.here.people["director"]
    client = sign_in(director)
    read = [rule for rule in readable("director") if "qs-staged" in words_of(client, house, rule)]
    assert {rule.name for rule in read} == {
        "api:cohorts-board-release",
        "cohorts:application_consider",
        "cohorts:cohort_release",
    }
    with trust_context(house.here.trust.pk):
        declare_own_conflict(application=house.here.rows["applications"], reason="My cousin", by=director)
        StagedDecision.objects.create(
            application=house.here.rows["applications"],
            outcome="decline",
            reason="qs-staged",
            staged_by=house.here.people["everything"],
            staged_at=timezone.now(),
        )

    told = {rule.name: words_of(client, house, rule) for rule in readable("director")}
    assert [name for name, words in told.items() for secret in STAGED if secret in words] == []

"""The pages of frameworks: who sees what, what they say, and the journey from an empty Trust to a published version."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from frameworks.models import Framework, FrameworkVersion, StrategicObjective, TrustValue
from frameworks.services.copies import copy_version
from frameworks.services.tree import edit_domain
from frameworks.services.values import add_objective, add_value
from frameworks.services.versions import approve_version
from tests.frameworks.writing import published, written
from tests.support.world import World
from trusts.tenancy import trust_context

PLAIN_MEMBERS = ("doctor", "colleague", "reviewer", "hr_officer", "mentor", "line_manager")
WRITERS = ("director", "administrator")


@dataclass
class Shelves:
    """A published version and the draft that follows it."""

    world: World
    published: FrameworkVersion
    draft: FrameworkVersion

    def url(self, name: str, row: Any = None) -> str:
        return reverse(f"frameworks:{name}", args=[self.world.trust.slug, *([row.pk] if row else [])])


@pytest.fixture
def shelves(world: World) -> Shelves:
    with trust_context(world.trust.pk):
        first = published(world)
        return Shelves(world, first, copy_version(version=first, change_note="Clearer words.", by=world.director))


def approval(page: Any) -> str:
    """Where a booklet's button to approve it leads."""
    (found,) = re.findall(r'href="([^"]+/approve/[^"]*)"', page.content.decode())
    return str(found)


@pytest.mark.parametrize("who", PLAIN_MEMBERS)
def test_every_member_reads_what_is_published_and_no_draft(shelves: Shelves, sign_in: Any, who: str) -> None:
    client = sign_in(getattr(shelves.world, who))

    for name in ("version_detail", "version_changes", "target_list"):
        assert client.get(shelves.url(name, shelves.published)).status_code == 200
        assert client.get(shelves.url(name, shelves.draft)).status_code == 403
    listed = client.get(shelves.url("framework_list")).content.decode()
    assert "Read version 1" in listed
    assert "Version 2" not in listed
    assert "Version 2" not in client.get(shelves.url("framework_detail", shelves.published.framework)).content.decode()
    assert "version 2" not in client.get(shelves.url("value_list") + f"?version={shelves.draft.pk}").content.decode()


@pytest.mark.parametrize("who", [*WRITERS, "medical_director"])
def test_those_who_answer_for_it_read_drafts(shelves: Shelves, sign_in: Any, who: str) -> None:
    client = sign_in(getattr(shelves.world, who))

    assert client.get(shelves.url("version_detail", shelves.draft)).status_code == 200
    assert "Version 2" in client.get(shelves.url("framework_list")).content.decode()


WRITING = (
    "version_edit",
    "levels_edit",
    "version_ask",
    "version_copy",
    "domain_add",
    "targets_edit",
    "version_publish",
)


@pytest.mark.parametrize("name", WRITING)
def test_only_writers_write(shelves: Shelves, sign_in: Any, name: str) -> None:
    for who in (*PLAIN_MEMBERS, "medical_director"):
        client = sign_in(getattr(shelves.world, who))
        for method in (client.get, client.post):
            assert method(shelves.url(name, shelves.draft)).status_code == 403
    for who in WRITERS:
        assert sign_in(getattr(shelves.world, who)).get(shelves.url(name, shelves.draft)).status_code == 200


def test_only_writers_write_parts_values_and_frameworks(shelves: Shelves, sign_in: Any) -> None:
    with trust_context(shelves.world.trust.pk):
        domain, competency = shelves.draft.domains.first(), shelves.draft.competencies.first()
        value, objective = TrustValue.objects.first(), StrategicObjective.objects.first()
    urls = [
        *(shelves.url(f"domain_{verb}", domain) for verb in ("edit", "move", "remove")),
        shelves.url("competency_add", domain),
        *(shelves.url(f"competency_{verb}", competency) for verb in ("edit", "move", "remove")),
        *(shelves.url(f"value_{verb}", value) for verb in ("edit", "retire")),
        *(shelves.url(f"objective_{verb}", objective) for verb in ("edit", "retire")),
        *(shelves.url(name) for name in ("value_add", "objective_add", "framework_create")),
        *(shelves.url(name, shelves.draft.framework) for name in ("framework_edit", "version_draft")),
    ]

    for url in urls:
        for who in (*PLAIN_MEMBERS, "medical_director"):
            client = sign_in(getattr(shelves.world, who))
            assert (url, client.get(url).status_code, client.post(url).status_code) == (url, 403, 403)
        for who in WRITERS:
            assert (url, sign_in(getattr(shelves.world, who)).get(url).status_code) == (url, 200)


def test_only_the_medical_director_approves(shelves: Shelves, sign_in: Any) -> None:
    url = shelves.url("version_approve", shelves.draft)

    for who in (*PLAIN_MEMBERS, *WRITERS):
        assert sign_in(getattr(shelves.world, who)).post(url).status_code == 403
    assert sign_in(shelves.world.medical_director).post(url).status_code == 302


def test_the_booklet_says_everything(shelves: Shelves, sign_in: Any) -> None:
    page = sign_in(shelves.world.doctor).get(shelves.url("version_detail", shelves.published)).content.decode()

    for words in (
        "What this Trust stands for",
        "We notice how people are.",
        'href="#1.1"',
        'id="1.1"',
        "Does 1.1 well.",
        "1.1 led",
        "Why this matters here",
        "Because letters arrive late here.",
        "Being nice.",
        "Calls back.",
        "Who did you ask this week?",
        "Asked of: Consultant, Practising to Leading.",
        "Approved by Dr Medical Director Northfield",
    ):
        assert words in page
    assert "Edit" not in page


def test_coverage_says_the_gaps_both_ways(shelves: Shelves, sign_in: Any) -> None:
    client = sign_in(shelves.world.director)
    with trust_context(shelves.world.trust.pk):
        competency = shelves.draft.competencies.first()
    client.post(shelves.url("competency_edit", competency), {"title": "Alone", "statement": "Serves nothing."})

    page = client.get(shelves.url("value_list") + f"?version={shelves.draft.pk}").content.decode()

    assert "Values no competency lives out: Curious in Leading in Northfield." in page
    assert "Objectives no competency serves: People." in page
    assert "Competencies that live out no value" in page
    assert "1.1 Alone" in page
    assert "3 of 4 competencies" in page


def test_a_draft_says_what_it_lacks(shelves: Shelves, sign_in: Any) -> None:
    client = sign_in(shelves.world.director)
    with trust_context(shelves.world.trust.pk):
        competency = shelves.draft.competencies.first()
    client.post(shelves.url("competency_edit", competency), {"title": "Half", "statement": "S.", "descriptor_1": "A."})

    page = client.get(shelves.url("version_detail", shelves.draft)).content.decode()

    assert "Descriptors are missing: 1.1 at level 2 and 3." in page
    assert "no competency for 1 of 2 values and 1 of 2 objectives</a>." in page
    assert shelves.url("version_ask", shelves.draft) not in page


def test_changes_are_shown_word_by_word(shelves: Shelves, sign_in: Any) -> None:
    client = sign_in(shelves.world.director)
    with trust_context(shelves.world.trust.pk):
        first, second = shelves.draft.competencies.all()[:2]
        domain = shelves.draft.domains.first()
    client.post(shelves.url("competency_edit", first), {"title": "Doing 1.1", "statement": "Does 1.1 kindly."})
    client.post(shelves.url("competency_remove", second))
    client.post(shelves.url("competency_add", domain), {"code": "1.3", "title": "New here", "statement": "Is new."})

    page = " ".join(client.get(shelves.url("version_changes", shelves.draft)).content.decode().split())

    assert "1 added, 1 removed, 1 changed, 2 the same" in page
    assert "well.<" in page.split("<del>")[2]
    assert "kindly.<" in page.split("<ins>")[2]


@pytest.mark.parametrize("size", [1, 3])
def test_pages_ask_a_constant_number_of_queries(
    world: World, sign_in: Any, django_assert_num_queries: Any, size: int
) -> None:
    with trust_context(world.trust.pk):
        for n in range(size):
            version = published(world, domains=size, competencies=size, name=f"Of this test {n}")
        draft = copy_version(version=version, change_note="", by=world.director)
    client = sign_in(world.director)
    slug = world.trust.slug

    for name, args, expected in (
        ("framework_list", [], 9),
        ("framework_detail", [version.framework_id], 9),
        ("version_detail", [version.pk], 16),
        ("target_list", [version.pk], 16),
        ("value_list", [], 18),
        ("version_changes", [draft.pk], 17),
        ("version_detail", [draft.pk], 18),
    ):
        with django_assert_num_queries(expected, info=name):
            assert client.get(reverse(f"frameworks:{name}", args=[slug, *args])).status_code == 200


def test_from_nothing_to_a_published_version(world: World, sign_in: Any) -> None:
    slug = world.trust.slug
    director, medical_director = sign_in(world.director), sign_in(world.medical_director)

    def url(name: str, row: Any = None) -> str:
        return reverse(f"frameworks:{name}", args=[slug, *([row.pk] if row else [])])

    director.post(url("value_add"), {"name": "Kind", "statement": "We notice."})
    director.post(url("objective_add"), {"code": "O1", "name": "Quality", "statement": "Safe care."})
    director.post(url("framework_create"), {"name": "Ours", "purpose": "For us."})
    with trust_context(world.trust.pk):
        framework, value, objective = (
            Framework.objects.get(name="Ours"),
            TrustValue.objects.get(),
            StrategicObjective.objects.get(),
        )
    scale = {"name_1": "Seen", "definition_1": "Sees it.", "name_2": "Done", "definition_2": "Does it."}
    director.post(url("version_draft", framework), {"scale_kind": "proficiency", **scale})
    with trust_context(world.trust.pk):
        version = framework.versions.get()
    director.post(url("domain_add", version), {"code": "D1", "name": "Myself", "summary": ""})
    with trust_context(world.trust.pk):
        domain = version.domains.get()
    words = {"code": "1.1", "title": "Asking", "statement": "Asks."}
    links = {"values": [value.pk], "objectives": [objective.pk], f"why_{objective.pk}": "Letters are late."}
    director.post(url("competency_add", domain), {**words, "descriptor_1": "Asks once.", **links})
    refused = medical_director.post(url("version_approve", version), follow=True)
    assert "Descriptors are missing: 1.1 at level 2." in refused.content.decode()
    with trust_context(world.trust.pk):
        competency = version.competencies.get()
    director.post(
        url("competency_edit", competency),
        {**words, "descriptor_1": "Asks once.", "descriptor_2": "Asks often.", **links},
    )
    with trust_context(world.trust.pk):
        post = {"post": "Consultant", f"range_{competency.pk}": "1-2"}
    director.post(url("targets_edit", version), post)
    director.post(url("version_ask", version))
    medical_director.post(approval(medical_director.get(url("version_detail", version))))
    day = {"effective_on_day": "1", "effective_on_month": "9", "effective_on_year": "2027"}
    director.post(url("version_publish", version), day)

    page = sign_in(world.doctor).get(url("version_detail", version)).content.decode()
    assert "Holds from 1 September 2027" in page
    assert "Asks often." in page
    assert "Letters are late." in page
    assert "Asked of: Consultant, Seen to Done." in page


def test_a_refusal_stands_at_the_form_with_what_was_typed(shelves: Shelves, sign_in: Any) -> None:
    with trust_context(shelves.world.trust.pk):
        domain = shelves.draft.domains.first()

    page = sign_in(shelves.world.director).post(
        shelves.url("competency_add", domain), {"code": "2.1", "title": "Kept title", "statement": "Kept."}
    )

    text = page.content.decode()
    assert "There is already a competency with the code 2.1." in text
    assert "Kept title" in text


def test_a_new_post_wipes_out_none_that_is_there(shelves: Shelves, sign_in: Any) -> None:
    client, url = sign_in(shelves.world.director), shelves.url("targets_edit", shelves.draft)

    page = client.post(url, {"post": "CONSULTANT"}).content.decode()

    assert "There is already a post called Consultant." in page and 'value="CONSULTANT"' in page
    with trust_context(shelves.world.trust.pk):
        assert shelves.draft.role_targets.filter(post="Consultant").count() == 4
    assert client.post(f"{url}?post=Consultant", {"post": "Consultant"}).status_code == 302
    with trust_context(shelves.world.trust.pk):
        assert not shelves.draft.role_targets.exists()


REWRITTEN = {
    "competency_edit": {"title": "Mine", "statement": "S.", "descriptor_1": "Seen by me"},
    "domain_edit": {"name": "Mine"},
    "levels_edit": {f"{part}_{n}": "Mine" for part in ("name", "definition") for n in (1, 2, 3)},
    "version_edit": {"change_note": "Mine", "scale_kind": "scope"},
    "value_edit": {"name": "Mine", "statement": "S."},
    "objective_edit": {"name": "Mine", "statement": "S."},
}


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(shelves: Shelves, sign_in: Any) -> None:
    client = sign_in(shelves.world.director)
    with trust_context(shelves.world.trust.pk):
        rows = {
            "competency": shelves.draft.competencies.first(),
            "domain": shelves.draft.domains.first(),
            "value": add_value(name="Brave", statement="B.", by=shelves.world.director),
            "objective": add_objective(code="B1", name="Brave", statement="B.", by=shelves.world.director),
        }
    for name, sent in REWRITTEN.items():
        url = shelves.url(name, rows.get(name.removesuffix("_edit"), shelves.draft))
        (opened,) = re.findall(r'name="opened" value="(\w+)"', client.get(url).content.decode())
        theirs = {key: value.replace("Mine", "Theirs").replace("me", "them") for key, value in sent.items()}

        assert (name, client.post(url, {**theirs, "opened": opened}).status_code) == (name, 302)
        page = client.post(url, {**sent, "opened": opened}).content.decode()

        assert "saved in another window or by somebody else" in page and "Mine" in page, name
        assert "Theirs" in client.get(url).content.decode(), name


def test_what_is_missing_is_said_beside_the_field(shelves: Shelves, sign_in: Any) -> None:
    page = sign_in(shelves.world.director).post(shelves.url("value_add"), {"name": "Brave", "statement": ""})

    assert "Enter what the value means." in page.content.decode()
    assert "Brave" in page.content.decode()


def test_an_approved_version_offers_publish_and_return_but_no_editing(shelves: Shelves, sign_in: Any) -> None:
    with trust_context(shelves.world.trust.pk):
        approve_version(version=shelves.draft, by=shelves.world.medical_director)
        competency = shelves.draft.competencies.first()
    client = sign_in(shelves.world.director)

    page = client.get(shelves.url("version_detail", shelves.draft)).content.decode()
    answer = client.get(shelves.url("competency_edit", competency), follow=True)

    assert shelves.url("version_publish", shelves.draft) in page
    assert shelves.url("version_return", shelves.draft) in page
    assert shelves.url("competency_edit", competency) not in page
    assert "Only a draft can be changed" in answer.content.decode()


def test_a_second_click_is_harmless(shelves: Shelves, sign_in: Any) -> None:
    client = sign_in(shelves.world.medical_director)
    address = approval(client.get(shelves.url("version_detail", shelves.draft)))
    client.post(address)

    again = client.post(address, follow=True)

    assert "already approved" in again.content.decode()


def test_a_draft_changed_since_it_was_read_is_shown_anew_and_not_approved(shelves: Shelves, sign_in: Any) -> None:
    client = sign_in(shelves.world.medical_director)
    address = approval(client.get(shelves.url("version_detail", shelves.draft)))
    with trust_context(shelves.world.trust.pk):
        domain = shelves.draft.domains.first()
        edit_domain(domain=domain, name="Swapped", summary="", by=shelves.world.director)

    page = client.post(address, follow=True)

    assert "has changed since you opened it" in page.content.decode() and "Swapped" in page.content.decode()
    assert client.post(approval(page), follow=True).content.decode().count("You have approved this version") == 1


def test_competencies_and_domains_move_and_go(shelves: Shelves, sign_in: Any) -> None:
    client = sign_in(shelves.world.director)
    with trust_context(shelves.world.trust.pk):
        first, second = shelves.draft.domains.all()
        one, two = first.competencies.all()
    client.post(shelves.url("competency_move", one), {"to": str(second.pk)})
    client.post(shelves.url("competency_move", two), {"to": "up"})
    client.post(shelves.url("competency_remove", two))
    client.post(shelves.url("domain_remove", first))
    client.post(shelves.url("domain_edit", second), {"name": "All of it", "summary": "One."})

    with trust_context(shelves.world.trust.pk):
        tree = [(d.name, [c.code for c in d.competencies.all()]) for d in shelves.draft.domains.all()]
    assert tree == [("All of it", ["2.1", "2.2", "1.1"])]


def test_an_empty_trust_says_what_to_do(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        written(world)
    slug = world.other_trust.slug

    page = sign_in(world.outsider).get(reverse("frameworks:value_list", args=[slug])).content.decode()

    assert "No values are written down yet. Add what the Trust stands for" in page


def test_the_address_of_another_trusts_version_is_not_found(shelves: Shelves, sign_in: Any) -> None:
    url = reverse("frameworks:version_detail", args=[shelves.world.other_trust.slug, shelves.published.pk])

    assert sign_in(shelves.world.outsider).get(url).status_code == 404

"""A version is written, approved, published and superseded; refusals say what is missing."""

from datetime import date

import pytest
from django.utils import timezone

from frameworks.models import FrameworkVersion
from frameworks.services.copies import copy_version
from frameworks.services.tree import add_competency, edit_competency, remove_competency
from frameworks.services.versions import (
    approve_version,
    ask_approval,
    create_framework,
    draft_version,
    edit_framework,
    edit_levels,
    edit_version,
    publish_version,
    return_version,
    set_post_targets,
    set_role_target,
)
from frameworks.states import VersionState
from tests.frameworks.writing import LEVELS, published, written
from tests.support.world import World
from trusts.models import Event, Message
from trusts.workflow import RefusedError


def test_publishing_says_who_approved_when_and_from_when(in_trust: World) -> None:
    version = approve_version(version=written(in_trust), by=in_trust.medical_director)

    version = publish_version(version=version, by=in_trust.director)

    assert version.state == VersionState.PUBLISHED
    assert (version.approved_by, version.published_by) == (in_trust.medical_director, in_trust.director)
    assert version.effective_on == timezone.localdate()
    assert list(Event.objects.filter(subject_id=str(version.pk)).values_list("action", flat=True).order_by("id")) == [
        "frameworkversion.draft",
        "frameworkversion.approve",
        "frameworkversion.publish",
    ]


def test_the_effective_date_may_be_named(in_trust: World) -> None:
    version = approve_version(version=written(in_trust), by=in_trust.medical_director)

    version = publish_version(version=version, by=in_trust.director, effective_on=date(2027, 9, 1))

    assert version.effective_on == date(2027, 9, 1)


def test_a_draft_is_not_published_without_approval(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="You cannot publish this: it is already draft"):
        publish_version(version=written(in_trust), by=in_trust.director)


@pytest.mark.parametrize("deed", [approve_version, publish_version, ask_approval])
def test_an_incomplete_version_is_refused_saying_what_is_missing(in_trust: World, deed: object) -> None:
    version = written(in_trust)
    first, second = version.competencies.all()[:2]
    parts = {"values": [], "objectives": {}, "by": in_trust.director}
    edit_competency(competency=first, descriptors=["Seen", "", ""], **parts)
    edit_competency(competency=second, descriptors=["Seen", "Done"], **parts)

    with pytest.raises(RefusedError, match=r"Descriptors are missing: 1.1 at level 2 and 3; 1.2 at level 3\."):
        deed(version=version, by=in_trust.medical_director)  # type: ignore[operator]


def test_a_domain_without_competencies_is_named(in_trust: World) -> None:
    version = written(in_trust)
    for competency in version.competencies.filter(domain__code="D2"):
        remove_competency(competency=competency, by=in_trust.director)

    with pytest.raises(RefusedError, match="Add a competency to Domain 2, or remove that domain"):
        approve_version(version=version, by=in_trust.medical_director)


def test_an_empty_version_is_refused(in_trust: World) -> None:
    framework = create_framework(name="New", by=in_trust.director)
    version = draft_version(framework=framework, scale_kind="scope", levels=LEVELS, by=in_trust.director)

    with pytest.raises(RefusedError, match="Add a domain and its first competency"):
        approve_version(version=version, by=in_trust.medical_director)


def test_an_approved_version_is_closed_until_it_is_returned_with_a_reason(in_trust: World) -> None:
    version = approve_version(version=written(in_trust), by=in_trust.medical_director)
    with pytest.raises(RefusedError, match="Return it to draft before you change it"):
        edit_version(version=version, licence="", change_note="", scale_kind="scope", by=in_trust.director)
    with pytest.raises(RefusedError, match="Say why"):
        return_version(version=version, reason=" ", by=in_trust.director)

    version = return_version(version=version, reason="1.1 says two things.", by=in_trust.director)

    assert (version.state, version.approved_by, version.approved_at) == (VersionState.DRAFT, None, None)
    assert version.return_reason == "1.1 says two things."
    assert edit_version(version=version, licence="", change_note="", scale_kind="scope", by=in_trust.director)


def test_asking_tells_the_medical_director_once(in_trust: World) -> None:
    version = ask_approval(version=written(in_trust), by=in_trust.director)

    message = Message.objects.get()
    assert message.recipient == in_trust.medical_director
    assert message.subject == "For your approval: Leading in Northfield, version 1"
    assert FrameworkVersion.objects.get(pk=version.pk).approval_asked_at is not None
    with pytest.raises(RefusedError, match="already asked"):
        ask_approval(version=version, by=in_trust.director)


def test_approval_and_return_tell_those_who_wait(in_trust: World) -> None:
    version = approve_version(version=written(in_trust), by=in_trust.medical_director)
    return_version(version=version, reason="Not yet.", by=in_trust.medical_director)

    told = {(m.recipient.full_name, m.subject.split(":")[0]) for m in Message.objects.select_related("recipient")}
    assert told == {
        (name, subject)
        for name in ("Director Northfield", "Administrator Northfield")
        for subject in ("Approved", "Returned to draft")
    }


def test_publishing_supersedes_the_version_before(in_trust: World) -> None:
    first = published(in_trust)
    second = copy_version(version=first, change_note="Clearer.", by=in_trust.director)
    approve_version(version=second, by=in_trust.medical_director)

    publish_version(version=second, by=in_trust.director)

    states = (
        FrameworkVersion.objects.filter(framework=first.framework).order_by("number").values_list("state", flat=True)
    )
    assert list(states) == [VersionState.SUPERSEDED, VersionState.PUBLISHED]


def test_a_copy_carries_the_whole_tree_under_the_same_codes(in_trust: World) -> None:
    first = published(in_trust)

    second = copy_version(version=first, change_note="Clearer.", by=in_trust.director)

    def tree(version: FrameworkVersion) -> list[tuple]:
        return [
            (
                c.code,
                c.position,
                c.title,
                c.domain.code,
                list(c.descriptors.order_by("level__position").values_list("level__name", "text")),
                list(c.value_links.values_list("value__name", flat=True)),
                list(c.objective_links.values_list("objective__code", "why_here")),
                list(c.role_targets.values_list("post", "low", "high")),
            )
            for c in version.competencies.select_related("domain")
        ]

    assert (second.number, second.state, second.change_note) == (2, VersionState.DRAFT, "Clearer.")
    assert tree(second) == tree(first)
    assert not {c.pk for c in second.competencies.all()} & {c.pk for c in first.competencies.all()}


def test_one_draft_at_a_time(in_trust: World) -> None:
    first = published(in_trust)
    copy_version(version=first, change_note="", by=in_trust.director)

    with pytest.raises(RefusedError, match="Version 2 is not published yet"):
        copy_version(version=first, change_note="", by=in_trust.director)


def test_a_copy_starts_from_a_published_version(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="starts from a published one"):
        copy_version(version=written(in_trust), change_note="", by=in_trust.director)


def test_a_code_of_an_earlier_version_is_not_given_to_another_competency(in_trust: World) -> None:
    second = copy_version(version=published(in_trust), change_note="", by=in_trust.director)
    old = second.competencies.get(code="1.2")
    domain = old.domain
    remove_competency(competency=old, by=in_trust.director)

    with pytest.raises(RefusedError, match=r"Version 1 used the code 1\.2 for “Doing 1\.2”"):
        add_competency(domain=domain, code="1.2", title="Another", statement="Other.", by=in_trust.director)

    assert add_competency(domain=domain, code="1.2", title="Doing 1.2", statement="Back.", by=in_trust.director)


def test_a_scale_has_two_levels_or_more_and_is_reworded_in_place(in_trust: World) -> None:
    framework = create_framework(name="New", by=in_trust.director)
    with pytest.raises(RefusedError, match="at least two levels"):
        draft_version(framework=framework, scale_kind="scope", levels=LEVELS[:1], by=in_trust.director)
    version = draft_version(framework=framework, scale_kind="scope", levels=LEVELS, by=in_trust.director)

    edit_levels(version=version, levels=[("A", "a"), ("B", "b"), ("C", "c")], by=in_trust.director)

    assert list(version.levels.values_list("position", "name", "definition")) == [
        (1, "A", "a"),
        (2, "B", "b"),
        (3, "C", "c"),
    ]
    with pytest.raises(RefusedError, match="has 3 levels"):
        edit_levels(version=version, levels=[("A", "a")], by=in_trust.director)


def test_targets_keep_to_the_scale(in_trust: World) -> None:
    competency = written(in_trust).competencies.first()
    for low, high in ((0, 1), (2, 1), (3, 4)):
        with pytest.raises(RefusedError, match="Choose levels of this version's scale"):
            set_role_target(competency=competency, post="Consultant", low=low, high=high, by=in_trust.director)

    set_role_target(competency=competency, post="Consultant", low=1, high=1, by=in_trust.director)

    assert list(competency.role_targets.values_list("post", "low", "high")) == [("Consultant", 1, 1)]


def test_the_targets_of_a_post_are_replaced_together(in_trust: World) -> None:
    version = written(in_trust)
    last = version.competencies.last()

    set_post_targets(version=version, post="Consultant", ranges={last: (1, 2)}, by=in_trust.director)

    assert list(version.role_targets.values_list("competency__code", "low", "high")) == [("2.2", 1, 2)]


def test_a_framework_is_named_once_and_keeps_its_name_when_published(in_trust: World) -> None:
    framework = create_framework(name="New", by=in_trust.director)
    with pytest.raises(RefusedError, match="already a framework called New"):
        create_framework(name="New", by=in_trust.director)

    assert edit_framework(framework=framework, name="Newer", purpose="", by=in_trust.director).name == "Newer"

    with pytest.raises(RefusedError, match="stay as they are"):
        edit_framework(framework=published(in_trust).framework, name="Else", purpose="", by=in_trust.director)

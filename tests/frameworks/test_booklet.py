"""The booklet: everything a version says, in a constant number of queries."""

from typing import Any

import pytest

from frameworks.selectors import booklet, competencies_in_order, missing_parts
from frameworks.services.versions import approve_version
from tests.frameworks.writing import LEVELS, written
from tests.support.world import World


def test_it_says_everything(in_trust: World) -> None:
    version = written(in_trust)

    book = booklet(version)

    assert [(x.position, x.name, x.definition) for x in book.levels] == [
        (n, name, words) for n, (name, words) in enumerate(LEVELS, start=1)
    ]
    assert [(d.code, [c.code for c in d.competencies]) for d in book.domains] == [
        ("D1", ["1.1", "1.2"]),
        ("D2", ["2.1", "2.2"]),
    ]
    first = book.competencies[0]
    assert (first.position, first.title, first.statement) == (0, "Doing 1.1", "Does 1.1 well.")
    assert (first.is_not, first.question) == ("Being nice.", "Who did you ask this week?")
    assert first.example_list == ("Asks at handover.", "Calls back.")
    assert first.descriptors == ("1.1 seen", "1.1 done", "1.1 led")
    assert [v.name for v in first.values] == ["Kind in Leading in Northfield"]
    assert [(o.name, o.why_here) for o in first.objectives] == [("Quality", "Because letters arrive late here.")]
    assert [(t.post, str(t)) for t in first.targets] == [("Consultant", "2 to 3")]
    assert book.posts == ("Consultant",)


def test_a_draft_shows_every_value_and_an_approved_version_those_it_links(in_trust: World) -> None:
    version = written(in_trust)
    assert [v.name[:7] for v in booklet(version).values] == ["Kind in", "Curious"]

    version = approve_version(version=version, by=in_trust.medical_director)

    assert [v.name[:7] for v in booklet(version).values] == ["Kind in"]


@pytest.mark.parametrize("size", [1, 3])
def test_queries_are_constant(in_trust: World, django_assert_num_queries: Any, size: int) -> None:
    version = written(in_trust, domains=size, competencies=size)

    with django_assert_num_queries(8):
        book = booklet(version)
    with django_assert_num_queries(1):
        rows = competencies_in_order(version)
        assert [(c.code, c.domain.name) for c in rows] == [
            (c.code, d.name) for d in book.domains for c in d.competencies
        ]


def test_many_gaps_are_summed_up(in_trust: World) -> None:
    version = written(in_trust, domains=1, competencies=7)
    version.descriptors.filter(level__position=3).delete()

    assert missing_parts(version) == [
        "Descriptors are missing: 1.1 at level 3; 1.2 at level 3; 1.3 at level 3; 1.4 at level 3; 1.5 at level 3;"
        " and 2 more."
    ]

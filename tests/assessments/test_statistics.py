"""The suppression engine: examples, and what must hold whatever the numbers are."""

from collections.abc import Hashable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import (
    Cell,
    Change,
    Comparison,
    Distribution,
    Group,
    Suppressed,
    Why,
    also_hidden,
    change,
    compare,
    course,
    describe,
    mean,
    tabulate,
)

FOUR = Group[Hashable](scale=4, domains=((0, 1), (2, 3, 4)))


def people(*levels: float | None) -> dict[int, float | None]:
    return dict(enumerate(levels))


def test_five_people_are_shown_and_four_are_not() -> None:
    shown = describe(people(1, 2, 2, 3, 4), FOUR)
    hidden = describe(people(1, 2, 2, 3, None), FOUR)

    assert shown == Distribution(counts=(1, 2, 1, 1), median=2, lower=2, upper=3)
    assert shown.people == 5
    assert shown.shares == (0.2, 0.4, 0.2, 0.2)
    assert hidden == Suppressed(5)
    assert not hidden
    assert str(hidden) == "Hidden: fewer than 5 people"


def test_a_trust_may_raise_the_floor_and_nobody_may_lower_it() -> None:
    eight = Group[Hashable](scale=4, domains=((0,),), floor=8)

    assert str(describe(people(*[2] * 7), eight)) == "Hidden: fewer than 8 people"
    with pytest.raises(ValueError, match="never below 5"):
        Group[Hashable](scale=4, domains=((0,),), floor=4)


def test_the_middle_of_an_even_group_lies_between_two_levels() -> None:
    assert describe(people(1, 1, 2, 3, 3, 4), FOUR).median == 2.5


def test_no_opportunity_is_no_low_level() -> None:
    shown = describe(people(3, 3, 3, 3, 3, None, None), FOUR)

    assert (shown.people, shown.median) == (5, 3)


@pytest.mark.parametrize(("named", "counted"), [(0, 11), (6, 11), (7, 7), (10, 10), (11, 11)])
def test_those_seen_by_name_are_subtracted_before_the_floor_is_asked(named: int, counted: int) -> None:
    group = Group[Hashable](scale=4, domains=((0,),), known=frozenset(range(named)))

    assert describe(people(*[2] * 11), group).people == counted


@pytest.mark.parametrize(("named", "once", "counted"), [(6, 1, 6), (10, 1, 10), (0, 6, 11), (1, 6, 7), (4, 4, None)])
def test_who_could_once_be_seen_by_name_is_subtracted_too(named: int, once: int, counted: int | None) -> None:
    seen = {"known": frozenset(range(named)), "once": frozenset(range(named, named + once))}
    cell = describe(people(*[2] * 11), Group[Hashable](scale=4, domains=((0,),), **seen))

    assert (cell.people if isinstance(cell, Distribution) else None) == counted


def test_a_few_named_and_a_few_others_are_not_shown_at_all() -> None:
    group = Group[Hashable](scale=4, domains=((0,),), known=frozenset(range(4)))

    assert describe(people(*[2] * 8), group) == Suppressed(5, Why.COMPLEMENT)


def test_a_change_is_over_the_people_in_both_rounds() -> None:
    then = people(1, 1, 2, 2, 3, 4)
    now = {**people(2, 2, 3, 2, 4), 9: 1}

    assert change(then, now, FOUR) == Change(people=5, median=1)
    assert change(then, {k: v for k, v in now.items() if k != 0}, FOUR) == Suppressed(5)


def test_of_a_domain_it_is_told_which_ways_it_went_and_of_no_competency_nor_of_a_few() -> None:
    then = {person: [2, 2, 2, 2, 2] for person in range(7)}
    now = {**then, 0: [3, 2, 2, 2, 2], 1: [2, 3, 2, 2, 1], 2: [2, 2, 1, 2, 1]}

    found = compare(then, now, FOUR, FOUR)
    few = replace(FOUR, known=frozenset(range(4)))

    assert [step.ways for step in found.domains] == [(2, 5, 0), (0, 5, 2)]
    assert {step.median for step in found.domains} == {0}
    assert {step.ways for step in found.competencies} == {None}
    assert not any(compare(then, now, few, few).domains)


def test_a_hidden_part_takes_another_with_it() -> None:
    parts = {0: set(range(4)), 1: set(range(11)), 2: set(range(9))}

    assert also_hidden(parts, {0}, 5) == {2}


def test_hidden_parts_together_are_enough_people() -> None:
    parts = {0: {1}, 1: {2}, 2: {3, 4, 5, 6, 7}, 3: set(range(20))}

    assert also_hidden(parts, {0, 1}, 5) == {2}
    assert also_hidden({0: {1, 2, 3}, 1: {1, 2, 3}, 2: set(range(9))}, {0, 1}, 5) == {2}


def test_an_empty_part_hides_nobody_and_takes_nothing_with_it() -> None:
    assert also_hidden({0: set(), 1: set(range(9))}, {0}, 5) == frozenset()


def test_a_competency_few_could_rate_hides_a_second_of_its_domain() -> None:
    levels = {person: [2, 3, 1 if person < 3 else None, 4, 2] for person in range(9)}

    table = tabulate(levels, FOUR)

    assert [bool(cell) for cell in table.competencies] == [True, True, False, False, True]
    assert table.competencies[2].why is Why.SMALL
    assert str(table.competencies[3]) == "Hidden: it would reveal a group of fewer than 5 people"
    assert all(table.domains)


def test_a_person_stands_in_a_domain_at_the_mean_of_what_is_rated() -> None:
    levels = {person: [1, 2, 4, None, 1] for person in range(5)}

    table = tabulate(levels, FOUR)

    assert table.domains == (
        Distribution(counts=(0, 5, 0, 0), median=1.5, lower=1.5, upper=1.5),
        Distribution(counts=(0, 0, 5, 0), median=2.5, lower=2.5, upper=2.5),
    )
    assert mean([None, None]) is None


def test_a_change_is_hidden_where_one_of_its_rounds_is() -> None:
    then = {person: [2, 3, 1 if person < 3 else None, 4, 2] for person in range(9)}
    now = {person: [3, 3, 2, 4, 2] for person in range(9)}

    found = compare(then, now, FOUR, FOUR)

    assert [getattr(step, "median", None) for step in found.competencies] == [1, 0, None, None, 0]
    assert all(found.now.competencies)


def test_an_open_round_says_when_it_will_be_shown() -> None:
    table = tabulate(None, FOUR)

    assert {str(cell) for cell in table.competencies + table.domains} == {"Shown when the round has closed"}
    assert (len(table.competencies), len(table.domains)) == (5, 2)
    steps = compare({}, None, FOUR, FOUR).competencies
    assert {str(step) for step in steps} == {"Hidden: fewer than 5 people"}


def test_a_reader_of_one_rounds_names_sees_each_round_as_on_its_own() -> None:
    named = Group[Hashable](scale=4, domains=FOUR.domains, known=frozenset(range(8)))
    then, now = ({person: [2] * 5 for person in range(11)} for _ in range(2))

    found = compare(then, now, named, FOUR)

    assert (found.then, found.now) == (tabulate(then, named), tabulate(now, FOUR))
    assert [cell.people for cell in (found.then.domains[0], found.now.domains[0], found.domains[0])] == [8, 11, 11]


# Laws.

LEVELS = st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=5, max_size=5)
COHORTS = st.dictionaries(st.integers(0, 40), LEVELS, max_size=24)
KNOWN = st.frozensets(st.integers(0, 40))
FLOORS = st.integers(5, 9)


def rated(levels: dict, at: int) -> set:
    return {person for person, row in levels.items() if row[at] is not None}


@given(levels=COHORTS, known=KNOWN, once=KNOWN, floor=FLOORS)
def test_no_cell_counts_a_group_below_the_floor(levels: dict, known: frozenset, once: frozenset, floor: int) -> None:
    group = Group[Hashable](scale=4, domains=FOUR.domains, floor=floor, known=known, once=once - known)

    table = tabulate(levels, group)

    for at, cell in enumerate(table.competencies):
        everybody = rated(levels, at)
        if isinstance(cell, Distribution):
            assert cell.people >= floor
            # What a reader can subtract, knowing the named ones with or without those once named, is nobody or enough.
            ever = known | once
            counted = next(who for who in (everybody, everybody & ever, everybody & known) if len(who) == cell.people)
            assert all(not 0 < len(counted - seen) < floor for seen in (known, ever))
    for cell in table.domains:
        assert isinstance(cell, Suppressed) or cell.people >= floor


def test_a_competency_that_counts_only_the_named_is_hidden_to_who_subtracts_them() -> None:
    """Six of eleven are named; one competency four others rated: domain less sibling less named told of the four."""
    levels = {person: [2, None if person == 10 else 3, 1, 1, 1] for person in range(11)}
    group = Group[Hashable](scale=4, domains=FOUR.domains, known=frozenset(range(6)))

    table = tabulate(levels, group)

    assert table.competencies[0].why is Why.COMPLEMENT
    assert [cell.people for cell in (table.competencies[1], *table.domains)] == [6, 11, 11]


@given(levels=COHORTS, known=KNOWN, once=KNOWN, floor=FLOORS)
def test_subtraction_within_a_shown_domain_finds_no_small_group(
    levels: dict, known: frozenset, once: frozenset, floor: int
) -> None:
    group = Group[Hashable](scale=4, domains=FOUR.domains, floor=floor, known=known, once=once - known)

    table = tabulate(levels, group)

    def counted(cell: Cell, everybody: set) -> set:
        sets = (everybody, everybody & (known | once), everybody & known)
        return next(who for who in sets if len(who) == cell.people) if cell else set()

    for domain, total in zip(group.domains, table.domains, strict=True):
        in_total = counted(total, set().union(*(rated(levels, at) for at in domain)))
        for seen in (frozenset(), known, known | once):
            left_out = [
                (rated(levels, at) & in_total) - counted(table.competencies[at], rated(levels, at)) - seen
                for at in domain
            ]
            veiled = [who for who in left_out if who]
            if veiled:
                assert len(veiled) >= 2
                assert len(set().union(*veiled)) >= floor


@given(then=COHORTS, now=COHORTS, known=KNOWN, floor=FLOORS)
def test_no_change_counts_fewer_than_the_floor_in_both(then: dict, now: dict, known: frozenset, floor: int) -> None:
    group = Group[Hashable](scale=4, domains=FOUR.domains, floor=floor, known=known)

    found = compare(then, now, group, group)

    for at, step in enumerate(found.competencies):
        both = rated(then, at) & rated(now, at)
        if isinstance(step, Change):
            assert floor <= step.people <= len(both)
            assert step.people in (len(both), len(both & known))
            assert found.then.competencies[at]
            assert found.now.competencies[at]


@given(then=COHORTS, now=COHORTS, known=KNOWN, data=st.data())
def test_the_order_of_people_changes_nothing(then: dict, now: dict, known: frozenset, data: st.DataObject) -> None:
    group = Group[Hashable](scale=4, domains=FOUR.domains, known=known)

    def shuffled(rows: dict) -> dict:
        return dict(data.draw(st.permutations(list(rows.items()))))

    assert compare(shuffled(then), shuffled(now), group, group) == compare(then, now, group, group)


@given(levels=COHORTS, floor=FLOORS)
def test_a_single_person_more_or_less_cannot_be_found_in_the_change(levels: dict, floor: int) -> None:
    """Whoever leaves between two rounds leaves the change as it is among those who stayed."""
    group = Group[Hashable](scale=4, domains=FOUR.domains, floor=floor)

    for gone in list(levels)[:3]:
        stayed = {person: row for person, row in levels.items() if person != gone}
        with_them = compare(levels, stayed, group, group)
        without = compare(stayed, stayed, group, group)
        for here, there in zip(with_them.competencies, without.competencies, strict=True):
            if isinstance(here, Change) and isinstance(there, Change):
                assert here == there


@given(parts=st.dictionaries(st.integers(0, 6), st.frozensets(st.integers(0, 12)), max_size=6), floor=FLOORS)
def test_what_is_also_hidden_is_enough_and_never_more_than_needed(parts: dict, floor: int) -> None:
    hidden = {key for key, members in parts.items() if len(members) < floor}

    more = also_hidden(parts, hidden, floor)

    veiled = [parts[key] for key in hidden | more if parts[key]]
    enough = len(veiled) >= 2 and len(set().union(*veiled)) >= floor
    assert not (more & hidden)
    assert enough or hidden | more == set(parts) or not any(parts[key] for key in hidden)
    for key in more:
        assert all(len(parts[key]) <= len(parts[other]) for other in set(parts) - hidden - more)


@given(levels=COHORTS)
def test_shares_are_of_the_whole(levels: dict) -> None:
    table: Comparison = compare(levels, levels, FOUR, FOUR)

    for cell in table.then.competencies:
        if isinstance(cell, Distribution):
            assert sum(cell.shares) == pytest.approx(1)
            assert 1 <= cell.lower <= cell.median <= cell.upper <= 4
    assert all(step.median == 0 for step in table.competencies if isinstance(step, Change))


@given(then=COHORTS, half=COHORTS, now=COHORTS, known=KNOWN, also=KNOWN, floor=FLOORS)
def test_a_course_shows_what_the_rounds_show_and_nothing_more(
    then: dict, half: dict, now: dict, known: frozenset, also: frozenset, floor: int
) -> None:
    first = Group[Hashable](scale=4, domains=FOUR.domains, floor=floor, known=known)
    last = Group[Hashable](scale=4, domains=FOUR.domains, floor=floor, known=also)

    found = course([(then, first), (half, FOUR), (now, last)])

    assert found.rounds == tuple(tabulate(*asked).domains for asked in ((then, first), (half, FOUR), (now, last)))
    assert found.changes == compare(then, now, first, last).domains
    assert course([(then, first)]).changes is None

"""Mean, median, spread and disagreement, checked against plain sums and general laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.statistics import Disagreement, disagreements, review_mean, summarise

CRITERIA = ("commitment", "insight", "work_plan", "collaboration")
scores = st.integers(1, 5)
review = st.fixed_dictionaries(dict.fromkeys(CRITERIA, scores))
reviews = st.lists(review, min_size=1, max_size=6)
weights = st.fixed_dictionaries(dict.fromkeys(CRITERIA, st.integers(1, 100)))


def test_a_review_is_the_weighted_mean_of_its_scores() -> None:
    assert review_mean({"a": 5, "b": 2}, {"a": 1, "b": 3}) == Fraction(11, 4)


def test_three_reviews_in_four_figures() -> None:
    found = summarise([{"a": 5, "b": 5}, {"a": 4, "b": 2}, {"a": 1, "b": 3}], {"a": 1, "b": 1})

    assert found is not None
    assert found.means == (5, 3, 2)
    assert (found.mean, found.median, found.spread) == (Fraction(10, 3), 3, 3)


def test_two_reviews_have_the_median_half_way() -> None:
    found = summarise([{"a": 5}, {"a": 2}], {"a": 1})

    assert found is not None
    assert found.median == Fraction(7, 2)


def test_no_review_has_no_figures() -> None:
    assert summarise([], {"a": 1}) is None
    with pytest.raises(ValueError):
        review_mean({}, {})


def test_disagreements_come_widest_first_and_small_ones_not_at_all() -> None:
    given_scores = [{"a": 5, "b": 3, "c": 1}, {"a": 3, "b": 4, "c": 4}]

    assert disagreements(given_scores) == [Disagreement("c", 3), Disagreement("a", 2)]


@given(reviews, weights)
def test_figures_lie_within_what_was_given(all_reviews: list[dict[str, int]], weight: dict[str, int]) -> None:
    found = summarise(all_reviews, weight)

    assert found is not None
    values = [value for one in all_reviews for value in one.values()]
    for figure in (*found.means, found.mean, found.median):
        assert min(values) <= figure <= max(values)
    assert 0 <= found.spread <= max(values) - min(values)
    assert min(found.means) <= found.median <= max(found.means)


@given(reviews, weights, st.integers(1, 9))
def test_only_the_proportion_of_weights_matters(
    all_reviews: list[dict[str, int]], weight: dict[str, int], factor: int
) -> None:
    assert summarise(all_reviews, weight) == summarise(all_reviews, {k: w * factor for k, w in weight.items()})


@given(reviews, weights)
def test_the_order_of_reviews_does_not_matter(all_reviews: list[dict[str, int]], weight: dict[str, int]) -> None:
    forward, backward = summarise(all_reviews, weight), summarise(all_reviews[::-1], weight)

    assert forward is not None
    assert backward is not None
    assert (forward.mean, forward.median, forward.spread) == (backward.mean, backward.median, backward.spread)


@given(review, weights, st.integers(1, 6))
def test_equal_reviews_have_no_spread_and_no_disagreement(
    one: dict[str, int], weight: dict[str, int], count: int
) -> None:
    found = summarise([one] * count, weight)

    assert found is not None
    assert found.mean == found.median == review_mean(one, weight)
    assert found.spread == 0
    assert disagreements([one] * count) == []


@given(reviews, st.integers(1, 4))
def test_every_disagreement_is_between_two_reviewers(all_reviews: list[dict[str, int]], least: int) -> None:
    for found in disagreements(all_reviews, least):
        values = [one[found.criterion] for one in all_reviews]
        assert least <= found.points == max(values) - min(values)

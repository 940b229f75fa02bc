from decimal import Decimal

import pytest

from demo.reader import make, trust_content
from demo.shapes.projects import Measure


def test_the_content_of_both_trusts_is_read_whole() -> None:
    sizes = {
        slug: (
            len(content.people),
            sum(len(domain.competencies) for domain in content.framework.domains),
            len(content.applications),
            len(content.assessments),
            len(content.projects),
        )
        for slug in ("lancashire", "blackpool")
        for content in [trust_content(slug)]
    }

    assert sizes == {"lancashire": (26, 27, 16, 11, 11), "blackpool": (14, 12, 5, 0, 0)}


def test_texts_are_stripped_and_numbers_exact() -> None:
    content = trust_content("lancashire")

    assert content.applications[0].commitment.startswith("Two years ago")
    assert content.applications[0].week[0].programmed_activities == Decimal("0.75")
    assert content.applications[0].reviews[0].scores["work_plan"][0] == 4


def test_a_missing_key_is_named() -> None:
    with pytest.raises(KeyError, match=r"Measure\.key"):
        make(Measure, {"name": "Letters"})

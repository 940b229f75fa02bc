"""The page environment answers as Jinja itself does, only sooner."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChainableUndefined, Environment

from config.jinja2 import PageEnvironment

OURS = PageEnvironment(undefined=ChainableUndefined, autoescape=True)
JINJAS = Environment(undefined=ChainableUndefined, autoescape=True)
NAMES = st.sampled_from(["items", "text", "classes", "get", "__class__", "missing", "html"])


class Mapping(dict[str, Any]):
    text = "an attribute comes first"


@given(st.dictionaries(NAMES, st.none() | st.text() | st.integers()), NAMES, st.booleans())
def test_a_name_is_looked_up_as_jinja_does(params: dict[str, Any], name: str, is_plain: bool) -> None:
    thing = params if is_plain else Mapping(params)
    ours, theirs = OURS.getattr(thing, name), JINJAS.getattr(thing, name)

    assert type(ours) is type(theirs)
    assert ours == theirs


def test_a_template_keeps_globals_of_its_own_to_itself() -> None:
    OURS.globals["shared"] = "shared"

    assert OURS.from_string("{{ shared }} {{ own }}", globals={"own": "own"}).render() == "shared own"
    assert OURS.from_string("{{ shared }} {{ own }}").render() == "shared "

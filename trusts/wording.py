"""Words with gaps: a text in which {gap} stands for something told later. No Django here, and no expressions.

A gap is a name in braces, filled once: nothing in a text can reach an attribute, call anything or open another gap,
whoever wrote it (docs/adr/0011-words-a-trust-may-change.md).
"""

import re
from collections.abc import Mapping

_GAP = re.compile(r"\{([a-z_]+)\}")


def gaps_in(text: str) -> frozenset[str]:
    """The names of the gaps a text has."""
    return frozenset(_GAP.findall(text))


def has_stray_brace(text: str) -> bool:
    """Whether a brace stands in the text that is no part of a gap, as in '{ name }' or '{name'."""
    rest = _GAP.sub("", text)
    return "{" in rest or "}" in rest


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with each gap filled; what fills a gap is never read for gaps. KeyError when a word is missing."""
    return _GAP.sub(lambda gap: words[gap[1]], text)


def one_line(text: str) -> str:
    """The text without line breaks or other control characters, as an e-mail's subject must be."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

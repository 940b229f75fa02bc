"""What a version still lacks before it can be approved."""

from frameworks.models import FrameworkVersion
from frameworks.selectors.booklet import Booklet, booklet

MOST_NAMED = 5


def missing_parts(version: FrameworkVersion) -> list[str]:
    """Sentences, the gravest first; empty when every competency has a descriptor at each level."""
    return missing_in(booklet(version))


def missing_in(book: Booklet) -> list[str]:
    """The same of a booklet already read. No query of its own."""
    if not book.domains:
        return ["Add a domain and its first competency."]
    sentences = [f"Add a competency to {d.name}, or remove that domain." for d in book.domains if not d.competencies]
    gaps = [f"{c.code} at level {_list([str(n) for n in c.missing])}" for c in book.competencies if c.missing]
    if gaps:
        more = f"; and {len(gaps) - MOST_NAMED} more" if len(gaps) > MOST_NAMED else ""
        sentences.append(f"Descriptors are missing: {'; '.join(gaps[:MOST_NAMED])}{more}.")
    return sentences


def _list(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"

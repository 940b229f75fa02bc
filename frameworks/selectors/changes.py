"""What changed between two versions, competency by competency: the code says which is which."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from frameworks.selectors.booklet import Booklet, CompetencyText


@dataclass(frozen=True)
class Piece:
    """A run of words: kept, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Rewording:
    """One part of a competency whose words changed."""

    part: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ChangedCompetency:
    """A competency in both versions that says something else now."""

    competency: CompetencyText
    rewordings: tuple[Rewording, ...]


@dataclass(frozen=True)
class Changes:
    """From one version to a later one."""

    before: Booklet
    after: Booklet
    added: tuple[CompetencyText, ...]
    removed: tuple[CompetencyText, ...]
    changed: tuple[ChangedCompetency, ...]
    scale: tuple[Rewording, ...]
    same: int


def changes(before: Booklet, after: Booklet) -> Changes:
    """Compare two versions of a framework. No query of its own."""
    old = {c.code: c for c in before.competencies}
    new = {c.code: c for c in after.competencies}
    old_parts, new_parts = _all_parts(before), _all_parts(after)
    changed = []
    for code, competency in new.items():
        if code in old:
            rewordings = tuple(_compare(old_parts[code], new_parts[code]))
            if rewordings:
                changed.append(ChangedCompetency(competency, rewordings))
    return Changes(
        before=before,
        after=after,
        added=tuple(c for code, c in new.items() if code not in old),
        removed=tuple(c for code, c in old.items() if code not in new),
        changed=tuple(changed),
        scale=tuple(_compare(_scale(before), _scale(after))),
        same=sum(code in old for code in new) - len(changed),
    )


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one, word by word: what stayed, what went, what came."""
    old, new = before.split(), after.split()
    pieces = []
    for tag, i, j, m, n in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", " ".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece("removed", " ".join(old[i:j])))
        if m < n:
            pieces.append(Piece("added", " ".join(new[m:n])))
    return tuple(pieces)


def _compare(before: dict[str, str], after: dict[str, str]) -> Iterator[Rewording]:
    for part in dict.fromkeys([*after, *before]):
        old, new = before.get(part, ""), after.get(part, "")
        if old.split() != new.split():
            yield Rewording(part, words_changed(old, new))


def _scale(book: Booklet) -> dict[str, str]:
    return {f"Level {level.position}": f"{level.name}: {level.definition}" for level in book.levels}


def _all_parts(book: Booklet) -> dict[str, dict[str, str]]:
    return {c.code: _parts(c, domain.name, book) for domain in book.domains for c in domain.competencies}


def _parts(competency: CompetencyText, domain: str, book: Booklet) -> dict[str, str]:
    levels = {
        f"At level {level.position}": text for level, text in zip(book.levels, competency.descriptors, strict=True)
    }
    why = {f"Why it matters here: {o.code} {o.name}": o.why_here or "Linked." for o in competency.objectives}
    targets = {f"Asked of {t.post}": f"Level {t}" for t in competency.targets}
    return {
        "Domain": domain,
        "Title": competency.title,
        "Statement": competency.statement,
        "What it is not": competency.is_not,
        "Examples": competency.examples,
        "A question to ask yourself": competency.question,
        **levels,
        "Values": ", ".join(value.name for value in competency.values),
        **why,
        **targets,
    }

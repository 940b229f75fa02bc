"""What the product says by e-mail: every e-mail is of a named kind, declared once with its words and its gaps.

Each app declares its kinds in its notices.py and sends them from its notifications.py with `send_notice()`. A Trust may
change a kind's words (MessageTemplate); a person may choose when to get those kinds that may wait.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from trusts.states import NoticeGroup, Role
from trusts.wording import fill


class Urgency(Enum):
    """Whether an e-mail may wait for the daily digest, or be switched off, in words for the person who chooses."""

    AT_ONCE = "Always sent at once"
    MAY_WAIT = "May wait for the daily e-mail"
    OPTIONAL = "May wait for the daily e-mail, or be switched off"


@dataclass(frozen=True)
class Gap:
    """What stands in braces in a kind's words: its name, what it is, and an invented sample for the preview."""

    name: str
    words: str
    sample: str


NAME = Gap("name", "What the person is called", "Priya")
TRUST = Gap("trust", "The name of the Trust", "Northfield NHS Trust")
COMMON = (NAME, TRUST)


@dataclass(frozen=True)
class Kind:
    """One kind of e-mail. `purpose` says when it is sent and `to` whom, with one of `roles` or, where none is named,
    with any; `has_account` is false where it goes to people who have none. A declared {link} may not be left out."""

    name: str
    title: str
    purpose: str
    to: str
    group: NoticeGroup
    urgency: Urgency
    subject: str
    body: str
    own_gaps: tuple[Gap, ...] = ()
    roles: tuple[Role, ...] = ()
    has_account: bool = True

    def reaches(self, roles: Collection[str]) -> bool:
        """Whether it may be sent to a member with these roles."""
        return self.has_account and (not self.roles or bool(set(self.roles) & set(roles)))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every gap the words may have."""
        return (*COMMON, *self.own_gaps)

    @property
    def gap_names(self) -> frozenset[str]:
        """Their names."""
        return frozenset(gap.name for gap in self.gaps)

    @property
    def needs_link(self) -> bool:
        """Whether the words must say where to go."""
        return "link" in self.gap_names

    def sample(self, text: str) -> str:
        """A text of this kind filled with the samples."""
        return fill(text, {gap.name: gap.sample for gap in self.gaps})


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make a kind known; two of one name are a mistake of ours."""
    if kind.name in _kinds:
        raise ValueError(f"Two kinds of e-mail are called {kind.name}.")
    _kinds[kind.name] = kind
    return kind


def all_kinds() -> Iterator[Kind]:
    """Every kind, by group and title."""
    yield from sorted(_kinds.values(), key=lambda kind: (list(NoticeGroup).index(kind.group), kind.title))


def find_kind(name: str) -> Kind | None:
    """The kind of that name."""
    return _kinds.get(name)


def letter(*paragraphs: str) -> str:
    """A body: the greeting, then each paragraph after a blank line."""
    return "\n\n".join(("Dear {name},", *paragraphs)) + "\n"


def where(sample: str) -> Gap:
    """The gap every letter that leads somewhere has."""
    return Gap("link", "The address of the page, which must not be left out", f"https://homegrown.example/t/{sample}")


# What every reminder has.
LEFT = Gap("left", "How long there is: in 7 days, tomorrow, today", "tomorrow")
UNTIL = Gap("until", "The deadline in UK time", "23:59 on 30 April 2027")

REMINDER = (LEFT, UNTIL)

"""A workflow is data: which move leads from which states to which state. No Django here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


class RefusedError(Exception):
    """The rules say no; the message is a sentence for the person who asked."""


class IllegalMoveError(RefusedError):
    """The move is not allowed from the current state."""


@dataclass(frozen=True)
class Move:
    """One named way from any of the sources to the target."""

    sources: Collection[str]
    target: str


@dataclass(frozen=True)
class Workflow:
    """Named moves; everything not named is illegal."""

    moves: Mapping[str, Move]

    def allows(self, name: str, state: str) -> bool:
        """Whether the move may be made from this state."""
        return state in self.moves[name].sources

    def target(self, name: str, state: str) -> str:
        """The state the move leads to; raises IllegalMoveError when it may not be made from here."""
        if not self.allows(name, state):
            raise IllegalMoveError(
                f"You cannot {name.replace('_', ' ')} this: it is already {state.replace('_', ' ')}."
            )
        return self.moves[name].target

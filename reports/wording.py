"""Numbers as a person would say them in a sentence."""

from collections.abc import Sequence

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def share(part: int, whole: int, noun: str) -> tuple[str, bool]:
    """A part of a whole with its noun, and whether its verb is in the plural: 'ten of eleven doctors', True.

    Both numbers are words, or, where one is above twelve, both are figures.
    """
    if whole == 1:
        return (f"the one {noun}" if part else f"no {noun}"), False
    in_words = whole < len(_SMALL)
    said, all_said = (_SMALL[part], _SMALL[whole]) if in_words else (str(part), str(whole))
    if part == 0:
        return f"none of the {all_said} {noun}s", False
    if part == whole:
        return (f"both {noun}s" if whole == 2 else f"all {all_said} {noun}s"), True
    return f"{said} of {all_said} {noun}s", part > 1


def listed(names: Sequence[str]) -> str:
    """At least one name, as a list in a sentence: 'quality', 'quality and people'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def count(number: int, noun: str) -> str:
    """A number with its noun, as a sentence begins: 'One cohort is', 'Two cohorts are'."""
    said = _SMALL[number].capitalize() if number < len(_SMALL) else str(number)
    return f"{said} {noun} is" if number == 1 else f"{said} {noun}s are"

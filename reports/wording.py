"""Numbers as a person would say them in a sentence."""

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
        return f"all {all_said} {noun}s", True
    return f"{said} of {all_said} {noun}s", part > 1

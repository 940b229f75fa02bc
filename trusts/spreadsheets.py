"""Texts for spreadsheets, none of which can be taken for a formula (security.md 6, row 11; OWASP CSV injection)."""

_TROUBLE = frozenset("=+-@\t\r\n\0＝＋－＠")


def safe_cell(cell: str) -> str:
    """The text; one that begins like a formula, also after spaces, gets a quote mark before it."""
    begins = cell.lstrip()[:1]
    return f"'{cell}" if cell[:1] in _TROUBLE or (begins and begins in _TROUBLE) else cell

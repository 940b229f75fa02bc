"""No text of ours is a formula, and no module writes CSV without asking."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from trusts.spreadsheets import safe_cell

ROOT = Path(__file__).resolve().parents[2]
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


@given(
    st.text()
    | st.builds(lambda gap, sign, rest: gap + sign + rest, st.text(" \t\u00a0"), st.sampled_from(FORMULA), st.text())
)
def test_no_text_begins_like_a_formula_and_none_loses_a_letter(text: str) -> None:
    cell = safe_cell(text)

    assert not cell.lstrip().startswith(FORMULA)
    assert not cell.startswith(FORMULA)
    assert cell in (text, f"'{text}")


def test_every_writer_of_spreadsheets_uses_it() -> None:
    writers = [
        path
        for path in ROOT.glob("*/**/*.py")
        if not {"tests", "node_modules", "var", ".venv"} & set(path.parts)
        and re.search(r"csv\.(w|DictW)riter|<worksheet", path.read_text())
    ]

    assert writers
    assert [path for path in writers if "safe_cell" not in path.read_text()] == []

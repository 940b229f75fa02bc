"""Values pasted from a spreadsheet: a date and a value in each line, or a date and two counts."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from projects.models import Measure
from projects.services.measures import Entry, check_entries
from projects.services.values import far_among
from trusts.forms import NHSForm, no_patients

MOST_LINES = 500
_DAYS = ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y")
_CELLS = re.compile(r" *[\t;] *| {2,}")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")


class LineError(ValueError):
    """A line that cannot be read; the message says why."""


@dataclass(frozen=True)
class Line:
    """One pasted line: its number from 1, what it says, and what is wrong with it ("" for nothing)."""

    number: int
    text: str
    entry: Entry | None
    problem: str


class PasteForm(NHSForm):
    """A box of lines. All are read before one is kept; `lines` holds what was read, for the preview, and `asks` whether
    one of them is far from all other values."""

    is_sure = forms.BooleanField(label="The values are right as they stand", required=False)
    text = forms.CharField(
        label="Paste two columns: date and value",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Paste at least one line."},
        validators=[no_patients],
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.asks = measure, False
        self.lines: list[Line] = []
        field = self.fields["text"]
        if measure.is_proportion:
            field.label = "Paste three columns: date, how many, out of how many"
            field.help_text = "Two columns work too, with 7/20 or “7 of 20” in the second."
        else:
            field.help_text = "For example 13/01/2027 and 12.5. A first line of headings is passed over."

    def clean_text(self) -> str:
        """Read every line, then ask of every value what the service will ask."""
        text: str = self.cleaned_data["text"]
        self.lines = read_lines(text, counts=self.measure.is_proportion)
        if not self.lines:
            raise forms.ValidationError("Paste at least one line with a date and a value.")
        if len(self.lines) > MOST_LINES:
            raise forms.ValidationError(f"Paste at most {MOST_LINES} lines at a time: there are {len(self.lines)}.")
        readable = [line for line in self.lines if line.entry is not None]
        found = check_entries(self.measure, [line.entry for line in readable if line.entry])
        problems = {readable[at].number: words for at, words in found.items()}
        far = self._far([line for line in readable if line.number not in problems])
        self.asks = bool(far)
        if not self.cleaned_data["is_sure"]:
            problems |= far
        self.lines = [
            Line(line.number, line.text, line.entry, line.problem or problems.get(line.number, ""))
            for line in self.lines
        ]
        wrong = sum(1 for line in self.lines if line.problem)
        if wrong:
            lines = "1 line needs" if wrong == 1 else f"{wrong} lines need"
            raise forms.ValidationError(f"{lines} attention, so nothing is recorded yet. See the preview.")
        return text

    def _far(self, lines: list[Line]) -> dict[int, str]:
        """What is asked of each line far from all other values, recorded or pasted, by its number."""
        values = {line.number: line.entry.value for line in lines if line.entry and line.entry.value is not None}
        recorded = self.measure.measurements.filter(is_ghost=False).values_list("value", flat=True)
        found = sorted([*recorded, *values.values()])
        asked = {number: far_among(self.measure, value, found) for number, value in values.items()}
        return {number: words for number, words in asked.items() if words}

    @property
    def entries(self) -> list[Entry]:
        """What was read."""
        return [line.entry for line in self.lines if line.entry is not None]


def read_lines(text: str, *, counts: bool) -> list[Line]:
    """Every line that is not empty; a first line without a date is taken for headings."""
    numbered = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if numbered and not any(c.isdigit() for c in numbered[0][1]):
        numbered = numbered[1:]
    lines = []
    for n, line in numbered:
        try:
            lines.append(Line(n, line, _entry(line, counts=counts), ""))
        except LineError as error:
            lines.append(Line(n, line, None, str(error)))
    return lines


def _entry(line: str, *, counts: bool) -> Entry:
    cells = _CELLS.split(line)
    if len(cells) == 1:
        cells = [cell.strip() for cell in line.rstrip(", ").split(",")]
    if len(cells) < 2 or not all(cells):
        raise LineError("This line needs a date and a value.")
    most = 3 if counts else 2
    if len(cells) > most:
        raise LineError(f"This line has {len(cells)} columns and needs {most}. Write 1,400 as 1400 between commas.")
    day = read_day(cells[0])
    if not counts:
        return Entry(day, value=_number(cells[1]))
    pair = cells[1:] if len(cells) > 2 else re.split(r"\s*(?:/|\bof\b|\bout of\b)\s*", cells[1], maxsplit=1)
    if len(pair) < 2:
        raise LineError("This measure needs two counts, such as 7 and 20.")
    return Entry(day, numerator=_whole(pair[0]), denominator=_whole(pair[1]))


def read_day(text: str) -> date:
    """A date as people and spreadsheets write it, day before month; raises LineError."""
    for form in _DAYS:
        try:
            return datetime.strptime(text.split(" 00:00")[0], form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise LineError(f"“{text[:30]}” is not a date; write 13/01/2027.")


def _number(text: str) -> Decimal:
    bare = text.rstrip("%").strip()
    if "," in bare and not _THOUSANDS.fullmatch(bare):
        raise LineError(f"“{text[:30]}” has a comma that parts no thousands; write 12.5 or 1,400.")
    try:
        value = Decimal(bare.replace(",", ""))
    except InvalidOperation as error:
        raise LineError(f"“{text[:30]}” is not a number.") from error
    if not value.is_finite():
        raise LineError(f"“{text[:30]}” is not a number.")
    return value


def _whole(text: str) -> int:
    value = _number(text)
    if value != value.to_integral_value() or abs(value) > 10**10:
        raise LineError(f"“{text[:30]}” is not a whole number.")
    return int(value)

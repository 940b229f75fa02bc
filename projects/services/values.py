"""Which values a measure takes. Asked by forms, beside the field, and by services before they write."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils import timezone

from projects.models import Measure
from projects.selectors import words_of
from trusts.workflow import RefusedError

MOST = Decimal(10) ** 10
PLACES = Decimal("0.0001")
OLDEST_YEARS = 20
FEW = 5  # of fewer values nobody can say what is far from them
FAR = 5  # times the span of all other values


class ValueRefusedError(RefusedError):
    """A day or value is refused; `field` names which: measured_on, value, numerator, denominator, or `on`."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def check_past(day: date) -> None:
    """Refuse a day still to come, in UK time, and one so long ago that the year must be a slip."""
    today = timezone.localdate()
    if day > today:
        raise ValueRefusedError("measured_on", "The date must be today or in the past.")
    if day.year < today.year - OLDEST_YEARS:
        raise ValueRefusedError("measured_on", f"Check the year: this is more than {OLDEST_YEARS} years ago.")


def check_day(measure: Measure, day: date, *, besides: UUID | None = None) -> None:
    """Refuse a day still to come, and one that has a value already (other than the row whose pk is `besides`)."""
    check_past(day)
    others = measure.measurements.filter(measured_on=day)
    taken = (others.exclude(pk=besides) if besides else others).first()
    if taken is not None:
        already = words_of(measure).value(taken.value)
        raise ValueRefusedError("measured_on", f"There is already a value for {day:%-d %B %Y}: {already}.")


def read_value(
    measure: Measure,
    *,
    value: Decimal | int | float | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
) -> Decimal:
    """The value to keep: as given, or 100 times the quotient of the two counts, to four decimals.

    Raises:
        ValueRefusedError: nothing given, a zero denominator, more counted than there were, too many decimals, or a
            value the measure cannot have.
    """
    if measure.is_proportion:
        return _quotient(numerator, denominator)
    if value is None:
        raise ValueRefusedError("value", "Enter the value.")
    try:
        exact = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueRefusedError("value", "Enter a number, such as 12 or 3.5.") from error
    if not exact.is_finite() or abs(exact) >= MOST:
        raise ValueRefusedError("value", "Enter a number of at most ten digits before the point.")
    if exact != exact.quantize(PLACES):
        raise ValueRefusedError("value", "Use at most four digits after the point.")
    _within(measure, exact)
    return exact


def far_from(measure: Measure, value: Decimal, *, besides: UUID | None = None) -> str:
    """What to ask about a value that lies far outside all others, as a slip of the keyboard does; else empty."""
    others = measure.measurements.filter(is_ghost=False)
    found = (others.exclude(pk=besides) if besides else others).values_list("value", flat=True)
    return far_among(measure, value, [*found, value])


def far_among(measure: Measure, value: Decimal, values: Iterable[Decimal]) -> str:
    """What to ask about one of these values that lies far outside all others of them; else empty."""
    ordered = sorted(values)
    if len(ordered) <= FEW:
        return ""
    low, high = ordered[ordered[0] == value], ordered[-2 if ordered[-1] == value else -1]
    reach = FAR * ((high - low) or abs(high) or 1)
    if low - reach <= value <= high + reach:
        return ""
    words = words_of(measure)
    return f"The other values lie between {words.number(low)} and {words.value(high)}. Is this one right?"


def _within(measure: Measure, value: Decimal) -> None:
    words = words_of(measure)
    if measure.floor is not None and value < measure.floor:
        raise ValueRefusedError("value", f"This measure cannot be below {words.value(measure.floor)}.")
    if measure.ceiling is not None and value > measure.ceiling:
        raise ValueRefusedError("value", f"This measure cannot be above {words.value(measure.ceiling)}.")


def _quotient(numerator: int | None, denominator: int | None) -> Decimal:
    if numerator is None:
        raise ValueRefusedError("numerator", "Enter how many.")
    if denominator is None:
        raise ValueRefusedError("denominator", "Enter out of how many.")
    if denominator <= 0:
        raise ValueRefusedError(
            "denominator", "The number it is out of must be at least 1. If there were none, leave this date out."
        )
    if numerator < 0:
        raise ValueRefusedError("numerator", "Enter 0 or more.")
    if max(numerator, denominator) > 2**31 - 1:
        raise ValueRefusedError("denominator", "Enter smaller numbers.")
    if numerator > denominator:
        raise ValueRefusedError("numerator", f"{numerator} is more than the {denominator} it is out of.")
    return (Decimal(100) * numerator / denominator).quantize(PLACES)

"""Three things a report asks of the board, chosen from the facts: the most pressing first, never more. Of a cohort
that is over only its projects may ask for something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils import timezone

from projects.selectors import ProjectResult
from projects.states import ProjectState
from reports.documents.parts import CONCERN, arrowless
from reports.selectors.dashboard import Dashboard, untouched

ASKED = 3
PROVEN = (ProjectState.SUSTAINED, ProjectState.COMPLETE)


@dataclass(frozen=True)
class Ask:
    """What the board is asked for, and why."""

    what: str
    why: str


def asks(board: Dashboard, today: date) -> tuple[Ask, ...]:
    """The first three that apply. While the cohort is not complete, some always do."""
    results = tuple(result for group in board.thread for result in group.results)
    return tuple(islice(_candidates(board, results, today), ASKED))


def _candidates(board: Dashboard, results: tuple[ProjectResult, ...], today: date) -> Iterator[Ask]:
    yield from _worse(results)
    if not board.is_complete:
        yield from _unserved(board, results)
    yield from _worked(results)
    yield from _waiting(results)
    if not board.is_complete:
        yield from _of_the_programme(board, today)


def _of_the_programme(board: Dashboard, today: date) -> Iterator[Ask]:
    """What keeps it going; nothing that was to be done before a day that has passed."""
    yield from _places(board, today)
    goes_on = board.cohort.ends_on >= today
    if board.places and goes_on:
        yield Ask(
            "Hear one doctor and one colleague at your next meeting",
            "What a project taught its team is told best by those who did it.",
        )
    if goes_on:
        yield Ask(
            "Decide whether the programme runs again",
            f"This cohort ends on {board.cohort.ends_on:%-d %B %Y}; places, time and mentors need planning before.",
        )
    yield Ask("Keep the doctors' time protected", "The work plan of each was a condition of the place.")
    yield Ask("Receive the next report when the next round has closed", "Numbers appear whole, and then.")


def _places(board: Dashboard, today: date) -> Iterator[Ask]:
    """While doctors may still apply and there is room for them."""
    closes_on = timezone.localdate(board.cohort.applications_close_at)
    if board.places < board.cohort.places and closes_on >= today:
        yield Ask(
            "Ask clinical directors to encourage applications and to free the time",
            f"{board.places} of {board.cohort.places} places are taken; applications close on {closes_on:%-d %B %Y}.",
        )


def _worse(results: tuple[ProjectResult, ...]) -> Iterator[Ask]:
    worse = [r for r in results if r.variation in CONCERN and r.project.state == ProjectState.RUNNING]
    for result in worse[:1]:
        yield Ask(f"Ask the team of \u201c{result.project.title}\u201d what it needs", _in_short(result))


def _in_short(result: ProjectResult) -> str:
    """What was counted, which way it went and how far, as a board reads it; the chart's own sentence stands with it."""
    if result.outcome is None:
        return result.sentence
    words = result.verdict_words
    said = f"{result.outcome.measure.name}: {words[0].lower()}{words[1:].replace(':', ',')}."
    return " ".join((said, *map(arrowless, result.sizes)))


def _unserved(board: Dashboard, results: tuple[ProjectResult, ...]) -> Iterator[Ask]:
    names = untouched(board.thread)
    if names and results:
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        verb = "is an objective" if len(names) == 1 else "are objectives"
        yield Ask(f"Name a sponsor for a project that serves {listed}", f"{listed} {verb} no project serves yet.")


def _worked(results: tuple[ProjectResult, ...]) -> Iterator[Ask]:
    better = [result for result in results if result.is_improvement]
    better.sort(key=lambda result: (result.project.state not in PROVEN, -result.method_score, result.project.title))
    for result in better[:1]:
        yield Ask(f"Spread what worked in \u201c{result.project.title}\u201d to another service", _in_short(result))


def _waiting(results: tuple[ProjectResult, ...]) -> Iterator[Ask]:
    ideas = [result for result in results if result.project.state == ProjectState.IDEA]
    if ideas:
        count = "One project waits" if len(ideas) == 1 else f"{len(ideas)} projects wait"
        yield Ask("See that each project has its sponsor's decision", f"{count} for approval.")

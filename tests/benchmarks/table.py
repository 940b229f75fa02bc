"""The figures as a table: on the terminal, and in docs/performance.md from the JSON of each row's last full run."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from config.supervisor import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: written by bin/bench -->", "<!-- measured: end -->"


def number(value: float, unit: str) -> str:
    """As a person writes it: 0.42, 6.1x, 1,234 kB."""
    digits = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{unit if unit in ('', 'x') else f' {unit}'}"


def print_row(result: dict[str, Any]) -> None:
    """What a row came to, for the terminal."""
    for timing in result["timings"]:
        words = f"{number(timing['wall_ms'], 'ms')} wall, {number(timing['cpu_ms'], 'ms')} CPU"
        print(f"   {timing['name']:<58} {words}")
    for figure in result["figures"]:
        print(f"   {figure['name']:<58} {number(figure['value'], figure['unit'])}")
    for goal in result["goals"]:
        print(f"   {goal['name']:<58} {_measured(goal)} (goal {_limit(goal)}): {_verdict(goal)}")
    for words in result["notes"]:
        print(f"   * {words}")


def write_page(directory: Path) -> None:
    """Put the tables into docs/performance.md, between their marks."""
    found = [json.loads(file.read_text()) for file in sorted(directory.glob("P*.json"), key=_by_number)]
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{_page(found)}\n{END}{after}")


def _by_number(file: Path) -> int:
    return int(file.stem[1:])


def _page(results: list[dict[str, Any]]) -> str:
    goals = ["| row | what | measured | goal | |", "|---|---|---|---|---|"]
    goals += [_goal_line(result["row"], goal) for result in results for goal in result["goals"]]
    figures = ["| row | alternative | wall | CPU |", "|---|---|---|---|"]
    figures += [line for result in results for line in _figure_lines(result)]
    notes = [f"* {result['row']}: {words}" for result in results for words in result["notes"]]
    parts = ["### Goals", *goals, "", "### Medians and figures", *figures, "", "### Circumstances"]
    tables = [line for result in results for table in result["tables"] for line in _table_lines(result["row"], table)]
    return "\n".join([*_spaced(parts), *_circumstances(results), *notes, *_spaced(tables), ""])


def _table_lines(row: str, table: dict[str, Any]) -> list[str]:
    lines = [table["header"], ["---"] * len(table["header"]), *table["lines"]]
    return ["", f"### {row}: {table['title']}", *(f"| {' | '.join(map(str, line))} |" for line in lines)]


def _spaced(lines: Iterable[str]) -> list[str]:
    return [text for line in lines for text in ([line, ""] if line.startswith("###") else [line])]


def _goal_line(row: str, goal: dict[str, Any]) -> str:
    return f"| {row} | {goal['name']} | {_measured(goal)} | {_limit(goal)} | {_verdict(goal)} |"


def _measured(goal: dict[str, Any]) -> str:
    return number(goal["value"], goal["unit"])


def _limit(goal: dict[str, Any]) -> str:
    return f"{'≤' if goal['is_most'] else '≥'} {number(goal['limit'], goal['unit'])}"


def _verdict(goal: dict[str, Any]) -> str:
    return "met" if goal["is_met"] else "**missed**"


def _figure_lines(result: dict[str, Any]) -> list[str]:
    row = result["row"]
    timed = [
        f"| {row} | {one['name']} | {number(one['wall_ms'], 'ms')} | {number(one['cpu_ms'], 'ms')} |"
        for one in result["timings"]
    ]
    return timed + [f"| {row} | {one['name']} | {number(one['value'], one['unit'])} | |" for one in result["figures"]]


def _circumstances(results: list[dict[str, Any]]) -> list[str]:
    lines = []
    for result in results:
        at = result["circumstances"]
        versions = ", ".join(f"{name} {release}" for name, release in at["versions"].items())
        seen = "" if at["counts_servers"] else "; the database's processor time is not counted"
        words = (
            f"{at['at'].replace('T', ' ')}, commit {at['commit']}, load {at['load']}; {at['machine']}; {versions}{seen}"
        )
        lines.append(f"* {result['row']}: {words}")
    return lines

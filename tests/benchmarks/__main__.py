"""The command: python -m tests.benchmarks --help (bin/bench sets everything up first)."""

import argparse
import json
import os
import pkgutil
import sys
import traceback
from importlib import import_module
from pathlib import Path
from types import ModuleType

import django

from config.embedded.place import Place, ServiceError
from config.embedded.services import is_running, only_one, start, stop
from config.supervisor import PROJECT


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure what operations cost, beside their peers.")
    parser.add_argument("rows", nargs="*", default=["all"], help="P2 P3 ..., or all (all)")
    parser.add_argument("--quick", action="store_true", help="small data, nothing measured: does every row still run?")
    parser.add_argument(
        "--directory", type=Path, default=PROJECT / "var" / "bench", help="where services, data and JSON are"
    )
    parser.add_argument("--json", type=Path, help="where the JSON goes, if not there")
    return parser.parse_args()


def row_names() -> dict[str, str]:
    """Every row's module by its number: P2, P3, ..."""
    modules = sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return {f"P{int(name[1:3])}": name for name in modules if name[0] == "p" and name[1:3].isdigit()}


def chosen(wanted: list[str], known: dict[str, str]) -> list[str]:
    """The rows asked for, in their order. `all` are those that take no very long time."""
    names = [name.upper() for name in wanted]
    if unknown := set(names) - {*known, "ALL"}:
        raise ServiceError(f"There is no row {', '.join(sorted(unknown))}. The rows: {', '.join(known)}.")
    return [name for name in known if name in names or "ALL" in names]


def run(rows: dict[str, ModuleType], place: Place, output: Path, *, is_quick: bool) -> list[str]:
    """Measure the rows one after another; returns those that failed."""
    from tests.benchmarks.databases import Databases
    from tests.benchmarks.harness import Bench
    from tests.benchmarks.table import print_row

    databases, failed = Databases(place), []
    databases.migrate()
    output.mkdir(parents=True, exist_ok=True)
    for name, module in rows.items():
        print(f"{name}  {module.TITLE}", flush=True)
        bench = Bench(name, module.TITLE, databases, is_quick=is_quick)
        try:
            module.measure(bench)
        except Exception:
            failed.append(name)
            traceback.print_exc()
            continue
        result = bench.result.as_json()
        (output / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
        print_row(result)
    databases.close()
    return failed


def main() -> int:
    """Start the services, run the rows, write what they came to."""
    options = parse()
    place = Place(options.directory.resolve(), is_fast=options.quick)
    place.directory.mkdir(parents=True, exist_ok=True)
    output = options.json or place.directory / ("quick" if options.quick else "measured")
    try:
        names = chosen(options.rows, known := row_names())
        with only_one(place.directory / "bench.lock", f"Benchmarks run in {place.directory} already."):
            was_running = is_running(place)
            start(place)
            try:
                os.environ.update(place.environment, DJANGO_SETTINGS_MODULE="tests.benchmarks.settings")
                django.setup()
                found = {name: import_module(f"tests.benchmarks.{known[name]}") for name in names}
                asked = {name.upper() for name in options.rows}
                rows = {name: row for name, row in found.items() if name in asked or not hasattr(row, "IS_LONG")}
                failed = run(rows, place, output, is_quick=options.quick)
            finally:
                if not was_running:
                    stop(place)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.quick:
        from tests.benchmarks.table import write_page

        write_page(output)
    for name in failed:
        print(f"FAILED: {name}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

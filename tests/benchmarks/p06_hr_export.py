"""P6: HR's export of 100,000 rows, against PostgreSQL's COPY and django-import-export."""

import csv
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile

from django.db import connection, connections

from cohorts.models import Cohort
from reports import exports
from reports.selectors.exports import COLUMNS, Export, released_export
from tests.benchmarks import one_trust
from tests.benchmarks.harness import Bench
from tests.benchmarks.peers import our_database, peer
from tests.benchmarks.scale import COMPETENCIES
from trusts.tenancy import trust_context

TITLE = f"HR export: 100,000 rows x {len(COLUMNS)}, read and written to a file"
CSV, XLSX, COPY = "CSV", "XLSX", "COPY of the same rows"
ROWS = """
select p.employee_number as c1, p.gmc_number as c2, trim(p.title || ' ' || p.full_name) as c3, p.job_title as c4,
    h.name as c5, '' as c6, 'Baseline' as c7, d.name as c8, c.code as c9, c.title as c10,
    a.levels[c.position + 1] as c11, coalesce(l.name, '') as c12,
    case when l.id is null then 'No rating' else 'Rated' end as c13,
    to_char(a.submitted_at at time zone 'Europe/London', 'YYYY-MM-DD') as c14,
    to_char(a.released_at at time zone 'Europe/London', 'YYYY-MM-DD') as c15, f.name || ' v' || v.number as c16
from assessments_assessment a
join assessments_round r on r.id = a.round_id
join cohorts_cohort h on h.id = r.cohort_id
join trusts_person p on p.id = a.subject_id
join frameworks_frameworkversion v on v.id = a.version_id
join frameworks_framework f on f.id = v.framework_id
join frameworks_competency c on c.version_id = v.id
join frameworks_domain d on d.id = c.domain_id
left join frameworks_level l on l.version_id = v.id and l.position = a.levels[c.position + 1]
where r.cohort_id = '{}' and a.state = 'released' order by p.full_name, c.position"""


def measure(bench: Bench) -> None:
    """Reading in the Trust's context and writing a file, as the worker does."""
    size = one_trust.SIZE[bench.is_quick]
    bench.database("one_trust", one_trust.fill, **size)
    rows = size["doctors"] * COMPETENCIES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        work: dict[str, Any] = {
            CSV: lambda: export(path, exports.write_csv),
            XLSX: lambda: export(path, exports.write_xlsx),
            COPY: lambda: copy(path),
        }
        for name in (CSV, XLSX):  # before this process has made room for either
            bench.at_most(f"memory of the {name}, over base", _memory(work[name]), 40, "MB")
        _check(work, path, rows)
        timings = bench.compare(work)
        bench.at_most(f"{CSV} / {COPY}", timings.ratio(CSV, COPY), 1.2, "x")
        work[XLSX]()
        bench.figure("size of the XLSX", path.stat().st_size / 1000, "kB")
        if not bench.is_quick:
            _beside_peer(bench, {name: work[name] for name in (CSV, XLSX)}, rows)


def export(path: Path, write: Callable[[Export, BinaryIO], None]) -> None:
    """Ours."""
    with trust_context(one_trust.TRUST):
        found = released_export(Cohort.objects.get(pk=one_trust.EXPORTED), ["baseline"])
    with path.open("wb") as file:
        write(found, file)


def copy(path: Path) -> None:
    """PostgreSQL's own CSV, row-level security on."""
    with trust_context(one_trust.TRUST), connection.cursor() as cursor, path.open("wb") as file:
        cursor.copy_expert(f"copy ({ROWS.format(one_trust.EXPORTED)}) to stdout with (format csv, force_quote *)", file)


def _check(work: dict[str, Any], path: Path, rows: int) -> None:
    """COPY and our CSV hold the same, and so does the workbook."""
    read = []
    for name in (CSV, COPY):
        work[name]()
        with path.open(encoding="utf-8-sig", newline="") as file:
            read.append(list(csv.reader(file)))
    ours, theirs = read
    assert ours[0] == [column.name for column in COLUMNS] and len(ours) == rows + 1
    assert sum(int(row[10] or 0) for row in ours[1:]) == sum(int(row[10] or 0) for row in theirs)
    assert sorted(row[:10] for row in ours[1:]) == sorted(row[:10] for row in theirs)
    work[XLSX]()
    with ZipFile(path) as book:
        assert book.testzip() is None
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert sheet.count(b"<row>") == rows + 1
    assert sheet.count(b"<c") - sheet.count(b"<col") == (rows + 1) * len(COLUMNS)


def _memory(work: Callable[[], object]) -> float:
    """How far a process of its own grows, in MB; 0 where the machine does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        connections["default"].connection = None  # the parent's: left as it is
        connections["default"].ensure_connection()
        before = _kilobytes(status, "VmRSS")
        work()
        os.write(writer, str(_kilobytes(status, "VmHWM") - before).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        return int(pipe.read()) / 1000


def _kilobytes(status: Path, name: str) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name))


def _beside_peer(bench: Bench, ours: dict[str, Any], rows: int) -> None:
    """Its rows lie ready in one table, which is more than ours may say."""
    with peer(bench.place, "import_export_rows", **our_database(bench.place)) as other:
        assert other.ask({"rows": ROWS.format(one_trust.EXPORTED)})["rows"] == rows
        theirs = {f"django-import-export's {kind}": partial(other.ask, {"kind": kind.lower()}) for kind in ours}
        timings = bench.compare(ours | theirs, seconds=0, watched=other.pids, label="beside it: ")
    for name, kind, goal in zip(theirs, ours, (12, 30), strict=True):
        bench.at_least(f"{name} / ours", timings.ratio(name, kind), goal, "x")
    bench.note("django-import-export's rows lie ready in one table: no join, where ours makes them from snapshots")

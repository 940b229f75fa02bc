"""P5: the cohort report as PDF/UA, against the same pages by plain WeasyPrint with a heat map as a table, and Typst."""

import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import pypdf
from django.db import connections
from django.template import engines, loader
from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from cohorts.models import Cohort
from config.supervisor import PROJECT
from reports.documents.cohort import CohortReport, cohort_report
from reports.documents.pdf import OwnAssets, write_pdf
from tests.benchmarks import report_rows
from tests.benchmarks.harness import Bench
from tests.benchmarks.peers import peer
from trusts.tenancy import trust_context

TITLE = "cohort report as PDF/UA-1, 11 and 30 doctors with a project each"
OURS, PLAIN, TYPST = "ours, laid out", "plain WeasyPrint, heat map as a table", "Typst, the same words and pictures"
SIZES, FEW = (11, 30), 6
HEAT_STYLE = """
.hg-heat__cell--1 { background: #d0e3f5 } .hg-heat__cell--2 { background: #9fc6ea } .hg-heat__cell--3 { background:
#5a9bd5; color: #fff } .hg-heat__cell--4 { background: #005eb8; color: #fff } .hg-heat__cell--5 { background: #003087;
color: #fff } .hg-heat td, .hg-heat th { border: 1px solid #aeb7bd }"""
WARM, COLD = "whole report, in a warm worker", "whole report, in a process of its own"
ALONE = """
import django, sys; django.setup()
from tests.benchmarks.p05_report import one_report
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
one_report()"""


def measure(bench: Bench) -> None:
    """Layout beside its peers for both sizes; then whole reports by two warm workers, and by a cold process."""
    for doctors in (FEW,) if bench.is_quick else SIZES:
        bench.database(f"report_{doctors}", report_rows.fill, doctors=doctors, values=bench.size(60, 5))
        _lay_out(bench, doctors)
        if doctors == SIZES[0]:
            _workers(bench)
    bench.note(f"{PLAIN}: untagged, garbage collected as it comes, and the appendix need not say the heat map again")
    bench.note("Typst makes no PDF/UA here and has the appendix as plain lines: a limit, not a replacement")


def _lay_out(bench: Bench, doctors: int) -> None:
    """From the page to the file, beside the peers; the slowest of them only for a cohort of the usual size."""
    document = collect()
    html, label = page(document), f"{doctors} doctors: "
    data = ours(html)
    _check(data, document, doctors)
    bench.figure(f"{label}pages", len(pypdf.PdfReader(io.BytesIO(data)).pages))
    if bench.is_quick:
        return
    work: dict[str, Any] = {OURS: partial(ours, html)}
    if doctors == SIZES[0]:
        work[PLAIN] = partial(plain_pdf, plainly(html, document))
    with tempfile.TemporaryDirectory() as folder, peer(bench.place, "typst_report", FOLDER=folder) as typst:
        _for_typst(Path(folder), html)
        work[TYPST] = typst.ask
        timings = bench.compare(work, seconds=0, watched=typst.pids, label=label)
    if PLAIN in work:
        bench.at_most(f"{label}{OURS} / plain WeasyPrint", timings.ratio(OURS, PLAIN), 0.6, "x")
    bench.figure(f"{label}{OURS} / Typst", timings.ratio(OURS, TYPST), "x")


def collect() -> CohortReport:
    """Everything the pages hold, in the Trust's context."""
    with trust_context(report_rows.TRUST):
        related = ("programme__university", "framework_version__framework", "trust")
        return cohort_report(Cohort.objects.select_related(*related).get(pk=report_rows.COHORT), timezone.now())


def page(document: CohortReport) -> str:
    """The page that is laid out."""
    return str(loader.get_template("pdf/cohort_report.jinja", using="jinja2").render({"doc": document}))


def one_report() -> bytes:
    """All of it, as a worker makes it."""
    return ours(page(collect()))


def ours(html: str) -> bytes:
    """As reports.documents.pdf does it."""
    file = io.BytesIO()
    write_pdf(html, file)
    return file.getvalue()


def plainly(html: str, document: CohortReport) -> str:
    """The same pages with the dashboard's table for pictures; the appendix need not say it again."""
    macro = engines["jinja2"].env.get_template("reports/heat_map.jinja").module.heat_map  # type: ignore[attr-defined]
    table = str(macro(document.benchmark.table))
    html, pictures = re.subn(r'<section class="domain">.*?</section>', "", html, flags=re.DOTALL)
    html, tables = re.subn(r'<table class="levels">.*?</table>', "", html, flags=re.DOTALL)
    assert pictures and tables == 1
    return html.replace('<h2 id="change">Change by domain</h2>', f'<h2 id="change">Change by domain</h2>{table}')


def plain_pdf(html: str) -> bytes:
    """WeasyPrint as its first page of documentation shows it; untagged, tables as a browser would lay them out."""
    fonts, style = FontConfiguration(), (PROJECT / "static" / "css" / "pdf.css").read_text()
    style = style.replace("table-layout: fixed", "table-layout: auto").replace("separate", "collapse") + HEAT_STYLE
    # Here drawings stand in the page; and automatic columns would be a letter wide if words could break anywhere.
    style = style.replace(" img {", " svg {")
    style = style.replace("overflow-wrap: anywhere", "overflow-wrap: normal")
    sheet = CSS(string=style, url_fetcher=OwnAssets(), font_config=fonts)
    data = HTML(string=html, url_fetcher=OwnAssets()).write_pdf(stylesheets=[sheet], font_config=fonts)
    assert isinstance(data, bytes)
    return data


def _check(data: bytes, document: CohortReport, doctors: int) -> None:
    """Tagged, and every project is in it."""
    book = pypdf.PdfReader(io.BytesIO(data))
    words = " ".join(" ".join(leaf.extract_text() for leaf in book.pages).split())
    assert "/StructTreeRoot" in book.trailer["/Root"]
    assert len(document.projects) == doctors and all(project.title in words for project in document.projects)


# --- many reports ---


def _workers(bench: Bench) -> None:
    """Whole reports, read and laid out: two forked processes at once; a process of its own; and what memory does."""
    count = 8
    began = time.perf_counter()
    growth = max(_forked([count, count]))
    taken = time.perf_counter() - began
    bench.at_least("whole reports by two warm workers", 2 * count * 60 / taken, 60, "a minute")
    bench.at_most(f"memory from the second report to number {count}, in a worker", growth, 10, "MB")
    timings = bench.compare({WARM: one_report, COLD: _in_a_new_process}, seconds=0)
    bench.at_least("a cold process / a warm worker", timings.ratio(COLD, WARM), 5, "x")


def _in_a_new_process() -> None:
    """As it would be if a worker were started for each."""
    command = [sys.executable, "-c", ALONE, str(connections["default"].settings_dict["NAME"])]
    subprocess.run(command, cwd=PROJECT, check=True, env=os.environ.copy())


def _forked(counts: list[int]) -> list[float]:
    """Each child makes so many; returns by how many MB each grew after its second."""
    pipes = []
    for count in counts:
        reader, writer = os.pipe()
        if os.fork() == 0:
            connections["default"].connection = None  # the parent's: left as it is
            sizes = [(one_report(), _resident())[1] for _ in range(count)]
            os.write(writer, str(sizes[-1] - sizes[min(1, count - 1)]).encode())
            os._exit(0)
        os.close(writer)
        pipes.append(os.fdopen(reader))
    found = [float(pipe.read()) for pipe in pipes]
    for _ in counts:
        os.wait()
    return found


def _resident() -> float:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6 if statm.exists() else 0


# --- Typst ---


def _for_typst(folder: Path, html: str) -> None:
    """The pictures as files, and every block of words, row and picture in the order of the page."""
    parts = ['#set page(paper: "a4", numbering: "1")', "#set text(size: 9pt)"]
    pictures = re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)
    for at, svg in enumerate(pictures):
        (folder / f"{at}.svg").write_text(svg)
        html = html.replace(svg, f"<p>@picture {at}</p>", 1)
    body = html.partition("<body>")[2]
    for table_or_words in re.split(r"(<table.*?</table>)", body, flags=re.DOTALL):
        parts.append(_table(table_or_words) if table_or_words.startswith("<table") else _blocks(table_or_words))
    (folder / "main.typ").write_text("\n\n".join(parts))


def _blocks(html: str) -> str:
    blocks = (_words(block) for block in re.split(r"</(?:p|h\d|li|dt|dd)>", html))
    return "\n\n".join(
        f'#image("{block.split()[-1]}.svg", width: 100%)'
        if block.startswith("@picture")
        else f"#text({_quoted(block)})"
        for block in blocks
        if block
    )


def _table(html: str) -> str:
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in html.split("</tr>")]
    wide = max(len(row) for row in rows)
    cells = [_quoted(_words(cell)) for row in rows if row for cell in [*row, *[""] * (wide - len(row))]]
    return f"#table(columns: {wide}, {', '.join(cells)})"


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

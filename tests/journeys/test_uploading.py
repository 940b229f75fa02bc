"""A doctor beside their evidence: says what it is, chooses a file, reads a refusal, waits for the check, opens it."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE
from tests.support.files import pdf
from trusts.tasks import sweep_uploads

pytestmark = pytest.mark.browser

SIOBHAN = "siobhan.nicheallaigh@lancashire.example"
KATHARINE = "kate.featherstonehaugh-thistlethwaite@lancashire.example"
AMARA = "amara.okonkwo@lancashire.example"


def test_a_doctor_opens_evidence_and_the_poster_of_a_project(visit: Visit) -> None:
    doctor = visit(AMARA).go("/t/lancashire/evidence/").see("Notes of the first Friday reading.pdf")

    with doctor.page.expect_download() as download:
        doctor.follow("Notes of the first Friday reading.pdf")
    assert download.value.suggested_filename == "Notes of the first Friday reading.pdf"


@pytest.mark.parametrize(("email", "width", "scripts"), [(SIOBHAN, 1280, True), (KATHARINE, PHONE, False)])
def test_a_doctor_attaches_a_file(visit: Visit, tmp_path: Path, email: str, width: int, scripts: bool) -> None:
    good, bad = tmp_path / f"Minutes {width}.pdf", tmp_path / "Minutes.exe"
    good.write_bytes(pdf())
    bad.write_bytes(b"MZ")
    doctor = visit(email, width=width, scripts=scripts).go("/t/lancashire/assessments/")
    doctor.press("Begin the end").see("0 of 27 rated")
    doctor.press("Begin").see("Domain 1 of 6")
    if width == PHONE:
        doctor.page.locator("[data-more] summary").first.click()  # evidence is folded until there is some
    doctor.press("Add or remove evidence").see("up to 25 MB", "checked for viruses")

    doctor.write("What is it?", f"Minutes {width}")
    doctor.page.locator("input[type=file]").set_input_files(bad)
    doctor.press("Add evidence", exact=True).see("This kind of file cannot be uploaded")
    assert doctor.page.get_by_label("What is it?").input_value() == f"Minutes {width}"
    doctor.page.locator("input[type=file]").set_input_files(good)
    doctor.press("Add evidence", exact=True).see("Domain 1 of 6")
    doctor.go("/t/lancashire/evidence/")
    doctor.see("Being checked for viruses")

    sweep_uploads()
    doctor.go("/t/lancashire/evidence/")
    with doctor.page.expect_download() as download:
        doctor.follow(good.name)
    assert download.value.path().read_bytes() == pdf()

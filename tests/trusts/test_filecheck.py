"""What may be uploaded and what may not: a corpus made here, and what is left of a picture."""

import io
import tracemalloc

import pytest
from PIL import Image
from weasyprint import HTML

from tests.support.files import BAD, GOOD, pdf, picture
from trusts.filecheck import FileKind, RefusedFileError, check_file

MEMORY = 200 * 1024 * 1024


def written(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    check_file(io.BytesIO(data), name).write(target)
    return target.getvalue()


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_files_are_taken(name: str) -> None:
    data = GOOD[name]()
    kept = written(name, data)

    assert kept == data or name.lower().endswith(("png", "jpg", "jpeg"))
    assert check_file(io.BytesIO(data), name).name == name


@pytest.mark.parametrize("case", BAD)
def test_hostile_files_are_refused_with_a_sentence_and_little_memory(case: str) -> None:
    name, make = BAD[case]
    file = io.BytesIO(make())
    tracemalloc.start()
    try:
        with pytest.raises(RefusedFileError) as refused:
            check_file(file, name)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert str(refused.value).endswith(".")
    assert peak < MEMORY


def test_a_pdf_of_our_own_is_taken() -> None:
    made = HTML(string="<html lang=en><title>A</title><p>Read <a href='https://a.example'>it</a>").write_pdf(
        pdf_variant="pdf/ua-1"
    )

    assert check_file(io.BytesIO(made), "report.pdf").kind is FileKind.PDF


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
def test_a_picture_leaves_place_comments_and_all_else_behind(name: str, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraMakerCanary"
    exif[0x9286] = "where-the-patient-lives"

    kept = written(name, picture(kind, exif=exif))

    assert b"Canary" not in kept and b"patient" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 30)
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_what_a_camera_appends_is_dropped() -> None:
    kept = written("a.jpg", picture("JPEG") + b"SEFT trailer of a telephone")

    assert b"trailer" not in kept


def test_a_turned_photograph_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    assert Image.open(io.BytesIO(written("a.jpg", picture("JPEG", exif=exif)))).size == (30, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_is_taken(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (8, 8)).save(made, "PNG")

    assert written("a.png", made.getvalue())


def test_a_name_is_kept_in_one_unicode_form() -> None:
    assert check_file(io.BytesIO(pdf()), "  Cafe\u0301.PDF ").name == "Caf\u00e9.PDF"

"""A Trust's logo and accent colour: what is taken, who sees it, and that nothing is put over another's change."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.support.branding import PLUM, with_logo
from tests.support.files import BAD, form_with, huge_png, picture
from tests.support.world import World
from trusts.colours import contrast_on_white, readable
from trusts.filecheck import RefusedFileError, check_logo, draw_logo
from trusts.labels import Record
from trusts.models import Event, LogoUpload, StoredFile, Trust
from trusts.services.branding import change_branding, logo_bytes
from trusts.services.erasures import empty_rows
from trusts.tasks import reap_orphan_uploads, sweep_uploads
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

PAGE = "/t/northfield/branding/"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_ROOT."""
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


def on_disk(files: Path) -> list[str]:
    return sorted(path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file())


def trust_now(world: World) -> Trust:
    return Trust.objects.get(pk=world.trust.pk)


def see_through(size: tuple[int, int], ink: tuple[int, int, int, int]) -> bytes:
    """A picture with nothing but a square of ink in it."""
    made, drawn = io.BytesIO(), Image.new("RGBA", size, (0, 0, 0, 0))
    drawn.paste(ink, (0, 0, size[0] // 2, size[1] // 2))
    drawn.save(made, "PNG")
    return made.getvalue()


# --- the colour ---

CHANNEL = st.integers(0, 255)


@given(CHANNEL, CHANNEL, CHANNEL)
@example(0x76, 0x76, 0x76)
@example(0x77, 0x77, 0x77)
def test_every_colour_is_readable_or_told_the_lightest_shade_of_it_that_is(red: int, green: int, blue: int) -> None:
    colour = f"#{red:02x}{green:02x}{blue:02x}"
    enough = readable(colour)

    assert contrast_on_white(enough) >= 4.5
    assert (enough == colour) == (contrast_on_white(colour) >= 4.5)
    assert readable(enough) == enough


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_on_white("#ffffff") == 1
    assert contrast_on_white("#000000") == pytest.approx(21)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast_on_white("#777777") == pytest.approx(4.48, abs=0.005)
    assert contrast_on_white("#ff0000") == pytest.approx(4.00, abs=0.005)
    assert contrast_on_white("#0000ff") == pytest.approx(8.59, abs=0.005)


def test_a_colour_too_light_is_refused_with_one_that_would_do(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    told = client.post(PAGE, {"edition": 0, "accent_colour": "#FFB81C"}).content.decode()
    would_do = re.search(r"#ffb81c is too light to stand out on white\. (#[0-9a-f]{6}) would do\.", told)

    assert would_do
    assert "Enter # and six signs" in client.post(PAGE, {"edition": 0, "accent_colour": "red"}).content.decode()
    assert trust_now(world).branding_edition == 0
    with trust_context(world.trust.pk), pytest.raises(RefusedError, match="too light"):
        change_branding(accent_colour="#ffb81c", opened_on=0, by=world.administrator)
    assert client.post(PAGE, {"edition": 0, "accent_colour": would_do[1]}).status_code == 302
    assert f'fill="{would_do[1]}"' in sign_in(world.doctor).get("/t/northfield/").content.decode()


def test_without_branding_a_page_is_as_it_was(world: World, sign_in: Any) -> None:
    shown = sign_in(world.doctor).get("/t/northfield/").content.decode()

    assert "hg-accent" not in shown and "/logo/" not in shown
    assert 'aria-label="NHS Northfield NHS Trust Homegrown homepage"' in shown


# --- the picture ---


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "No SVG"),
        ("logo.pdf", b"%PDF-1.7", "A logo is a picture"),
        ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a PNG picture"),
        ("logo.png", huge_png(2008, 10), "2,008 × 10 pixels"),
        ("logo.png", picture() + b"\0" * 1024 * 1024, "larger than 1 MB"),
        ("logo.png", see_through((80, 40), (255, 255, 255, 255)), "lost on white"),
        ("logo.png", see_through((80, 40), (0, 0, 0, 0)), "lost on white"),
    ],
    ids=["drawing", "document", "drawing by another name", "too wide", "too heavy", "white", "nothing"],
)
def test_what_is_no_logo_is_refused_in_a_sentence(name: str, data: bytes, words: str) -> None:
    with pytest.raises(RefusedFileError, match=words):
        check_logo(io.BytesIO(data), name)


@pytest.mark.parametrize("size", [(2000, 10), (10, 2000), (1, 1), (720, 300), (1999, 1999)])
def test_a_logo_is_drawn_anew_on_white_within_its_room(size: tuple[int, int]) -> None:
    said = PngInfo()
    said.add_text("Comment", "where it was made")
    drawn = draw_logo(io.BytesIO(picture(size=size, pnginfo=said)))

    again = Image.open(io.BytesIO(drawn.data))
    assert (again.format, again.mode, again.size) == ("PNG", "RGB", (drawn.width, drawn.height))
    assert again.width <= 720 and again.height <= 300
    assert b"where it was made" not in drawn.data
    ink = Image.open(io.BytesIO(draw_logo(io.BytesIO(see_through((80, 40), (0, 0, 90, 255)))).data))
    assert (ink.getpixel((5, 5)), ink.getpixel((79, 39))) == ((0, 0, 90), (255, 255, 255))


def test_hostile_files_are_refused_beside_the_field_and_nothing_is_kept(
    world: World, sign_in: Any, files: Path
) -> None:
    client = sign_in(world.administrator)

    for case, (name, make) in BAD.items():
        answer = client.post(f"{PAGE}logo/add/", **form_with(name, make()))
        assert answer.status_code == 200, case
        assert answer.context_data["form"].errors["file"], case

    assert on_disk(files) == []
    with trust_context(world.trust.pk):
        assert not StoredFile.objects.exists()


# --- its way to the page ---


def test_a_logo_is_looked_at_chosen_and_seen_by_members_alone(
    world: World, sign_in: Any, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    admin, doctor = sign_in(world.administrator), sign_in(world.doctor)
    limits = admin.get(f"{PAGE}logo/add/").content.decode()
    sent = admin.post(f"{PAGE}logo/add/", **form_with("logo.jpg", picture("JPEG", size=(300, 100))), follow=True)
    with trust_context(world.trust.pk):
        upload = LogoUpload.objects.select_related("file").get()
    form = {"edition": 0, "upload": str(upload.pk), "accent_colour": PLUM, "logo_text": world.trust.name}
    early = admin.post(PAGE, form)
    sweep_uploads()
    ready = admin.get(PAGE).content.decode()
    tried = admin.post(f"{PAGE}preview/", form).content.decode()

    assert "up to 1 MB and 2,000 pixels" in limits and "checked for viruses" in limits
    assert 'accept=".png,.jpg,.jpeg"' in limits
    assert "Being checked for viruses" in sent.content.decode()
    assert early.status_code == 409 and "still being checked" in early.content.decode()
    assert 'src="data:image/png;base64,' in ready and f'value="{upload.pk}"' in ready
    assert "Save and show the new logo" in ready and f'fill="{PLUM}"' in tried
    assert not trust_now(world).has_logo

    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(PAGE, form).status_code == 302
    page = doctor.get("/t/northfield/").content.decode()
    answer = doctor.get("/t/northfield/logo/1/")
    data = b"".join(answer.streaming_content)

    now = trust_now(world)
    assert 'src="/t/northfield/logo/1/" width="120" height="40" alt="Northfield NHS Trust"' in page
    assert on_disk(files) == [now.logo_key] and now.logo_key.startswith(f"trust-{world.trust.pk}/logos/")
    assert Image.open(io.BytesIO(data)).size == (300, 100)
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="logo.png"'
    assert answer["Cache-Control"] == "private, max-age=604800, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sign_in(world.outsider).get("/t/northfield/logo/1/").status_code == 404
    assert sign_in(world.outsider).get("/t/southmoor/logo/1/").status_code == 404
    assert sign_in(world.tutor).get("/t/northfield/logo/1/").status_code == 404
    assert doctor.get("/t/northfield/logo/2/").status_code == doctor.get("/t/northfield/logo/0/").status_code == 404
    for elsewhere in ("/u/lakeside/", "/"):
        assert "hg-brand" not in sign_in(world.tutor).get(elsewhere).content.decode()
    with trust_context(world.trust.pk):
        assert not LogoUpload.objects.exists() and not StoredFile.objects.exists()
        line = Event.objects.get(action="branding.change")
    assert line.data == {"edition": 1, "before": "#005eb8", "after": PLUM, "sha256": now.logo_sha256}


def test_a_page_asks_nothing_more_for_it(world: World, sign_in: Any) -> None:
    client, counts = sign_in(world.doctor), []

    for brand in (lambda: None, lambda: with_logo(world, logo_text="A tree")):
        brand()
        client.get("/t/northfield/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/t/northfield/").content.decode()
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert 'aria-label="NHS Northfield NHS Trust Homegrown homepage. Logo: A tree"' in page


def test_of_two_tabs_the_second_is_told(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    assert client.post(PAGE, {"edition": 0, "accent_colour": "#00665c"}).status_code == 302

    stale = client.post(PAGE, {"edition": 0, "accent_colour": PLUM})

    assert stale.status_code == 409
    assert "Somebody else has changed the branding" in stale.content.decode()
    assert trust_now(world).accent_colour == "#00665c"
    gone = client.post(PAGE, {"edition": 1, "accent_colour": PLUM, "upload": str(world.cohort.pk), "logo_text": "x"})
    assert "not there any more" in gone.content.decode()


def test_a_logo_is_removed_after_a_question_with_its_bytes(
    world: World, sign_in: Any, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with_logo(world)
    client = sign_in(world.administrator)
    asked = client.get(f"{PAGE}logo/remove/").content.decode()
    stale = client.post(f"{PAGE}logo/remove/", {"edition": 0}, follow=True).content.decode()
    odd = client.post(f"{PAGE}logo/remove/", {"edition": "9" * 5000}, follow=True).content.decode()
    assert "Remove the logo?" in asked and trust_now(world).has_logo
    assert "Somebody else has changed" in stale and "Somebody else has changed" in odd

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PAGE}logo/remove/", {"edition": 1})

    assert not trust_now(world).has_logo and trust_now(world).accent_colour == PLUM
    assert [key for key in on_disk(files) if "/logos/" in key] == []
    assert client.get("/t/northfield/logo/1/").status_code == 404
    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="branding.remove_logo").count() == 1


def test_another_picture_takes_the_place_of_one_that_waits_and_each_can_be_given_up(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    for name in ("first.png", "second.png"):
        client.post(f"{PAGE}logo/add/", **form_with(name, picture()))
    with trust_context(world.trust.pk):
        upload = LogoUpload.objects.select_related("file").get()

    assert upload.file.name == "second.png"
    assert "second.png" in client.get(f"{PAGE}uploads/{upload.pk}/remove/").content.decode()
    assert "was removed" in client.post(f"{PAGE}uploads/{upload.pk}/remove/", follow=True).content.decode()


def test_the_logo_is_the_trusts_and_stays_when_whoever_added_it_is_erased(world: World, files: Path) -> None:
    trust = with_logo(world)
    with trust_context(world.trust.pk):
        empty_rows(world.administrator, list(Record))
        assert logo_bytes(trust).startswith(b"\x89PNG")


def test_what_a_crash_left_is_reaped_and_what_is_shown_is_not(world: World, files: Path) -> None:
    trust = with_logo(world)
    left = files / f"trust-{world.trust.pk}/logos/left"
    left.write_bytes(b"left")
    for path in (left, files / trust.logo_key):
        os.utime(path, (0, 0))

    reap_orphan_uploads()

    assert [key for key in on_disk(files) if "/logos/" in key] == [trust.logo_key]


def test_a_logo_that_is_gone_from_disk_takes_no_page_and_no_report_with_it(
    world: World, sign_in: Any, files: Path
) -> None:
    trust = with_logo(world)
    (files / trust.logo_key).unlink()
    client = sign_in(world.administrator)

    assert client.get(PAGE).status_code == 200
    assert client.get("/t/northfield/logo/1/").status_code == 404
    with trust_context(world.trust.pk):
        assert logo_bytes(trust) == b""

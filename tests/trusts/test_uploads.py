"""An upload's way: quarantine, checks, scanner, open; and what is left of those that are refused: nothing."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.scanner import EicarScanner
from tests.support.clamd import FakeClamd
from tests.support.files import BAD, EICAR, Arrived, pdf
from tests.support.world import World
from trusts.checks import a_real_scanner_in_production
from trusts.models import Event, Message, StoredFile
from trusts.services.scanners import ClamdScanner, ScannerDownError, ScannerFailedError
from trusts.services.scanning import MOST_ATTEMPTS, scan_stored
from trusts.services.uploads import keep_upload, open_stored
from trusts.tasks import reap_orphan_uploads, scan_file, sweep_uploads
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

NOBODY_LISTENS = "127.0.0.1:9"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_ROOT, and clamd where nobody listens."""
    settings.FILES_ROOT = str(tmp_path / "files")
    settings.SCANNER = "trusts.services.scanners.ClamdScanner"
    settings.SCANNER_ADDRESS = NOBODY_LISTENS
    return tmp_path / "files"


@pytest.fixture
def clamd(settings: Any) -> Iterator[FakeClamd]:
    with FakeClamd() as fake:
        settings.SCANNER_ADDRESS = fake.address
        yield fake


def on_disk(files: Path) -> list[str]:
    return sorted(path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file())


def kept(world: World, data: bytes | None = None, name: str = "minutes.pdf") -> StoredFile:
    with trust_context(world.trust.pk):
        return keep_upload(upload=Arrived(name, pdf() if data is None else data), by=world.doctor)


def now(world: World, file: StoredFile) -> StoredFile:
    with trust_context(world.trust.pk):
        return StoredFile.objects.get(pk=file.pk)


def opened(world: World, file: StoredFile) -> bytes:
    with trust_context(world.trust.pk), open_stored(file=now(world, file), by=world.doctor) as data:
        return data.read()


def test_an_upload_is_closed_until_the_scanner_found_nothing(world: World, files: Path, clamd: FakeClamd) -> None:
    file = kept(world)

    assert file.key.startswith(f"trust-{world.trust.pk}/files/") and "minutes" not in file.key
    assert on_disk(files) == [file.key]
    with pytest.raises(RefusedError, match="still being checked"):
        opened(world, file)
    scan_file(world.trust.pk, str(file.pk))
    assert opened(world, file) == pdf()
    assert clamd.seen == [len(pdf())]


def test_while_the_scanner_is_down_a_file_waits_and_then_opens(world: World, settings: Any) -> None:
    file = kept(world)
    scan_file(world.trust.pk, str(file.pk))
    assert sweep_uploads() == 0
    assert now(world, file).state == "checking"
    with pytest.raises(RefusedError, match="still being checked"):
        opened(world, file)

    with FakeClamd() as clamd:
        settings.SCANNER_ADDRESS = clamd.address
        assert sweep_uploads() == 1
    assert now(world, file).state == "available"
    assert sweep_uploads() == 0


def test_a_virus_is_refused_deleted_and_told(
    world: World, files: Path, clamd: FakeClamd, django_capture_on_commit_callbacks: Any
) -> None:
    file = kept(world, pdf(b"%" + EICAR))
    with django_capture_on_commit_callbacks(execute=True):
        scan_stored(trust_id=world.trust.pk, file_id=file.pk)

    assert now(world, file).state == "refused"
    assert on_disk(files) == []
    with pytest.raises(RefusedError, match="A virus was found"):
        opened(world, file)
    with trust_context(world.trust.pk):
        told = Message.objects.get(recipient=world.doctor)
        assert Event.objects.filter(action="storedfile.refuse", subject_id=str(file.pk)).exists()
    assert "A virus was found" in told.body
    assert "minutes" not in told.body


def test_a_second_verdict_changes_nothing(world: World, clamd: FakeClamd) -> None:
    file = kept(world)
    for _ in range(2):
        assert scan_stored(trust_id=world.trust.pk, file_id=file.pk)

    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="storedfile.pass").count() == 1


def test_a_file_the_scanner_cannot_read_is_refused_in_the_end_and_holds_up_no_other(
    world: World, settings: Any, django_capture_on_commit_callbacks: Any, files: Path
) -> None:
    big, small = kept(world, pdf(b"%" + b"a" * 5_000)), kept(world)
    with FakeClamd(most=1_000) as clamd:
        settings.SCANNER_ADDRESS = clamd.address
        assert sweep_uploads() == 2
        assert (now(world, big).state, now(world, small).state) == ("checking", "available")
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(MOST_ATTEMPTS - 1):
                sweep_uploads()

    assert now(world, big).state == "refused"
    assert on_disk(files) == [small.key]


def test_a_file_removed_before_it_was_scanned_is_no_trouble(world: World, clamd: FakeClamd) -> None:
    file = kept(world)
    with trust_context(world.trust.pk):
        StoredFile.objects.filter(pk=file.pk).delete()

    assert scan_stored(trust_id=world.trust.pk, file_id=file.pk)


@pytest.mark.parametrize("says", [b"", b"nonsense\0", b"stream: \0"])
def test_an_answer_that_is_no_answer_opens_nothing(world: World, settings: Any, says: bytes) -> None:
    with FakeClamd(says=says or b"\0") as clamd:
        settings.SCANNER_ADDRESS = clamd.address
        with pytest.raises(ScannerDownError):
            ClamdScanner().scan(Arrived("a", pdf()).file)


def test_clamd_is_spoken_to_in_chunks_and_its_errors_are_heard(clamd: FakeClamd, settings: Any) -> None:
    data = b"a" * 300_000
    assert ClamdScanner().scan(Arrived("a", data).file).virus == ""
    assert ClamdScanner().scan(Arrived("a", EICAR).file).virus == "Eicar-Test-Signature"
    clamd.most = 100
    with pytest.raises(ScannerFailedError, match="size limit"):
        ClamdScanner().scan(Arrived("a", data[:1_000]).file)
    settings.SCANNER_ADDRESS = "/nowhere/clamd.sock"
    with pytest.raises(ScannerDownError):
        ClamdScanner().scan(Arrived("a", data).file)


def test_of_refused_files_nothing_is_kept(world: World, files: Path) -> None:
    for name, make in BAD.values():
        with pytest.raises(RefusedError):
            kept(world, make(), name)

    with trust_context(world.trust.pk):
        assert not StoredFile.objects.exists()
    assert on_disk(files) == []


def test_a_full_disk_is_told_and_leaves_nothing(world: World, files: Path) -> None:
    files.mkdir()
    (files / f"trust-{world.trust.pk}").write_text("a file where a folder should be")

    with pytest.raises(RefusedError, match="no room"):
        kept(world)

    with trust_context(world.trust.pk):
        assert not StoredFile.objects.exists()


def test_a_damaged_file_is_not_given_out(world: World, files: Path, clamd: FakeClamd) -> None:
    file = kept(world)
    sweep_uploads()
    (files / file.key).write_bytes(b"something else")

    with pytest.raises(RefusedError, match="missing or damaged"):
        opened(world, file)


def test_the_reaper_takes_old_orphans_and_what_lies_in_quarantine(world: World, files: Path) -> None:
    file = kept(world)
    folder, quarantine = files / f"trust-{world.trust.pk}/files", files / "quarantine"
    quarantine.mkdir()
    old = [folder / "orphan", quarantine / "old.upload", files / file.key]
    for path in (*old, folder / "new", quarantine / "new.upload"):
        path.touch()
    for path in old:
        os.utime(path, (0, 0))

    assert reap_orphan_uploads() == 2
    assert on_disk(files) == sorted([file.key, "quarantine/new.upload", f"trust-{world.trust.pk}/files/new"])


def test_the_stand_in_knows_one_file_and_production_refuses_it(settings: Any) -> None:
    assert EicarScanner().scan(Arrived("a", EICAR).file).virus
    assert not EicarScanner().scan(Arrived("a", pdf()).file).virus

    settings.SCANNER = "demo.scanner.EicarScanner"
    assert [found.id for found in a_real_scanner_in_production(None)] == ["trusts.E002"]
    settings.SCANNER, settings.SCANNER_ADDRESS = "trusts.services.scanners.ClamdScanner", "clamav:3310"
    assert a_real_scanner_in_production(None) == []

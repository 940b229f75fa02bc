"""What bin/demo says before it starts anything."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import demonstration
from config.embedded.place import Place, ServiceError
from config.embedded.services import only_one


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Give a port somebody listens on."""
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    yield port
    listener.close()


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Keep away from the demonstration of this checkout."""
    place = Place(tmp_path / "var", is_fast=True)
    monkeypatch.setattr(demonstration, "PLACE", place)
    monkeypatch.setattr(demonstration, "heed_signals", lambda: None)
    return place


def test_port_in_use(taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    code = demonstration.main(["--port", str(taken_port)])

    said = f"Port {taken_port} is in use. Choose another: bin/demo --port {taken_port + 1}\n"
    assert (code, capsys.readouterr().err) == (1, said)


def test_second_demonstration_of_a_directory(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.directory.mkdir()
    with only_one(place.directory / "demo.lock", "first"):
        code = demonstration.main([])

    said = "The demonstration of this directory runs already, in another terminal.\n"
    assert (code, capsys.readouterr().err) == (1, said)


def test_reset_keeps_what_is_not_the_demonstrations(place: Place) -> None:
    (place.directory / "files").mkdir(parents=True)
    (place.directory / "services.env").write_text("HOMEGROWN_SECRET_KEY=old\n")
    (place.directory / "test").mkdir()

    demonstration.reset(is_sure=True)

    assert sorted(path.name for path in place.directory.iterdir() if path.is_dir()) == ["test"]
    assert not place.env_file.exists()


def test_parts_that_do_not_answer(taken_port: int) -> None:
    with pytest.raises(ServiceError):
        demonstration.check_port(taken_port)

    assert demonstration.failing_parts(1) == ["the web server"]

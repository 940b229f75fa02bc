"""Two web processes behind the real proxy, configured by deploy/nginx/nginx.conf but for names, ports and places."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/opt/homebrew/bin")


@dataclass
class Proxied:
    """Where the proxy answers, the certificate it shows, and where each process writes what it was asked."""

    address: str
    certificate: Path
    logs: list[Path]

    def visitor(self) -> requests.Session:
        """A client that believes the certificate."""
        session = requests.Session()
        session.verify, session.trust_env = str(self.certificate), False
        return session

    def asked(self) -> list[int]:
        """How many requests reached each process."""
        return [len(re.findall(r'"(?:GET|POST) ', log.read_text())) for log in self.logs]


@contextmanager
def two_processes_behind_the_proxy(place: Path) -> Iterator[Proxied]:
    """Start all three, and end them."""
    ports, logs = [_free_port() for _ in range(4)], [place / f"web{n}.log" for n in range(2)]
    _certificate(place)
    (place / "nginx.conf").write_text(_configuration(place, ports))
    started = [_web(port, log) for port, log in zip(ports[:2], logs, strict=True)]
    started.append(subprocess.Popen([str(NGINX), "-c", place / "nginx.conf", "-p", place, "-g", "daemon off;"]))
    try:
        proxied = Proxied(f"https://127.0.0.1:{ports[3]}", place / "fullchain.pem", logs)
        for port in ports[:2]:
            _wait(f"http://127.0.0.1:{port}/help/")
        _wait(f"{proxied.address}/proxy-is-up", str(proxied.certificate))
        yield proxied
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _web(port: int, log: Path) -> "subprocess.Popen[bytes]":
    command = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--access-log", "tests.support.hourly:application"]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "HOMEGROWN_DATABASE_NAME": connections["default"].settings_dict["NAME"],
        "HOMEGROWN_PROXY_COUNT": "1",
    }
    with log.open("wb") as file:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=file, stderr=file)


def _wait(url: str, certificate: str = "") -> None:
    for _ in range(300):
        try:
            requests.get(url, timeout=5, verify=certificate or True).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer.")


def _configuration(place: Path, ports: list[int]) -> str:
    text = (ROOT / "deploy/nginx/nginx.conf").read_text()
    both = f"upstream both {{ server 127.0.0.1:{ports[0]}; server 127.0.0.1:{ports[1]}; }}"
    for before, after in {
        "/tmp/": f"{place}/",  # first: the place may lie there too
        "set $web http://web:8000;": "set $web http://both;",
        "    server {\n        listen 8080": f"    {both}\n\n    server {{\n        listen 127.0.0.1:{ports[2]}",
        "listen 8443": f"listen 127.0.0.1:{ports[3]}",
        "/etc/nginx/tls": str(place),
        "/dev/stdout": f"{place}/access.log",
    }.items():
        assert before in text, f"deploy/nginx/nginx.conf no longer says {before!r}"
        text = text.replace(before, after)
    return text


def _certificate(place: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    (place / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (place / "privkey.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

"""The portal as readers meet it: granian, in a process and on a database of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests import provider

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30


def database(folder: Path) -> str:
    """The address of an empty database on the engine under test."""
    if os.environ["TEST_ENGINE"] == "sqlite":
        return f"sqlite:///{folder / 'journeys.sqlite3'}"
    cluster, name = os.environ["DATABASE_URL"], f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    connection = psycopg2.connect(cluster)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return urlsplit(cluster)._replace(path=f"/{name}").geturl()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def portal(folder: Path) -> Iterator[str]:
    """The address of a running portal that holds the first edition and what staging.py adds, with single sign-on."""
    with provider.running() as sso:
        names = {"ISSUER": sso.issuer, "CLIENT_ID": provider.CLIENT, "SECRET": provider.SECRET, "NAME": "Test Provider"}
        with serving(folder, {f"PORTAL_OIDC_{name}": value for name, value in names.items()}) as address:
            yield address


@contextmanager
def serving(folder: Path, chosen: dict[str, str]) -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    # Browsers under test name an address of their own, so that the limits on sign-in count each of them apart.
    chosen |= {"DATABASE_URL": database(folder), "PORTAL_URL": address, "PORTAL_TRUSTED_PROXIES": "1"}
    environment = os.environ | chosen

    def manage(*words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed:\n{(done.stdout + done.stderr)[:2000]}")

    manage("migrate", "--verbosity", "0")
    manage("createcachetable")
    manage("load_edition")
    manage("shell", "--verbosity", "0", "--command", Path(__file__).with_name("staging.py").read_text("utf-8"))
    log = folder / "server.log"
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-ws", "--blocking-threads", "4", "portal.wsgi:application"]
    postman = [sys.executable, "manage.py", "deliver", "--forever", "--every", "1"]
    with running(command, environment, log) as server, running(postman, environment, folder / "mail.log"):
        wait_for(address, server, log)
        yield address


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):  # noqa: S310  (our own server)
                return
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"The portal answers {error.code}:\n{log.read_text('utf-8')}") from error
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The portal does not answer:\n{log.read_text('utf-8')}")

#!/usr/bin/env python3
"""Run, test and check the portal: does all the set-up it needs. Standard library only.

python3 dev.py run      set up and serve on http://127.0.0.1:8000
python3 dev.py test     every test, on SQLite and on PostgreSQL, with Chromium   (more words go to pytest)
python3 dev.py check    lint, types, import contracts, migrations, templates, deployment check
python3 dev.py lock     pin the newest versions that fit requirements*.in, with hashes
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = Path(os.environ.get("PORTAL_VENV", HERE / ".venv"))
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"


def say(text: str) -> None:
    print(f"→ {text}", file=sys.stderr, flush=True)


def call(*command: str | Path, **environment: str) -> None:
    """Run a command in the project; the first failure ends the program with its status."""
    done = subprocess.run([str(part) for part in command], cwd=HERE, env=os.environ | environment, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def install(requirements: str) -> None:
    """The venv with exactly these pinned packages. Quick when they are there already."""
    if sys.version_info < (3, 11):  # noqa: UP036  (a person may start this with an older one)
        raise SystemExit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if not PYTHON.exists():
        say(f"Making a virtual environment in {VENV}")
        make_venv()
    wanted = hashlib.sha256((HERE / requirements).read_bytes()).hexdigest()
    stamp = VENV / f".{requirements}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        say(f"Installing {requirements}")
        call(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", requirements)
        stamp.write_text(wanted, encoding="utf-8")


def make_venv() -> None:
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)
        call(HERE / ".ci" / "packages", "python3-venv")
        venv.create(VENV, with_pip=True)


def manage(*words: str) -> None:
    call(PYTHON, "manage.py", *words)


def run() -> None:
    install("requirements.txt")
    manage("migrate", "--verbosity", "0")
    manage("createcachetable")
    manage("load_edition")
    say("Collecting static files")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    port = os.environ.get("PORT", "8000")
    say(f"The portal is at http://127.0.0.1:{port}/ (stop it with Ctrl+C)")
    say(f"To make an administrator: {PYTHON.relative_to(HERE) if VENV.is_relative_to(HERE) else PYTHON} "
        "manage.py createsuperuser")  # fmt: skip
    serve = [BIN / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--no-ws"]
    mail = subprocess.Popen([str(PYTHON), "manage.py", "deliver", "--forever"], cwd=HERE)
    try:
        call(*serve, "--blocking-threads", "4", "portal.wsgi:application")
    finally:
        mail.terminate()
        mail.wait()


def test(*words: str) -> None:
    """Both engines, one after the other; the PostgreSQL of the second run is started for it and removed after it."""
    install("requirements-dev.txt")
    call(HERE / ".ci" / "packages", "chromium")
    for engine in ("sqlite", "postgresql"):
        say(f"Tests on {engine}")
        call(PYTHON, "-W", "ignore", "-m", "pytest", "-n", "2", "--dist", "loadgroup", *words, TEST_ENGINE=engine)


def check() -> None:
    install("requirements-dev.txt")
    production = {
        "PORTAL_MODE": "production",
        "PORTAL_SECRET_KEY": "x" * 25 + "only-for-the-check-of-deployment-settings" + "0123456789",
        "PORTAL_HOSTS": "portal.example.org",
        "PORTAL_URL": "https://portal.example.org",
    }
    say("Lint")
    call(BIN / "ruff", "check", ".")
    call(BIN / "ruff", "format", "--check", ".")
    say("Templates")
    call(BIN / "djlint", "templates", "--lint", "--quiet")
    say("Types")
    call(BIN / "mypy")
    say("Import contracts")
    call(BIN / "lint-imports", "--no-logo")
    say("Migrations and settings")
    manage("makemigrations", "--check", "--dry-run")
    call(PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **production)
    say("Documents")
    call(PYTHON, "-m", "pytest", "-q", "-p", "no:xdist", "tests/test_docs.py", "tests/test_architecture.py")


def lock() -> None:
    """Needs uv, which is one of the development packages."""
    install("requirements-dev.txt")
    for name in ("requirements", "requirements-dev"):
        command = [BIN / "uv", "pip", "compile", f"{name}.in", "--universal", "--python-version", "3.11", "--upgrade"]
        limits = ["-c", "requirements.txt"] if name == "requirements-dev" else []
        call(*command, *limits, "--generate-hashes", "--no-header", "--quiet", "-o", f"{name}.txt")


COMMANDS = {"run": run, "test": test, "check": check, "lock": lock}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(__doc__)
    try:
        COMMANDS[sys.argv[1]](*sys.argv[2:])
    except KeyboardInterrupt:
        raise SystemExit(130) from None

"""Databases for programs that run in processes of their own (labour.py)."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COUNTER = itertools.count()


def database(folder: Path) -> str:
    """The address of a new, empty database on the engine under test."""
    if os.environ["TEST_ENGINE"] == "sqlite":
        return f"sqlite:///{folder / 'labour.sqlite3'}"
    cluster = os.environ["DATABASE_URL"]
    name = f"labour_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(COUNTER)}"
    connection = psycopg2.connect(cluster)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return urlsplit(cluster)._replace(path=f"/{name}").geturl()


@pytest.fixture
def labour(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Runs a program of labour.py on a database of its own, and gives its report."""

    def call(environment: dict[str, str], *words: str) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3_000:]
        return done.stdout

    def run(program: str, *words: str) -> dict[str, Any]:
        environment = os.environ | {"DATABASE_URL": database(tmp_path), "PORTAL_LOG": "ERROR"}
        call(environment, "manage.py", "migrate", "--verbosity", "0")
        report: dict[str, Any] = json.loads(
            call(environment, "-m", "tests.workflow.labour", program, *words).splitlines()[-1]
        )
        return report

    return run

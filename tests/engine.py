"""A pytest plugin, loaded before Django's settings: chooses the database engine and a data folder of its own.

TEST_ENGINE is sqlite (the default) or postgresql; the latter starts a real server and stops it at the end.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres import Cluster

ENGINE = os.environ.setdefault("TEST_ENGINE", "sqlite")
MAIN_PROCESS = "PYTEST_XDIST_WORKER" not in os.environ
_started: dict[str, Cluster] = {}

if ENGINE not in {"sqlite", "postgresql"}:
    raise SystemExit(f"TEST_ENGINE={ENGINE!r}: use sqlite or postgresql")

if MAIN_PROCESS:
    os.environ["PORTAL_DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    os.environ["PORTAL_LOG"] = "ERROR"
    if ENGINE == "postgresql":
        _started["cluster"] = Cluster.start()
        os.environ["DATABASE_URL"] = _started["cluster"].url()
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        check=True,
        cwd=Path(__file__).parent.parent,
    )


def pytest_unconfigure() -> None:
    if MAIN_PROCESS:
        for cluster in _started.values():
            cluster.stop()
        shutil.rmtree(os.environ["PORTAL_DATA_DIR"], ignore_errors=True)

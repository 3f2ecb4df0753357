"""A pytest plugin, loaded before Django's settings: chooses the database engine, and gives each worker a data folder of
its own, so that no worker reads the mail of another.

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
WORKER = os.environ.get("PYTEST_XDIST_WORKER")
_started: dict[str, Cluster] = {}

if ENGINE not in {"sqlite", "postgresql"}:
    raise SystemExit(f"TEST_ENGINE={ENGINE!r}: use sqlite or postgresql")

if WORKER is None:
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
else:
    shared = Path(os.environ["PORTAL_DATA_DIR"])
    own = shared / WORKER
    own.mkdir()
    (own / "static").symlink_to(shared / "static")
    os.environ["PORTAL_DATA_DIR"] = str(own)


def pytest_unconfigure() -> None:
    if WORKER is None:
        for cluster in _started.values():
            cluster.stop()
        shutil.rmtree(os.environ["PORTAL_DATA_DIR"], ignore_errors=True)

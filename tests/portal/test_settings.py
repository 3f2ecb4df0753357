"""The settings, started in a process of their own for each case."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import formats

PRODUCTION = {
    "PORTAL_MODE": "production",
    "PORTAL_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "PORTAL_HOSTS": "portal.example.org",
    "PORTAL_URL": "https://portal.example.org",
}
SHOW = (
    "import json, portal.settings as s; print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper() and "
    "isinstance(getattr(s, n), (str, int, list, dict))}, default=str))"
)


def start(folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env=kept | {"PORTAL_DATA_DIR": str(folder)} | values,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def started(folder: Path, **values: str) -> dict[str, Any]:
    done = start(folder, **values)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_without_any_setting_it_runs_here_with_a_secret_of_its_own(tmp_path: Path) -> None:
    first, second = started(tmp_path), started(tmp_path)
    assert first["SECRET_KEY"] == second["SECRET_KEY"] == (tmp_path / "secret_key").read_text(encoding="utf-8")
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert (first["DEBUG"], first["ALLOWED_HOSTS"]) == (False, ["127.0.0.1", "localhost", "[::1]"])


def test_production_is_strict_about_transport_and_cookies(tmp_path: Path) -> None:
    found = started(tmp_path, **PRODUCTION)
    assert found["SECURE_SSL_REDIRECT"] is found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://portal.example.org"]


def test_second_factors_are_encrypted_under_the_secret_unless_keys_are_named(tmp_path: Path) -> None:
    assert started(tmp_path, **PRODUCTION)["ENCRYPTION_KEYS"] == [PRODUCTION["PORTAL_SECRET_KEY"]]
    keys = "0123456789" * 6, "abcdefghij" * 6
    assert started(tmp_path, **PRODUCTION, PORTAL_ENCRYPTION_KEYS=", ".join(keys))["ENCRYPTION_KEYS"] == [*keys]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"PORTAL_MODE": "live"}, "PORTAL_MODE"),
        (PRODUCTION | {"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY"),
        (PRODUCTION | {"PORTAL_HOSTS": ""}, "PORTAL_HOSTS"),
        (PRODUCTION | {"PORTAL_HOSTS": "*"}, "PORTAL_HOSTS"),
        (PRODUCTION | {"PORTAL_DEBUG": "on"}, "PORTAL_DEBUG"),
        ({"PORTAL_URL": "portal.example.org"}, "PORTAL_URL"),
        ({"PORTAL_PAGE_SIZE": "0"}, "PORTAL_PAGE_SIZE"),
        ({"PORTAL_HTTPS": "maybe"}, "PORTAL_HTTPS"),
        ({"PORTAL_LOG": "LOUD"}, "PORTAL_LOG"),
        ({"DATABASE_URL": "nonsense://x"}, "DATABASE_URL"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(tmp_path: Path, values: dict[str, str], named: str) -> None:
    done = start(tmp_path, **values)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {named}" in done.stderr


def test_dates_are_written_as_people_here_write_them() -> None:
    assert formats.date_format(date(2026, 3, 1), "DATE_FORMAT") == "1 March 2026"

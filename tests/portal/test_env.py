"""A value that cannot be used stops the start, with its name and the reason."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


@pytest.mark.parametrize(
    ("value", "result"), [("on", True), ("TRUE", True), ("1", True), ("off", False), ("no", False)]
)
def test_a_flag_is_on_or_off(monkeypatch: pytest.MonkeyPatch, value: str, result: bool) -> None:
    monkeypatch.setenv("X_TEST", value)
    assert env.flag("X_TEST", not result) is result


@pytest.mark.parametrize(
    ("read", "value", "reason"),
    [
        (lambda: env.flag("X_TEST", True), "maybe", "use on or off"),
        (lambda: env.number("X_TEST", 1), "-1", "whole number"),
        (lambda: env.number("X_TEST", 1), "many", "whole number"),
        (lambda: env.number("X_TEST", 1, lowest=5), "4", "5 or more"),
        (lambda: env.choice("X_TEST", "a", ("a", "b")), "c", "use one of a, b"),
        (lambda: env.required("X_TEST", "it is needed"), " ", "it is needed"),
    ],
)
def test_a_bad_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, read: Any, value: str, reason: str) -> None:
    monkeypatch.setenv("X_TEST", value)
    with pytest.raises(ImproperlyConfigured, match=f"X_TEST.*{reason}"):
        read()


def test_without_a_value_the_default_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_TEST", raising=False)
    assert (env.text("X_TEST", "a"), env.flag("X_TEST", True), env.number("X_TEST", 3)) == ("a", True, 3)
    assert (env.words("X_TEST", "a, b,,"), env.choice("X_TEST", "a", ("a",))) == (["a", "b"], "a")


def test_a_secret_can_be_read_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden\n", encoding="utf-8")
    monkeypatch.setenv("X_TEST_FILE", str(tmp_path / "secret"))
    assert env.required("X_TEST", "needed") == "hidden"
    monkeypatch.setenv("X_TEST_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="X_TEST_FILE: cannot read"):
        env.text("X_TEST")

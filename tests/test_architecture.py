"""Rules of the house that are read off the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

BASE = settings.BASE_DIR

WITHOUT_A_TEST_OF_ITS_OWN = {
    "portal/urls.py": "only addresses; test_access.py opens them",
    "portal/apps.py": "names the administration site; portal/test_admin.py opens it",
    "portal/wsgi.py": "starts Django; journeys/ runs it",
    "portal/formats/en_GB/formats.py": "only constants; portal/test_settings.py reads them",
    "practices/apps.py": "only names",
    "practices/urls.py": "only addresses; test_access.py opens them",
    "practices/models/vocabulary.py": "only names",
    "practices/workflow/progress.py": "one type, and a function that does nothing",
    "practices/workflow/errors.py": "one exception; everything that is refused raises it",
    "practices/exchange/copies/base.py": "one record, and two queries that exchange/test_backup.py runs",
    "practices/exchange/copies/sqlite.py": "exchange/test_backup.py runs it on real databases, whole and damaged",
    "practices/exchange/copies/postgres.py": "exchange/test_backup.py runs it on real databases, whole and damaged",
    "practices/management/commands/backup.py": "exchange/test_backup.py runs it in processes of its own",
    "practices/management/commands/restore.py": "exchange/test_backup.py runs it in processes of its own",
    "practices/management/commands/loaddata.py": "test_fixtures.py loads with it, right and wrong",
}

READERS = ("views", "templatetags", "filters.py", "admin.py", "permissions.py", "querysets.py", "converters.py")
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}

MAY_CALL = {
    ("practices/admin.py", "repair.save(obj)"): "the workflow function",
    ("practices/admin.py", "repair.delete(obj, by=signed_in(request))"): "the workflow function",
}


def modules(*roots: str) -> list[Path]:
    found = [path for root in roots for path in (BASE / root).rglob("*.py")]
    return [path for path in found if path.name != "__init__.py" and "migrations" not in path.parts]


def name(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def its_test(path: Path) -> Path:
    parts = path.relative_to(BASE).parts
    inside = parts if parts[0] == "portal" else parts[1:]
    return BASE.joinpath("tests", *inside[:-1], f"test_{inside[-1].lstrip('_')}")


@pytest.mark.parametrize("path", modules("portal", "practices"), ids=name)
def test_every_module_has_its_test_beside_it(path: Path) -> None:
    if name(path) in WITHOUT_A_TEST_OF_ITS_OWN:
        assert not its_test(path).exists(), "it has a test now: take it off the list"
    else:
        assert its_test(path).exists(), f"write {name(its_test(path))}, or say why not"


def test_the_list_of_exceptions_names_real_modules() -> None:
    assert set(WITHOUT_A_TEST_OF_ITS_OWN) <= {name(path) for path in modules("portal", "practices")}


def readers() -> list[Path]:
    return [path for path in modules("practices") if set(READERS) & set(path.relative_to(BASE / "practices").parts)]


def test_what_reads_does_not_write() -> None:
    """Views, filters, template tags and the administration pages leave saving to workflow/."""
    found = {
        (name(path), ast.unparse(call))
        for path in readers()
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    }
    assert found == set(MAY_CALL)


def test_a_view_starts_from_what_may_be_read() -> None:
    """Never from objects.all() or objects.filter() on practices or revisions, but from one of the doors."""
    doors = {"published", "visible_to", "live", "due_for_review"}
    found: set[tuple[str, str]] = set()
    for path in modules("practices/views"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            parts = text.split(".")
            if len(parts) == 3 and parts[0] in {"Practice", "PracticeText", "Revision"} and parts[1] == "objects":
                found |= {(name(path), text)} if parts[2] not in doors else set()
    assert found == set()


MARK_TEXT_AS_SAFE = {
    "practices/templatetags/portal.py": "stored HTML left the sanitiser clean; the rest is escaped",
    "practices/templatetags/frame.py": "joins what a template made by the page's address, which is escaped",
    "practices/search/snippets.py": "joins pieces that are each escaped",
}


def test_only_these_modules_mark_text_as_safe() -> None:
    using = {name(path) for path in modules("portal", "practices") if "mark_safe" in path.read_text(encoding="utf-8")}
    assert using == set(MARK_TEXT_AS_SAFE)


def test_no_template_switches_escaping_off() -> None:
    for template in (BASE / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert "autoescape" not in text, template
        assert "|safe" not in text, template


def test_nothing_is_imported_inside_a_function() -> None:
    for path in modules("portal", "practices"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                inside = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                assert not inside, f"{name(path)}: {function.name}"


def test_modules_stay_small_enough_to_read() -> None:
    for path in modules("portal", "practices"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, name(path)


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    assert call_command("makemigrations", check=True, dry_run=True, verbosity=0) is None


def test_the_rule_about_writing_would_notice() -> None:
    tree = ast.parse("practice.save()")
    assert [n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)] == [
        "save"
    ]

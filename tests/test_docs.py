"""The documents say what is so."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from practices.models import Basis, LinkKind, Phase
from practices.rendering.guard import MAX_CHARACTERS
from practices.rendering.structure import KEY_MESSAGE_WORDS, SECTIONS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *DOCS.rglob("*.md")])
READERS = {"text", "required", "flag", "number", "words", "choice"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def calls(file: str) -> Iterator[tuple[str, list[ast.expr]]]:
    """Every call in a module: what is called, as written, and its positional arguments."""
    for node in ast.walk(ast.parse(read(file))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.args


def constant(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def settings() -> dict[str, set[str]]:
    """Each variable that the settings read, with its defaults as a person would write them."""
    found: dict[str, set[str]] = {}
    for function, arguments in calls("portal/settings.py"):
        if function in {f"env.{reader}" for reader in READERS}:
            name, default = constant(arguments[0]), constant(arguments[1]) if len(arguments) > 1 else None
            assert isinstance(name, str), f"{function} needs the name as it stands, for this test"
            defaults = found.setdefault(name, set())
            if isinstance(default, bool):
                defaults.add("on" if default else "off")
            elif default not in (None, "") and function != "env.required":
                defaults.add(str(default))
    return found


def of_dev() -> set[str]:
    found = {constant(arguments[0]) for function, arguments in calls("dev.py") if function == "os.environ.get"}
    return {str(name) for name in found}


def rows() -> dict[str, str]:
    """The tables of settings in docs/deploying.md: name and whole row."""
    return {m[1]: m[0] for m in re.finditer(r"(?m)^\| `([A-Z_]+)` \|.*$", read("docs/deploying.md"))}


def prose(text: str) -> str:
    return re.sub(r"`[^`]*`", "", re.sub(r"(?s)```.*?```", "", text))


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(rows()) == set(settings()) | of_dev()


def test_defaults_are_documented_as_they_are() -> None:
    wrong = [name for name, defaults in settings().items() if not all(f"`{d}`" in rows()[name] for d in defaults)]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_settings_named_anywhere_exist(page: Path) -> None:
    named = re.findall(r"\b(?:PORTAL|DATABASE)_[A-Z_]+\b", page.read_text(encoding="utf-8"))
    assert {name.removesuffix("_FILE") for name in named} <= set(settings()) | of_dev()


def test_every_command_is_documented() -> None:
    files = (ROOT / "practices" / "management" / "commands").glob("[!_]*.py")
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [file.stem for file in files if not re.search(rf"manage\.py {file.stem}\b", text)] == []


def test_every_decision_is_listed_and_has_its_parts() -> None:
    files = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    listed = re.findall(r"(?m)^\| \[(\d{4})\]\(([^)]+)\) \| (.+?) \|$", read("docs/decisions/README.md"))
    assert [name for _, name, _ in listed] == [file.name for file in files]
    for file, (number, _, title) in zip(files, listed, strict=True):
        headings = re.findall(r"(?m)^#+ (.+)$", file.read_text(encoding="utf-8"))
        assert headings == [f"{number} {title}", "Context", "Decision", "Consequences"]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page.read_text(encoding="utf-8"))):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.is_file(), f"{target} leads nowhere"
        assert file.is_relative_to(ROOT), f"{target} leads out of the project"
        assert not anchor or anchor in anchors(file), f"{target}: no such heading"


def test_the_readme_leads_to_every_document() -> None:
    for page in DOCS.glob("*.md"):
        assert f"(docs/{page.name})" in read("README.md")


def test_the_readme_names_every_command_of_dev() -> None:
    (commands,) = [
        node.value
        for node in ast.parse(read("dev.py")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COMMANDS"
    ]
    assert isinstance(commands, ast.Dict)
    for key in commands.keys:
        assert f"| `make {constant(key)}` | `python3 dev.py {constant(key)}` |" in read("README.md")


def test_pictures_are_small() -> None:
    for picture in DOCS.rglob("*.png"):
        assert picture.stat().st_size < 300_000, picture.name


def test_the_guide_for_curators_has_the_pictures_of_its_journey_and_no_others() -> None:
    taken = {
        f"curating-{name}.png"
        for function, arguments in calls("tests/journeys/test_guide.py")
        if function == "picture" and isinstance(name := constant(arguments[1]), str)
    }
    assert taken
    assert set(re.findall(r"\]\(images/([^)]+)\)", read("docs/curating.md"))) == taken
    assert {file.name for file in (DOCS / "images").iterdir()} == taken


def test_the_content_guide_names_the_rules_of_the_program() -> None:
    guide = read("docs/content-guide.md")
    assert re.findall(r"(?m)^\| `## (.+?)` \|", guide) == list(SECTIONS)
    assert f"at most {KEY_MESSAGE_WORDS} words" in guide
    assert f"at most {MAX_CHARACTERS:,} characters" in guide
    kinds = set(re.findall(r"(?m)^\| `([a-z-]+)` \| (?!slugs)", guide)) - {"phase", "basis", "actors"}
    assert kinds == set(LinkKind.values) - {LinkKind.MENTIONS.value}
    for name, choices in (("phase", Phase), ("basis", Basis)):
        (row,) = re.findall(rf"(?m)^\| `{name}` \| (.+) \|$", guide)
        assert row == ", ".join(f"`{value}`" for value in choices.values)


def test_the_newest_change_is_of_this_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.search(r"(?m)^## (\S+)", read("CHANGELOG.md"))[1] == version  # type: ignore[index]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_documents_keep_their_voice(page: Path) -> None:
    text = prose(page.read_text(encoding="utf-8")).replace("![", "[")
    assert "!" not in text
    assert not re.search(r"\b(?:please|simply|successfully)\b", text, re.IGNORECASE)

"""YAML that guesses nothing: every text is written in quotes, and read back as the text it was."""

import re
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
ONE_LINE = 2_000_000_000


class Quoted(str):
    """A value, where a plain str is a name."""


class Dumper(DUMPER):  # type: ignore[misc]  # which class it is, in C or not, shows only when run
    def ignore_aliases(self, data: Any) -> bool:
        return True


class Loader(LOADER):  # type: ignore[misc]  # which class it is, in C or not, shows only when run
    """Knows whole numbers, true, false and null; all else is text, also No, 1e3, 12:30 and 2026-11-24."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        twice = sorted({str(name) for name in names if names.count(name) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"{', '.join(twice)} stands twice", node.start_mark)
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found


Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
Dumper.add_representer(
    Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
)


def dump(data: Any) -> str:
    """Each text on one line, however long; names in the order they come in."""
    text: str = yaml.dump(_quoted(data), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=ONE_LINE)
    return text


def _quoted(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _quoted(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_quoted(value) for value in data]
    return Quoted(data) if isinstance(data, str) else data


def load(text: str) -> Any:
    """Raises yaml.YAMLError."""
    return yaml.load(text, Loader=Loader)  # noqa: S506  (a safe loader, that knows even less)

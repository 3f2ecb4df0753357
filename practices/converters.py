"""Parts of addresses that need more than Django's own converters."""


class RangeConverter:
    """Two version numbers to compare: ``2..3`` gives (2, 3)."""

    regex = r"[1-9][0-9]{0,5}\.\.[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> tuple[int, int]:
        old, new = value.split("..")
        return int(old), int(new)

    def to_url(self, value: tuple[int, int]) -> str:
        return f"{value[0]}..{value[1]}"


class RecordConverter:
    """What curators keep beside the practices, as it is called in addresses."""

    regex = "themes|sources|glossary|thesaurus"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

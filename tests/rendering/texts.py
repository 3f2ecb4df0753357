"""Texts for the tests of rendering: what hypothesis draws from, and a Lookup that knows a few names."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from practices.rendering.references import Target

thorough = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

FRAGMENTS = (
    *(
        "# One",
        "## Two",
        "### Three",
        "- a",
        "1. b",
        "> c",
        "    code",
        "`x`",
        "**b**",
        "*i*",
        "---",
        "===",
        "|a|b|",
        "|-|-|",
    ),
    *(
        "[@known, ¶1]",
        "[@known, ¶9]",
        "[@unknown, ¶1; @known, ¶2]",
        "[[here]]",
        "[[gone]]",
        "[[here|words]]",
        "[[term:word]]",
    ),
    *("[[term:none]]", "[a](http://x.org)", "[a](javascript:alert(1))", "[a](//evil.org)", "[a](data:text/html,x)"),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:x'>",
        "</p>",
        "<!--",
        "]]>",
        "&lt;",
    ),
    *(
        "![x](javascript:y)",
        "[x]: javascript:z",
        "<javascript:alert(1)>",
        "\\[",
        "\\",
        "\x00",
        "\x02",
        "\x03",
        "\x7f",
        "\u202e",
    ),
    *(
        "\u200f",
        "😀",
        "العربية",
        "中文",
        "\ud800",
        "\r\n",
        "\n\n",
        "\n",
        "\t",
        " ",
        "term\n:   meaning",
        ":",
        "klzzwxh:0001",
        "\x02amp\x03",
    ),
)

hostile = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8), st.text("[]()@|<>&*_`#\\!: \n", max_size=12)),
    max_size=40,
).map("".join)

prose = st.lists(
    st.one_of(
        st.sampled_from(("one", "two", "three", " ", ", ", "\n\n", "\n", "[@a, ¶1]", "[[b]]", "é", "e\u0301", "’s")),
        st.text("abc ،؛كتاب中文字。\n", max_size=6),
    ),
    max_size=40,
).map("".join)


class Known:
    """Knows the practice ``here`` (once ``old``), the term ``word`` and ¶1 to ¶3 of the source ``known``."""

    def practice(self, slug: str) -> Target | None:
        return Target("/practices/here/", "The practice here", "here") if slug in {"here", "old"} else None

    def term(self, slug: str) -> Target | None:
        return Target("/glossary/word/", "a word", "word") if slug == "word" else None

    def passage(self, key: str, place: str) -> Target | None:
        known = key in {"known", "other"} and place.casefold() in {"¶1", "¶2", "¶3"}
        return Target(f"/sources/{key}/#x", place.casefold(), key) if known else None

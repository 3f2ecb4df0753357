"""Colours of the stylesheet against the limits of WCAG 2.2: 4.5 for text, 3 for lines and controls."""

import re
from itertools import product

import pytest
from django.conf import settings

TEXT, LINE = 4.5, 3.0
HUES = ("cs", "ac", "ic", "sh", "pf")
PAIRS = (
    *((ink, on, TEXT) for ink, on in product(("ink", "ink-2", "link"), ("paper", "surface", "sunken"))),
    *((ink, on, TEXT) for ink, on in product((*HUES, "visited", "link-hover", "accent"), ("paper", "surface"))),
    *((tone, f"{tone}-bg", TEXT) for tone in ("ok", "warn", "bad", "info")),
    *((ink, f"{tone}-bg", TEXT) for ink, tone in product(("ink", "link"), ("ok", "warn", "info"))),
    ("ink", "bad-bg", TEXT),
    *((tone, on, TEXT) for tone, on in product(("ok", "warn", "bad"), ("paper", "surface"))),
    *(
        ("brand-ink", "brand", TEXT),
        ("brand-2", "brand", TEXT),
        ("btn-ink", "btn", TEXT),
        ("btn-ink", "btn-hover", TEXT),
    ),
    *(("mark-ink", "mark", TEXT), ("ins-ink", "ins", TEXT), ("del-ink", "del", TEXT), ("#1a2326", "halo", TEXT)),
    *(("paper", hue, TEXT) for hue in HUES),  # the filled code of a practice
    *(("btn", "paper", LINE), ("line-2", "surface", LINE), ("line-2", "paper", LINE), ("line-2", "sunken", LINE)),
    *(("focus", "halo", LINE), ("halo", "brand", LINE)),
)

CSS = (settings.BASE_DIR / "static" / "portal.css").read_text(encoding="utf-8")


def tokens() -> dict[str, dict[str, str]]:
    """The colours of both themes. The light ones stand twice, for browsers without light-dark()."""
    plain, modern = CSS.split("@supports", 1)
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})(?=;)", plain))
    both = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\)", modern)
    dark = light | {name: second for name, _, second in both}
    return {"light": light, "dark": dark, "light again": light | {name: first for name, first, _ in both}}


TOKENS = tokens()


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "on", "limit"), PAIRS)
def test_the_pair_keeps_its_limit(ink: str, on: str, limit: float, mode: str) -> None:
    colours = TOKENS[mode]
    assert contrast(colours.get(ink, ink), colours[on]) >= limit


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("on", ["paper", "surface", "sunken", "btn", "brand"])
def test_one_of_the_two_rings_of_the_focus_is_seen_everywhere(on: str, mode: str) -> None:
    colours = TOKENS[mode]
    assert max(contrast(colours[ring], colours[on]) for ring in ("focus", "halo")) >= LINE


def test_both_ways_of_writing_the_light_theme_agree() -> None:
    assert TOKENS["light again"] == TOKENS["light"]


def test_every_hue_of_a_theme_has_its_rule() -> None:
    for hue in HUES:
        assert f'[data-t="{hue}"] {{ --hue: var(--{hue}); }}' in CSS


def test_the_ratio_is_computed_as_wcag_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

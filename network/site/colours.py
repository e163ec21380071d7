"""The shades of the accent colour, for light and dark pages, with enough contrast for text everywhere they meet (WCAG 1.4.3).

The light pages have the colour itself, for which text of the colour of paper must be legible on it, and it on the page. The
shade for dark pages has its hue, and is as light as that needs. Shades are in OKLCH (lightness, chroma, hue) like the tokens in
`static/css/tokens.css`, of which some are repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from math import atan2, cos, degrees, hypot, radians, sin
from typing import NamedTuple

MIN_CONTRAST = 4.5
Lch = tuple[float, float, float]
Rgb = tuple[float, float, float]


class NotLegible(ValueError):
    """Text on the colour, or in it, would be too hard to read."""


class Shades(NamedTuple):
    """Colours as #rrggbb. `line` is a border that decorates."""

    accent: str
    hover: str
    on_accent: str
    subtle: str
    line: str


class Palette(NamedTuple):
    light: Shades
    dark: Shades


DEFAULT = Palette(
    Shades("#14573f", "#0d4a34", "#ffffff", "#e3f3eb", "#cfe6db"),
    Shades("#7fd0ac", "#95e3c0", "#12211a", "#1f3a2e", "#2c4a3d"),
)
"""For e-mails of a site without an accent colour; its pages have the tokens."""
LIGHT_PAGES = ((0.975, 0.008, 85), (0.995, 0.003, 85))
DARK_PAGES = ((0.20, 0.012, 75), (0.245, 0.013, 75))


@lru_cache(maxsize=64)
def palette(accent: str) -> Palette:
    """The shades of a colour #rrggbb, `DEFAULT` for none. Raises `NotLegible`."""
    return Palette(_light(accent), _dark(accent)) if accent else DEFAULT


def contrast(one: str, other: str) -> float:
    """The ratio of two colours #rrggbb by WCAG, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def backgrounds(shades: Shades, pages: Iterable[Lch]) -> list[str]:
    """What stands behind text in the accent colour."""
    return [*map(_hex, pages), shades.subtle]


def stylesheet(shades: Palette, accent: str) -> str:
    """The tokens with these shades of the accent colour in place of the site's own."""
    light, dark = shades
    pairs = {
        name: f"light-dark({getattr(light, name)}, {getattr(dark, name)})"
        for name in ("accent", "hover", "on_accent", "subtle", "line")
    }
    return (
        ":root, html[data-theme] {\n"
        f"  --color-accent: {pairs['accent']};\n"
        f"  --color-accent-hover: {pairs['hover']};\n"
        f"  --color-on-accent: {pairs['on_accent']};\n"
        f"  --color-accent-subtle: {pairs['subtle']};\n"
        f"  --color-accent-line: {pairs['line']};\n"
        f"  --secondary: {_hex((0.28, 0.03, _lch(accent)[2]))};\n"
        "}\n"
    )


def _light(accent: str) -> Shades:
    lightness, chroma, hue = _lch(accent)
    hover = _hex((max(lightness - 0.06, 0), chroma, hue))
    for subtle in (0.95, 0.96, 0.97, 0.98, 0.99):
        tint = min(chroma, 0.025)
        line = _hex((0.95, tint, hue))
        shades = Shades(accent, hover, _hex((0.99, 0.005, 85)), _hex((subtle, tint, hue)), line)
        if _is_legible(shades, LIGHT_PAGES):
            return shades
    raise NotLegible


def _dark(accent: str) -> Shades:
    _lightness, chroma, hue = _lch(accent)
    for step in range(78, 101):
        colours = [(step / 100, min(chroma, 0.10), hue), (min(step / 100 + 0.06, 1), min(chroma, 0.09), hue)]
        tints = [
            (0.20, min(chroma, 0.02), hue),
            (0.30, min(chroma, 0.03), hue),
            (0.42, min(chroma, 0.04), hue),
        ]
        shades = Shades(*map(_hex, [*colours, *tints]))
        if _is_legible(shades, DARK_PAGES):
            return shades
    raise NotLegible


def _is_legible(shades: Shades, pages: Iterable[Lch]) -> bool:
    behind = backgrounds(shades, pages)
    return all(
        contrast(text, background) >= MIN_CONTRAST
        for colour in (shades.accent, shades.hover)
        for text, background in [(shades.on_accent, colour), *((colour, each) for each in behind)]
    )


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> Rgb:
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        raise NotLegible
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _decode(red), _decode(green), _decode(blue)


def _decode(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encode(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _lch(colour: str) -> Lch:
    """Björn Ottosson's OKLCH of a colour."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    green_red = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(green_red, blue_yellow), degrees(atan2(blue_yellow, green_red)) % 360


def _hex(colour: Lch) -> str:
    """As #rrggbb, with less chroma where screens cannot show it."""
    lightness, chroma, hue = colour
    rgb = _to_linear(colour)
    while chroma > 0 and not all(-0.0005 <= value <= 1.0005 for value in rgb):
        chroma = chroma - 0.005 if chroma > 0.005 else 0
        rgb = _to_linear((lightness, chroma, hue))
    return "#" + "".join(f"{round(_encode(min(max(value, 0), 1)) * 255):02x}" for value in rgb)


def _to_linear(colour: Lch) -> Rgb:
    lightness, chroma, hue = colour
    green_red, blue_yellow = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )

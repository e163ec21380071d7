"""Draws the portraits of the demo members: plain shapes and colours, the same at every start. They show nobody who exists."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

from PIL import Image, ImageDraw

from network.members.people.images import Avatar, make_avatar

SIDE = 512
CROP = (50, 34, 462, 446)
"""The square that is kept of the canvas; larger than an avatar, so that edges are smooth once it is scaled down."""
STEPS_PER_POINT = 6
INK = "#3a2f2a"

Point = tuple[float, float]
Shape = tuple[Point, ...]

SHOULDERS: Shape = ((60, 530), (96, 440), (190, 396), (256, 404), (322, 396), (416, 440), (452, 530))
NECKLINE: Shape = ((212, 392), (256, 462), (300, 392), (256, 372))
FRINGE: Shape = (
    (164, 246), (158, 172), (196, 114), (256, 98), (316, 114), (354, 172), (348, 246), (332, 200), (256, 182), (180, 200),
)  # fmt: skip
PARTED: Shape = (
    (166, 240), (156, 168), (200, 110), (272, 96), (334, 124), (356, 182), (346, 242), (334, 198), (280, 182), (222, 146),
    (186, 192),
)  # fmt: skip
CROPPED: Shape = (
    (164, 222), (162, 162), (204, 114), (256, 104), (308, 114), (350, 162), (348, 222), (330, 172), (256, 156), (182, 172),
)  # fmt: skip
SIDES_LEFT: Shape = ((164, 256), (156, 206), (170, 158), (186, 168), (178, 214), (176, 256))
SIDES_RIGHT: Shape = tuple((SIDE - x, y) for x, y in SIDES_LEFT)
LONG: Shape = (
    (148, 230), (164, 122), (256, 84), (348, 122), (364, 230), (382, 352), (360, 424), (256, 404), (152, 424), (130, 352),
)  # fmt: skip
BOB: Shape = (
    (150, 220), (164, 122), (256, 86), (348, 122), (362, 220), (370, 314), (334, 346), (256, 322), (178, 346), (142, 314),
)  # fmt: skip
SCARF: Shape = (
    (142, 236), (160, 122), (256, 76), (352, 122), (370, 236), (384, 350), (408, 446), (256, 500), (104, 446), (128, 350),
)  # fmt: skip
BEARD: Shape = (
    (168, 246), (180, 262), (214, 278), (256, 270), (298, 278), (332, 262), (344, 246), (338, 316), (296, 362), (256, 372),
    (216, 362), (174, 316),
)  # fmt: skip
MOUSTACHE: Shape = ((210, 288), (240, 270), (256, 276), (272, 270), (302, 288), (256, 290))

BEHIND = {"long": LONG, "bob": BOB, "scarf": SCARF}
BEFORE = {
    "long": (PARTED,), "bob": (FRINGE,), "parted": (PARTED,), "cropped": (CROPPED,), "bun": (PARTED,),
    "bald": (SIDES_LEFT, SIDES_RIGHT),
}  # fmt: skip
CURLS: Shape = (
    (162, 204), (164, 164), (188, 132), (222, 112), (258, 104), (294, 112), (326, 132), (348, 164), (350, 204), (214, 146),
    (256, 140), (298, 146),
)  # fmt: skip


class Portrait(NamedTuple):
    """Colours, and `style`: long, bob, parted, cropped, bun, bald, curls or scarf. `beard`: full, moustache or none."""

    ground: str
    clothes: str
    skin: str
    hair: str
    style: str
    beard: str = ""
    glasses: bool = False


def draw(portrait: Portrait) -> Avatar:
    """The portrait as a photo, by the same way as one that a member uploads."""
    picture = Image.new("RGB", (SIDE, SIDE), portrait.ground)
    _paint(ImageDraw.Draw(picture), portrait)
    file = BytesIO()
    picture.crop(CROP).save(file, "PNG", compress_level=1)
    size = file.tell()
    file.seek(0)
    return make_avatar(file, size)


def _paint(pen: ImageDraw.ImageDraw, portrait: Portrait) -> None:
    """From the back to the front."""
    if portrait.style == "bun":
        _dot(pen, (256, 84), 46, portrait.hair)
    if portrait.style in BEHIND:
        pen.polygon(_smooth(BEHIND[portrait.style]), portrait.hair)
    pen.polygon(_smooth(SHOULDERS), portrait.clothes)
    _paint_head(pen, portrait.skin, portrait.style)
    if portrait.style == "scarf":
        pen.polygon(
            _smooth(((116, 440), (170, 352), (256, 372), (342, 352), (396, 440), (256, 496))), portrait.hair
        )
    _paint_face(pen)
    _paint_hair(pen, portrait)
    if portrait.glasses:
        for x in (218, 294):
            pen.ellipse((x - 30, 204, x + 30, 260), outline=INK, width=6)
        pen.line((248, 230, 264, 230), INK, 6)


def _paint_head(pen: ImageDraw.ImageDraw, skin: str, style: str) -> None:
    shade = _mix(skin, "#7a3b22", 0.25)
    if style != "scarf":
        pen.polygon(_smooth(NECKLINE), skin)
        pen.rounded_rectangle((218, 300, 294, 410), 34, shade)
        for x in (168, 344):
            pen.ellipse((x - 18, 212, x + 18, 262), skin)
    pen.ellipse((168, 112, 344, 340), skin)


def _paint_face(pen: ImageDraw.ImageDraw) -> None:
    for x in (218, 294):
        _dot(pen, (x, 234), 8, INK)
        pen.arc((x - 24, 200, x + 24, 236), 215, 325, INK, 6)
    pen.line((256, 238, 249, 268, 260, 270), INK, 5, joint="curve")
    pen.arc((228, 268, 284, 308), 25, 155, INK, 6)


def _paint_hair(pen: ImageDraw.ImageDraw, portrait: Portrait) -> None:
    if portrait.beard == "full":
        pen.polygon(_smooth(BEARD), portrait.hair)
        pen.arc((228, 276, 284, 312), 25, 155, _mix(portrait.skin, "#a03a2c", 0.4), 9)
    if portrait.beard:
        pen.polygon(_smooth(MOUSTACHE), portrait.hair)
    for shape in BEFORE.get(portrait.style, ()):
        pen.polygon(_smooth(shape), portrait.hair)
    if portrait.style == "curls":
        for centre in CURLS:
            _dot(pen, centre, 32, portrait.hair)


def _dot(pen: ImageDraw.ImageDraw, centre: Point, radius: float, colour: str) -> None:
    x, y = centre
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), colour)


def _smooth(shape: Shape) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    closed = [shape[-1], *shape, shape[0], shape[1]]
    segments = zip(closed, closed[1:], closed[2:], closed[3:], strict=False)
    return [
        _between(segment, step / STEPS_PER_POINT) for segment in segments for step in range(STEPS_PER_POINT)
    ]


def _between(segment: tuple[Point, Point, Point, Point], t: float) -> Point:
    """The point of the curve between the second and the third point."""
    x, y = (
        (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2
        for a, b, c, d in zip(*segment, strict=True)
    )
    return x, y


def _mix(colour: str, other: str, part: float) -> str:
    """This much of the other colour in the first one; both as #rrggbb."""
    channels = (
        round(int(colour[i:j], 16) * (1 - part) + int(other[i:j], 16) * part)
        for i, j in pairwise((1, 3, 5, 7))
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)

"""What the demo members say about themselves, and their portraits."""

from __future__ import annotations

from typing import NamedTuple

from network.demo.portraits import Portrait, draw
from network.members.models import Member, Photo


class Profile(NamedTuple):
    about: str
    portrait: Portrait


PROFILES = {
    "anna": Profile(
        "I mend paper and parchment for libraries between Bologna and the sea: herbals, choir books, a flood now and then.\n\n"
        "Ask me before you reach for the adhesive tape.",
        Portrait("#cfe0d3", "#2f5d50", "#efc9a8", "#5a3526", "long"),
    ),
    "bruno": Profile(
        "Four violins a year, one cello when I am brave. I learned in Cremona and stayed.\n\n"
        "I like to hear from people who play what I make, and from anybody with old spruce in the attic.",
        Portrait("#f0d9c4", "#7a4a2b", "#e5b48f", "#43342c", "parted", "full"),
    ),
    "carla": Profile(
        "I calculate whether old bridges can carry what we ask of them. Most can, if one asks politely.\n\n"
        "Iron, stone, and lately wood. I teach on Fridays.",
        Portrait("#d8ddea", "#37465f", "#f0cfb4", "#b5673a", "bob", glasses=True),
    ),
    "dario": Profile(
        "Restauro mobili dal Seicento al Liberty, in una bottega dietro Santo Spirito.\n\n"
        "Colle animali, gommalacca, pazienza.",
        Portrait("#ead8d0", "#6b3b3b", "#dba981", "#8d8a86", "bald", "moustache"),
    ),
    "elena": Profile(
        "Curo i fondi antichi di una biblioteca universitaria: erbari, portolani, qualche libro proibito.\n\n"
        "Rispondo volentieri a chi studia le legature.",
        Portrait("#e6e0c8", "#59643a", "#f2d3ba", "#2e2623", "bun", glasses=True),
    ),
    "layla": Profile(
        "أرمّم البيوت القديمة في عمّان والسلط مع بنّائين يعرفون الحجر أكثر مني.\n\nأهتمّ بالخشب القديم وبمن يعمل به.",
        Portrait("#dfd3e2", "#4d3a5e", "#d9a67c", "#241c1a", "long"),
    ),
    "omar": Profile(
        "أترجم الشعر والرواية من الإيطالية إلى العربية منذ عشرين عامًا.\n\nأكتب على مهل، وأردّ على الرسائل كلها.",
        Portrait("#d3dfe0", "#2f4f5b", "#cf9a6e", "#2b2420", "cropped", "full", glasses=True),
    ),
    "fiona": Profile(
        "I count seagrass and seals on the west coast of Scotland, in most weathers.\n\n"
        "Paper gets wet on my boat; that is how I know half of the people here.",
        Portrait("#cfdfe8", "#2d4a66", "#f6d7c3", "#c4622d", "curls"),
    ),
    "juergen": Profile(
        "I bring crafts and workshops together: apprentices, journeymen, successors.\n\nThirty years in Leipzig.",
        Portrait("#e3dfd6", "#4a4a4a", "#f0c8ab", "#a9a196", "parted", glasses=True),
    ),
    "kenji": Profile(
        "Our family has made paper from kozo for five generations. I sell to restorers and printers in eleven countries.\n\n"
        "Visitors are welcome in January, when the water is cold enough.",
        Portrait("#dfe3cf", "#3d4a37", "#ecc39b", "#1f1b1a", "cropped"),
    ),
    "ines": Profile(
        "Archivist of a shipping company that no longer exists. Eleven kilometres of paper do.\n\n"
        "I collect watermarks with anchors.",
        Portrait("#f0dcd6", "#8a3f3a", "#c98f66", "#2a1f1c", "curls"),
    ),
    "marek": Profile(
        "Bookbinder in Brno. Leather, vellum, and boxes for things that have none.\n\nI take two apprentices a year.",
        Portrait("#d9dccb", "#56502f", "#f1ccae", "#7c5a38", "cropped", "moustache"),
    ),
    "noor": Profile(
        "I photograph manuscripts under raking light, so that erased words can be read again.\n\n"
        "Utrecht, and wherever the book may not travel.",
        Portrait("#dce4ea", "#3b3f52", "#d8a883", "#5b7a86", "scarf"),
    ),
    "sofia": Profile(
        "Second year at a luthier's in Granada: guitars first, then everything with strings.\n\nI ask many questions.",
        Portrait("#f1e2c3", "#a2602b", "#e0ad84", "#3a2720", "bob"),
    ),
    "yusuf": Profile(
        "I write with reed pens and make my own ink. Letters, labels, now and then a wall.\n\nIzmir, near the old market.",
        Portrait("#e8d5c0", "#5c4630", "#cb9568", "#6d6a66", "bald", "full"),
    ),
}  # fmt: skip


def add_to(members: dict[str, Member]) -> None:
    """Store the text and the portrait of each of these members, by handle."""
    for handle, profile in PROFILES.items():
        members[handle].about = profile.about
        members[handle].save(update_fields=["about"])
        Photo.objects.set(members[handle], draw(profile.portrait))

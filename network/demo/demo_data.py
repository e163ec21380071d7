"""The demo data: members and the steps of their history. Days are counted back from the time of seeding."""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "acquaint"  # noqa: S105  the public password of all demo members


class Person(NamedTuple):
    handle: str
    name: str
    short_name: str
    headline: str
    location: str
    language: str = "en"

    @property
    def email(self) -> str:
        return f"{self.handle}@example.org"


class Step(NamedTuple):
    """One verb of the lifecycle. `actor` is a handle, `target` a handle or an e-mail address."""

    days_ago: float
    actor: str
    verb: str
    target: str
    text: str = ""
    reason: str = ""


ADMIN = Person("admin", "Site staff", "", "Looks after this network", "")
PEOPLE = [
    Person("anna", "Anna Ricci", "Anna", "Restorer of paper and parchment", "Bologna"),
    Person("bruno", "Bruno Verdi", "Bruno", "Violin maker", "Cremona"),
    Person("carla", "Carla Longo", "Carla", "Structural engineer for old bridges", "Torino"),
    Person("dario", "Dario Moretti", "Dario", "Restauratore di mobili", "Firenze", "it"),
    Person("elena", "Elena Ferri", "Elena", "Bibliotecaria, fondi antichi", "Padova", "it"),
    Person("layla", "ليلى حداد", "ليلى", "مهندسة معمارية، ترميم المباني القديمة", "عمّان", "ar"),
    Person("omar", "عمر نصّار", "عمر", "مترجم أدبي من الإيطالية", "بيروت", "ar"),
    Person("fiona", "Fiona MacLeod", "Fiona", "Marine biologist", "Oban"),
    Person("juergen", "Jürgen Weiß", "Jürgen", "Recruiter for the crafts", "Leipzig"),
    Person("kenji", "田中 健二", "健二", "Papermaker", "Kyoto"),
    Person("ines", "Inês Carvalho", "Inês", "Archivist", "Lisbon"),
    Person("marek", "Marek Dvořák", "Marek", "Bookbinder", "Brno"),
    Person("noor", "Noor de Vries", "Noor", "Photographer of manuscripts", "Utrecht"),
    Person("sofia", "Sofía Márquez", "Sofía", "Luthier's apprentice", "Granada"),
    Person("yusuf", "Yusuf Karaca", "Yusuf", "Calligrapher", "Izmir"),
]

# Connections: (days ago, sender, recipient); the recipient accepts one day later.
CONNECTIONS = [
    (300, "anna", "carla"),
    (295, "carla", "dario"),
    (290, "carla", "elena"),
    (288, "bruno", "dario"),
    (280, "elena", "bruno"),
    (275, "anna", "elena"),
    (270, "layla", "omar"),
    (265, "layla", "carla"),
    (262, "fiona", "bruno"),
    (260, "fiona", "juergen"),
    (255, "kenji", "ines"),
    (250, "ines", "anna"),
    (248, "marek", "elena"),
    (245, "noor", "fiona"),
    (242, "sofia", "ines"),
    (241, "yusuf", "layla"),
]

WAITING = [
    Step(
        11.2,
        "omar",
        "invite",
        "anna",
        "قرأت مقالك عن ترميم مخطوطات دمشق، ويسعدني أن نبقى على اتصال.",
        "business",
    ),
    Step(
        3.4,
        "marek",
        "invite",
        "anna",
        "Elena showed me your work on the Padua herbal. Shall we keep in touch?",
    ),
    Step(9.1, "ines", "invite", "bruno", "We met at the fair in Cremona, beside the gut strings.", "friend"),
    Step(2.3, "layla", "invite", "bruno", "أبحث عن صانع آلات يحدّثني عن الخشب القديم.", "business"),
    Step(5.6, "bruno", "invite", "noor", "Your photographs of instrument labels are a joy."),
    Step(4.2, "anna", "invite", "fiona", "Carla says you know how salt water treats paper.", "colleague"),
]
REPLIED = [
    Step(2.1, "fiona", "reply", "anna", "Badly at first; then better than fresh water. Why do you ask?"),
    Step(
        12.5,
        "dario",
        "invite",
        "anna",
        "Ci siamo visti al convegno di Ravenna: parliamo di colle?",
        "colleague",
    ),
    Step(11.4, "anna", "reply", "dario", "Which glue was it, the one from rabbit skin?"),
    Step(10.3, "dario", "message", "anna", "Proprio quella, ma di vent'anni fa."),
    Step(
        8.4, "carla", "invite", "bruno", "A bridge of ours hums in the wind. You would know why.", "business"
    ),
    Step(7.3, "bruno", "reply", "carla", "At what pitch?"),
    Step(6.2, "carla", "message", "bruno", "A flat, more or less, when it rains."),
    Step(5.1, "bruno", "reply", "carla", "Then it is the cables, not the deck. Send me a recording."),
]
IGNORED = [
    Step(20.4, "kenji", "invite", "anna", "I make paper from kozo and would like to show you some."),
    Step(18.1, "anna", "ignore", "kenji"),
    Step(16.2, "marek", "invite", "bruno", "Do you need leather for cases?"),
    Step(14.3, "bruno", "ignore", "marek"),
    Step(13.2, "anna", "invite", "layla", "Carla told me of the house in Amman."),
    Step(12.1, "layla", "ignore", "anna"),
]
REFUSED = [
    Step(30.3, "juergen", "invite", "anna", "Great opportunity, let us talk."),
    Step(29.2, "anna", "ignore", "juergen"),
    Step(29.1, "anna", "unknown", "juergen"),
    Step(25.3, "kenji", "invite", "bruno", "Hello."),
    Step(24.2, "bruno", "ignore", "kenji"),
    Step(24.1, "bruno", "unknown", "kenji"),
    Step(40.3, "bruno", "invite", "juergen"),
    Step(39.2, "juergen", "ignore", "bruno"),
    Step(39.1, "juergen", "unknown", "bruno"),
]
NEVER_DELIVERED = [
    # refused before: the first invitation expired, the second one is never delivered
    Step(230.3, "anna", "invite", "sofia", "We must have met in Granada."),
    Step(229.2, "sofia", "ignore", "anna"),
    Step(229.1, "sofia", "unknown", "anna"),
    Step(17.3, "anna", "invite", "sofia", "Perhaps you remember now?"),
    # wrong address: after a withdrawal the address is required
    Step(60.4, "anna", "invite", "yusuf", "Your inks interest me."),
    Step(51.3, "anna", "withdraw", "yusuf"),
    Step(6.4, "anna", "invite", "yusuf", "Your inks still interest me.", "yusuf@karaca.example"),
    # held: no member has the address
    Step(12.3, "anna", "invite by e-mail", "giulia@example.net", "Are you here too?"),
    Step(12.2, "dario", "invite by e-mail", "giulia@example.net", "The reunion is in May."),
    Step(9.3, "bruno", "invite by e-mail", "old.teacher@example.net", "You taught me to listen to wood."),
]
FOLLOWED_UP = [
    Step(15.5, "noor", "invite", "anna", "I photograph manuscripts under raking light."),
    Step(
        5.3,
        "noor",
        "follow up",
        "anna",
        "The pictures of the Utrecht psalter are ready, if you like to see them.",
    ),
    Step(22.3, "sofia", "invite", "bruno", "May I visit your workshop?"),
    Step(20.2, "bruno", "ignore", "sofia"),
    Step(8.2, "sofia", "follow up", "bruno", "I come through Cremona next month."),
]
ENDED = [
    Step(14.6, "bruno", "invite", "yusuf", "Would you write a label for my next violin?", "business"),
    Step(13.4, "yusuf", "accept", "bruno"),
    Step(19.5, "kenji", "invite", "noor", "Do you photograph watermarks?"),
    Step(18.4, "noor", "accept", "kenji"),
    Step(35.2, "bruno", "invite", "marek", "We met in Brno."),
    Step(33.1, "bruno", "withdraw", "marek"),
    Step(210.2, "bruno", "invite", "layla", "I liked your drawing of the souk."),
    Step(20.1, "bruno", "invite", "omar", "Elena gave me your translation of the lute songs."),
    Step(19.2, "omar", "invite", "bruno", "كنت سأكتب إليك أنا أيضًا."),
    Step(45.1, "fiona", "remove", "juergen"),
]


def steps() -> list[Step]:
    """All steps, oldest first."""
    all_steps = [step for group in STEP_GROUPS for step in group]
    for days_ago, sender, recipient in CONNECTIONS:
        all_steps += [
            Step(days_ago, sender, "invite", recipient),
            Step(days_ago - 1, recipient, "accept", sender),
        ]
    return sorted(all_steps, key=lambda step: -step.days_ago)


STEP_GROUPS = [WAITING, REPLIED, IGNORED, REFUSED, NEVER_DELIVERED, FOLLOWED_UP, ENDED]

"""Invented people of several scripts: what a directory has to be able to sort, search and show."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from network.members.models import Member


@dataclass(frozen=True)
class Tongue:
    """Names, places and trades that go together; `joint` stands between a trade and a place."""

    language: str
    given: str
    family: str
    places: str
    trades: str
    joint: str = ", "


TONGUES = (
    Tongue(
        "it",
        "Adele Bianca Cesare Dario Elena Fulvio Ginevra Ilaria Jacopo Lucia Matteo Nicolò Ornella Pietro Sofia Zoë",
        "Albani Bassi Conti D’Amico Esposito Ferrari Galli Leone Marchetti Nobili Orsini Pace Rinaldi Testa Valli",
        "Bologna Cagliari Forlì Genova Lecce Modena Napoli Perugia Ravenna Siena Torino Trieste",
        "Architetta Bibliotecario Falegname Geologa Infermiera Liutaio Maestro Ottica Restauratrice Tipografo",
    ),
    Tongue(
        "en",
        "Ada Beth Colin Dylan Edith Fergus Grace Hugh Iris Jonah Keira Liam Mabel Niamh Owen Ruth",
        "Ashdown Barlow Calder Drummond Ellery Farrow Gallagher Hargreave Keogh Lockwood Mercer O’Hara Pryce Wren",
        "Bath Belfast Cardiff Cork Dundee Exeter Galway Halifax Leeds Norwich Perth York",
        "Archivist Baker Cartographer Dyer Electrician Gardener Midwife Plumber Surveyor Translator",
    ),
    Tongue(
        "ar",
        "أمل بدر جميلة حسن خالد رانيا زينب سامي شيماء طارق عائشة فاطمة كريم ليلى مريم يوسف",
        "البغدادي التونسي الحداد الخطيب الشامي الصباغ العطار الفارس القيسي المصري النجار الهاشمي",
        "بغداد بيروت تونس حلب دمشق صنعاء طنجة عمّان القاهرة القدس مسقط وهران",
        "أستاذة خبّاز خطّاط صيدلانية طبيبة محاسب محرّرة مهندس نجّار",
        "، ",
    ),
    Tongue(
        "en",
        "Αλέξης Βασιλική Γιώργος Δήμητρα Ελένη Ζωή Κώστας Μυρτώ Νίκος Σοφία",
        "Αντωνίου Βλάχος Γεωργίου Δημητρίου Καραγιάννη Μαυρίδης Παππάς Στεφάνου",
        "Αθήνα Βόλος Θεσσαλονίκη Ιωάννινα Καβάλα Πάτρα Χανιά",
        "Αρχιτέκτονας Γιατρός Δασκάλα Μηχανικός Ναυπηγός",
    ),
    Tongue(
        "en",
        "Анна Борис Вера Галина Дмитрий Елена Зоя Иван Лидия Олег Юлия",
        "Белова Воронин Гончар Зайцева Ковальчук Лебедев Мороз Соколова Шевченко",
        "Варна Киев Львов Одесса Пловдив Рига София Тбилиси",
        "Агроном Библиотекарь Инженер Переводчица Учительница Часовщик",
    ),
    Tongue(
        "en",
        "Ágnes Björn Çağla Đorđe Élodie François Güneş İnci Jürgen Łucja Małgorzata Øyvind Renée Šárka Þóra Ženja",
        "Ångström Błaszczyk Čapek Dvořák Erdoğan Fernández Gonçalves Håkansson Kovács Müller Öztürk Šimić Thießen",
        "Ålesund Brno Coruña Düsseldorf Győr İzmir Kraków Málaga Orléans Reykjavík São_Paulo Zürich",
        "Bookbinder Chemist Engraver Potter Statistician Tailor Watchmaker",
    ),
    Tongue(
        "en",
        "明 美咲 健太 由紀 小林 静 子轩 雨桐 浩然 诗涵",
        "佐藤 鈴木 高橋 田中 王 李 张 刘 陈",
        "京都 大阪 札幌 上海 成都 台北",
        "司書 建築家 教師 医生 工程师 翻译",
        "・",
    ),
)  # fmt: skip
USUAL = (30, 22, 18, 6, 6, 12, 6)
"""How many of a hundred people speak each."""


def invent(number: int, seed: int, luck: Random) -> Member:
    """Not saved. The number and the seed make the handle and the address unique."""
    tongue = luck.choices(TONGUES, USUAL)[0]
    place = _one(tongue.places, luck)
    return Member(
        name=f"{_one(tongue.given, luck)} {_one(tongue.family, luck)}",
        handle=f"g{seed}-{number}",
        email=f"{number}@{domain(seed)}",
        headline=tongue.joint.join((_one(tongue.trades, luck), place)) if luck.random() < 0.8 else "",
        location=place if luck.random() < 0.7 else "",
        language=tongue.language,
    )


def domain(seed: int) -> str:
    """Where the invented people of this seed have their addresses: a name that is nobody's."""
    return f"g{seed}.seed-graph.invalid"


def _one(words: str, luck: Random) -> str:
    return luck.choice(words.split()).replace("_", " ")

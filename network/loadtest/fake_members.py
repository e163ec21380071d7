"""Fake members in several scripts, to test sorting, searching and display of the directory."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from network.members.models import Member


@dataclass(frozen=True)
class Locale:
    """Names, places and professions of one language, separated by spaces; `separator` joins profession and place."""

    language: str
    given_names: str
    family_names: str
    places: str
    professions: str
    separator: str = ", "


LOCALES = (
    Locale(
        "it",
        "Adele Bianca Cesare Dario Elena Fulvio Ginevra Ilaria Jacopo Lucia Matteo Nicolò Ornella Pietro Sofia Zoë",
        "Albani Bassi Conti D’Amico Esposito Ferrari Galli Leone Marchetti Nobili Orsini Pace Rinaldi Testa Valli",
        "Bologna Cagliari Forlì Genova Lecce Modena Napoli Perugia Ravenna Siena Torino Trieste",
        "Architetta Bibliotecario Falegname Geologa Infermiera Liutaio Maestro Ottica Restauratrice Tipografo",
    ),
    Locale(
        "en",
        "Ada Beth Colin Dylan Edith Fergus Grace Hugh Iris Jonah Keira Liam Mabel Niamh Owen Ruth",
        "Ashdown Barlow Calder Drummond Ellery Farrow Gallagher Hargreave Keogh Lockwood Mercer O’Hara Pryce Wren",
        "Bath Belfast Cardiff Cork Dundee Exeter Galway Halifax Leeds Norwich Perth York",
        "Archivist Baker Cartographer Dyer Electrician Gardener Midwife Plumber Surveyor Translator",
    ),
    Locale(
        "ar",
        "أمل بدر جميلة حسن خالد رانيا زينب سامي شيماء طارق عائشة فاطمة كريم ليلى مريم يوسف",
        "البغدادي التونسي الحداد الخطيب الشامي الصباغ العطار الفارس القيسي المصري النجار الهاشمي",
        "بغداد بيروت تونس حلب دمشق صنعاء طنجة عمّان القاهرة القدس مسقط وهران",
        "أستاذة خبّاز خطّاط صيدلانية طبيبة محاسب محرّرة مهندس نجّار",
        "، ",
    ),
    Locale(
        "en",
        "Αλέξης Βασιλική Γιώργος Δήμητρα Ελένη Ζωή Κώστας Μυρτώ Νίκος Σοφία",
        "Αντωνίου Βλάχος Γεωργίου Δημητρίου Καραγιάννη Μαυρίδης Παππάς Στεφάνου",
        "Αθήνα Βόλος Θεσσαλονίκη Ιωάννινα Καβάλα Πάτρα Χανιά",
        "Αρχιτέκτονας Γιατρός Δασκάλα Μηχανικός Ναυπηγός",
    ),
    Locale(
        "en",
        "Анна Борис Вера Галина Дмитрий Елена Зоя Иван Лидия Олег Юлия",
        "Белова Воронин Гончар Зайцева Ковальчук Лебедев Мороз Соколова Шевченко",
        "Варна Киев Львов Одесса Пловдив Рига София Тбилиси",
        "Агроном Библиотекарь Инженер Переводчица Учительница Часовщик",
    ),
    Locale(
        "en",
        "Ágnes Björn Çağla Đorđe Élodie François Güneş İnci Jürgen Łucja Małgorzata Øyvind Renée Šárka Þóra Ženja",
        "Ångström Błaszczyk Čapek Dvořák Erdoğan Fernández Gonçalves Håkansson Kovács Müller Öztürk Šimić Thießen",
        "Ålesund Brno Coruña Düsseldorf Győr İzmir Kraków Málaga Orléans Reykjavík São_Paulo Zürich",
        "Bookbinder Chemist Engraver Potter Statistician Tailor Watchmaker",
    ),
    Locale(
        "en",
        "明 美咲 健太 由紀 小林 静 子轩 雨桐 浩然 诗涵",
        "佐藤 鈴木 高橋 田中 王 李 张 刘 陈",
        "京都 大阪 札幌 上海 成都 台北",
        "司書 建築家 教師 医生 工程师 翻译",
        "・",
    ),
)  # fmt: skip
WEIGHTS = (30, 22, 18, 6, 6, 12, 6)
"""The share of each locale, in percent."""


def fake_member(number: int, seed: int, rng: Random) -> Member:
    """An unsaved member; number and seed make handle and address unique."""
    locale = rng.choices(LOCALES, WEIGHTS)[0]
    place = _choose(locale.places, rng)
    return Member(
        name=f"{_choose(locale.given_names, rng)} {_choose(locale.family_names, rng)}",
        handle=f"g{seed}-{number}",
        email=f"{number}@{email_domain(seed)}",
        headline=locale.separator.join((_choose(locale.professions, rng), place))
        if rng.random() < 0.8
        else "",
        location=place if rng.random() < 0.7 else "",
        language=locale.language,
    )


def email_domain(seed: int) -> str:
    """The domain of the fake members' addresses; the top-level domain .invalid is reserved."""
    return f"g{seed}.seed-graph.invalid"


def _choose(words: str, rng: Random) -> str:
    return rng.choice(words.split()).replace("_", " ")

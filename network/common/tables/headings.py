"""What the columns of an address book are called, in the languages in which programs export them."""

from __future__ import annotations

import unicodedata

MAX_LENGTH = 50
"""What is longer is no heading, but a sentence."""


def normalise(heading: str) -> str:
    """Letters and digits only, without case and accents: "E-mail 1 - Value" is "email1value"."""
    if len(heading) > MAX_LENGTH:
        return ""
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(filter(str.isalnum, decomposed))


def _normalised(headings: str) -> frozenset[str]:
    return frozenset(normalise(heading) for heading in headings.split(","))


FULL_NAME = _normalised(
    "Name, Full Name, Display Name, Nome completo, Nome e cognome, Nome visualizzato, Vollständiger Name, Anzeigename,"
    "Nom complet, Nom affiché, Nombre completo, Nombre y apellidos, الاسم, الاسم الكامل"
)
GIVEN_NAME = _normalised(
    "First, First Name, Given Name, Vorname, Nome, Prénom, Nombre, Nombre de pila, الاسم الأول"
)
MIDDLE_NAME = _normalised(
    "Middle, Middle Name, Additional Name, Secondo nome, Zweiter Vorname, Weitere Vornamen, Deuxième prénom,"
    "Segundo nombre, الاسم الأوسط"
)
FAMILY_NAME = _normalised(
    "Last, Last Name, Family Name, Surname, Cognome, Nachname, Familienname, Nom, Nom de famille, Apellido, Apellidos,"
    "اسم العائلة, الاسم الأخير"
)
_EMAIL_WORDS = _normalised(
    "e-mail, courriel, messagerie, posta elettronica, correo electrónico, proxyAddresses, correio eletrónico, e-posta, электронная почта, البريد الإلكتروني, بريد إلكتروني, ايميل, إيميل"
)
_EMAIL = _normalised("Mail, Mails, Mail address, Mailadresse, Indirizzo mail, Adresse mail, Correo, البريد")
_NO_EMAIL_WORDS = _normalised(
    "type, typ, tipo, label, display, name, nome, nom complet, nombre, angezeigt, notes, اسم, نوع"
)
"""E-mail Type, E-mail Display Name, and the like."""


def is_email(heading: str) -> bool:
    """Whether the column is for addresses."""
    name = normalise(heading)
    if "@" in heading.split() or name in _EMAIL:
        return True
    return any(word in name for word in _EMAIL_WORDS) and not any(word in name for word in _NO_EMAIL_WORDS)


HANDLE = _normalised(
    "Handle, Username, User name, Nome utente, Benutzername, Identifiant, Usuario, اسم المستخدم"
)
HEADLINE = _normalised(
    "Headline, Job title, Position, Occupation, Profession, Qualifica, Professione, Beruf, Métier, Ocupación, المسمى الوظيفي, المهنة"
)
PLACE = _normalised(
    "Place, Location, City, Town, Luogo, Città, Ort, Stadt, Wohnort, Lieu, Ville, Lugar, Ciudad, المكان, المدينة"
)
LANGUAGE = _normalised("Language, Lingua, Sprache, Langue, Idioma, اللغة")

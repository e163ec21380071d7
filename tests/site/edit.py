"""Changes of the site record and its pages, as the admin makes them."""

from network.site.models import LegalVersion, Site


def edit_site(**fields) -> None:
    row = Site.objects.get()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def publish(page: str = "imprint", asks_members: bool = False, **texts: str) -> LegalVersion:
    version = LegalVersion.objects.create(page=page, asks_members=asks_members)
    for language, text in (texts or {"en": "Guild, 1 Main Street"}).items():
        version.texts.create(language=language, title=f"Title {language}", text=text)
    assert version.publish()
    return version

"""`manage.py check` reads the templates of a host: a mistake in one would show in the page or e-mail only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines


@register
def check_host_templates(**kwargs: Any) -> list[CheckMessage]:
    files = [path for path in sorted(Path(settings.HOST_TEMPLATES).rglob("*")) if path.is_file()]
    return [Error(problem, id="site.E001") for path in files for problem in _problems(path)]


def _problems(path: Path) -> list[str]:
    name = path.relative_to(settings.HOST_TEMPLATES)
    is_card = name.parts[0] == "cards"
    engine = engines["jinja2" if is_card else "django"]
    try:
        engine.get_template(str(Path(*name.parts[1:]) if is_card else name))
    except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
        return [f"{path}: {error}"]
    return []

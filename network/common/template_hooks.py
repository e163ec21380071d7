"""Template hooks: named places in templates that other apps fill in.

An app registers a template for a hook in `AppConfig.ready`; `{% template_hook "name" %}` renders it there.
"""

from __future__ import annotations

from collections import defaultdict

_templates: dict[str, list[str]] = defaultdict(list)


def register_template(hook: str, template_name: str) -> None:
    """Render `template_name` at every `{% template_hook hook %}`; registering it again changes nothing."""
    if template_name not in _templates[hook]:
        _templates[hook].append(template_name)


def templates_for(hook: str) -> list[str]:
    """The registered templates of a hook, in the order of registration; empty for an unknown hook."""
    return list(_templates.get(hook, []))

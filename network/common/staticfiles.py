"""Static files storage: hashed names, compression and one bundled stylesheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>\w+)\);')


class BundledCssStorage(CompressedManifestStaticFilesStorage):
    """Replaces the imports of `app.css` by the imported files, each in its layer: one request instead of many."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not dry_run:
            self.delete(STYLESHEET)
            self.save(STYLESHEET, ContentFile(bundle(paths)))
            paths |= {STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[no-untyped-call]


def bundle(paths: dict[str, Any]) -> str:
    """`app.css` with each import replaced by the imported file. Raises `KeyError` for a missing file."""
    return IMPORT.sub(lambda match: _layer(paths, match["file"], match["layer"]), _text(paths, STYLESHEET))


def _layer(paths: dict[str, Any], file: str, layer: str) -> str:
    return f"@layer {layer} {{\n{_text(paths, f'css/{file}')}}}\n"


def _text(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())

"""Static files storage: hashed names, compression, one bundled stylesheet, and a manifest that is not served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>\w+)\);')


class BundledCssStorage(CompressedManifestStaticFilesStorage):
    """Replaces the imports of `app.css` by the imported files, each in its layer: one request instead of many."""

    def __init__(self, *args: Any, **options: Any) -> None:
        manifest = FileSystemStorage(location=settings.STATIC_MANIFEST_DIR)
        super().__init__(*args, manifest_storage=manifest, **options)  # type: ignore[no-untyped-call]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not dry_run:
            self.delete(STYLESHEET)
            self.save(STYLESHEET, ContentFile(bundle(paths)))
            paths |= {STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[no-untyped-call]
        if not dry_run:
            self.delete(self.manifest_name)  # earlier versions wrote it where everybody could read it
            self._make_readable()

    def _make_readable(self) -> None:
        """The web server runs as another user, and the compressed files are written with the umask of the process."""
        for path in Path(self.location).rglob("*"):
            mode = 0o755 if path.is_dir() else 0o644
            if path.stat().st_mode & 0o777 != mode:
                path.chmod(mode)


def bundle(paths: dict[str, Any]) -> str:
    """`app.css` with each import replaced by the imported file. Raises `KeyError` for a missing file."""
    return IMPORT.sub(lambda match: _layer(paths, match["file"], match["layer"]), _text(paths, STYLESHEET))


def _layer(paths: dict[str, Any], file: str, layer: str) -> str:
    return f"@layer {layer} {{\n{_text(paths, f'css/{file}')}}}\n"


def _text(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())

"""A TOML file: its tables, which know the line of each key, and the errors that name it."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

KeyPath = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z_][\w-]*)\s*(?:[=.\"\[{\d]|$)")
_INLINE_TABLE = re.compile(r"\s*(?:[\w-]+\s*=\s*\[\s*)?\{")
_POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class TomlFileError(Exception):
    """What is wrong in a file: its name, the line where it can be told, the key, and one sentence."""

    def __init__(self, file: str, line: int, key: str, problem: str) -> None:
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {key}: {problem}" if key else f"{where}: {problem}")


class TomlFile:
    """The text of a file. Raises `TomlFileError` if it is not TOML."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TomlFileError(self.name, 0, "", f"it cannot be read: {error}") from None
        self.lines = text.splitlines()
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._syntax_error(str(error)) from None

    def _syntax_error(self, message: str) -> TomlFileError:
        """The message of `tomllib`, which ends with the position, with the key of that line and its table."""
        position = _POSITION.search(message)
        line = int(position[1]) if position and position[1] else len(self.lines)
        problem = f"this is not TOML: {_POSITION.sub('', message)}."
        return TomlFileError(self.name, line, readable(self._path_at(line)), problem)

    def _path_at(self, line: int) -> KeyPath:
        """The table that contains this line, and the key whose value does, as far as they can be told."""
        path: KeyPath = ()
        first = 0
        headers = self._headers(line)
        if headers:
            first, brackets, name = headers[-1]
            index = sum(header[2] == name for header in headers) - 1
            path = (name, index) if brackets == "[[" else (name,)
        keys = [match[1] for text in self.lines[first:line] if (match := _KEY.match(text))]
        return (*path, *keys[-1:])

    def _headers(self, last: int) -> list[tuple[int, str, str]]:
        """The number, the opening brackets and the name of each line up to the last that begins a table."""
        lines = enumerate(self.lines[:last], 1)
        return [(number, match[1], match[2]) for number, line in lines if (match := _HEADER.match(line))]

    def error(self, path: KeyPath, problem: str) -> TomlFileError:
        return TomlFileError(self.name, self.line(path), readable(path), problem)

    def line(self, path: KeyPath) -> int:
        """The line of a key, of an element of its list, or of the table that lacks it; 1 for the file."""
        start, end, rest = self._section(path)
        if not rest:
            return start
        key = re.compile(rf"\s*(?:{re.escape(str(rest[0]))}|\"{re.escape(str(rest[0]))}\")\s*[=.]")
        for number in range(start, end + 1):
            if key.match(self.lines[number - 1]):
                match rest:
                    case (_, int(index), *_):
                        return self._element(number, end, path, index)
                return number
        return start

    def _section(self, path: KeyPath) -> tuple[int, int, KeyPath]:
        """The first and last line of the table of this path, and what is left of the path."""
        last = len(self.lines)
        headers = self._headers(last)
        ends = [number - 1 for number, _brackets, _name in headers[1:]] + [last]
        sections = [
            (number, end)
            for (number, _brackets, name), end in zip(headers, ends, strict=False)
            if path and name == path[0]
        ]
        if not sections:
            return 1, headers[0][0] - 1 if headers else last, path
        index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
        start, end = sections[min(index, len(sections) - 1)]
        return start, end, path[2:] if len(path) > 1 and isinstance(path[1], int) else path[1:]

    def _element(self, first: int, end: int, path: KeyPath, index: int) -> int:
        """The line of a text or table, or of a key of such a table, in a list that begins at line `first`."""
        value: Any = self.data
        with suppress(KeyError, IndexError, TypeError):
            for part in path:
                value = value[part]
        numbers = range(first, end + 1)
        if isinstance(value, str) and isinstance(path[-1], int):
            return next((number for number in numbers if value in self.lines[number - 1]), first)
        opened = [number for number in numbers if _INLINE_TABLE.match(self.lines[number - 1])]
        return opened[index] if index < len(opened) else first


def readable(path: KeyPath) -> str:
    """“scene 4, checks 2”: lists are counted from one."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int):
            words[-1] = f"{words[-1].removesuffix('s') if words[-1] == 'scenes' else words[-1]} {part + 1}"
        else:
            words.append(part)
    return ", ".join(words)


class TomlTable:
    """One table of a file. Each method reads a key; `close` refuses those that nobody has read."""

    def __init__(self, data: object, path: KeyPath, file: TomlFile) -> None:
        self.path, self.file = path, file
        if not isinstance(data, dict):
            raise file.error(path, "a table is expected here.")
        self.data: dict[str, Any] = data
        self.read: set[str] = set()

    def error(self, key: str | KeyPath, problem: str) -> TomlFileError:
        return self.file.error(self.path + ((key,) if isinstance(key, str) else key), problem)

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        """The value. Raises `TomlFileError` where it has another type, or is missing without a default."""
        self.read.add(key)
        if key not in self.data:
            if default is None:
                raise self.error(key, "it is missing.")
            return default
        value = self.data[key]
        if kind is float and type(value) is int:
            return float(value)
        if type(value) is not kind:
            raise self.error(key, f"{NAMES[kind]} is expected here.")
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts, empty where the key is missing."""
        values = self.get(key, list, [])
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.error((key, index), "a text is expected here.")
        return list(values)

    def tables(self, key: str) -> list[TomlTable]:
        values = self.get(key, list, [])
        return [TomlTable(value, (*self.path, key, index), self.file) for index, value in enumerate(values)]

    def close(self, *known: str) -> None:
        for key in self.data:
            if key not in self.read:
                names = ", ".join([*sorted(self.read), *known])
                raise self.error(key, f"this key has no meaning here. There are: {names}.")


NAMES = {str: "a text", int: "a whole number", float: "a number", list: "a list", dict: "a table"}

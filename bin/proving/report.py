"""The proof as text, as JSON and as a page: each case, what tells with an example of both worlds, what was masked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from proving import ranks
from proving.compare import Finding
from proving.run import Proof, sentence

SHOWN = 12  # findings of a case with their examples; all are in the JSON
ENOUGH = 300  # samples of a page, below which the report says that times are not proved
STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f3f3;color:#111;padding:.5rem}td,th{text-align:start;padding:.2rem .8rem .2rem 0;vertical-align:top}"""
VERDICTS = {
    0: "Nothing tells: in every case the sender got the same in both worlds.",
    1: "Something tells: see the cases marked TELLS.",
    2: "Not proved: nothing was found that tells, but not everything could be compared.",
}


def write(proof: Proof, folder: Path) -> None:
    """proof.txt, proof.json and proof.html."""
    (folder / "proof.txt").write_text(as_text(proof))
    (folder / "proof.json").write_text(json.dumps(as_data(proof), indent=1) + "\n")
    (folder / "proof.html").write_text(as_page(proof))


def as_text(proof: Proof) -> str:
    return "\n".join(_lines(proof)) + "\n"


def _lines(proof: Proof) -> Iterator[str]:
    yield f"{proof.site.name} at {proof.options.url}"
    yield VERDICTS[proof.code()]
    yield ""
    for result in proof.results:
        yield f"{result.name}: {sentence(result)}"
        for finding in [] if result.told else result.findings[:SHOWN]:
            yield from _example(finding, "tells")
        for finding in result.unclear[:SHOWN]:
            yield from _example(finding, "differed before anything was done, so it was not compared")
    for finding in proof.findings_of_posts():
        yield from _example(finding, "tells")
    yield ""
    yield from _facts(proof)


def _example(finding: Finding, what: str) -> Iterator[str]:
    yield f"  {finding.kind}: {finding.where} {what}"
    yield f"    nothing: {finding.nothing!r}"
    yield f"    silence: {finding.silence!r}"


def _facts(proof: Proof) -> Iterator[str]:
    total = sum((each.compared for each in proof.results), Counter())
    yield f"Compared: {', '.join(f'{number} × {part}' for part, number in sorted(total.items()))}."
    yield f"Times: {proof.options.samples} samples of each page and world, p < {ranks.ALPHA:g} in two samples one after the other."
    if proof.options.samples < ENOUGH:
        yield f"That is fewer than {ENOUGH}: response times are not proved."
    for verb, times in sorted(proof.posts().items()):
        yield f"POST {verb}: {len(times.nothing)} and {len(times.silence)} samples, p = {times.p_value():.2g}."
    used = sum((each.used for each in proof.results), Counter())
    for why, number in sorted(used.items()):
        yield f"Not compared: {why} ({number} times)."
    for reason in proof.left_out:
        yield f"Not played: {reason}."


def as_data(proof: Proof) -> dict[str, Any]:
    return {
        "site": proof.site.name,
        "options": asdict(proof.options),
        "code": proof.code(),
        "verdict": VERDICTS[proof.code()],
        "cases": [each.as_data() | {"says": sentence(each)} for each in proof.results],
        "posts": [asdict(each) for each in proof.findings_of_posts()],
        "facts": list(_facts(proof)),
        "left out": proof.left_out,
    }


def as_page(proof: Proof) -> str:
    """One file without scripts."""
    rows = "".join(
        f"<tr><td>{escape(each.name)}</td><td>{escape(sentence(each))}</td></tr>" for each in proof.results
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(proof.site.name)}: what tells</title><style>{STYLE}</style></head>
<body><h1>{escape(proof.site.name)}</h1><p>{escape(proof.options.url)}</p><p><strong>{VERDICTS[proof.code()]}</strong></p>
<table><thead><tr><th>Case</th><th>Result</th></tr></thead><tbody>{rows}</tbody></table>
<h2>In full</h2><pre>{escape(as_text(proof))}</pre></body></html>
"""

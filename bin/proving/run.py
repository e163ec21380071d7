"""All cases of a run, one after the other. What is finished is kept in a file, so that a stopped run goes on."""

from __future__ import annotations

import json
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from proving import people, ranks
from proving.background import Background
from proving.case import Case, Player, Result, cases
from proving.compare import Finding
from proving.description import Site
from proving.errors import CannotProve
from proving.people import Pair, Person
from proving.timing import Times

PEOPLE_OF_A_CASE = 4


@dataclass(frozen=True)
class Options:
    """`seed` draws which pair is silent and the order of requests; `only` are parts of names of cases."""

    url: str
    samples: int
    seed: int
    only: list[str]


@dataclass
class Proof:
    """`left_out` are cases that could not be played here, each with the reason."""

    options: Options
    site: Site
    results: list[Result]
    left_out: list[str]

    def findings_of_posts(self) -> list[Finding]:
        """Of the times of POST requests, which are few: those of all cases together."""
        return [
            times.finding("time", f"POST {verb}, all cases together")
            for verb, times in self.posts().items()
            if times.p_value() < ranks.ALPHA
        ]

    def posts(self) -> dict[str, Times]:
        found: dict[str, Times] = {}
        for result in self.results:
            for verb, times in ({} if result.told else result.posts).items():
                kept = found.setdefault(verb, Times())
                kept.nothing += times.nothing
                kept.silence += times.silence
        return found

    def telling(self) -> list[Result]:
        return [each for each in self.results if each.findings and not each.told]

    def blind(self) -> list[Result]:
        """What the sender shall be told, and the prover did not see."""
        return [each for each in self.results if each.told and not each.findings]

    def unclear(self) -> list[Result]:
        return [each for each in self.results if each.unclear]

    def code(self) -> int:
        """0: nothing tells. 1: something tells. 2: nothing was found, but not everything could be compared."""
        if self.telling() or self.findings_of_posts():
            return 1
        return 2 if self.blind() or self.unclear() or self.left_out or not self.results else 0


def chosen(site: Site, options: Options) -> tuple[list[Case], list[str]]:
    """The cases to play, and why the others of the selection are not. Raises `CannotProve` if there is none."""
    selected = [
        case for case in cases(site) if not options.only or any(part in case.name for part in options.only)
    ]
    if not selected:
        raise CannotProve("No case has such a name: --list prints all.")
    left_out = [
        f"{case.name}: the site has no clock" for case in selected if case.needs_clock() and not site.clock
    ]
    playable = [case for case in selected if site.clock or not case.needs_clock()]
    if not site.join:
        enough = len(site.accounts) // PEOPLE_OF_A_CASE
        left_out += [f"{case.name}: four more accounts are needed" for case in playable[enough:]]
        playable = playable[:enough]
    return playable, left_out


def run(site: Site, options: Options, folder: Path, say: Callable[[str], None]) -> Proof:
    """Play the cases that the folder does not have yet. Raises `CannotProve`."""
    playable, left_out = chosen(site, options)
    kept = Kept(folder, {**asdict(options), "site": site.name})
    background, people_left = Background(options.url, site), _people(site, kept.people_used)
    results = []
    for number, case in enumerate(playable, 1):
        say(f"{number}/{len(playable)}  {case.name}")
        result = kept.find(case.name)
        if result is None:
            pairs = [Pair(next(people_left), next(people_left)) for _ in range(2)]
            result = _play(site, options, background, case, pairs)
            kept.add(result)
        say(f"      {sentence(result)}")
        results.append(result)
    return Proof(options, site, results, left_out)


def _play(site: Site, options: Options, background: Background, case: Case, pairs: list[Pair]) -> Result:
    if site.join:
        for person in [person for pair in pairs for person in (pair.sender, pair.recipient)]:
            background.join(person)
    rng = random.Random(f"{options.seed} {case.name}")
    return Player(site, options.url, background, case, pairs, rng).play(options.samples)


def _people(site: Site, used: int) -> Iterator[Person]:
    """New names in a demo, also after an interruption; else the accounts that no finished case has used."""
    if site.join:
        return people.drawn(random.Random(secrets.token_hex()))
    return iter(site.accounts[used:])


def sentence(result: Result) -> str:
    if result.told:
        return "told, as it shall be" if result.findings else "NOT SEEN, though it is told"
    if result.findings:
        return "TELLS: " + ", ".join(f"{each.kind} ({each.where})" for each in result.findings[:3])
    return "cannot be compared" if result.unclear else "nothing tells"


class Kept:
    """The results of a folder. Those of a run with other options are thrown away."""

    def __init__(self, folder: Path, options: dict[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "results.jsonl"
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        head = json.dumps(options)
        if not lines or lines[0] != head:
            lines = [head]
            self.file.write_text(head + "\n")
        self.results = {result.name: result for result in map(read, lines[1:])}

    @property
    def people_used(self) -> int:
        return PEOPLE_OF_A_CASE * len(self.results)

    def find(self, name: str) -> Result | None:
        return self.results.get(name)

    def add(self, result: Result) -> None:
        with self.file.open("a") as file:
            file.write(json.dumps(result.as_data()) + "\n")


def read(line: str) -> Result:
    data = json.loads(line)
    for name in ("findings", "unclear"):
        data[name] = [Finding(**each) for each in data[name]]
    for name in ("compared", "used"):
        data[name] = Counter(data[name])
    data["posts"] = {verb: Times(**times) for verb, times in data["posts"].items()}
    return Result(**data)

"""One of the two worlds: a pair of people, what they do, and all that the sender gets."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from proving.background import PATIENCE, Background
from proving.browser import Answer, Browser
from proving.description import RECIPIENT, SENDER, Site, Verb
from proving.errors import CannotProve
from proving.observations import Neutral, Observation
from proving.people import Pair, Person

PLACEHOLDER = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
MISSING = "-missing-"
"""Stands in a path for a value that no page has shown, such as the id before an invitation."""


@dataclass
class World:
    """`others` are the people of the other world, whom this sender's pages may show as well."""

    site: Site
    background: Background
    url: str
    pair: Pair
    others: Pair
    values: dict[str, str] = field(default_factory=dict)
    posts: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browsers = {SENDER: Browser(self.url), RECIPIENT: Browser(self.url)}

    @cached_property
    def people(self) -> dict[str, Person]:
        return {SENDER: self.pair.sender, RECIPIENT: self.pair.recipient}

    @cached_property
    def neutral(self) -> Neutral:
        roles = {
            SENDER: self.pair.sender,
            RECIPIENT: self.pair.recipient,
            "other sender": self.others.sender,
            "other recipient": self.others.recipient,
        }
        words = {word: role for role, person in roles.items() for word in person.words()}
        return Neutral(self.site.masks, dict(sorted(words.items(), key=lambda item: -len(item[0]))))

    def sign_in(self, who: str) -> None:
        form = self.site.sign_in
        answer = self.browsers[who].submit(
            form.path, self._fields(form, who), form.page or form.path, self.site.token
        )
        if answer.status != form.answer:
            raise CannotProve(f"{self.people[who].email} cannot sign in: status {answer.status}.")

    def do(self, name: str) -> Answer:
        """A verb that must succeed. Raises `CannotProve` if it does not."""
        verb = self.site.verbs[name]
        answer = self._post(verb)
        if answer.status != verb.answer:
            raise CannotProve(f"“{name}” of the {verb.who} was answered with {answer.status}.")
        if verb.who == SENDER:
            self.browsers[SENDER].get(_target(answer))  # so that its message is shown, and gone
            self.values.clear()
        return answer

    def observe(self, name: str, when: str) -> list[Observation]:
        """A verb of the sender with its form, its answer and the page to which it leads; whatever they are."""
        verb = self.site.verbs[name]
        page, path = self.path(verb.page or verb.path), self.path(verb.path)
        browser = self.browsers[SENDER]
        form = browser.get(page)
        seen = self._seen(f"the form to {name}, {when}", form)
        has_form = form.status == 200 and (not self.site.token or f'name="{self.site.token}"' in form.text)
        if not has_form:
            return seen
        token = browser.token_of(form, self.site.token)
        answer = browser.post(path, self._fields(verb, SENDER) | token, page)
        self.posts.setdefault(name, []).append(answer.seconds)
        seen += self._seen(f"the answer to {name}, {when}", answer)
        if answer.header("Location"):
            seen += self._seen(f"the page after {name}, {when}", browser.get(_target(answer)))
        self.values.clear()
        return seen

    def look(self, when: str) -> list[Observation]:
        """All pages, exports and e-mails of the sender."""
        seen = []
        for page in self.site.pages:
            seen += self._seen(f"{page}, {when}", self.browsers[SENDER].get(self.path(page)))
        return seen + self._exports(when) + self._mails(when)

    def _exports(self, when: str) -> list[Observation]:
        answers = [(page, self.browsers[SENDER].get(self.path(page))) for page in self.site.exports]
        seen = [each for page, answer in answers for each in self._seen(f"{page}, {when}", answer)]
        return [
            Observation(each.label, "export", each.text, each.times) if each.part == "body" else each
            for each in seen
        ]

    def _mails(self, when: str) -> list[Observation]:
        letters = [self.neutral.write("", "mail", each) for each in self.background.emails(self.pair.sender)]
        text = "\n\n".join([f"{len(letters)} e-mails", *(each.text for each in letters)])
        times = tuple(moment for each in letters for moment in each.times)
        return [Observation(f"the e-mails, {when}", "mail", text, times)]

    def get_seconds(self, page: str) -> float:
        return self.browsers[SENDER].get(self.path(page)).seconds

    def seconds_until_mail(self, name: str) -> float:
        """From the verb of the sender until the e-mail that it causes is in the mailbox."""
        known, began = len(self.background.emails(self.pair.sender)), time.perf_counter()
        self.do(name)
        while len(self.background.emails(self.pair.sender)) == known:
            if time.perf_counter() - began > PATIENCE:
                raise CannotProve(f"“{name}” caused no e-mail.")
        return time.perf_counter() - began

    def path(self, text: str) -> str:
        """With `{recipient.handle}` and with the values of the description."""
        return PLACEHOLDER.sub(self._word, text)

    def _word(self, found: re.Match[str]) -> str:
        name, attribute = found[1], found[2]
        if attribute and name in self.people:
            return str(getattr(self.people[name], attribute))
        if name in self.site.values:
            return self._value(name)
        return found[0]

    def _value(self, name: str) -> str:
        """Kept until the sender does something that may change it; the last known where no page shows it any more."""
        if name not in self.values:
            value = self.site.values[name]
            body = self.browsers[value.who].get(self.path(value.page)).text
            found = re.search(self.path(value.pattern), body)
            kept = self.known.get(name, MISSING)
            self.values[name] = self.known[name] = found[1] if found else kept
        return self.values[name]

    @cached_property
    def known(self) -> dict[str, str]:
        return {}

    def _post(self, verb: Verb) -> Answer:
        page = self.path(verb.page or verb.path)
        return self.browsers[verb.who].submit(
            self.path(verb.path), self._fields(verb, verb.who), page, self.site.token
        )

    def _fields(self, verb: Verb, who: str) -> dict[str, str]:
        me = {"me": self.people[who]}
        return {
            name: self.path(value).format(**me) if "{me." in value else self.path(value)
            for name, value in verb.fields.items()
        }

    def _seen(self, label: str, answer: Answer) -> list[Observation]:
        return self.neutral.answer(label, answer, self.site.session_cookies)


def _target(answer: Answer) -> str:
    parts = urlsplit(answer.header("Location"))
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

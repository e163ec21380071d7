"""Six guided stories: Anna is the sender, Bruno the recipient."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENDER, RECIPIENT = "anna", "bruno"


class Scene(NamedTuple):
    """One step of a story: the pages shown left and right (keys of PAGE_PATHS), a task and what to observe."""

    left: str
    right: str
    task: Promise
    observation: Promise


class Story(NamedTuple):
    """`setup` holds (days ago, verb) pairs that run before the first scene."""

    name: str
    title: Promise
    description: Promise
    setup: tuple[tuple[float, str], ...]
    scenes: tuple[Scene, ...]


WAITING = Story(
    "waiting",
    _("Waiting"),
    _("An invitation arrives, and reminders follow for three weeks."),
    (),
    (
        Scene(
            "invite", "received",
            _("On Anna's side, write a note to Bruno and send the invitation."),
            _("Before the click the page says what will happen. Nothing has changed on Bruno's side yet."),
        ),
        Scene(
            "sent", "received",
            _("Look at both sides."),
            _("Anna sees “Sent”. Bruno finds the invitation in his inbox."),
        ),
        Scene(
            "sent", "mail",
            _("Open the e-mail on Bruno's side."),
            _("It leads to Anna's profile, to Bruno's inbox and to his e-mail preferences, and he can accept from it."),
        ),
        Scene(
            "sent", "mail",
            _("Move the clock by one week, three times."),
            _("Each time one reminder arrives on Bruno's side. On Anna's side, Follow up opens after a week: by the calendar alone."),
        ),
        Scene(
            "sent", "preferences",
            _("On Bruno's side, switch the reminders off and save; move the clock on."),
            _("No more reminders. On Anna's side nothing happens, and that is the point."),
        ),
    ),
)  # fmt: skip
ACCEPTING = Story(
    "accepting",
    _("Accepting"),
    _("Two people are connected, and the one who asked is told at once."),
    ((3.2, "invite"),),
    (
        Scene(
            "sent", "received",
            _("On Bruno's side, read the line beside Accept, then accept."),
            _("The line says what Anna will be told: a profile, an address, a summary of connections."),
        ),
        Scene(
            "mail", "connections",
            _("Open the newest e-mail on Anna's side."),
            _("It says what the line had promised, and no more."),
        ),
        Scene(
            "profile", "profile",
            _("Look at both profiles."),
            _("Each is now a first-degree connection of the other."),
        ),
    ),
)  # fmt: skip
REPLYING = Story(
    "replying",
    _("Replying"),
    _("A question instead of a yes: the invitation stays open."),
    ((3.2, "invite"),),
    (
        Scene(
            "sent", "received",
            _("On Bruno's side, choose Reply and ask Anna something."),
            _("A reply accepts nothing and refuses nothing."),
        ),
        Scene(
            "mail", "received",
            _("Open the newest e-mail on Anna's side, and follow it to the thread."),
            _("Anna may answer once; then it is Bruno's turn again. The reminders have stopped."),
        ),
        Scene(
            "sent", "received",
            _("On Bruno's side, accept."),
            _("It could still be accepted, for as long as Anna left it open."),
        ),
    ),
)  # fmt: skip
IGNORING = Story(
    "ignoring",
    _("Ignoring"),
    _("To the archive without a word: neither accepted nor refused."),
    ((3.2, "invite"),),
    (
        Scene(
            "conversation", "received",
            _("On Bruno's side, ignore the invitation."),
            _("It goes to the archive, where it can still be accepted."),
        ),
        Scene(
            "conversation", "archived",
            _("Look at Anna's side: the invitation, and the mailbox."),
            _("Nothing happens here, and that is the point: ignoring tells nobody, in no way."),
        ),
        Scene(
            "conversation", "mail",
            _("Move the clock by four weeks."),
            _("No reminder reaches Bruno any more. The narrator says why."),
        ),
        Scene(
            "conversation", "received",
            _("On Anna's side, follow up."),
            _("Ignored is not refused: a later invitation comes out of the archive, with one e-mail."),
        ),
    ),
)  # fmt: skip
NOT_KNOWING = Story(
    "not-knowing",
    _("“I don't know Anna”"),
    _("The gravest answer, and nobody is told of it."),
    ((9.4, "invite"), (8.3, "ignore")),
    (
        Scene(
            "conversation", "archived",
            _("On Bruno's side, read the advice beside “I don't know Anna”, then choose it."),
            _("It stands only here, on what has been ignored, and says when to use it and why."),
        ),
        Scene(
            "conversation", "archived",
            _("Look at Anna's side."),
            _("Nothing happens here, and that is the point. The line is the same as before, to the byte."),
        ),
        Scene(
            "conversation", "archived",
            _("On Anna's side, follow up all the same."),
            _("The answer is the same sentence as always. Nothing arrives on Bruno's side, now or ever."),
        ),
    ),
)  # fmt: skip
WITHDRAWING = Story(
    "withdrawing",
    _("Withdrawing"),
    _("Taken back without a trace, and the way is narrower the next time."),
    ((3.2, "invite"),),
    (
        Scene(
            "conversation", "received",
            _("On Anna's side, read the line beside Withdraw, then withdraw."),
            _("It disappears from the inbox on Bruno's side. Bruno is not told."),
        ),
        Scene(
            "invite", "received",
            _("On Anna's side, try to invite Bruno again."),
            _("Now the form asks for the e-mail address that Anna knows him by."),
        ),
        Scene(
            "invite", "received",
            _("Try a wrong address first, then bruno@example.org."),
            _("Both get the same answer on Anna's side. Only the right address brings something to Bruno's."),
        ),
    ),
)  # fmt: skip

STORIES = {story.name: story for story in (WAITING, ACCEPTING, REPLYING, IGNORING, NOT_KNOWING, WITHDRAWING)}

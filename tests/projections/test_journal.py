"""The journal: every filter finds what going through the whole log by hand finds."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from projections import journal
from projections.journal import Wanted
from referrals.event import Event
from referrals.occasion import Channel
from referrals.referral.codes import CorrectionReason
from referrals.referral.events import StepCorrected
from tests.cast import ANNA, BEN, GUEL, REFERRAL, VHS, Story, day, known
from tests.projections.conftest import Desk
from tests.projections.histories import History

Fits = Callable[[int, Event], bool]
LATE = day(3)
NARROWED: dict[str, tuple[Wanted, Fits]] = {
    "everything": (Wanted(), lambda _, event: True),
    "a noun": (Wanted(kind="appointment"), lambda _, event: event.TOPIC.startswith("appointment.")),
    "a kind": (Wanted(kind="referral.opened"), lambda _, event: event.TOPIC == "referral.opened"),
    "an actor": (Wanted(actor=BEN), lambda _, event: event.occasion.actor == BEN),
    "a channel": (Wanted(channel=Channel.IMPORT), lambda _, event: event.occasion.channel is Channel.IMPORT),
    "a period": (
        Wanted(first_day=day(1), last_day=LATE),
        lambda _, event: day(1) <= event.occasion.recorded_on <= LATE,
    ),
    "positions": (Wanted(first=20, last=30), lambda position, _: 20 <= position <= 30),
    "a file": (Wanted(file=VHS), lambda _, event: event.originator_id == VHS),
    "two at once": (
        Wanted(kind="referral", last_day=LATE),
        lambda _, event: event.TOPIC.startswith("referral.") and event.occasion.recorded_on <= LATE,
    ),
}


def positions(desk: Desk, wanted: Wanted) -> list[int]:
    """Every position, read in small pages from the end."""
    found: list[int] = []
    with desk.views.reading() as connection:
        while page := journal.page(connection, wanted, before=found[-1] if found else None, limit=7):
            found += [place.position for place in page]
        assert journal.count(connection, wanted) == len(found)
        upwards = journal.page(connection, wanted, after=0, limit=10_000)
    assert [place.position for place in upwards] == found[::-1]
    return found[::-1]


@pytest.fixture
def history(desk: Desk) -> list[Event]:
    """A history, taken in."""
    events = History(5, referrals=6).events
    desk.record(events)
    desk.runner.catch_up()
    return events


def test_a_filter_finds_what_going_through_the_log_finds(desk: Desk, history: list[Event]) -> None:
    """Downwards and upwards, page by page, and the count is theirs."""
    for name, (wanted, fits) in NARROWED.items():
        by_hand = [position for position, event in enumerate(history, 1) if fits(position, event)]
        assert positions(desk, wanted) == by_hand, name


@pytest.mark.parametrize("few", [0, 2_000])
def test_files_are_found_by_person_quarter_and_institution(
    desk: Desk, history: list[Event], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All events of the files that fit, whether one goes file by file or through the log."""
    monkeypatch.setattr(journal, "FEW", few)
    streams = {name: known(f"5 {name} 0") for name in ("person", "need", "release", "referral")}
    of_person = positions(desk, Wanted(person=streams["person"]))
    about = [at for at, event in enumerate(history, 1) if event.originator_id in streams.values()]
    assert set(about) <= set(of_person)
    named: dict[UUID, set[UUID | None]] = {}
    quarters: dict[UUID, str] = {}
    for event in history:
        stream = event.originator_id
        many = getattr(event, "institution_ids", ())
        named.setdefault(stream, set()).update({getattr(event, "institution_id", None), *many})
        quarters[stream] = getattr(event, "quarter", None) or quarters.get(stream, "")
    named[VHS].add(VHS)
    at_vhs = [at for at, event in enumerate(history, 1) if VHS in named[event.originator_id]]
    assert positions(desk, Wanted(institution=VHS)) == at_vhs
    here = [at for at, event in enumerate(history, 1) if quarters[event.originator_id] == "stephanplatz"]
    found = positions(desk, Wanted(quarter="stephanplatz"))
    corrected = {event.originator_id for event in history if isinstance(event, StepCorrected)}
    assert [at for at in found if history[at - 1].originator_id not in corrected] == [
        at for at in here if history[at - 1].originator_id not in corrected
    ]


def test_a_corrected_quarter_moves_the_whole_file(desk: Desk) -> None:
    """It is found where it belongs today; the institution that was named by mistake stays named."""
    story = (
        Story()
        .opened()
        .forwarded()
        .then(StepCorrected, 2, step=1, field="quarter", value="alt_inrath", reason=CorrectionReason.MISUNDERSTANDING)
    )
    desk.record(story.told)
    desk.runner.catch_up()
    assert positions(desk, Wanted(quarter="stephanplatz")) == []
    assert positions(desk, Wanted(quarter="alt_inrath", actor=ANNA)) == [1, 2, 3]
    assert positions(desk, Wanted(institution=VHS, person=GUEL, file=REFERRAL)) == [1, 2, 3]
    assert positions(desk, Wanted(last_day=day(0) - timedelta(days=1))) == []

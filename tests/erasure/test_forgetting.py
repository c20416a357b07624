"""Who is to be forgotten is forgotten whole, however often the work is cut off, and nobody else with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from typing import Any
from uuid import UUID

import pytest

from referrals.erasure_events import Stage
from referrals.kek import load_kek
from referrals.keys import KekUnusable, KeyStore, PersonErased
from referrals.need import NeedKind
from referrals.person_events import HoldGround
from referrals.sealing import Gone, Group
from tests.erasure.conftest import approved, closed, erasure, judged
from tests.real_house import Premises
from web import erasure_papers
from web.forgetting import carry_out
from web.house import RealHouse

POINTS = (
    "casework.erasures.begin",
    "keys.destroy",
    "casework.erasures.destroyed",
    "log.recorder.delete_blobs",
    "log.recorder.compact_blobs",
    "keys.turn",
    "casework.erasures.certify",
)


@contextmanager
def cut_off(house: RealHouse, point: str, *, late: bool) -> Iterator[None]:
    """The process dies there: just before, or just after."""
    *path, name = point.split(".")
    place: Any = reduce(getattr, path, house)
    real = getattr(place, name)

    def dies(*given: Any, **named: Any) -> None:
        if late:
            real(*given, **named)
        raise KeyboardInterrupt

    setattr(place, name, dies)
    with pytest.raises(KeyboardInterrupt):
        yield
    setattr(place, name, real)


def reopened(premises: Premises) -> RealHouse:
    """The house in the next process."""
    return RealHouse(premises.house.settings, now=lambda: premises.moment)


def name_of(house: RealHouse, person_id: UUID) -> str | None:
    """The name, as a page would open it."""
    told = house.log.events_of(person_id)[0]
    return house.vault.reveal_many([(told.name, person_id, "name")])[0]  # type: ignore[attr-defined]


def test_cut_off_anywhere_it_is_finished_by_the_next(both_premises: Premises) -> None:
    """On both databases, before and after every step; somebody who stays stays readable all the time."""
    premises = both_premises
    staying = premises.take_in(name="Olena K.").stream("person.")
    for point in POINTS:
        for late in (False, True):
            person = closed(premises, name=f"Gül {point}").stream("person.")
            subject = approved(premises, person, 0)
            house = reopened(premises)
            with cut_off(house, point, late=late):
                carry_out(house)
            house.close()
            house = reopened(premises)
            assert name_of(house, staying) == "Olena K."
            carry_out(house)
            assert name_of(house, person) is None
            assert house.log.recorder.count_blobs([person]) == 0
            found = erasure(premises, subject)
            assert (found.stage, found.keys, found.blobs) == (Stage.CERTIFIED, 2, 4), (point, late)
            assert found.kek_id == load_kek(house.settings.kek_file).id
            house.close()
    assert name_of(premises.house, staying) == "Olena K."
    premises.take_in(name="Emre T.")
    assert judged(premises).intact


def test_nothing_happens_before_the_day_and_everything_on_it(premises: Premises) -> None:
    """The certificate counts what went; the log has not lost an event."""
    receipt = closed(premises)
    person = receipt.stream("person.")
    subject = approved(premises, person)
    premises.later(days=6)
    assert carry_out(premises.house) == ([], [])
    assert name_of(premises.house, person) == "Gül A."
    premises.later(days=1)
    old = load_kek(premises.house.settings.kek_file)
    assert carry_out(premises.house).certified == [subject]
    assert name_of(premises.house, person) is None
    with pytest.raises(Gone):
        premises.house.vault.reveal(premises.house.log.events_of(person)[0].name, person, "name")  # type: ignore[attr-defined]
    assert [event.TOPIC for event in premises.house.log.events_of(person)] == ["person.registered", "person.erased"]
    with pytest.raises(KekUnusable):
        KeyStore(premises.house.stores["keys"], old).check()


def test_what_holds_by_then_is_not_erased(premises: Premises) -> None:
    """A hold, or a referral that somebody opened meanwhile; the others are."""
    held, busy, free = (closed(premises, name=name).stream("person.") for name in ("Gül A.", "Olena K.", "Emre T."))
    for person in (held, busy, free):
        approved(premises, person, 0)
    premises.casework.rights.place_hold(premises.sent(), held, ground=HoldGround.LEGAL_CLAIM, until=None)
    premises.take_in(person=busy, forwarded=False, name="")
    done = carry_out(premises.house)
    assert {each.erasure.person_id: each.refusal.reason for each in done.held} == {
        held: "held",
        busy: "open_referrals",
    }
    assert [erasure(premises, each).person_id for each in done.certified] == [free]


def test_the_note_of_the_announced_need_goes_with_her(premises: Premises) -> None:
    """It may hold her name, and is sealed under an id of its own."""
    announced = premises.casework.announcements.announce(
        premises.sent(), kind=NeedKind.LANGUAGE, note="Frau A. aus der 3. Etage"
    ).stream("announcement.")
    person = closed(premises, announcement_id=announced).stream("person.")
    approved(premises, person, 0)
    carry_out(premises.house)
    assert premises.house.keys.keys_for([(announced, Group.CASE)]) == {}
    assert premises.house.log.recorder.count_blobs([announced]) == 0
    assert judged(premises).intact


def test_what_was_sealed_just_before_is_not_saved_just_after(
    both_premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes a note at the very moment: it does not come to lie there without a key."""
    premises = both_premises
    receipt = closed(premises)
    approved(premises, receipt.stream("person."), 0)
    other, record = reopened(premises), premises.house.log.record

    def a_moment_later(*events: Any, **more: Any) -> list[int]:
        carry_out(other)
        return record(*events, **more)

    monkeypatch.setattr(premises.house.log, "record", a_moment_later)
    with pytest.raises(PersonErased):
        premises.casework.referrals.take_note(premises.sent(), receipt.stream("referral."), text="Sie rief an.")
    assert judged(premises).intact
    other.close()


def test_every_process_drops_the_name(premises: Premises) -> None:
    """The other one, with its next request."""
    person = closed(premises).stream("person.")
    other = reopened(premises)
    other.catch_up()
    assert person in other.names.follow()
    approved(premises, person, 0)
    carry_out(premises.house)
    assert person not in premises.house.names.directory
    other.catch_up()
    assert person not in other.names.directory
    assert "Gül" not in repr(vars(other.names.directory))
    other.close()


def test_a_restored_backup_forgets_again(premises: Premises) -> None:
    """The papers beside the stores say what was forgotten; here the log has lost the erasure, not the person."""
    person = closed(premises).stream("person.")
    subject = approved(premises, person, 0)
    carry_out(premises.house)
    written = list(erasure_papers.kept(premises.house.settings))
    assert [(each, event.TOPIC) for each, told in written for event in told] == [
        (subject, topic)
        for topic in (
            "erasure.requested",
            "erasure.approved",
            "erasure.begun",
            "erasure.keys_destroyed",
            "erasure.certified",
        )
    ]
    assert erasure_papers.tell_again(premises.house) == []

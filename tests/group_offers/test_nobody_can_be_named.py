"""A gathering is counted: its events have no place for a person, and a count that cannot be is refused."""

from datetime import timedelta
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from referrals.event import Event, decode, encode
from referrals.gathering import (
    CannotRecordGathering,
    GatheringEvent,
    GatheringHeld,
    GatheringVoidReason,
    correct,
    fold,
    hold,
    void,
)
from referrals.referral.codes import CorrectionReason
from referrals.refusal import WrongOrderOfTime
from referrals.sealing import Sealed
from tests.casework.gathering_cases import CAFE
from tests.cast import day, known, on
from tests.projections.examples import every_shape

CAFE_ON_MONDAY = known("café")


def fields(cls: type[Event]) -> dict[str, Any]:
    """The fields of an event beside those that every event has, with their types."""
    hints = get_type_hints(cls)
    return {name: hints[name] for name in cls.__struct_fields__ if name not in Event.__struct_fields__}


def parts(hint: Any) -> set[Any]:
    """The types that a value of this type can be made of."""
    if get_origin(hint) in (tuple, Union, UnionType):
        return {part for argument in get_args(hint) for part in parts(argument)}
    return {hint} - {Ellipsis, NoneType}


@pytest.mark.parametrize("cls", get_args(GatheringEvent), ids=lambda cls: cls.TOPIC)
def test_no_field_of_a_gathering_can_hold_a_person(cls: type[Event]) -> None:
    """No text, nothing sealed, no id but those of the staff who held it: codes, a number and a day."""
    for name, hint in fields(cls).items():
        held = parts(hint)
        assert held.isdisjoint({str, bytes, Sealed, Any, object}), name
        assert UUID not in held or name == "held_by", name


def test_a_name_where_a_code_belongs_does_not_load() -> None:
    """Whatever is written past the program is no gathering."""
    state = msgspec.json.decode(encode(next(every_shape(GatheringHeld))))
    for field, text in (("group_offer", "Frau A."), ("place", "bei Frau A."), ("headcount", "Frau A.")):
        with pytest.raises(msgspec.ValidationError):
            decode("gathering.held", CAFE_ON_MONDAY, 1, msgspec.json.encode({**state, field: text}))
    with pytest.raises(msgspec.ValidationError):
        decode("gathering.held", CAFE_ON_MONDAY, 1, msgspec.json.encode({**state, "languages": ["Frau A."]}))


def test_nobody_may_have_come_but_not_fewer() -> None:
    assert hold(CAFE_ON_MONDAY, on(0), replace(CAFE, headcount=0)).headcount == 0
    for impossible in (-1, 501):
        with pytest.raises(CannotRecordGathering, match="headcount"):
            hold(CAFE_ON_MONDAY, on(0), replace(CAFE, headcount=impossible))


def test_somebody_of_the_staff_was_there() -> None:
    with pytest.raises(CannotRecordGathering, match="nobody_held_it"):
        hold(CAFE_ON_MONDAY, on(0), replace(CAFE, held_by=()))


def test_a_correction_says_how_it_was_and_the_first_word_stays() -> None:
    """Day, number and place at once; the day is not ahead."""
    told = hold(CAFE_ON_MONDAY, on(3), CAFE)
    stands = fold([told])
    assert stands is not None
    reason = CorrectionReason.WRONG_DAY
    with pytest.raises(WrongOrderOfTime):
        correct(stands, on(3), CAFE, held_on=day(3) + timedelta(days=1), reason=reason)
    right = correct(stands, on(4), replace(CAFE, headcount=15), held_on=day(2), reason=reason)
    after = fold([told, right])
    assert after is not None
    assert (after.held_on, after.about.headcount, after.version) == (day(2), 15, 2)
    assert told.headcount == 12


def test_what_was_struck_out_stays_so() -> None:
    told = hold(CAFE_ON_MONDAY, on(0), CAFE)
    stands = fold([told])
    assert stands is not None
    gone = fold([told, void(stands, on(1), reason=GatheringVoidReason.MISTAKE)])
    assert gone is not None
    assert gone.void
    with pytest.raises(CannotRecordGathering, match="void"):
        correct(gone, on(2), replace(CAFE, headcount=1), held_on=day(0), reason=CorrectionReason.TYPING_MISTAKE)

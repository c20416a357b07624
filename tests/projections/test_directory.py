"""The directory: who helps with what, in which language, where, and how soon they answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from projections import directory
from projections.answers import AnswerTimes
from projections.directory import sort_key
from referrals.description import (
    Address,
    Contact,
    InstitutionDescription,
    LanguageSpoken,
    OfferDescription,
    Phone,
    Place,
)
from referrals.event import Event
from referrals.institution import (
    InstitutionDelisted,
    InstitutionDescribed,
    InstitutionListed,
    OfferDescribed,
    OfferEnded,
    OfferListed,
)
from referrals.institution import fold as fold_institution
from referrals.referral import events as e
from referrals.referral.codes import CorrectionReason, DeclineReason, Ground, Party, Way
from tests.cast import JOBCENTER, VHS, Story, known, on
from tests.projections.conftest import Desk
from tests.projections.histories import History

COURSE, DEBT = known("course"), known("debt advice")


def speaks(*codes: str) -> tuple[LanguageSpoken, ...]:
    """Languages by their codes."""
    return tuple(LanguageSpoken(code=code) for code in codes)


def institution(institution_id: UUID, name: str, *offers: OfferDescription, **described: Any) -> list[Event]:
    """It is listed with its offers."""
    listed = InstitutionListed(
        originator_id=institution_id,
        originator_version=1,
        occasion=on(0),
        description=InstitutionDescription(name=name, **described),
    )
    return [
        listed,
        *(
            then(OfferListed, institution_id, number, offer_id=known(offer.name), offer=offer)
            for number, offer in enumerate(offers, 2)
        ),
    ]


def then(cls: type[Event], institution_id: UUID, version: int, **fields: Any) -> Event:
    """One more event of an institution."""
    event: Event = cls(originator_id=institution_id, originator_version=version, occasion=on(0), **fields)
    return event


COURSE_OFFER = OfferDescription(name="Integrationskurs", needs=("language",), languages=speaks("de", "tr"))
DEBT_OFFER = OfferDescription(name="Schuldnerberatung", needs=("debt",), areas=("stephanplatz",))
VHS_EVENTS = institution(VHS, "Volkshochschule Krefeld", COURSE_OFFER, DEBT_OFFER, provider="Stadt Krefeld")
JOBCENTER_EVENTS = institution(JOBCENTER, "Jobcenter", OfferDescription(name="Beratung", needs=("employment",)))


def found(desk: Desk, events: Sequence[Event], *args: Any, **kwargs: Any) -> list[str]:
    """The names that a search finds after these events; the count says the same."""
    desk.record(events)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        listings = directory.search(connection, *args, **kwargs)
        assert directory.count(connection, *args, **kwargs) == len(listings)
    return [listing.name for listing in listings]


def test_an_institution_carries_the_state_of_the_domain(desk: Desk) -> None:
    """The row is the domain's own fold, whatever happened."""
    events = [
        *VHS_EVENTS,
        then(InstitutionDescribed, VHS, 4, description=InstitutionDescription(name="VHS")),
        then(OfferDescribed, VHS, 5, offer_id=known("Integrationskurs"), offer=OfferDescription(name="Kurs B1")),
        then(OfferEnded, VHS, 6, offer_id=known("Schuldnerberatung")),
    ]
    desk.record(events)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        listing = directory.get(connection, VHS)
        assert listing is not None
        assert listing.institution == fold_institution(events)  # type: ignore[arg-type]
        assert directory.names(connection, [VHS, JOBCENTER]) == {VHS: "VHS"}
        assert directory.offer_names(connection, [VHS]) == {known("Integrationskurs"): "Kurs B1"}
        assert directory.get(connection, JOBCENTER) is None


def test_it_is_found_by_any_word_of_its_names(desk: Desk) -> None:
    """Name, provider, offers; spelling does not matter."""
    assert found(desk, [*VHS_EVENTS, *JOBCENTER_EVENTS], "hochschule") == ["Volkshochschule Krefeld"]
    assert found(desk, [], "STADT") == ["Volkshochschule Krefeld"]
    assert found(desk, [], "schuldner krefeld") == ["Volkshochschule Krefeld"]
    assert found(desk, [], "krefeld jobcenter") == []
    cafe = institution(known("cafe"), "Frauencafé am Schinkenplatz Ärzte")
    assert found(desk, cafe, "frauencafe aerzte") == ["Frauencafé am Schinkenplatz Ärzte"]
    assert found(desk, [], "ärzte") == found(desk, [], "ARZTE") == ["Frauencafé am Schinkenplatz Ärzte"]
    assert len(found(desk, [], "")) == 3


@pytest.mark.parametrize(
    "text", ["Volkshochsule", "folkshochschule krefeld", "Schuldnerberatugn", "Krefelt hochschule"]
)
def test_a_mistyped_word_finds_what_is_meant(desk: Desk, text: str) -> None:
    """Only where nothing is spelled like that; what is short or far off finds nothing."""
    assert found(desk, [*VHS_EVENTS, *JOBCENTER_EVENTS], text) == ["Volkshochschule Krefeld"]
    assert found(desk, [], "jobcener") == ["Jobcenter"]
    assert found(desk, [], "jop") == found(desk, [], "volksbank") == []


@pytest.mark.parametrize("text", ["%", "_", "100%", "'; DROP TABLE", "\x00", "😀", "‏", "|", "\\"])
def test_odd_input_harms_nothing(desk: Desk, text: str) -> None:
    """No wildcard, no error."""
    assert set(found(desk, VHS_EVENTS, text)) <= {"Volkshochschule Krefeld"}


def test_need_and_language_are_those_of_one_offer(desk: Desk) -> None:
    """The debt advice is in German, even if the course next door is in Turkish."""
    events = [*VHS_EVENTS, *JOBCENTER_EVENTS]
    assert found(desk, events, need="debt") == ["Volkshochschule Krefeld"]
    assert found(desk, [], need="language", language="tr") == ["Volkshochschule Krefeld"]
    assert found(desk, [], need="debt", language="tr") == []
    assert found(desk, [], need="debt", language="de") == ["Volkshochschule Krefeld"]
    assert found(desk, [], language="tr") == ["Volkshochschule Krefeld"]
    assert found(desk, [], need="deb") == []


def test_an_offer_bound_to_no_area_fits_every_area(desk: Desk) -> None:
    """The Jobcenter says nothing about areas, and one offer of the VHS is open to all."""
    only_here = institution(known("Büro"), "Quartiersbüro", DEBT_OFFER)
    events = [*only_here, *JOBCENTER_EVENTS]
    assert found(desk, events, area="stephanplatz") == ["Jobcenter", "Quartiersbüro"]
    assert found(desk, [], area="alt_inrath") == ["Jobcenter"]


def test_an_offer_that_rests_helps_nobody(desk: Desk) -> None:
    """Its institution stays in the directory."""
    resting = OfferDescription(name="Kurs", status="temporarily closed", needs=("language",))
    assert found(desk, institution(VHS, "VHS", resting), need="language") == []
    assert found(desk, []) == ["VHS"]


def test_a_delisted_institution_is_found_only_when_asked_for(desk: Desk) -> None:
    """Old referrals still name it."""
    assert found(desk, [*JOBCENTER_EVENTS, then(InstitutionDelisted, JOBCENTER, 3)]) == []
    assert found(desk, [], delisted=True) == ["Jobcenter"]
    with desk.views.reading() as connection:
        assert directory.names(connection, [JOBCENTER]) == {JOBCENTER: "Jobcenter"}
        assert list(directory.all_for_export(connection)) == []


def test_the_order_is_that_of_a_german_list() -> None:
    """ä like a, ß like ss, small like capital."""
    names = ["Zoo", "Ärztehaus", "arbeit", "Straße 7", "Strasse 8", "Öffnung", "Ofen", "Éclair"]
    assert sorted(names, key=sort_key) == [
        "arbeit",
        "Ärztehaus",
        "Éclair",
        "Ofen",
        "Öffnung",
        "Straße 7",
        "Strasse 8",
        "Zoo",
    ]


def test_the_pages_of_a_long_list_have_no_gap_and_no_repetition(desk: Desk) -> None:
    """Keyset paging, with equal names too."""
    events: list[Event] = []
    for number in range(23):
        events += institution(known(f"institution {number}"), f"Kita {'Äöü'[number % 3]}")
    desk.record(events)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        everything = [listing.id for listing in directory.search(connection, limit=100)]
        paged: list[UUID] = []
        after = None
        while page := directory.search(connection, after=after, limit=5):
            paged += [listing.id for listing in page]
            after = (page[-1].sort_key, page[-1].id)
        assert [one.id for one in directory.all_for_export(connection)] == everything
    assert paged == everything
    assert len(everything) == 23


def test_a_row_shows_how_to_reach_it(desk: Desk) -> None:
    """The first number, mail address and house that are known; the oldest check."""
    place = Place(
        id=known("place"),
        phones=(Phone(number="02151 2"),),
        addresses=(
            Address(address_1="Postfach 1", city="Krefeld", postal_code="47798", address_type="postal"),
            Address(address_1="Von-der-Leyen-Platz 2", city="Krefeld", postal_code="47798"),
        ),
    )
    offers = [
        OfferDescription(name="A", assured_date=date(2026, 5, 1)),
        OfferDescription(name="B", assured_date=date(2025, 5, 1)),
    ]
    contact = Contact(department="Anmeldung", email="anmeldung@example.org")
    desk.record(institution(VHS, "VHS", *offers, places=(place,), contacts=(contact,)))
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        listing = directory.get(connection, VHS)
    assert listing is not None
    assert (listing.phone, listing.email) == ("02151 2", "anmeldung@example.org")
    assert listing.address is not None
    assert listing.address.address_1 == "Von-der-Leyen-Platz 2"
    assert listing.assured_date == date(2025, 5, 1)
    assert (listing.needs, listing.languages) == ((), ("de",))


def times(desk: Desk, events: Sequence[Event], institution_id: UUID = VHS) -> AnswerTimes:
    """What is known about its answers after these events."""
    desk.record(events)
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        listing = directory.get(connection, institution_id)
    assert listing is not None
    return listing.times


def test_answers_are_counted_from_the_day_of_forwarding(desk: Desk) -> None:
    """The first answer counts, and an appointment is one."""
    assert times(desk, [*VHS_EVENTS, *Story().opened().told]) == AnswerTimes()
    story = Story().opened().forwarded(1)
    assert times(desk, story.told[1:]) == AnswerTimes(forwarded=1)
    story.agreed(5)
    assert times(desk, story.told[2:]) == AnswerTimes(1, 1, 4.0, 4.0)
    story.accepted(9)
    assert times(desk, story.told[3:]) == AnswerTimes(1, 1, 4.0, 4.0)


def test_a_refusal_by_the_person_is_no_answer_of_the_institution(desk: Desk) -> None:
    """She changed her mind; the VHS never said anything."""
    story = Story().opened().forwarded(1)
    story.then(
        e.ReferralDeclined, 3, reason=DeclineReason.NO_LONGER_WANTED, decided_by=Party.PERSON, source=Way.IN_PERSON
    )
    assert times(desk, [*VHS_EVENTS, *story.told]) == AnswerTimes(forwarded=1)


def test_forwarded_again_elsewhere_each_keeps_its_own_answer(desk: Desk) -> None:
    """The VHS refused after two days, the Jobcenter has not answered yet."""
    story = Story().opened().forwarded(1)
    story.then(e.ReferralDeclined, 3, reason=DeclineReason.NO_CAPACITY, decided_by=Party.INSTITUTION, source=Way.PHONE)
    story.then(e.ReferralForwarded, 4, institution_id=JOBCENTER, ground=Ground.PERSON_PASSES_IT_ON, way=Way.IN_PERSON)
    assert times(desk, [*VHS_EVENTS, *JOBCENTER_EVENTS, *story.told]) == AnswerTimes(1, 1, 2.0, 2.0)
    assert times(desk, [], JOBCENTER) == AnswerTimes(forwarded=1)


def test_a_corrected_day_and_a_step_taken_back_change_the_answer(desk: Desk) -> None:
    """What is learned is learned from what stands."""
    story = Story().opened().forwarded(1).accepted(8)
    story.then(e.StepCorrected, 9, step=3, field="occurred_on", value="2026-11-06", reason=CorrectionReason.WRONG_DAY)
    assert times(desk, [*VHS_EVENTS, *story.told]) == AnswerTimes(1, 1, 3.0, 3.0)
    story.then(e.StepTakenBack, 9, step=3, reason=CorrectionReason.TYPING_MISTAKE)
    assert times(desk, story.told[4:]) == AnswerTimes(forwarded=1)
    story.then(e.StepTakenBack, 9, step=2, reason=CorrectionReason.TYPING_MISTAKE)
    assert times(desk, story.told[5:]) == AnswerTimes()


@pytest.mark.parametrize("page", [1, 500])
def test_the_page_size_of_the_runner_changes_nothing(desk: Desk, page: int) -> None:
    """Counted again by hand from the whole history."""
    history = History(seed=21, referrals=12)
    desk.record(history.events)
    desk.runner_of([directory.PROJECTION], page=page).catch_up(max_events=10_000)
    rows = desk.rows([directory.PROJECTION])
    forwarded = {event.originator_id for event in history.events if isinstance(event, e.ReferralForwarded)}
    assert {row[0] for row in rows["directory_v1"]} == {VHS, JOBCENTER}
    assert {row[0] for row in rows["directory_answers_v1"]} <= forwarded

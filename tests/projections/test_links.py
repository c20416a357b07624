"""The links of a referral, the newest on top, and how they stand in its timeline."""

from uuid import UUID

from msgspec.structs import replace

from projections import links, timeline
from projections.sentences import KnownNames, ids_in, sentence
from referrals import link
from referrals.event import Event
from referrals.link import CloseReason, LinkMade, Urgency
from referrals.referral.codes import Way
from referrals.referral.events import ReferralAccepted
from tests.cast import GUEL, REFERRAL, VHS, Story, day, known, on
from tests.projections.conftest import Desk

LINK, LATER = known("link"), known("later link")


def made(stream: UUID = LINK, number: int = 2) -> LinkMade:
    """The VHS may read Gül's referral for 14 days."""
    return link.make(
        stream,
        on(number),
        person_id=GUEL,
        referral_id=REFERRAL,
        institution_id=VHS,
        forwarded=2,
        urgency=Urgency.URGENT,
    )


def replaced(stream: LinkMade) -> Event:
    known_link = link.fold([stream])
    assert known_link is not None
    return link.close(known_link, on(3), reason=CloseReason.REPLACED)


def test_the_newest_link_stands_on_top(desk: Desk) -> None:
    """With what became of the one before."""
    desk.record([made(), replaced(made()), made(LATER, 3)])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        found = links.of_referral(connection, REFERRAL)
        assert links.get(connection, LATER) == found[0]
        assert links.get(connection, known("no link")) is None
    assert [(each.id, each.closed) for each in found] == [(LATER, None), (LINK, CloseReason.REPLACED)]
    assert found[0].awaits(day(17))
    assert not found[0].awaits(day(18))


def test_the_timeline_of_a_referral_tells_its_links(desk: Desk) -> None:
    """And that of the person."""
    desk.record([*Story().opened().forwarded().told, made()])
    desk.runner.catch_up()
    with desk.views.reading() as connection:
        for told in (
            timeline.of_referral(connection, desk.log, REFERRAL),
            timeline.of_person(connection, desk.log, GUEL),
        ):
            assert told[-1].event.TOPIC == "link.made"


def test_what_an_institution_recorded_is_told_by_its_name() -> None:
    """The actor is the institution, in a role of its own; nobody of the staff is looked up."""
    occasion = replace(on(2, by=VHS), role="institution")
    event = ReferralAccepted(originator_id=REFERRAL, originator_version=3, occasion=occasion, source=Way.LINK)
    assert VHS in ids_in([event]).institutions
    assert VHS not in ids_in([event]).staff
    names = KnownNames(institution_names={VHS: "Volkshochschule"})
    assert str(sentence(event, names)) == "Volkshochschule hat zugesagt (über einen Link)."
    assert str(sentence(event, names, "en")) == "Volkshochschule accepted (through a link)."

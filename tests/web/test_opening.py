"""A new referral: one short form, finished while standing in a corridor."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from referrals.announcement import AnnouncementTaken
from referrals.need import NeedKind
from referrals.referral.codes import Phase
from referrals.release import Covers, ReleaseGiven
from tests.cast import ANNA, JOBCENTER, VHS, day
from tests.client import PageClient
from tests.real_house import COURSE, Premises
from tests.web.opening_cast import (
    CHECK,
    GUEL,
    LATER,
    RECORD,
    RELEASED,
    SHORT,
    forwarded,
    message_of,
    name_of,
    referral_at,
    registered,
    told,
)


def test_the_shortest_way_is_one_form_and_one_look(both_premises: Premises) -> None:
    """Name, language, quarter, need, institution, two ticks; check; done."""
    anna = both_premises.browser("anna")
    check = anna.get("/referrals/new").submit(CHECK, **SHORT)
    assert (check.status, check.h1) == (200, "Prüfen und weiterleiten")
    referral_id = referral_at(check.submit(RECORD, follow=False))
    referral = both_premises.referral(referral_id)
    assert (referral.phase, referral.institution_id, referral.offer_id) == (Phase.FORWARDED, VHS, COURSE)
    assert (referral.case_manager, referral.language, referral.quarter) == (ANNA, "tr", "stephanplatz")


def test_what_was_shown_is_what_is_sealed(both_premises: Premises) -> None:
    anna = both_premises.browser("anna")
    wish = "Ich möchte Deutsch lernen.\r\nUnd arbeiten."
    check = anna.get("/referrals/new").submit(CHECK, **SHORT, phone="0151 5550", wish=wish)
    shown = next(p for p in check.tree.iter("p") if "message" in (p.get("class") or ""))
    referral_id = referral_at(check.submit(RECORD, follow=False))
    assert message_of(both_premises, referral_id) == "".join(shown.itertext())
    assert forwarded(both_premises, referral_id).shared == ("contact", "need")


def test_nothing_beyond_the_release_reaches_the_institution(anna: PageClient, premises: Premises) -> None:
    """The wish and the contact were told to Anna, not to the institution."""
    typed = {**SHORT, "covers": ["need", "appointments"], "wish": "Wunsch-Needle", "phone": "0151-555"}
    check = anna.get("/referrals/new").submit(CHECK, **typed)
    text = message_of(premises, referral_at(check.submit(RECORD, follow=False)))
    assert "Sprache/Integrationskurs" in text
    assert not any(needle in text for needle in ("Gül", "Wunsch-Needle", "0151-555", "Türkisch", "Stephanplatz"))


def test_the_release_holds_a_year_in_the_language_of_the_person(anna: PageClient, premises: Premises) -> None:
    anna.get("/referrals/new").submit(CHECK, **SHORT).submit(RECORD, follow=False)
    given = next(event for event in told(premises) if isinstance(event, ReleaseGiven))
    assert (given.institution_ids, given.covers) == ((VHS,), (Covers.CONTACT, Covers.NEED))
    assert (given.language, given.valid_until) == ("tr", day(0).replace(year=2027))


def test_nothing_is_forwarded_without_a_release(anna: PageClient, premises: Premises) -> None:
    before = len(told(premises))
    page = anna.get("/referrals/new").submit(CHECK, **{**SHORT, "covers": None})
    assert page.status == 422
    assert page.errors == [
        "Kreuzen Sie an, was weitergegeben werden darf. Ohne Schweigepflichtentbindung geht nichts hinaus."
    ]
    assert page.fields(CHECK)["name"] == "Gül A."
    assert len(told(premises)) == before


def test_the_check_cannot_be_skipped(anna: PageClient, premises: Premises) -> None:
    """Whoever sends „record“ without having seen the message sees it first."""
    before = len(told(premises))
    fields = anna.get("/referrals/new").fields(CHECK)
    for name, value in SHORT.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    page = anna.post("/referrals/new", {**fields.to_dict(flat=False), "do": "record"})
    assert (page.status, page.h1) == (200, "Prüfen und weiterleiten")
    assert "hat sich geändert" in page.banner
    assert len(told(premises)) == before


def test_later_records_at_once_and_passes_nothing_on(anna: PageClient, premises: Premises) -> None:
    page = anna.get("/referrals/new").submit(LATER, follow=False, **GUEL)
    referral = premises.referral(referral_at(page))
    assert (referral.phase, referral.institution_id) == (Phase.OPENED, None)
    assert not any(isinstance(event, ReleaseGiven) for event in told(premises))


def test_later_keeps_the_release_that_was_given(anna: PageClient, premises: Premises) -> None:
    page = anna.get("/referrals/new").submit(LATER, follow=False, **SHORT)
    assert premises.referral(referral_at(page)).phase is Phase.OPENED
    assert any(isinstance(event, ReleaseGiven) for event in told(premises))


def test_a_release_without_an_institution_is_asked_about(anna: PageClient) -> None:
    page = anna.get("/referrals/new").submit(LATER, **GUEL, covers=["need"])
    assert page.errors == ["Wählen Sie aus, an welche Institution es gehen soll."]


def test_everything_missing_is_named_at_once_in_the_order_of_the_form(anna: PageClient) -> None:
    page = anna.get("/referrals/new").submit(CHECK)
    assert [error.split()[-1] for error in page.errors] == ["ein.", "aus.", "aus.", "geht.", "soll.", "hinaus."]


def test_change_leads_back_with_everything(anna: PageClient, premises: Premises) -> None:
    typed = {**SHORT, "wish": "Zeile eins\r\nZeile zwei", "phone": "0151 5550", "months": "3", "way": "email"}
    check = anna.get("/referrals/new").submit(CHECK, **typed)
    back = check.submit("Ändern")
    sent = back.fields(CHECK)
    assert back.h1 == "Neue Vermittlung"
    for name, value in typed.items():
        assert sent.getlist(name) == (value if isinstance(value, list) else [value]), name


def test_sent_twice_is_recorded_once(both_premises: Premises) -> None:
    """A double click on the last button, and a reload of what it sent."""
    anna = both_premises.browser("anna")
    check = anna.get("/referrals/new").submit(CHECK, **SHORT)
    first = referral_at(check.submit(RECORD, follow=False))
    before = len(told(both_premises))
    assert referral_at(check.submit(RECORD, follow=False)) == first
    assert len(told(both_premises)) == before
    assert len(registered(both_premises)) == 1


def test_two_clicks_at_the_same_moment_are_recorded_once(both_premises: Premises) -> None:
    """Both requests are under way before either is recorded."""
    anna = both_premises.browser("anna")
    fields = anna.get("/referrals/new").submit(CHECK, **SHORT).fields(RECORD)
    cookies = anna.http._cookies
    together = Barrier(4)

    def click(_number: int) -> str:
        browser = PageClient(both_premises.app)
        browser.http._cookies = cookies
        together.wait()
        return browser.post("/referrals/new", fields, follow=False).location

    with ThreadPoolExecutor(4) as clicks:
        led_to = set(clicks.map(click, range(4)))
    assert [address.startswith("/referrals/") for address in led_to] == [True]
    assert len(registered(both_premises)) == 1


def test_the_enter_key_only_searches(anna: PageClient, premises: Premises) -> None:
    """Browsers press the first button of a form: with a known person it changes nothing."""
    page = anna.get(f"/referrals/new?person={premises.take_in().stream('person.')}")
    form, _button = page.form(LATER)
    first = next(iter(form.iter("button")))
    assert (first.get("name"), first.get("value")) == ("do", "search")
    assert page.submit("Suchen").fields(LATER)["person"] == page.fields(LATER)["person"]


def test_later_sent_twice_is_recorded_once(anna: PageClient, premises: Premises) -> None:
    """The second time the person is known already, and still nobody is asked."""
    form = anna.get("/referrals/new")
    first = referral_at(form.submit(LATER, follow=False, **GUEL))
    assert referral_at(form.submit(LATER, follow=False, **GUEL)) == first
    assert len(registered(premises)) == 1


def test_the_fitting_institutions_stand_first(anna: PageClient) -> None:
    page = anna.get("/referrals/new").submit("Liste anpassen", name="Gül", need="language", language="tr")
    groups = [(g.get("label"), ["".join(o.itertext()) for o in g]) for g in page.tree.iter("optgroup")]
    assert groups == [("Passt zu Anliegen und Sprache", ["Volkshochschule"]), ("Weitere", ["Jobcenter"])]
    assert (page.status, page.fields(CHECK)["name"], page.errors) == (200, "Gül", [])


def test_an_announced_need_fills_the_form_in_and_is_taken(anna: PageClient, premises: Premises) -> None:
    announced = premises.casework.announcements.announce(
        premises.sent(), kind=NeedKind.LANGUAGE, quarter="alt_inrath", note="Brief vom Amt"
    ).stream("announcement.")
    page = anna.get(f"/referrals/new?announcement={announced}")
    sent = page.fields(LATER)
    assert (sent["need"], sent["quarter"]) == ("language", "alt_inrath")
    assert "Brief vom Amt" in page.text
    referral_id = referral_at(page.submit(LATER, follow=False, name="Gül A.", language="tr"))
    taken = next(event for event in told(premises) if isinstance(event, AnnouncementTaken))
    assert (taken.originator_id, taken.referral_id) == (announced, referral_id)


def test_an_announced_need_that_somebody_took_is_said_and_nothing_is_lost(anna: PageClient, premises: Premises) -> None:
    announced = premises.casework.announcements.announce(premises.sent(), kind=NeedKind.LANGUAGE)
    address = f"/referrals/new?announcement={announced.stream('announcement.')}"
    mine, other = anna.get(address), premises.browser("ben").get(address)
    other.submit(LATER, follow=False, name="Olena S.", language="uk", quarter="stephanplatz")
    page = mine.submit(LATER, name="Gül A.", language="tr", quarter="stephanplatz", wish="Arbeit")
    assert "inzwischen jemand übernommen" in page.errors[0]
    assert (page.fields(LATER)["name"], page.fields(LATER)["wish"]) == ("Gül A.", "Arbeit")
    referral_at(page.submit(LATER, follow=False))
    assert "inzwischen jemand übernommen" in anna.get(address).banner


def test_a_known_person_needs_only_the_need(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    page = anna.get(f"/referrals/new?person={person_id}")
    assert "Gül A." in page.text
    referral_id = referral_at(page.submit(LATER, follow=False, need="employment"))
    assert premises.referral(referral_id).person_id == person_id
    assert len(registered(premises)) == 1


def test_a_release_from_before_is_enough(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    page = anna.get(f"/referrals/new?person={person_id}")
    check = page.submit(CHECK, need="employment", institution=str(VHS))
    referral_id = referral_at(check.submit(RECORD, follow=False))
    assert forwarded(premises, referral_id).shared == ("contact", "need")
    assert "02151 000000" in message_of(premises, referral_id)


def test_a_release_for_another_institution_is_not(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    page = anna.get(f"/referrals/new?person={person_id}")
    refused = page.submit(CHECK, need="employment", institution=str(JOBCENTER))
    assert (refused.status, len(refused.errors)) == (422, 1)


def test_a_message_that_changed_meanwhile_is_shown_again(anna: PageClient, premises: Premises) -> None:
    person_id = premises.take_in().stream("person.")
    check = anna.get(f"/referrals/new?person={person_id}").submit(CHECK, need="employment", institution=str(VHS))
    premises.casework.persons.change_contact(premises.sent(), person_id, phone="0999 1", email=None, address=None)
    again = check.submit(RECORD)
    assert "hat sich geändert" in again.banner
    assert "0999 1" in message_of(premises, referral_at(again.submit(RECORD, follow=False)))


def test_the_form_in_english(premises: Premises) -> None:
    """The pages speak English; the institution reads German."""
    anna = premises.browser("anna", "en")
    check = anna.get("/referrals/new").submit("Forward today", **SHORT)
    assert check.h1 == "Check and forward"
    assert "Sprache: Türkisch" in check.text


def test_the_person_is_registered_as_she_was_typed(anna: PageClient, premises: Premises) -> None:
    anna.get("/referrals/new").submit(LATER, follow=False, **{**GUEL, "name": "  Олена   Шевченко "})
    assert [name_of(premises, person) for person in registered(premises)] == ["Олена Шевченко"]


def test_names_stand_in_no_address_and_no_title(anna: PageClient, premises: Premises) -> None:
    check = anna.get("/referrals/new").submit(CHECK, **{**SHORT, **RELEASED, "name": "Needle Nadel"})
    done = check.submit(RECORD, follow=False)
    for page in (check, done):
        assert "Needle" not in page.response.request.full_path + page.location
    assert "Needle" not in check.title

"""Replay and time travel: a file step by step, before and after; a day as it was and as it was known."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from referrals.audit_file import AuditReason
from referrals.gathering import About, GroupOffer, Place
from referrals.participation import Answers, id_of
from referrals.participation_events import Housing, Sex
from referrals.person import Quarter
from referrals.person_events import RestrictionGround
from referrals.referral.codes import Company, CorrectionReason, Way
from tests.cast import ANNA, DORA, EMIL, day, moment
from tests.client import Page, PageClient
from tests.real_house import Premises


@pytest.fixture
def referral(premises: Premises) -> UUID:
    """Taken in on day 0; accepted on day 1 and written down on day 3; the day put right to day 2 on day 5."""
    steps = premises.casework.referrals
    stream = premises.take_in().stream("referral.")
    premises.later(days=3)
    steps.accept(premises.sent(occurred_on=day(1)), stream, source=Way.PHONE)
    premises.casework.appointments.agree(
        premises.sent(), stream, starts_at=moment(9, 9), place="Raum 3", language="tr", company=Company.ALONE
    )
    premises.later(days=2)
    right, why = day(2).isoformat(), CorrectionReason.WRONG_DAY
    premises.casework.corrections.correct(
        premises.sent(), stream, step=3, field="occurred_on", value=right, text=None, reason=why
    )
    return stream


@pytest.fixture
def dora(premises: Premises, referral: UUID) -> PageClient:
    """Dora at an audit."""
    browser = premises.browser("dora")
    browser.get("/audit").submit("Prüfung beginnen")
    return browser


def sides(page: Page) -> dict[str, tuple[str, ...]]:
    """The rows of before and after."""
    table = next(each for each in page.tree.iter("table") if "sides" in each.get("class", ""))
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in table.iter("tr")]
    return {label: tuple(cells) for label, *cells in rows[1:]}


def replayed(dora: PageClient, referral: UUID, step: int) -> Page:
    """One step of the file."""
    return dora.get(f"/audit/referrals/{referral}/replay?step={step}")


def test_each_step_shows_the_file_before_and_after(dora: PageClient, referral: UUID) -> None:
    """What changed is marked, for the eye and for the ear; the rest stands beside it."""
    page = replayed(dora, referral, 4)
    assert "Schritt 4 von 7" in page.text
    rows = sides(page)
    assert rows["Stand (geändert)"] == ("eröffnet", "weitergeleitet")
    assert rows["Anliegen"] == ("Sprache/Integrationskurs", "Sprache/Integrationskurs")
    assert "verschlossen; nur mit einer zweiten Person zu öffnen" in page.text
    assert "02151" not in page.text


def test_one_walks_through_the_steps_by_links(dora: PageClient, referral: UUID) -> None:
    """Forward, back, and by itself until it is stopped or over."""
    page = replayed(dora, referral, 1)
    titles = []
    while "Weiter zum nächsten Schritt" in page.links():
        titles.append(page.tree.find(".//h2").text)
        page = dora.get(page.links()["Weiter zum nächsten Schritt"])
    assert titles[2:] == ["Von der Schweigepflicht entbunden", "Weitergeleitet", "Zugesagt", "Termin vereinbart"]
    assert dora.get(page.links()["Zurück zum Schritt davor"]).tree.find(".//h2").text == "Termin vereinbart"
    playing = dora.get(replayed(dora, referral, 5).links()["Abspielen"])
    assert "step=7" in playing.response.headers["Refresh"]
    assert "Refresh" not in dora.get(playing.links()["Anhalten"]).response.headers
    assert "Refresh" not in dora.get(f"/audit/referrals/{referral}/replay?step=7&play=1").response.headers


def test_when_it_happened_and_when_it_was_written_down_are_told_apart(dora: PageClient, referral: UUID) -> None:
    page = replayed(dora, referral, 5)
    assert "Geschehen am 03.11.2026" in page.text
    assert "(2 Tage später nachgetragen)" in page.text
    assert "In der Rolle Fallmanager:in" in page.text


def test_a_correction_leads_to_its_step_and_the_step_to_its_correction(dora: PageClient, referral: UUID) -> None:
    """In both directions, with what it puts right."""
    correction = replayed(dora, referral, 7)
    assert "Berichtigt diesen Schritt: Schritt 5" in correction.text
    assert sides(correction)["Berichtigt: Tag (geändert)"] == ("03.11.2026", "04.11.2026")
    assert sides(correction)["Stand seit (geändert)"] == ("03.11.2026", "04.11.2026")
    step = dora.get(correction.links()["Schritt 5"])
    assert "Später berichtigt: Schritt 7" in step.text


def test_a_day_shows_what_was_known_beside_what_is_known_now(dora: PageClient, referral: UUID) -> None:
    """On day 2 nobody had written down the answer; what made the difference is listed."""
    page = dora.get(f"/audit/referrals/{referral}").submit("Ansehen", on="4.11.2026", seen="recorded_on")
    assert page.response.request.args.to_dict() == {"recorded_on": "2026-11-04"}
    rows = sides(page)
    assert rows["Stand (verschieden)"] == ("weitergeleitet", "zugesagt")
    assert rows["Quartier"] == ("Stephanplatz", "Stephanplatz")
    later = [link for link in page.links() if link.startswith("Ereignis ")]
    assert len(later) == 1
    assert "Anna Yıldız hat die Zusage der Institution eingetragen" in page.text
    after = dora.get(f"/audit/referrals/{referral}?as_of=2026-11-05")
    assert sides(after)["Stand seit (verschieden)"] == ("03.11.2026", "04.11.2026")
    assert "berichtigt" in after.text
    assert "noch nicht" in dora.get(f"/audit/referrals/{referral}?as_of=2026-11-01").text


def test_lists_and_figures_are_seen_from_any_day(dora: PageClient, referral: UUID) -> None:
    """Each number leads to its rows of that day, and the other side is one link away."""
    figures = dora.get("/audit/figures?as_of=2026-11-04")
    assert "1 zugesagt" in figures.links()
    rows = dora.get(figures.links()["1 zugesagt"])
    assert rows.response.request.args.to_dict() == {"phase": "accepted", "as_of": "2026-11-04"}
    assert "1 Vermittlung" in rows.text
    known = dora.get(figures.links()["Was war an diesem Tag eingetragen?"])
    assert "1 weitergeleitet" in known.links()
    assert "1 zugesagt" not in known.links()
    one = dora.get(next(address for label, address in rows.links().items() if label.startswith("Vermittlung ")))
    assert one.response.request.args.to_dict() == {"as_of": "2026-11-04"}
    assert "gibt es keine Vermittlung" in dora.get("/audit/referrals?as_of=2026-11-01").text


def test_a_list_is_narrowed_within_the_day(dora: PageClient, referral: UUID) -> None:
    """The day stays when a filter is chosen, and the filter when a day is."""
    page = dora.get("/audit/referrals?as_of=2026-11-05").submit("Anzeigen", need="language", overdue="yes")
    assert page.response.request.args["as_of"] == "2026-11-05"
    moved = page.submit("Ansehen", on="6.11.2026", seen="as_of")
    assert moved.response.request.args["need"] == "language"
    assert moved.response.request.args["as_of"] == "2026-11-06"
    assert dora.get("/audit/referrals?as_of=gestern").errors
    assert dora.get("/audit/referrals?after=quatsch").status == 200


def test_a_persons_file_is_replayed_whole(premises: Premises, dora: PageClient, referral: UUID) -> None:
    """What is sealed shows by its fingerprint, so that a change is seen and the value is not."""
    person = premises.referral(referral).person_id
    premises.casework.persons.rename(premises.sent(), person, name="Gül Needle")
    page = dora.get(f"/audit/persons/{person}/replay?step=99")
    before, after = sides(page)["Name (geändert)"]
    assert before.startswith("verschlossen (")
    assert after.startswith("verschlossen (")
    assert before != after
    assert "Needle" not in page.text


def test_an_opened_file_is_read_in_clear_for_an_hour_and_what_was_confided_is_not(
    premises: Premises, dora: PageClient, referral: UUID
) -> None:
    """Two people and a reason; the note that was told in confidence stays with its author."""
    person, files = premises.referral(referral).person_id, premises.casework.audit_files
    premises.casework.referrals.take_note(premises.sent(), referral, text="Nur für Anna", confided=True)
    asked = files.request(premises.sent(DORA, role="auditor"), person, reason=AuditReason.SAMPLE, text="Stichprobe 3")
    files.grant(premises.sent(EMIL, role="coordinator"), asked.stream("audit_file."))
    assert sides(dora.get(f"/audit/persons/{person}/replay"))["Name"] == ("–", "Gül A.")
    assert "Gül A., 02151 000000" in replayed(dora, referral, 4).text
    assert "Nur für Anna" not in replayed(dora, referral, 8).text
    premises.later(minutes=61)
    assert "Gül" not in dora.get(f"/audit/persons/{person}/replay").text


def test_a_person_on_a_day_is_shown_from_both_sides_with_what_came_later(premises: Premises, dora: PageClient) -> None:
    """Registered on day 0; moved on day 1, which Anna wrote down on day 5."""
    person = premises.take_in(name="Olena Needle").stream("person.")
    premises.casework.persons.move(premises.sent(occurred_on=day(1)), person, quarter="alt_inrath")
    listed = dora.get("/audit/persons")
    code = next(label for label in listed.links() if label.startswith("Person "))
    page = dora.get(listed.links()[code])
    assert sides(page)["Quartier"] == ("Alt-Inrath",)
    page = page.submit("Ansehen", on="4.11.2026", seen="recorded_on")
    assert page.response.request.args.to_dict() == {"recorded_on": "2026-11-04"}
    assert "noch nicht bekannt" in page.text
    premises.later(days=2)
    premises.casework.persons.note_language(premises.sent(occurred_on=day(5)), person, language="uk")
    page = premises.browser("dora").get(page.path + "?as_of=2026-11-07")
    assert sides(page)["Sprache (verschieden)"] == ("Türkisch", "Ukrainisch")
    assert len([label for label in page.links() if label.startswith("Ereignis ")]) == 1
    assert "Sprache/Integrationskurs" in page.text
    assert "Needle" not in page.response.get_data(as_text=True)
    assert [each for each in premises.house.access_log.of_person(person) if each.access.view == "audit.person"]


def test_the_list_of_persons_is_narrowed_within_the_day(premises: Premises, dora: PageClient, referral: UUID) -> None:
    """Under pseudonyms; what is special about a person stands beside her."""
    premises.casework.rights.restrict(
        premises.sent(), premises.referral(referral).person_id, ground=RestrictionGround.UNLAWFUL
    )
    page = dora.get("/audit/persons").submit("Anzeigen", quarter="stephanplatz", language="tr")
    assert "Personen: 1" in page.text
    assert "eingeschränkt" in page.text
    assert "1 von 1 laufen" in page.text
    then = page.submit("Ansehen", on="4.11.2026", seen="as_of")
    assert then.response.request.args.to_dict() == {
        "quarter": "stephanplatz",
        "language": "tr",
        "as_of": "2026-11-04",
    }
    assert "eingeschränkt" not in then.text
    assert "gibt es keine Person" in then.submit("Anzeigen", quarter="alt_inrath").text


def test_a_participation_shows_what_was_asked_and_nothing_of_the_answers(premises: Premises, referral: UUID) -> None:
    """By the fingerprint of what is sealed: that something changed is seen, what it says is not."""
    person = premises.house.log.events_of(referral)[0].person_id  # type: ignore[attr-defined]
    participations = premises.casework.participations
    participations.enter(premises.sent(), person, Answers(sex=Sex.FEMALE))
    participations.note(premises.sent(), id_of(person), Answers(sex=Sex.MALE, housing=Housing.EXCLUDED))
    participations.leave(premises.sent(), id_of(person))
    dora = premises.browser("dora")
    dora.get("/audit").submit("Prüfung beginnen")
    position = next(each.position for each in premises.house.log.read(0, 1000) if each.topic == "participation.noted")
    page = dora.get(dora.get(f"/audit/events/{position}").links()["Vorher und nachher ansehen"])
    rows = sides(page)
    before, after = rows["Geschlecht (geändert)"]
    assert {before.split(" ")[0], after.split(" ")[0]} == {"verschlossen"}
    assert before != after
    assert rows["Wohnsituation (geändert)"][0] == "–"
    assert rows["Eintritt"][0] == rows["Eintritt"][1]
    assert not {"weiblich", "männlich", "housing_excluded"} & set(page.text.split())
    left = dora.get(page.links()["Weiter zum nächsten Schritt"])
    assert sides(left)["Austritt (geändert)"] == ("–", "07.11.2026")


def test_a_gathering_is_replayed_on_its_own(premises: Premises) -> None:
    """It is nobody's file: the journal leads to it, and it says nothing of who looked."""
    about = About(
        group_offer=GroupOffer.WOMENS_CAFE,
        quarter=Quarter.STEPHANPLATZ,
        place=Place.QUARTER_OFFICE,
        headcount=12,
        held_by=(ANNA,),
    )
    gatherings = premises.casework.gatherings
    held = gatherings.hold(premises.sent(), about).stream("gathering.")
    reason = CorrectionReason.TYPING_MISTAKE
    gatherings.correct(premises.sent(), held, replace(about, headcount=15), held_on=day(0), reason=reason)
    dora = premises.browser("dora")
    dora.get("/audit").submit("Prüfung beginnen")
    position = next(each.position for each in premises.house.log.read(0, 1000) if each.topic == "gathering.corrected")
    page = dora.get(dora.get(f"/audit/events/{position}").links()["Vorher und nachher ansehen"])
    rows = sides(page)
    assert rows["Besuche (geändert)"] == ("12", "15")
    assert rows["Gehalten von"] == ("Anna Yıldız", "Anna Yıldız")
    assert "Wer hat die Akte angesehen?" not in page.text
    assert dora.get(f"/audit/gatherings/{DORA}/replay").status == 404
    assert premises.browser("emil").get(f"/audit/gatherings/{held}/replay").status == 403

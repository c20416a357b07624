"""The story of Gül, told in both languages; every word that grammar bends is looked at here."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from projections.sentences import KnownNames, sentence
from referrals.consent import ConsentGiven, Scope
from referrals.event import Event
from referrals.occasion import Channel
from referrals.person import PersonRenamed
from referrals.referral import events as e
from referrals.referral.codes import Company, Ground, HandoverReason, Outcome, Party, VoidReason, Way
from referrals.release import Covers, Given, ReleaseGiven
from referrals.sealing import Group
from referrals.staff import SYSTEM
from tests.cast import ANNA, BEN, CEM, GUEL, JOBCENTER, REFERRAL, RELEASE, VHS, known
from tests.projections.examples import COURSE, NAMES, NOBODY, occasion, sealed
from tests.projections.story import DECLINED, agreed, opened, step

FORWARDED = step(
    e.ReferralForwarded,
    institution_id=VHS,
    offer_id=COURSE,
    ground=Ground.RELEASE,
    release_id=RELEASE,
    way=Way.PHONE,
    shared=("contact", "need"),
)
HANDED_OVER: dict[str, Any] = {"giver": ANNA, "receiver": BEN, "reason": HandoverReason.ABSENCE}


@pytest.mark.parametrize(
    ("event", "german", "english"),
    [
        (
            opened(),
            "Anna hat eine Vermittlung eröffnet: Sprache/Integrationskurs.",
            "Anna opened a referral: language/integration course.",
        ),
        (
            opened(case_manager=BEN, institution_id=JOBCENTER, attempt=2),
            "Anna hat eine Vermittlung eröffnet: Sprache/Integrationskurs, 2. Versuch, vorgesehen für Jobcenter;"
            " zuständig ist Ben.",
            "Anna opened a referral: language/integration course, attempt 2, meant for Jobcenter; carried by Ben.",
        ),
        (
            FORWARDED,
            "Anna hat die Vermittlung an VHS Krefeld (Angebot „Integrationskurs“) weitergeleitet (per Telefon),"
            " mit Schweigepflichtentbindung; mitgeteilt: Name und Kontakt, Anliegen.",
            "Anna forwarded the referral to VHS Krefeld (offer “Integrationskurs”) (by phone),"
            " with a release; passed on: name and contact, need.",
        ),
        (
            step(e.ReferralWaitlisted, source=Way.EMAIL, review_on=date(2027, 8, 2)),
            "Anna hat einen Platz auf der Warteliste eingetragen (per E-Mail), Nachfrage am 2. August 2027.",
            "Anna recorded a place on the waiting list (by e-mail), to be reviewed on 2 August 2027.",
        ),
        (
            DECLINED,
            "Anna hat eine Absage eingetragen (per Brief): kein Platz. Entschieden hat die Institution.",
            "Anna recorded a refusal (by letter): no place free. Decided by the institution.",
        ),
        (
            agreed(),
            "Anna hat einen Termin vereinbart: Dienstag, 10. November 2026, 10:30 Uhr,"
            " auf Deutsch, mit Sprachmittlung.",
            "Anna agreed an appointment: Tuesday 10 November 2026, 10:30, in German, with an interpreter.",
        ),
        (
            agreed(language="other"),
            "Anna hat einen Termin vereinbart: Dienstag, 10. November 2026, 10:30 Uhr,"
            " in einer anderen Sprache, mit Sprachmittlung.",
            "Anna agreed an appointment: Tuesday 10 November 2026, 10:30, in another language, with an interpreter.",
        ),
        (
            step(e.ReferralClosed, outcome=Outcome.NEED_MET, decided_by=Party.PERSON),
            "Anna hat die Vermittlung abgeschlossen: Hilfe erhalten. Entschieden hat die ratsuchende Person.",
            "Anna closed the referral: help received. Decided by the person.",
        ),
        (
            step(e.ReferralHandedOver, **HANDED_OVER),
            "Anna hat die Vermittlung an Ben übergeben (Abwesenheit).",
            "Anna handed the referral over to Ben (absence).",
        ),
        (
            step(e.ReferralHandedOver, **{**HANDED_OVER, "giver": CEM}, kept_back=2),
            "Anna hat die Vermittlung von Cem an Ben übergeben (Abwesenheit)."
            " 2 anvertraute Notizen sind nicht mit übergegangen.",
            "Anna handed the referral over from Cem to Ben (absence). 2 confided notes were not handed over with it.",
        ),
        (
            step(e.ReferralVoided, reason=VoidReason.RECORDED_TWICE, requested_by=BEN),
            "Anna hat die Vermittlung als Fehleingabe gekennzeichnet (doppelt erfasst), gemeldet hatte das Ben.",
            "Anna marked the referral as entered in error (recorded twice), as reported by Ben.",
        ),
        (
            step(
                ReleaseGiven,
                person_id=GUEL,
                institution_ids=(VHS, JOBCENTER),
                covers=(Covers.CONTACT,),
                valid_until=date(2027, 11, 3),
                given=Given.WRITTEN,
                language="tr",
            ),
            "Anna hat eine Schweigepflichtentbindung für VHS Krefeld und Jobcenter eingetragen"
            " (schriftlich, auf Türkisch), gültig bis 3. November 2027; sie umfasst: Name und Kontakt.",
            "Anna recorded a release towards VHS Krefeld and Jobcenter"
            " (given in writing, in Turkish), valid until 3 November 2027; it covers: name and contact.",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else None,
)
def test_it_reads_like_this(event: Event, german: str, english: str) -> None:
    """Word for word."""
    assert str(sentence(event, NAMES, "de")) == german
    assert str(sentence(event, NAMES, "en")) == english


def test_what_nobody_knows_any_more_still_reads_well() -> None:
    """An account or an institution that is gone leaves its place in the sentence."""
    assert str(sentence(FORWARDED, NOBODY)).startswith(
        "Eine frühere Kolleg:in hat die Vermittlung an eine gelöschte Institution weitergeleitet"
    )
    handed = step(e.ReferralHandedOver, **{**HANDED_OVER, "giver": CEM})
    assert "von einer früheren Kolleg:in an eine frühere Kolleg:in übergeben" in str(sentence(handed, NOBODY))


def test_what_the_installation_did_itself_has_no_name() -> None:
    """An import has no colleague behind it, and says so below the sentence."""
    told = sentence(opened(when=occasion(by=SYSTEM, channel=Channel.IMPORT), case_manager=SYSTEM), NAMES)
    assert str(told) == "Das System hat eine Vermittlung eröffnet: Sprache/Integrationskurs."
    assert told.notes == ("aus einer Liste übernommen",)


def test_a_step_recorded_later_says_when() -> None:
    """The day it happened stands beside the entry, the day it was written down below."""
    late = opened(when=occasion(recorded=date(2026, 11, 5)))
    assert sentence(late, NAMES).notes == ("nachgetragen am 5. November 2026",)
    assert sentence(late, NAMES, "en").notes == ("recorded later, on 5 November 2026",)
    assert sentence(opened(), NAMES).notes == ()


def test_the_outcome_of_an_appointment_names_its_time() -> None:
    """Where the stream is at hand; after it was moved, the new time."""
    moved = step(
        e.AppointmentRescheduled,
        3,
        appointment_id=known("first"),
        by=Party.PERSON,
        new_appointment_id=known("second"),
        starts_at=datetime(2026, 11, 17, 9, 0, tzinfo=UTC),
        language="de",
        company=Company.ALONE,
    )
    kept = step(e.AppointmentKept, 4, appointment_id=known("second"))
    told = [opened(), agreed(), moved, kept]
    assert str(sentence(moved, NAMES, told=told)).startswith(
        "Anna hat den Termin am 10. November 2026 um 10:30 Uhr verlegt: neuer Termin Dienstag, 17. November 2026"
    )
    assert (
        str(sentence(kept, NAMES, told=told))
        == "Anna hat eingetragen, dass der Termin am 17. November 2026 um 10:00 Uhr wahrgenommen wurde."
    )


def test_sealed_texts_stand_below_the_sentence_and_not_in_it() -> None:
    """A page opens them with the vault."""
    note = step(e.NoteTaken, text=sealed(), confided=False)
    (field,) = sentence(note, NAMES).sealed
    assert (field.field, field.label, field.originator_id) == ("text", "Text", REFERRAL)
    assert field.may_be_opened_by(BEN)


def test_a_confided_note_stays_with_its_author() -> None:
    """§ 65 SGB VIII: the sentence says that there is one, and nobody else may open it."""
    note = step(e.NoteTaken, text=sealed(group=Group.CONFIDED), confided=True)
    told = sentence(note, NAMES)
    assert str(told) == "Anna hat eine anvertraute Notiz geschrieben."
    assert told.sealed[0].confided
    assert told.sealed[0].may_be_opened_by(ANNA)
    assert not told.sealed[0].may_be_opened_by(BEN)


def test_names_and_contact_are_not_opened_in_a_timeline() -> None:
    """They stand in the identity bar; an old name is nobody's business."""
    assert sentence(step(PersonRenamed, name=sealed(group=Group.CONTACT)), NAMES).sealed == ()


def test_a_name_with_markup_stays_a_name() -> None:
    """What people typed is one marked piece; the template escapes it."""
    nasty = KnownNames(staff_names={ANNA: "<script>{actor}</script>"})
    pieces = sentence(step(e.ServiceStarted), nasty).pieces
    assert pieces[0].kind == "name"
    assert pieces[0].text == "<script>{actor}</script>"


def test_a_consent_lists_what_it_covers() -> None:
    """In the words of the form."""
    given = step(ConsentGiven, scope=(Scope.CASE_FILE, Scope.STATISTICS), given=Given.ORAL, language="ar")
    assert str(sentence(given, NAMES)) == (
        "Anna hat die Einwilligung in die Verarbeitung der Daten eingetragen"
        " (mündlich, auf Arabisch); sie umfasst: Fallakte, Statistik."
    )

"""How what happened around a person is told (Person, Einwilligung, Schweigepflichtentbindung, Anliegen)."""

from projections.sentences.wording import Wording, tells
from referrals import announcement as a
from referrals import person as p
from referrals import release as r
from referrals.consent import ConsentGiven, ConsentWithdrawn
from referrals.event import Event
from referrals.need import NeedRecorded

OF_PERSONS: dict[type[Event], Wording] = {
    p.PersonRegistered: tells(
        "person",
        "Aufgenommen",
        "Registered",
        "{actor} hat die ratsuchende Person aufgenommen ({language}, {quarter}).",
        "{actor} registered the person ({language}, {quarter}).",
    ),
    p.PersonRenamed: tells(
        "person",
        "Name geändert",
        "Name changed",
        "{actor} hat den Namen der ratsuchenden Person geändert.",
        "{actor} changed the person's name.",
    ),
    p.ContactChanged: tells(
        "person",
        "Kontaktdaten geändert",
        "Contact changed",
        "{actor} hat die Kontaktdaten der ratsuchenden Person geändert.",
        "{actor} changed how the person can be reached.",
    ),
    p.BirthYearNoted: tells(
        "person",
        "Geburtsjahr eingetragen",
        "Year of birth noted",
        "{actor} hat das Geburtsjahr der ratsuchenden Person eingetragen.",
        "{actor} noted the person's year of birth.",
    ),
    p.PersonMoved: tells(
        "person",
        "Umgezogen",
        "Moved",
        "{actor} hat einen Umzug der ratsuchenden Person eingetragen, neues Quartier: {quarter}.",
        "{actor} recorded that the person moved; new quarter: {quarter}.",
    ),
    p.LanguageNoted: tells(
        "person",
        "Sprache geändert",
        "Language changed",
        "{actor} hat die bevorzugte Sprache der ratsuchenden Person geändert: {language}.",
        "{actor} changed the language the person prefers: {language}.",
    ),
    p.HouseholdJoined: tells(
        "household",
        "Zum Haushalt",
        "Joined a household",
        "{actor} hat die ratsuchende Person einem Haushalt zugeordnet.",
        "{actor} added the person to a household.",
    ),
    p.HouseholdLeft: tells(
        "household",
        "Aus dem Haushalt",
        "Left a household",
        "{actor} hat eingetragen, dass die ratsuchende Person nicht mehr zum Haushalt gehört.",
        "{actor} recorded that the person no longer belongs to the household.",
    ),
    ConsentGiven: tells(
        "consent",
        "Eingewilligt",
        "Consent given",
        "{actor} hat die Einwilligung in die Verarbeitung der Daten eingetragen"
        " ({given}, {in_language}); sie umfasst: {scope}.",
        "{actor} recorded the consent to data processing (given {given}, {in_language}); it covers: {scope}.",
    ),
    ConsentWithdrawn: tells(
        "consent",
        "Einwilligung widerrufen",
        "Consent withdrawn",
        "{actor} hat den Widerruf der Einwilligung eingetragen ({given}).",
        "{actor} recorded that the consent was withdrawn ({given}).",
    ),
    r.ReleaseGiven: tells(
        "release",
        "Von der Schweigepflicht entbunden",
        "Release given",
        "{actor} hat eine Schweigepflichtentbindung für {institution_ids} eingetragen"
        " ({given}, {in_language}), gültig bis {valid_until}; sie umfasst: {covers}.",
        "{actor} recorded a release towards {institution_ids}"
        " (given {given}, {in_language}), valid until {valid_until}; it covers: {covers}.",
    ),
    r.ReleaseWithdrawn: tells(
        "release",
        "Schweigepflichtentbindung widerrufen",
        "Release withdrawn",
        "{actor} hat den Widerruf der Schweigepflichtentbindung eingetragen ({given}).",
        "{actor} recorded that the release was withdrawn ({given}).",
    ),
    NeedRecorded: tells(
        "need",
        "Anliegen aufgenommen",
        "Need recorded",
        "{actor} hat ein Anliegen aufgenommen: {kind}{announced}.",
        "{actor} recorded a need: {kind}{announced}.",
    ),
    a.NeedAnnounced: tells(
        "need",
        "Anliegen angekündigt",
        "Need announced",
        "{actor} hat ein Anliegen angekündigt: {kind}{where}.",
        "{actor} announced a need: {kind}{where}.",
    ),
    a.AnnouncementTaken: tells(
        "need",
        "Ankündigung aufgenommen",
        "Announcement taken up",
        "{actor} hat das angekündigte Anliegen als Vermittlung aufgenommen.",
        "{actor} took the announced need up as a referral.",
    ),
    a.AnnouncementDropped: tells(
        "need",
        "Ankündigung beendet",
        "Announcement dropped",
        "{actor} hat das angekündigte Anliegen beendet ({reason}).",
        "{actor} dropped the announced need ({reason}).",
    ),
}

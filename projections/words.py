"""The German and the English word of every code: one place for timeline, pages, filters and exports.

The codes of quarters and languages are configurable strings; one that stands in no table is shown as it is.
"""

from collections.abc import Mapping
from enum import StrEnum

from babel import Locale

from projections.word import Word
from projections.words_of_access import OF_ACCESS
from projections.words_of_custody import OF_CUSTODY
from projections.words_of_erasure import OF_ERASURE
from projections.words_of_evidence import OF_EVIDENCE
from projections.words_of_gatherings import OF_GATHERINGS
from projections.words_of_links import OF_LINKS
from projections.words_of_participations import OF_PARTICIPATIONS
from projections.words_of_rights import OF_RIGHTS
from referrals.announcement import DropReason
from referrals.consent import Scope
from referrals.gathering import Spoken
from referrals.need import NeedKind
from referrals.occasion import Channel, Purpose
from referrals.person import Quarter
from referrals.referral.clock import Task
from referrals.referral.codes import (
    Company,
    CorrectionReason,
    DeclineReason,
    Ground,
    HandoverReason,
    Outcome,
    Party,
    PauseReason,
    Phase,
    ReopenReason,
    VoidReason,
    Way,
)
from referrals.referral.state import AppointmentState
from referrals.release import Covers, Given
from referrals.sealing import Group
from referrals.staff import Role

WORDS: dict[type[StrEnum], dict[str, Word]] = {
    Phase: {
        Phase.OPENED: Word("eröffnet", "opened"),
        Phase.FORWARDED: Word("weitergeleitet", "forwarded"),
        Phase.ACCEPTED: Word("zugesagt", "accepted"),
        Phase.WAITLISTED: Word("Warteliste", "waiting list"),
        Phase.DECLINED: Word("abgelehnt", "declined"),
        Phase.IN_SERVICE: Word("Hilfe läuft", "help under way"),
        Phase.PAUSED: Word("ruht", "paused"),
        Phase.CLOSED: Word("abgeschlossen", "closed"),
        Phase.VOID: Word("Fehleingabe", "entered in error"),
    },
    Outcome: {
        Outcome.NEED_MET: Word("Hilfe erhalten", "help received"),
        Outcome.PARTLY_MET: Word("teilweise Hilfe erhalten", "help received in part"),
        Outcome.REFERRED_ON: Word("weitervermittelt", "referred on"),
        Outcome.NOT_ELIGIBLE: Word("nicht anspruchsberechtigt", "not eligible"),
        Outcome.NO_CAPACITY: Word("kein Platz", "no place free"),
        Outcome.NO_LONGER_WANTED: Word("nicht mehr gewünscht", "no longer wanted"),
        Outcome.NOT_REACHED: Word("nicht erreicht", "not reached"),
        Outcome.RELEASE_WITHDRAWN: Word("Schweigepflichtentbindung widerrufen", "release withdrawn"),
        Outcome.MOVED_AWAY: Word("weggezogen", "moved away"),
        Outcome.OFFER_ENDED: Word("Angebot eingestellt", "offer ended"),
        Outcome.OTHER: Word("anderes Ergebnis", "other outcome"),
    },
    NeedKind: {
        NeedKind.EMPLOYMENT: Word("Arbeit", "employment"),
        NeedKind.AUTHORITIES: Word("Behörden", "dealings with authorities"),
        NeedKind.FAMILY: Word("Familie", "family"),
        NeedKind.LANGUAGE: Word("Sprache/Integrationskurs", "language/integration course"),
        NeedKind.CHILDCARE_SCHOOL: Word("Kita und Schule", "childcare and school"),
        NeedKind.HEALTH: Word("Gesundheit", "health"),
        NeedKind.HOUSING: Word("Wohnen", "housing"),
        NeedKind.DEBT: Word("Schulden", "debt"),
        NeedKind.OTHER: Word("anderes Anliegen", "other need"),
    },
    Quarter: {
        Quarter.HARDENBERGVIERTEL: Word("Hardenbergviertel", "Hardenbergviertel"),
        Quarter.STEPHANPLATZ: Word("Stephanplatz", "Stephanplatz"),
        Quarter.ALT_INRATH: Word("Alt-Inrath", "Alt-Inrath"),
        Quarter.DIESELSTRASSE: Word("Dieselstraße", "Dieselstraße"),
        Quarter.ELSEWHERE: Word("anderswo", "elsewhere"),
    },
    Role: {
        Role.CASE_MANAGER: Word("Fallmanager:in", "case manager"),
        Role.COORDINATOR: Word("Koordination", "coordinator"),
        Role.AUDITOR: Word("Prüfer:in", "auditor"),
        Role.ADMINISTRATOR: Word("Administration", "administrator"),
        Role.SYSTEM: Word("System", "system"),
        Role.INSTITUTION: Word("Institution (über einen Link)", "institution (through a link)"),
    },
    Party: {
        Party.PERSON: Word("die ratsuchende Person", "the person"),
        Party.INSTITUTION: Word("die Institution", "the institution"),
        Party.CASE_MANAGER: Word("die Fallmanager:in", "the case manager"),
    },
    Way: {
        Way.IN_PERSON: Word("persönlich", "in person"),
        Way.PHONE: Word("Telefon", "phone"),
        Way.LETTER: Word("Brief", "letter"),
        Way.EMAIL: Word("E-Mail", "e-mail"),
        Way.LINK: Word("Link", "link"),
    },
    Ground: {
        Ground.RELEASE: Word("Schweigepflichtentbindung", "release"),
        Ground.STATUTORY_DUTY: Word("gesetzliche Pflicht", "statutory duty"),
        Ground.EMERGENCY: Word("Notlage", "emergency"),
        Ground.PERSON_PASSES_IT_ON: Word("die Person gibt es selbst weiter", "the person passes it on herself"),
    },
    DeclineReason: {
        DeclineReason.NO_CAPACITY: Word("kein Platz", "no place free"),
        DeclineReason.NOT_ELIGIBLE: Word("nicht anspruchsberechtigt", "not eligible"),
        DeclineReason.NOT_RESPONSIBLE: Word("nicht zuständig", "not responsible"),
        DeclineReason.DOCUMENTS_MISSING: Word("Unterlagen fehlen", "documents missing"),
        DeclineReason.NO_INTERPRETER: Word("keine Sprachmittlung", "no interpreter"),
        DeclineReason.NO_LONGER_WANTED: Word("nicht mehr gewünscht", "no longer wanted"),
        DeclineReason.OTHER: Word("anderer Grund", "other reason"),
    },
    PauseReason: {
        PauseReason.ILLNESS: Word("Krankheit", "illness"),
        PauseReason.TRAVEL: Word("Reise", "travel"),
        PauseReason.FAMILY: Word("Familie", "family"),
        PauseReason.OFFER_PAUSES: Word("das Angebot macht Pause", "the offer takes a break"),
        PauseReason.OTHER: Word("anderer Grund", "other reason"),
    },
    ReopenReason: {
        ReopenReason.CLOSED_BY_MISTAKE: Word("versehentlich abgeschlossen", "closed by mistake"),
        ReopenReason.NEED_PERSISTS: Word("das Anliegen besteht weiter", "the need persists"),
        ReopenReason.INSTITUTION_CAME_BACK: Word(
            "die Institution hat sich wieder gemeldet", "the institution came back"
        ),
        ReopenReason.OTHER: Word("anderer Grund", "other reason"),
    },
    HandoverReason: {
        HandoverReason.ABSENCE: Word("Abwesenheit", "absence"),
        HandoverReason.LANGUAGE: Word("Sprache", "language"),
        HandoverReason.WORKLOAD: Word("Auslastung", "workload"),
        HandoverReason.QUARTER: Word("anderes Quartier", "another quarter"),
        HandoverReason.LEAVING: Word("Ausscheiden", "leaving"),
        HandoverReason.OTHER: Word("anderer Grund", "other reason"),
    },
    CorrectionReason: {
        CorrectionReason.TYPING_MISTAKE: Word("Tippfehler", "typing mistake"),
        CorrectionReason.WRONG_DAY: Word("falscher Tag", "wrong day"),
        CorrectionReason.WRONG_REFERRAL: Word("falsche Vermittlung", "wrong referral"),
        CorrectionReason.MISUNDERSTANDING: Word("Missverständnis", "misunderstanding"),
        CorrectionReason.REQUESTED_BY_PERSON: Word("Wunsch der ratsuchenden Person", "requested by the person"),
    },
    VoidReason: {
        VoidReason.WRONG_PERSON: Word("falsche Person", "wrong person"),
        VoidReason.RECORDED_TWICE: Word("doppelt erfasst", "recorded twice"),
        VoidReason.TEST: Word("Testeingabe", "test entry"),
        VoidReason.OTHER: Word("anderer Grund", "other reason"),
    },
    DropReason: {
        DropReason.NOBODY_CAME: Word("niemand ist gekommen", "nobody came"),
        DropReason.SETTLED: Word("hat sich erledigt", "settled meanwhile"),
        DropReason.MISTAKE: Word("Irrtum", "mistake"),
    },
    Company: {
        Company.ALONE: Word("allein", "alone"),
        Company.ACCOMPANIED: Word("in Begleitung", "accompanied"),
        Company.INTERPRETER: Word("mit Sprachmittlung", "with an interpreter"),
    },
    AppointmentState: {
        AppointmentState.PROPOSED: Word("vorgeschlagen", "proposed"),
        AppointmentState.AGREED: Word("vereinbart", "agreed"),
        AppointmentState.KEPT: Word("wahrgenommen", "kept"),
        AppointmentState.MISSED: Word("nicht wahrgenommen", "missed"),
        AppointmentState.CANCELLED: Word("abgesagt", "cancelled"),
        AppointmentState.RESCHEDULED: Word("verlegt", "rescheduled"),
    },
    Covers: {
        Covers.CONTACT: Word("Name und Kontakt", "name and contact"),
        Covers.NEED: Word("Anliegen", "need"),
        Covers.WISH: Word("Wunsch in eigenen Worten", "wish in the person's words"),
        Covers.BIRTH_YEAR: Word("Geburtsjahr", "year of birth"),
        Covers.APPOINTMENTS: Word("Termine", "appointments"),
        Covers.PROGRESS: Word("Verlauf", "progress"),
    },
    Given: {
        Given.WRITTEN: Word("schriftlich", "in writing"),
        Given.ORAL: Word("mündlich", "orally"),
        Given.ELECTRONIC: Word("elektronisch", "electronically"),
    },
    Scope: {
        Scope.CASE_FILE: Word("Fallakte", "case file"),
        Scope.CONTACT_BY_MESSAGE: Word("Kontakt per Nachricht", "contact by message"),
        Scope.STATISTICS: Word("Statistik", "statistics"),
    },
    Task: {
        Task.FORWARD: Word("Weiterleiten", "Forward"),
        Task.AWAIT_ANSWER: Word("Antwort abwarten", "Await the answer"),
        Task.CHASE_ANSWER: Word("Nach der Antwort fragen", "Ask for the answer"),
        Task.AGREE_APPOINTMENT: Word("Termin eintragen", "Record an appointment"),
        Task.REVIEW_WAITLIST: Word("Warteliste nachfragen", "Ask about the waiting list"),
        Task.DECIDE_AFTER_DECLINE: Word("Nach der Absage entscheiden", "Decide after the refusal"),
        Task.ATTEND_APPOINTMENT: Word("Termin steht an", "Appointment ahead"),
        Task.RECORD_OUTCOME: Word("Ergebnis des Termins eintragen", "Record how the appointment went"),
        Task.CALL_AFTER_MISSED: Word("Nach verpasstem Termin melden", "Get in touch after the missed appointment"),
        Task.FOLLOW_UP: Word("Wiedervorlage", "Follow up"),
        Task.RESUME: Word("Wieder aufnehmen", "Resume"),
        Task.DECIDE_AFTER_WITHDRAWAL: Word("Nach dem Widerruf entscheiden", "Decide after the withdrawal"),
    },
    Channel: {
        Channel.WORKER: Word("im Programm eingetragen", "entered in the program"),
        Channel.LINK: Word("über einen Link eingetragen", "entered through a link"),
        Channel.PHONE: Word("am Telefon aufgenommen", "taken down on the phone"),
        Channel.PAPER: Word("vom Papier übertragen", "copied from paper"),
        Channel.IMPORT: Word("aus einer Liste übernommen", "imported from a list"),
        Channel.COMMAND: Word("durch einen Befehl eingetragen", "entered by a command"),
        Channel.API: Word("über die Schnittstelle eingetragen", "entered through the API"),
    },
    Purpose: {
        Purpose.CASE_MANAGEMENT: Word("Fallarbeit", "case management"),
        Purpose.DIRECTORY: Word("Verzeichnis der Institutionen", "directory of institutions"),
        Purpose.ADMINISTRATION: Word("Verwaltung der Konten", "administration of accounts"),
        Purpose.ACCESS_CONTROL: Word("Zugriffsschutz", "access control"),
        Purpose.DATA_SUBJECT_RIGHTS: Word("Rechte der Person", "rights of the person"),
        Purpose.AUDIT: Word("Prüfung", "audit"),
        Purpose.GROUP_OFFERS: Word("Gruppenangebote", "group offers"),
        Purpose.FUNDING: Word("Förderung durch den ESF Plus", "ESF Plus funding"),
        Purpose.STATISTICS: Word("Kennzahlen und Berichte", "figures and reports"),
    },
    Group: {
        Group.CONTACT: Word("Kontaktdaten", "contact data"),
        Group.CASE: Word("Falldaten", "case data"),
        Group.HEALTH: Word("Gesundheitsdaten", "health data"),
        Group.CONFIDED: Word("Anvertrautes", "confided"),
        Group.FUNDING: Word("Angaben für den ESF Plus", "ESF Plus details"),
    },
    **OF_ACCESS,
    **OF_CUSTODY,
    **OF_ERASURE,
    **OF_EVIDENCE,
    **OF_GATHERINGS,
    **OF_LINKS,
    **OF_PARTICIPATIONS,
    **OF_RIGHTS,
}

LANGUAGES: dict[str, Word] = {
    "de": Word("Deutsch", "German"),
    "ar": Word("Arabisch", "Arabic"),
    "tr": Word("Türkisch", "Turkish"),
    "uk": Word("Ukrainisch", "Ukrainian"),
    "ta": Word("Tamil", "Tamil"),
    "en": Word("Englisch", "English"),
    "ru": Word("Russisch", "Russian"),
    "fa": Word("Persisch", "Persian"),
    "ku": Word("Kurdisch", "Kurdish"),
    "pl": Word("Polnisch", "Polish"),
    "ro": Word("Rumänisch", "Romanian"),
    "bg": Word("Bulgarisch", "Bulgarian"),
    "fr": Word("Französisch", "French"),
    "so": Word("Somali", "Somali"),
    "ti": Word("Tigrinisch", "Tigrinya"),
    "other": Word("andere Sprache", "other language"),
}
WORDS[Spoken] = {spoken: LANGUAGES[spoken.value] for spoken in Spoken}


def word(code: StrEnum, language: str = "de") -> str:
    """The word of a code."""
    return WORDS[type(code)][code].in_language(language)


def quarter(code: str, language: str = "de") -> str:
    """The name of a quarter."""
    return _known(WORDS[Quarter], code, language) or code


def language_name(code: str, language: str = "de") -> str:
    """The name of a language; those beyond our own table come from the Unicode tables (ISO 639)."""
    return _known(LANGUAGES, code, language) or str(Locale(language).languages.get(code, code))


def covers(code: str, language: str = "de") -> str:
    """What a release covers, as an event names it."""
    return _known(WORDS[Covers], code, language) or code


def choices(codes: type[StrEnum], language: str = "de") -> list[tuple[str, str]]:
    """(code, word) of a whole code, in its own order; for radios and filters."""
    return [(code.value, word(code, language)) for code in codes]


def language_choices(language: str = "de") -> list[tuple[str, str]]:
    """(code, name) of the languages of the project, in its own order."""
    return [(code, name.in_language(language)) for code, name in LANGUAGES.items()]


def _known(words: Mapping[str, Word], code: str, language: str) -> str | None:
    known = words.get(code)
    return known.in_language(language) if known else None

"""The codes of a referral: stored in clear, for ever; the German words stand in the glossary."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a referral stands; appointments and releases are machines of their own."""

    OPENED = "opened"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    IN_SERVICE = "in_service"
    PAUSED = "paused"
    CLOSED = "closed"
    VOID = "void"

    @property
    def is_active(self) -> bool:
        """Whether work remains."""
        return self not in (Phase.CLOSED, Phase.VOID)


ACTIVE = frozenset(phase for phase in Phase if phase.is_active)


class Outcome(StrEnum):
    """How it ended; required before closing."""

    NEED_MET = "NEED_MET"
    PARTLY_MET = "PARTLY_MET"
    REFERRED_ON = "REFERRED_ON"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NO_CAPACITY = "NO_CAPACITY"
    NO_LONGER_WANTED = "NO_LONGER_WANTED"
    NOT_REACHED = "NOT_REACHED"
    RELEASE_WITHDRAWN = "RELEASE_WITHDRAWN"
    MOVED_AWAY = "MOVED_AWAY"
    OFFER_ENDED = "OFFER_ENDED"
    OTHER = "OTHER"


class Party(StrEnum):
    """Who decided, missed, or cancelled."""

    PERSON = "person"
    INSTITUTION = "institution"
    CASE_MANAGER = "case_manager"


class Way(StrEnum):
    """The way something was passed on or answered."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    LINK = "link"


class Ground(StrEnum):
    """The legal ground on which data leaves us."""

    RELEASE = "release"
    STATUTORY_DUTY = "statutory_duty"
    EMERGENCY = "emergency"
    PERSON_PASSES_IT_ON = "person_passes_it_on"


class DeclineReason(StrEnum):
    """Why an institution or a person declined."""

    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    NOT_RESPONSIBLE = "not_responsible"
    DOCUMENTS_MISSING = "documents_missing"
    NO_INTERPRETER = "no_interpreter"
    NO_LONGER_WANTED = "no_longer_wanted"
    OTHER = "other"


class PauseReason(StrEnum):
    """Why a referral rests."""

    ILLNESS = "illness"
    TRAVEL = "travel"
    FAMILY = "family"
    OFFER_PAUSES = "offer_pauses"
    OTHER = "other"


class ReopenReason(StrEnum):
    """Why a closed referral is taken up again."""

    CLOSED_BY_MISTAKE = "closed_by_mistake"
    NEED_PERSISTS = "need_persists"
    INSTITUTION_CAME_BACK = "institution_came_back"
    OTHER = "other"


class HandoverReason(StrEnum):
    """Why responsibility moves."""

    ABSENCE = "absence"
    LANGUAGE = "language"
    WORKLOAD = "workload"
    QUARTER = "quarter"
    LEAVING = "leaving"
    OTHER = "other"


class CorrectionReason(StrEnum):
    """Why a step was wrong."""

    TYPING_MISTAKE = "typing_mistake"
    WRONG_DAY = "wrong_day"
    WRONG_REFERRAL = "wrong_referral"
    MISUNDERSTANDING = "misunderstanding"
    REQUESTED_BY_PERSON = "requested_by_person"


class VoidReason(StrEnum):
    """Why a referral should never have been recorded."""

    WRONG_PERSON = "wrong_person"
    RECORDED_TWICE = "recorded_twice"
    TEST = "test"
    OTHER = "other"


class Company(StrEnum):
    """How the person goes to an appointment."""

    ALONE = "alone"
    ACCOMPANIED = "accompanied"
    INTERPRETER = "interpreter"

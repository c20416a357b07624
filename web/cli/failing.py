"""Failing (Scheitern): every foreseeable failure of a command as one sentence with its cure."""

from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from projections.bookmark import ViewsMissing
from projections.rebuild import NoSuchProjection
from referrals.bundle.writing import CannotBundle
from referrals.casework import Overtaken
from referrals.checkpoint import CannotSign
from referrals.copies import CopyBroken
from referrals.event import UnknownTopic
from referrals.keys import KekUnusable
from referrals.log.errors import LogRefusal, NoLog, StoreFailed
from referrals.receipt import NoReceipt
from referrals.refusal import Refusal
from referrals.rotation import NothingToHandOver
from referrals.sealing import SealBroken
from referrals.signing import NoteBroken, SigningKeyUnusable
from referrals.store import StoreMissing
from web.access_segments import AccessLogBroken
from web.backup import CannotBackUp
from web.fitting import StoresDoNotFit
from web.mail import MailNotSent
from web.restore import CannotRestore
from web.settings import BadSettings

NO_STORE = (
    "In a new installation run `./lotse release`; after a loss put the backup back with `./lotse restore`; "
    "or point LOTSE_DATA or LOTSE_DATABASE_URL to the right place."
)

SENTENCES = {
    "CannotGiveRoles.no_role": "An account needs a role: give --role once or several times.",
    "CannotGiveRoles.conflicting_roles": (
        "The roles {roles} do not go together: whoever audits or administers carries no cases."
    ),
    "CannotGiveRoles.same_value": "It is so already; nothing was recorded.",
    "CannotGiveRoles.proposal_waits": "A proposal for this person waits already: it is decided first.",
    "CannotChangeStaff.same_value": "It is so already; nothing was recorded.",
    "CannotChangeStaff.cases_remain": "{count} referrals still stand on this account: hand them over first.",
    "CannotAddAccount.login_taken": "Somebody signs in with this login already: choose another one.",
    "CannotAddAccount.login_not_one_word": "A login is one word without blanks, of at most {max} characters.",
    "CannotAddAccount.has_an_account": "This person has an account already: see `staff list`.",
    "CannotSetPassword.too_short": "A password has at least {min} characters.",
    "CannotSetPassword.holds_the_login": "A password must not be made of the login.",
    "CannotSetPassword.too_easy": "This password is easily guessed: take several words.",
    "CannotErase.under_way": "An erasure of this person is under way already: see `person erase PERSON`.",
    "CannotErase.held_until": "The file must be kept until {day} ({ground}).",
    "CannotErase.held": "The file must be kept ({ground}) until somebody lifts that.",
    "CannotErase.open_referrals": "{count} referrals of this person are still open: close them first.",
    "CannotErase.own_request": "Nobody decides about their own request: a second person is needed.",
    "CannotErase.not_coordination": "A coordinator decides about an erasure.",
    "CannotErase.not_due": "The waiting time runs until {day}; nothing was erased.",
    "CannotErase.stage": "That is not possible any more: the erasure stands at '{stage}'.",
    "CannotSuspend.suspended_already": "It is suspended already; nothing was recorded.",
    "CannotSuspend.not_suspended": "It is not suspended; nothing was recorded.",
    "CannotMakeReport.nothing_recorded": "Nothing was recorded by the end of that day: there is nothing to count.",
    "CannotMakeReport.day_not_over": "{day} is not over yet: a report counts to the end of a day.",
    "CannotMakeReport.not_begun": "The period {period} has not begun yet: choose an earlier one.",
    "CannotRepeatReport.definition_changed": (
        "The report counted '{figure}' by version {then} of its definition, and this Lotse counts by version {now}: "
        "make it again with a Lotse of that time; the file that was kept still holds."
    ),
    "CannotRepeatReport.layout_changed": (
        "The report has layout {then}, and this Lotse writes layout {now}: make it again with a Lotse of that time; "
        "the file that was kept still holds."
    ),
    "CannotRepeatReport.log_ends_before": (
        "The report counted up to event {position}, and the log ends at {head}: run `./lotse audit verify`."
    ),
    "CannotRepeatReport.came_out_differently": (
        "The report would come out differently from then: the log up to event {position} is not the same any more, or "
        "it is counted differently. Run `./lotse audit verify`."
    ),
    "CannotMakeToken.beyond_the_role": "The roles of this account do not cover the scope '{scope}'.",
    "CannotMakeToken.no_purpose": "The scope '{scope}' is switched off: no purpose in purposes.toml names it.",
    "CannotMakeToken.too_many": "{max} tokens of this account are valid already: revoke one first.",
    "CannotMakeToken.account_closed": "This account is closed.",
    "NotFound.no_such_report": "There is no report under this id: see `./lotse report list`.",
    "PersonErased.keys_destroyed": "The data of this person were erased; nothing more is written about them.",
}

FORESEEN = (
    BadSettings,
    StoreMissing,
    StoresDoNotFit,
    AccessLogBroken,
    KekUnusable,
    ViewsMissing,
    NoSuchProjection,
    UnknownTopic,
    LogRefusal,
    StoreFailed,
    Refusal,
    Overtaken,
    SealBroken,
    SigningKeyUnusable,
    NoteBroken,
    CannotBundle,
    CannotSign,
    NothingToHandOver,
    NoReceipt,
    MailNotSent,
    CopyBroken,
    CannotBackUp,
    CannotRestore,
    DBAPIError,
    OSError,
)


def sentence(error: Exception) -> str:
    """A foreseeable failure in one sentence with its cure."""
    match error:
        case NoLog():
            return f"{error} {NO_STORE}"
        case StoreMissing():
            return f"{str(error).partition(' Run ')[0]} {NO_STORE}"
        case Refusal() if error.code in SENTENCES:
            return SENTENCES[error.code].format(**{key: _listed(value) for key, value in error.params.items()})
        case Refusal() if type(error).__str__ is not Refusal.__str__ and str(error) != error.code:
            return str(error)
        case Refusal():
            return f"This was refused ({error.code}); nothing was recorded."
        case Overtaken():
            return "Somebody changed it at the same moment; call the command again."
        case DBAPIError() | StoreFailed():
            return _of_database(error)
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}{error.strerror or error}; check path, permissions and free space."
        case _:
            return str(error)


def _of_database(error: Exception) -> str:
    detail = str(getattr(error, "orig", None) or error.__cause__ or error).strip()
    first = detail.splitlines()[0].strip() if detail else type(error).__name__
    if "UndefinedTable" in type(getattr(error, "orig", None)).__name__ or "no such table" in first:
        return f"The tables are not there ({first}). {NO_STORE}"
    if isinstance(error, OperationalError | StoreFailed) and not isinstance(error, ProgrammingError):
        return f"The database does not answer ({first}): check that it runs and that LOTSE_DATABASE_URL is right."
    return f"The database refused ({first}): check that it is Lotse's own and complete."


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)

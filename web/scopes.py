"""Scopes (Bereiche): what a token may ask of the API, who may hold it, and for which registered purpose.

A scope that `referrals/purposes.toml` names under no purpose is switched off: no token gets it, and none may use it.
"""

from collections.abc import Collection
from enum import StrEnum

from referrals.occasion import Purpose
from referrals.purposes import registry
from web.marked import N_
from web.worker import AUDITOR, CASE_MANAGER, COORDINATOR


class Scope(StrEnum):
    """What a token may do."""

    CASELOAD = "caseload"
    REFERRALS = "referrals"
    NAMES = "names"
    STEPS = "steps"
    DIRECTORY = "directory"
    FIGURES = "figures"
    EVENTS = "events"


HOLDERS: dict[Scope, tuple[str, ...]] = {
    Scope.CASELOAD: (CASE_MANAGER,),
    Scope.REFERRALS: (CASE_MANAGER,),
    Scope.NAMES: (CASE_MANAGER,),
    Scope.STEPS: (CASE_MANAGER,),
    Scope.DIRECTORY: (CASE_MANAGER, COORDINATOR),
    Scope.FIGURES: (COORDINATOR,),
    Scope.EVENTS: (COORDINATOR, AUDITOR),
}
"""The roles that may hold a scope: those that see the same on a page."""

LABELS: dict[Scope, str] = {
    Scope.CASELOAD: N_("Fallliste lesen (Fallcodes, keine Namen)"),
    Scope.REFERRALS: N_("Vermittlungen und ihre Schritte lesen (ohne Namen und Texte)"),
    Scope.NAMES: N_("Dazu Namen und Texte im Klartext"),
    Scope.STEPS: N_("Schritte eintragen"),
    Scope.DIRECTORY: N_("Verzeichnis der Institutionen lesen"),
    Scope.FIGURES: N_("Kennzahlen lesen (gerundet)"),
    Scope.EVENTS: N_("Ereignisse lesen (Kennungen und Codes, keine Namen)"),
}


def purposes_of(scope: Scope) -> tuple[Purpose, ...]:
    """The purposes that the registry names for a scope; none where it is switched off."""
    return tuple(purpose for purpose, processing in registry().purposes.items() if scope in processing.scopes)


def open_to(roles: Collection[str]) -> list[Scope]:
    """The scopes that somebody with these roles may give to a token."""
    return [scope for scope in Scope if not set(roles).isdisjoint(HOLDERS[scope]) and purposes_of(scope)]

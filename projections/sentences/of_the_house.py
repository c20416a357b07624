"""How changes to the directory and to accounts are told (Institution, Angebot, Mitarbeitende)."""

from projections.sentences.wording import Wording, tells
from referrals import institution as i
from referrals import staff as s
from referrals.event import Event
from referrals.roles import RolesChanged, RolesConfirmed, RolesDeclined, RolesProposed
from referrals.staff_contact import StaffContactChanged
from referrals.substitution import SubstitutionArranged, SubstitutionEnded

OF_THE_HOUSE: dict[type[Event], Wording] = {
    i.InstitutionListed: tells(
        "institution",
        "Ins Verzeichnis aufgenommen",
        "Listed",
        "{actor} hat {described} in das Verzeichnis aufgenommen.",
        "{actor} added {described} to the directory.",
    ),
    i.InstitutionDescribed: tells(
        "institution",
        "Beschreibung geändert",
        "Described",
        "{actor} hat die Angaben zu {described} geändert.",
        "{actor} changed the description of {described}.",
    ),
    i.InstitutionDelisted: tells(
        "institution",
        "Aus dem Verzeichnis genommen",
        "Delisted",
        "{actor} hat {itself:acc} aus dem Verzeichnis genommen.",
        "{actor} took {itself:acc} out of the directory.",
    ),
    i.OfferListed: tells(
        "offer",
        "Angebot aufgenommen",
        "Offer listed",
        "{actor} hat ein Angebot von {itself:dat} aufgenommen: {offer_name}.",
        "{actor} added an offer of {itself:dat}: {offer_name}.",
    ),
    i.OfferDescribed: tells(
        "offer",
        "Angebot geändert",
        "Offer described",
        "{actor} hat ein Angebot von {itself:dat} geändert: {offer_name}.",
        "{actor} changed an offer of {itself:dat}: {offer_name}.",
    ),
    i.OfferEnded: tells(
        "offer",
        "Angebot eingestellt",
        "Offer ended",
        "{actor} hat eingetragen, dass {itself:acc} ein Angebot eingestellt hat{ended_offer}.",
        "{actor} recorded that {itself:acc} ended an offer{ended_offer}.",
    ),
    s.StaffAdded: tells(
        "staff",
        "Konto eröffnet",
        "Account added",
        "{actor} hat ein Konto für {member:acc} eröffnet (Team {team}): {roles}.",
        "{actor} added an account for {member:acc} (team {team}): {roles}.",
    ),
    s.StaffRenamed: tells(
        "staff",
        "Name geändert",
        "Name changed",
        "{actor} hat den Namen im Konto von {member:dat} geändert.",
        "{actor} changed the name on the account of {member:dat}.",
    ),
    RolesChanged: tells(
        "staff",
        "Rollen geändert",
        "Roles changed",
        "{actor} hat die Rollen von {member:dat} geändert; es sind jetzt: {roles}.",
        "{actor} changed the roles of {member:dat}; they are now: {roles}.",
    ),
    RolesProposed: tells(
        "staff",
        "Rollen vorgeschlagen",
        "Roles proposed",
        "{actor} hat für {member:acc} diese Rollen vorgeschlagen: {roles}. Eine zweite Person entscheidet.",
        "{actor} proposed these roles for {member:acc}: {roles}. A second person decides.",
    ),
    RolesConfirmed: tells(
        "staff",
        "Rollen bestätigt",
        "Roles confirmed",
        "{actor} hat den neuen Rollen von {member:dat} zugestimmt{proposed_by}.",
        "{actor} agreed to the new roles of {member:dat}{proposed_by}.",
    ),
    RolesDeclined: tells(
        "staff",
        "Rollen abgelehnt",
        "Roles declined",
        "{actor} hat neue Rollen für {member:acc} abgelehnt{proposed_by}.",
        "{actor} declined new roles for {member:acc}{proposed_by}.",
    ),
    StaffContactChanged: tells(
        "staff",
        "Erreichbarkeit geändert",
        "Office contact changed",
        "{actor} hat die eigene Erreichbarkeit im Dienst eingetragen.",
        "{actor} recorded how they are reached at work.",
    ),
    s.StartPasswordGiven: tells(
        "staff",
        "Startpasswort vergeben",
        "Start password given",
        "{actor} hat das Passwort von {member:dat} durch ein neues Startpasswort ersetzt.",
        "{actor} replaced the password of {member:acc} by a new start password.",
    ),
    s.TeamChanged: tells(
        "staff",
        "Team gewechselt",
        "Team changed",
        "{actor} hat einen Teamwechsel von {member:dat} eingetragen, neues Team: {team}.",
        "{actor} recorded that {member:acc} changed teams; new team: {team}.",
    ),
    s.StaffDisabled: tells(
        "staff",
        "Konto gesperrt",
        "Account disabled",
        "{actor} hat das Konto von {member:dat} gesperrt.",
        "{actor} disabled the account of {member:dat}.",
    ),
    s.StaffEnabled: tells(
        "staff",
        "Konto entsperrt",
        "Account enabled",
        "{actor} hat das Konto von {member:dat} wieder entsperrt.",
        "{actor} enabled the account of {member:dat} again.",
    ),
    SubstitutionArranged: tells(
        "handover",
        "Vertretung vereinbart",
        "Substitution arranged",
        "{actor} hat eine Vertretung für {member:acc} eingetragen: {substitute}, {first_day} bis {last_day}.",
        "{actor} arranged a substitution for {member:acc}: {substitute}, {first_day} to {last_day}.",
    ),
    SubstitutionEnded: tells(
        "handover",
        "Vertretung beendet",
        "Substitution ended",
        "{actor} hat die Vertretung für {member:acc} vorzeitig beendet.",
        "{actor} ended the substitution for {member:acc} early.",
    ),
}

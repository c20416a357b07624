"""How it is told who takes part in the ESF Plus; what was answered is sealed and in no sentence."""

from projections.sentences.wording import Wording, tells
from referrals import participation_events as p
from referrals.event import Event

OF_PARTICIPATIONS: dict[type[Event], Wording] = {
    p.ParticipationEntered: tells(
        "participation",
        "ESF Plus: eingetreten",
        "ESF Plus: entered",
        "{actor} hat die Teilnahme am ESF Plus eingetragen.",
        "{actor} recorded that the person takes part in the ESF Plus.",
    ),
    p.ParticipationNoted: tells(
        "participation",
        "ESF Plus: Angaben ergänzt",
        "ESF Plus: details added",
        "{actor} hat Angaben für den ESF Plus ergänzt.",
        "{actor} added details for the ESF Plus.",
    ),
    p.ParticipationLeft: tells(
        "participation",
        "ESF Plus: ausgetreten",
        "ESF Plus: left",
        "{actor} hat den Austritt aus dem ESF Plus eingetragen.",
        "{actor} recorded that the person left the ESF Plus.",
    ),
    p.ParticipationFollowedUp: tells(
        "participation",
        "ESF Plus: nachgefragt",
        "ESF Plus: followed up",
        "{actor} hat nach dem Austritt aus dem ESF Plus nachgefragt und das Ergebnis eingetragen.",
        "{actor} asked again after the person had left the ESF Plus, and recorded the result.",
    ),
    p.ParticipationReentered: tells(
        "participation",
        "ESF Plus: wieder eingetreten",
        "ESF Plus: entered again",
        "{actor} hat eingetragen, dass die ratsuchende Person wieder am ESF Plus teilnimmt.",
        "{actor} recorded that the person takes part in the ESF Plus again.",
    ),
    p.LeavingTakenBack: tells(
        "taken-back",
        "ESF Plus: Austritt zurückgenommen",
        "ESF Plus: leaving taken back",
        "{actor} hat den Austritt aus dem ESF Plus zurückgenommen: {reason}.",
        "{actor} took the leaving of the ESF Plus back: {reason}.",
    ),
    p.ParticipationVoided: tells(
        "void",
        "ESF Plus: Fehleingabe",
        "ESF Plus: entered in error",
        "{actor} hat die Teilnahme am ESF Plus als Fehleingabe gestrichen: {reason}.",
        "{actor} struck out the participation in the ESF Plus as entered in error: {reason}.",
    ),
    p.FunderListHandedOver: tells(
        "funder-list",
        "ESF Plus: Liste ausgegeben",
        "ESF Plus: list handed over",
        "{actor} hat die pseudonyme Teilnahmeliste für den Fördermittelgeber ausgegeben, Teilnahmen: {participants}.",
        "{actor} handed over the pseudonymised list of participations to the funder, participations: {participants}.",
    ),
}

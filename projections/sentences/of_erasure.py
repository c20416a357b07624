"""How an erasure is told (Löschung)."""

from projections.sentences.wording import Wording, tells
from referrals import erasure_events as e
from referrals.event import Event
from referrals.person_events import DataErased

OF_ERASURE: dict[type[Event], Wording] = {
    e.ErasureRequested: tells(
        "erasure",
        "Löschung beantragt",
        "Erasure requested",
        "{actor} hat beantragt, die Daten der ratsuchenden Person zu löschen: {ground}.",
        "{actor} requested that the person's data be erased: {ground}.",
    ),
    e.ErasureApproved: tells(
        "erasure",
        "Löschung genehmigt",
        "Erasure approved",
        "{actor} hat die Löschung genehmigt; sie wird ab dem {due_on} ausgeführt.",
        "{actor} approved the erasure; it is carried out from {due_on} on.",
    ),
    e.ErasureRefused: tells(
        "erasure",
        "Löschung abgelehnt",
        "Erasure refused",
        "{actor} hat die Löschung abgelehnt: {reason}.",
        "{actor} refused the erasure: {reason}.",
    ),
    e.ErasureCancelled: tells(
        "erasure",
        "Löschung abgebrochen",
        "Erasure cancelled",
        "{actor} hat die Löschung abgebrochen: {reason}.",
        "{actor} cancelled the erasure: {reason}.",
    ),
    e.ErasureBegun: tells(
        "erasure",
        "Löschung begonnen",
        "Erasure begun",
        "{actor} hat begonnen, die Löschung auszuführen.",
        "{actor} began to carry out the erasure.",
    ),
    e.ErasureKeysDestroyed: tells(
        "erasure",
        "Schlüssel vernichtet",
        "Keys destroyed",
        "{actor} hat die Schlüssel vernichtet; niemand kann die Angaben mehr öffnen.",
        "{actor} destroyed the keys; nobody can open the values any more.",
    ),
    e.ErasureCertified: tells(
        "erasure",
        "Löschung bescheinigt",
        "Erasure certified",
        "{actor} hat die Löschung abgeschlossen und bescheinigt.",
        "{actor} completed and certified the erasure.",
    ),
    DataErased: tells(
        "erasure",
        "Daten gelöscht",
        "Data erased",
        "{actor} hat die Angaben über die ratsuchende Person unlesbar gemacht; was noch da ist, wird gelöscht.",
        "{actor} made what is recorded about the person unreadable; what is still there is being erased.",
    ),
}

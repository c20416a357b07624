"""How it is told that figures left the house (Bericht)."""

from projections.sentences.wording import Wording, tells
from referrals.event import Event
from referrals.report import ReportMade

OF_REPORTS: dict[type[Event], Wording] = {
    ReportMade: tells(
        "report",
        "Bericht erstellt",
        "Report made",
        "{actor} hat einen Bericht über {of_period} erstellt, Stand {day}, bis Ereignis {position}.",
        "{actor} made a report on {of_period}, as of {day}, up to event {position}.",
    ),
}

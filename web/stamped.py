"""Stamped (Kopf einer Ausgabe): who takes a file away, when, by which filter, as of which event, and what waits."""

from collections.abc import Sequence

from web import desk
from web.exports.table import Stamp
from web.language import _, moment, number
from web.parts import now, staff
from web.stale import of_page


def stamp(title: str, chosen: Sequence[str] = (), *more: str) -> Stamp:
    """The head of a file of this request; `chosen` is the filter in words, `more` what else it says about itself."""
    fresh = desk.freshness()
    told = [
        _("%(title)s, ausgegeben am %(moment)s von %(name)s", title=title, moment=moment(now()), name=staff().name),
        _("Filter: %(words)s", words=" · ".join(chosen) or _("keiner")),
        _("Stand: Ereignis %(position)s", position=number(fresh.position)),
        *more,
    ]
    if fresh.behind:
        told.append(_("%(number)s Ereignisse stehen noch aus", number=number(fresh.behind)))
    if stale := of_page():
        told.append(_("nicht auf dem neuesten Stand: Ein Eintrag ist gespeichert, aber hier noch nicht zu sehen"))
    return Stamp(staff().name, now(), fresh.position, fresh.behind, told, complete=not stale)

"""Contact of staff (Erreichbarkeit im Dienst): how institutions reach a case manager. In the member's own stream."""

from referrals.event import Event, topic
from referrals.sealing import Sealed


@topic("staff.contact_changed")
class StaffContactChanged(Event, frozen=True, kw_only=True):
    """How the member is reached at work now; None where not that way."""

    phone: Sealed | None = None
    email: Sealed | None = None

"""Consent (Einwilligung): data protection; not the same act as a release. The facts stand in the person's stream."""

from enum import StrEnum

from referrals.event import Event, topic
from referrals.release import Given


class Scope(StrEnum):
    """What a consent allows."""

    CASE_FILE = "case_file"
    CONTACT_BY_MESSAGE = "contact_by_message"
    STATISTICS = "statistics"


@topic("person.consent_given")
class ConsentGiven(Event, frozen=True, kw_only=True):
    """Data protection (Art. 6(1)(a) GDPR); not a release."""

    scope: tuple[Scope, ...]
    given: Given
    language: str


@topic("person.consent_withdrawn")
class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """The person took the consent back (Art. 7(3) GDPR)."""

    given: Given

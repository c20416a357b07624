"""Story (Geschichte): one referral of the demo, told step by step through casework."""

from datetime import date, datetime
from uuid import UUID

from referrals.casework import Intake, NewForwarding, NewRelease, Sent
from referrals.consent import Scope
from referrals.need import NeedKind
from referrals.referral.codes import Company, DeclineReason, Ground, Outcome, Party, PauseReason, Way
from referrals.release import Covers, Given
from web.demo import group_offers, texts
from web.demo.institutions import Target
from web.demo.people import Colleague, Fictional
from web.demo.stage import Stage

SHARED = (Covers.CONTACT, Covers.NEED, Covers.WISH)
RELEASE_DAYS = 240
LATE_ONE_IN = 6
LENGTHS = (None, 30, 45, None, 60, 90)
"""Minutes of an appointment; not everybody says."""


class Story:
    """One need of one person to one offer; `opened` is the day it begins."""

    def __init__(
        self, stage: Stage, who: Colleague, person: Fictional, need: NeedKind, target: Target, opened: date
    ) -> None:
        self.stage = stage
        self.who = who
        self.person = person
        self.need = need
        self.target = target
        self.opened = opened
        self.last: datetime | None = None
        self.release_id: UUID | None = None
        self.id = UUID(int=0)

    def sent(self, day: date, by: Colleague | None = None, *, late: int | None = None) -> Sent:
        """The next step; one in six is entered a day or two later."""
        actor = by or self.who
        chance = self.stage.chance
        if late is None:
            late = chance.choice((1, 1, 2)) if chance.randrange(LATE_ONE_IN) == 0 else 0
        sent = self.stage.enter(actor.id, actor.role, day, after=self.last or self.person.met, late=late)
        self.last = self.stage.entered
        return sent

    def say(self, some: tuple[str, ...]) -> str:
        """One of these texts."""
        return self.stage.chance.choice(some)

    def open(self, *, forwarded: bool = False, announcement_id: UUID | None = None, wish: str | None = None) -> None:
        """The short form at the door; with `forwarded` the release is given and used at once."""
        new = self.person.met is None
        sent = self.sent(self.opened, late=0)
        if new:
            self.stage.promise(self.person.id)  # a new person is the first thing that an intake records
        receipt = self.stage.casework.intake.take_in(
            sent,
            Intake(
                person=self.person.told() if new else self.person.id,
                need=self.need,
                wish=wish or self.say(texts.WISHES[self.need]),
                case_manager=self.who.id,
                institution_id=self.target.institution_id,
                offer_id=self.target.offer_id,
                release=self._release(self.opened) if forwarded else None,
                forwarding=NewForwarding(way=self._way(), shared=SHARED, message=self._message())
                if forwarded
                else None,
                announcement_id=announcement_id,
                origin=group_offers.origin_of(self.person) if new else None,
            ),
        )
        self.id = receipt.stream("referral.")
        if forwarded:
            self.release_id = receipt.stream("release.")
        if new:
            assert receipt.stream("person.") == self.person.id
            self.person.met = self.last
            self._consent()

    def forward(self, day: date) -> None:
        """A release first, then the forwarding."""
        given = self.stage.casework.persons.give_release(self.sent(day, late=0), self.person.id, self._release(day))
        self.release_id = given.stream("release.")
        self.stage.casework.referrals.forward(
            self.sent(day),
            self.id,
            institution_id=self.target.institution_id,
            offer_id=self.target.offer_id,
            ground=Ground.RELEASE,
            release_id=self.release_id,
            way=self._way(),
            shared=SHARED,
            message=self._message(),
        )

    def accept(self, day: date) -> None:
        """The institution says yes."""
        self.stage.casework.referrals.accept(self.sent(day), self.id, source=self._way(), note=self.say(texts.YES))

    def waitlist(self, day: date, review_on: date) -> None:
        """The institution says later."""
        note = self.say(texts.LATER)
        self.stage.casework.referrals.waitlist(
            self.sent(day, late=0), self.id, source=self._way(), review_on=review_on, note=note
        )

    def decline(self, day: date, reason: DeclineReason, by: Party = Party.INSTITUTION) -> None:
        """Somebody says no."""
        self.stage.casework.referrals.decline(
            self.sent(day, late=0), self.id, reason=reason, decided_by=by, source=Way.PHONE, note=self.say(texts.NO)
        )

    def agree(self, day: date, at: datetime) -> UUID:
        """An appointment; its id."""
        company = Company.INTERPRETER if self.person.language in ("ar", "ta") else Company.ALONE
        self.stage.casework.appointments.agree(
            self.sent(day, late=0),
            self.id,
            starts_at=at,
            place=self.say(texts.PLACES),
            language=self.person.language,
            company=company,
            minutes=LENGTHS[at.day % len(LENGTHS)],
        )
        return self.stage.referral(self.id).appointments[-1].id

    def keep(self, day: date, appointment_id: UUID) -> None:
        """The person was there."""
        note = self.say(texts.KEPT)
        self.stage.casework.appointments.keep(self.sent(day), self.id, appointment_id=appointment_id, note=note)

    def miss(self, day: date, appointment_id: UUID, by: Party = Party.PERSON) -> None:
        """Nobody was there; entered a day later, when it is surely past."""
        note = self.say(texts.MISSED)
        self.stage.casework.appointments.miss(
            self.sent(day, late=1), self.id, appointment_id=appointment_id, by=by, note=note
        )

    def follow_up(self, day: date, due_on: date) -> None:
        """Look at it again on a day."""
        self.stage.casework.referrals.set_follow_up(
            self.sent(day, late=0), self.id, due_on=due_on, note=self.say(texts.NOTES)
        )

    def pause(self, day: date, reason: PauseReason, resume_on: date) -> None:
        """It rests."""
        self.stage.casework.referrals.pause(self.sent(day, late=0), self.id, reason=reason, resume_on=resume_on)

    def note(self, day: date, *, confided: bool = False) -> None:
        """Something is written down."""
        text = self.say(texts.CONFIDED if confided else texts.NOTES)
        self.stage.casework.referrals.take_note(self.sent(day, late=0), self.id, text=text, confided=confided)

    def close(self, day: date, outcome: Outcome, by: Party = Party.PERSON) -> None:
        """It ends."""
        self.stage.casework.referrals.close(
            self.sent(day), self.id, outcome=outcome, decided_by=by, note=self.say(texts.ENDED)
        )

    def withdraw_release(self, day: date) -> None:
        """The person takes the release back."""
        assert self.release_id is not None
        self.stage.casework.persons.withdraw_release(self.sent(day, late=0), self.release_id, given=Given.ORAL)

    def _consent(self) -> None:
        if self.person.number % 7:
            self.stage.casework.persons.give_consent(
                self.sent(self.opened, late=0),
                self.person.id,
                scope=(Scope.CASE_FILE, Scope.CONTACT_BY_MESSAGE) if self.person.number % 2 else (Scope.CASE_FILE,),
                given=Given.WRITTEN,
                language=self.person.language,
            )

    def _release(self, day: date) -> NewRelease:
        return NewRelease(
            institution_ids=(self.target.institution_id,),
            covers=(*SHARED, Covers.APPOINTMENTS),
            valid_until=date.fromordinal(day.toordinal() + RELEASE_DAYS),
            given=Given.WRITTEN if self.person.number % 3 else Given.ORAL,
            language=self.person.language,
        )

    def _way(self) -> Way:
        return self.stage.chance.choice((Way.PHONE, Way.PHONE, Way.EMAIL, Way.LETTER, Way.IN_PERSON))

    def _message(self) -> str:
        return f"{self.person.name} wünscht ein Beratungsgespräch. Bitte um Rückmeldung an das Quartiersbüro."

"""The worked example (Gül A.): a course that had to wait for a Kita place, and a need that was referred on."""

from referrals.need import NeedKind
from referrals.referral.codes import DeclineReason, Outcome, Party
from web.demo.institutions import named
from web.demo.people import ANNA, Fictional
from web.demo.stage import Stage
from web.demo.story import Story


def tell(stage: Stage, guel: Fictional) -> None:
    """Her two needs, three referrals."""
    _course(stage, guel)
    _degree(stage, guel)


def _course(stage: Stage, guel: Fictional) -> None:
    """Waiting list until the Kita place, first appointment missed, second kept, course begun, closed."""
    vhs = named("Volkshochschule am Seidenhof", "Integrationskurs")
    story = Story(stage, ANNA, guel, NeedKind.LANGUAGE, vhs, stage.ago(120))
    story.open(wish="Wenn mein Sohn in die Kita geht, möchte ich den Integrationskurs machen.")
    story.forward(stage.ago(118))
    story.waitlist(stage.ago(112), stage.ago(60))
    story.accept(stage.ago(59))
    first = stage.at(stage.ago(50), 9, 30)
    story.miss(first.date(), story.agree(stage.ago(57), first))
    second = stage.at(stage.ago(43), 9, 30)
    story.keep(second.date(), story.agree(stage.ago(48), second))
    story.close(stage.ago(20), Outcome.NEED_MET)


def _degree(stage: Stage, guel: Fictional) -> None:
    """The Jobcenter was not the place; the recognition office is, next week."""
    jobcenter = named("Jobcenter am Samtwall", "Arbeitsvermittlung")
    compass = named("Anerkennungsberatung Kompass", "Anerkennung ausländischer Abschlüsse")
    story = Story(stage, ANNA, guel, NeedKind.EMPLOYMENT, jobcenter, stage.ago(34))
    story.open(forwarded=True, wish="In der Türkei war ich Buchhalterin. Gilt mein Abschluss hier?")
    story.decline(stage.ago(28), DeclineReason.NOT_RESPONSIBLE)
    stage.casework.referrals.refer_on(
        story.sent(stage.ago(27), late=0),
        story.id,
        decided_by=Party.CASE_MANAGER,
        institution_id=compass.institution_id,
        offer_id=compass.offer_id,
    )
    following = stage.referral(story.id).next_referral
    assert following is not None
    story.id, story.target = following, compass
    story.forward(stage.ago(25))
    story.accept(stage.ago(6))
    story.agree(stage.ago(4), stage.at(stage.ahead(4), 14))

"""What somebody answered for the ESF Plus goes with her file: answers, results, and the pseudonym of the lists."""

from pathlib import Path
from uuid import UUID

from referrals.consent import Scope
from referrals.event import sealed_values
from referrals.participation import Answers, id_of
from referrals.participation_events import AgeGroup, Disability, Employment, Housing, LeavingResult, Migration, Sex
from referrals.release import Given
from referrals.sealing import Group
from tests.client import OUR_PAGES
from tests.erasure.conftest import approved, closed, judged
from tests.erasure.needles import files, forms
from tests.real_house import Premises
from web.forgetting import carry_out
from web.own_data.contents import as_json
from web.own_data.gathering import gather

ASKED = Answers(
    employment=Employment.LONG_TERM_UNEMPLOYED,
    age_group=AgeGroup.FROM_55,
    sex=Sex.NON_BINARY,
    migration=Migration.THIRD_COUNTRY_NATIONAL,
    disability=Disability.DISABLED,
    housing=Housing.EXCLUDED,
)
NEEDLES = (
    "long_term_unemployed",
    "55_plus",
    "non_binary",
    "third_country_national",
    "housing_excluded",
    "qualification",
)


def takes_part(p: Premises) -> UUID:
    """A closed file of somebody who entered, left, was asked again, and stands on a list."""
    person = closed(p).stream("person.")
    p.casework.persons.give_consent(p.sent(), person, scope=(Scope.STATISTICS,), given=Given.WRITTEN, language="tr")
    participations, stream = p.casework.participations, id_of(person)
    participations.enter(p.sent(), person, ASKED)
    participations.leave(p.sent(), stream, results=(LeavingResult.JOB_SEARCHING,))
    participations.follow_up(p.sent(), stream, results=(LeavingResult.QUALIFICATION,))
    return person


def opens(p: Premises, person: UUID) -> list[str]:
    """What of her participation still opens."""
    told = p.house.log.events_of(id_of(person))
    references = [(sealed, event.originator_id, field) for event in told for field, sealed in sealed_values(event)]
    assert {sealed.group for sealed, *_ in references} == {Group.FUNDING}
    return [text for text in p.house.vault.reveal_many(references) if text is not None]


def lists(p: Premises) -> str:
    """The list as the funder gets it; nothing of it may stay here."""
    emil = p.browser("emil")
    sent = emil.get("/participations/funder").fields("Liste ausgeben (CSV)")
    return emil.http.post("/participations/funder/list", data=sent, headers=OUR_PAGES).get_data(as_text=True)


def found(folder: Path, *cores: str) -> list[str]:
    """The files that hold one of these in any form."""
    wanted = [form for core in cores for form in forms(core)]
    return [f"{path}: {form!r}" for path in files(folder) for form in wanted if form in path.read_bytes()]


def test_nothing_is_left_of_a_participation_but_that_somebody_took_part(premises: Premises, tmp_path: Path) -> None:
    """Pages, list and command have seen it; afterwards no key, no value, no file has it; the count stays."""
    person = takes_part(premises)
    other = premises.take_in(name="Olena B.").stream("person.")
    premises.casework.participations.enter(premises.sent(), other, Answers(sex=Sex.FEMALE))
    code = next(text for text in opens(premises, person) if text.startswith("TN-"))
    assert "langzeitarbeitslos" in premises.browser("anna").get(f"/persons/{person}/participation").text
    assert code in lists(premises)
    assert len(opens(premises, person)) == 9
    assert found(tmp_path, code, *NEEDLES) == []
    erasure = approved(premises, person, 0)
    assert carry_out(premises.house).certified == [erasure]
    assert opens(premises, person) == []
    assert found(tmp_path, code, *NEEDLES) == []
    assert code not in lists(premises)
    page = premises.browser("anna").get(f"/persons/{person}/participation")
    assert "langzeitarbeitslos" not in page.text
    assert "gelöscht" in page.text
    funder = premises.browser("emil").get("/participations/funder")
    assert "langzeitarbeitslos (" not in funder.text
    assert judged(premises).intact


def test_the_information_tells_her_everything_and_that_the_funder_got_it(premises: Premises) -> None:
    """Art. 15 GDPR: her answers in words, her pseudonym, and the day of the list."""
    person = takes_part(premises)
    lists(premises)
    data = gather(premises.house, person, premises.moment.date())
    told = {value.label: value.text for step in data.around_the_person for value in step.values}
    assert told["Erwerbsstatus"] == "langzeitarbeitslos (über 1 Jahr)"
    assert told["Staatsangehörigkeit und Herkunft"] == "Staatsangehörigkeit eines Drittstaats"
    assert told["Behinderung"] == "mit Behinderung"
    assert told["Wohnsituation"] == "wohnungslos oder in unsicherer oder unzumutbarer Wohnung"
    assert told["Pseudonym gegenüber dem Fördermittelgeber"].startswith("TN-")
    assert "hat eine Qualifizierung erlangt" in told["Ergebnisse"]
    funder = next(each for each in data.recipients if each.institution.startswith("Fördermittelgeber"))
    assert funder.on == premises.moment.date()
    assert "Förderung durch den ESF Plus" in data.purposes
    assert b"langzeitarbeitslos" in as_json(data)

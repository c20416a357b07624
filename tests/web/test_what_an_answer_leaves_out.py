"""An answer to an access request (Art. 15, 20 GDPR): texts about others stay out of it, and its file has a schema."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest

from referrals.person_events import Fact
from tests.client import Page, PageClient
from tests.real_house import Premises
from web.own_data.contents import as_json, json_schema
from web.own_data.gathering import gather
from web.own_data.passages import LEFT_OUT, Why, passages, without

SCHEMA = Path(__file__).parents[2] / "docs" / "own-data-1.schema.json"
NOTE = "Sie sucht Arbeit. Ihr Bruder Needle trinkt!\nSie lernt Deutsch."


@pytest.fixture
def guel(premises: Premises) -> UUID:
    """Gül, with a note that speaks of her brother, too."""
    taken = premises.take_in()
    premises.casework.referrals.take_note(premises.sent(), taken.stream("referral."), text=NOTE)
    premises.casework.rights.dispute(premises.sent(), taken.stream("person."), field=Fact.NAME, note="Ich heiße Nadel.")
    return taken.stream("person.")


def choice(page: Page, text: str) -> str:
    """What stands behind the box of a sentence."""
    boxes = {each.get("value"): each for each in page.tree.iter("input") if each.get("name") == "leave_out"}
    labels = {each.get("for"): "".join(each.itertext()) for each in page.tree.iter("label")}
    (found,) = [value for value, box in boxes.items() if text in labels[box.get("id")]]
    return str(found)


def test_a_sentence_about_others_is_left_out_of_letter_and_file_which_say_so(anna: PageClient, guel: UUID) -> None:
    form = anna.get(f"/persons/{guel}/information")
    chosen = choice(form, "Ihr Bruder Needle trinkt!")
    letter = form.submit("Brief zum Ausdrucken", way="letter", leave_out=chosen, why="others")
    file = form.submit("Datei (JSON) herunterladen", way="letter", leave_out=chosen, why="others")
    for page in (letter, file):
        assert "Needle" not in page.text
        assert "Sie sucht Arbeit. […]" in page.text
        assert "Sie lernt Deutsch." in page.text
    assert "Ein Satz vom 2. November 2026 (Text), mit […] gekennzeichnet. Grund: Rechte anderer Menschen" in letter.text
    assert json.loads(file.text)["left_out"]["passages"] == [
        {
            "on": "2026-11-02",
            "label": "Text",
            "sentences": 1,
            "reason": "others",
            "reason_words": "Rechte anderer Menschen (Art. 15 Abs. 4 DSGVO)",
        }
    ]


def test_what_is_left_out_needs_a_reason_and_must_stand_there(anna: PageClient, premises: Premises, guel: UUID) -> None:
    """Nothing is recorded and nothing handed out before."""
    form = anna.get(f"/persons/{guel}/information")
    chosen = choice(form, "Needle")
    refused = form.submit("Brief zum Ausdrucken", way="letter", leave_out=chosen, why=None)
    assert (refused.status, len(refused.errors)) == (422, 1)
    assert form.submit("Brief zum Ausdrucken", way="letter", leave_out="elsewhere").status == 422
    assert not list(premises.house.log.told("person.informed"))


def test_every_sentence_can_be_left_out_and_nothing_else_changes(premises: Premises, guel: UUID) -> None:
    """Her own details are no passages; what stands between the sentences stays."""
    data = gather(premises.house, guel, premises.moment.date())
    listed = passages(data)
    assert [each.text for each in listed if each.label == "Text"] == [
        "Sie sucht Arbeit.",
        "Ihr Bruder Needle trinkt!",
        "Sie lernt Deutsch.",
    ]
    (disputed,) = [each.id for each in listed if each.text == "Ich heiße Nadel."]
    assert "Ich heiße Nadel." not in str(as_json(without(data, [disputed], Why.OTHERS)), "utf-8")
    assert len({each.id for each in listed}) == len(listed)
    assert not any(each.text in ("Gül A.", "02151 000000") for each in listed)
    assert without(data, [], Why.OTHERS) == data
    bare = without(data, [each.id for each in listed], Why.SOURCE)
    assert {each.text.replace(LEFT_OUT, "").strip() for each in passages(bare)} == {""}
    assert f"{LEFT_OUT} {LEFT_OUT}\n{LEFT_OUT}" in str(as_json(bare), "utf-8").replace("\\n", "\n")
    assert sum(each.sentences for each in bare.left_out.passages) > len(listed)
    assert bare.person == data.person


def test_the_file_is_what_its_schema_says(premises: Premises, guel: UUID) -> None:
    """With everything in it, and with passages left out; the schema in docs/ is the one of this version."""
    schema: Any = json.loads(SCHEMA.read_bytes())
    assert SCHEMA.read_bytes() == json_schema(), "python -m web.own_data.contents > docs/own-data-1.schema.json"
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    checker.check_schema(schema)
    data = gather(premises.house, guel, premises.moment.date())
    for told in (data, without(data, [each.id for each in passages(data)], Why.OTHERS)):
        assert list(checker.iter_errors(json.loads(as_json(told)))) == []
    broken = json.loads(as_json(data))
    del broken["person"]["name"]
    broken["schema"], broken["made_on"] = "lotse/own-data/2", 3
    assert {error.json_path for error in checker.iter_errors(broken)} == {"$.person", "$.schema", "$.made_on"}

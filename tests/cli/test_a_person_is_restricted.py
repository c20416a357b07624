"""`person restrict`: kept, and used for nothing but ending the matter, until it is lifted."""

from uuid import uuid4

from referrals.casework import NewPerson, Sent
from tests.cast import ANNA
from tests.commands import Lotse, as_json, done, refused
from web.house import RealHouse


def test_a_person_is_restricted_and_the_restriction_ends(lotse: Lotse, house: RealHouse) -> None:
    """Twice is refused with a sentence; somebody who is not there, too."""
    sent = Sent(command_id=uuid4(), actor=ANNA, role="case_manager")
    new = NewPerson(name="Gül A.", language="tr", quarter="stephanplatz")
    restrict = (
        "person",
        "restrict",
        str(house.casework.persons.register(sent, new, case_manager=ANNA).stream("person.")),
    )
    assert "is not restricted" in done(lotse(*restrict))
    told = as_json(lotse(*restrict, "--ground", "accuracy_contested", "--json"))
    assert (told["restricted"], told["ground"]) == (True, "accuracy_contested")
    assert "restricted" in refused(lotse(*restrict, "--ground", "unlawful"))
    assert "not both" in refused(lotse(*restrict, "--ground", "unlawful", "--lift", "put_right"))
    assert "is not restricted" in done(lotse(*restrict, "--lift", "put_right"))
    assert "no person" in refused(lotse("person", "restrict", str(uuid4())))

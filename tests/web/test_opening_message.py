"""What an institution will see holds nothing that was not released."""

from hypothesis import given
from hypothesis import strategies as st

from referrals.referral.codes import Ground
from referrals.release import Covers
from web.message import Sender, Told, compose, passed_on

NEEDLES = {
    Covers.CONTACT: ("Gül-Needle", "0151-555", "guel@needle.example", "Nadelweg 1", "Türkisch-Needle"),
    Covers.NEED: ("Anliegen-Needle",),
    Covers.WISH: ("Wunsch-Needle",),
    Covers.BIRTH_YEAR: ("1987",),
}
GUEL = Told(
    name="Gül-Needle",
    phone="0151-555",
    email="guel@needle.example",
    address="Nadelweg 1",
    language="Türkisch-Needle",
    need="Anliegen-Needle",
    wish="Wunsch-Needle",
    birth_year="1987",
)


@given(st.sets(st.sampled_from(Covers)))
def test_the_message_holds_what_is_shared_and_nothing_else(covers: set[Covers]) -> None:
    text = compose(covers, GUEL, sender=Sender("Anna Yıldız"))
    for each, needles in NEEDLES.items():
        assert all((needle in text) == (each in covers) for needle in needles)
    assert "Anna Yıldız" in text


@given(st.sets(st.sampled_from(Covers)))
def test_shared_is_never_more_than_released(covers: set[Covers]) -> None:
    assert set(passed_on(covers, GUEL)) <= {each.value for each in covers}


def test_what_was_not_told_is_not_shared() -> None:
    """Appointments and progress are released for later: the first message does not hold them."""
    told = Told(name="Gül A.", need="Arbeit")
    assert passed_on(tuple(Covers), told) == ("contact", "need")


def test_the_message_as_it_is_read() -> None:
    told = Told(name="Gül A.", phone="02151 000000", language="Türkisch", need="Arbeit", wish="Ich möchte arbeiten.")
    assert compose(("contact", "need"), told, sender=Sender("Anna Yıldız")) == (
        "Guten Tag,\n\n"
        "wir vermitteln Ihnen eine ratsuchende Person. "
        "Sie hat uns für die folgenden Angaben von der Schweigepflicht entbunden.\n\n"
        "Name: Gül A.\nTelefon: 02151 000000\nSprache: Türkisch\nAnliegen: Arbeit\n\n"
        "Bitte antworten Sie Anna Yıldız (Fallmanagement)."
    )


def test_a_wish_of_several_lines_does_not_look_like_a_field() -> None:
    text = compose(("wish",), Told(wish="Arbeit.\nGeburtsjahr: 1980"), sender=Sender("Anna"))
    assert "\n    Geburtsjahr: 1980" in text


def test_another_ground_says_so_and_an_empty_message_too() -> None:
    assert "Notlage" in compose(("contact",), GUEL, sender=Sender("Anna"), ground=Ground.EMERGENCY)
    assert "keine Angaben" in compose((), GUEL, sender=Sender("Anna"), ground=Ground.PERSON_PASSES_IT_ON)


def test_no_traceback_shows_what_was_told() -> None:
    assert "Needle" not in repr(GUEL)


def test_the_institution_reads_how_to_reach_the_case_manager() -> None:
    """Only what the case manager gave; below the sentence that asks for an answer."""
    text = compose(("need",), GUEL, sender=Sender("Anna Yıldız", phone="02151 000200", email="anna@example.org"))
    assert text.endswith(
        "Bitte antworten Sie Anna Yıldız (Fallmanagement).\nTelefon: 02151 000200\nE-Mail: anna@example.org"
    )
    assert compose(("need",), GUEL, sender=Sender("Anna Yıldız")).endswith("(Fallmanagement).")

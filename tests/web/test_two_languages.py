"""German is written, English is complete."""

import re
from datetime import UTC, date, datetime, time

from flask import Flask

from projections import words
from tests.client import PageClient
from tests.real_house import Premises
from tests.small_house import PASSWORD
from web.language import clock_time, day, language, moment, number, relative_day, short_day
from web.translations.extract import catalogues, in_module, missing, unsaid

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def test_every_sentence_has_an_english_one() -> None:
    """`python -m web.translations.extract --write` adds what is missing."""
    assert missing() == []


def test_no_catalogue_keeps_what_nobody_says() -> None:
    """What was reworded leaves its old English behind; `--write` drops it."""
    assert unsaid() == []


def test_one_thing_has_one_word() -> None:
    """The place that helps is the Institution, and an appointment is recorded: „Termin eintragen“."""
    said = " ".join(str(message.id) for catalogue in catalogues().values() for message in catalogue)
    worded = " ".join(word.de for codes in words.WORDS.values() for word in codes.values())
    assert re.findall(r"\w*(?:[Ee]inrichtung|usmachen|usgemacht)\w*|Termin vereinbaren", said + worded) == []


def test_a_translation_fills_in_the_same_values() -> None:
    for catalogue in catalogues().values():
        for message in catalogue:
            if isinstance(message.id, str) and message.id and message.string:
                assert set(PLACEHOLDER.findall(message.id)) == set(PLACEHOLDER.findall(str(message.string))), message.id


def test_the_browser_asks_the_cookie_decides(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en-GB,en;q=0.9"}):
        assert language() == "en"
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert language() == "de"
    with app.test_request_context(headers={"Accept-Language": "en", "Cookie": "lotse_language=de"}):
        assert language() == "de"


def test_a_choice_of_language_stays_and_leads_back(nobody: PageClient) -> None:
    page = nobody.get("/accessibility")
    nobody.language = "en"
    english = page.submit("English")
    assert (english.path, english.h1) == ("/accessibility", "Accessibility statement")


def test_a_choice_of_appearance_stays(nobody: PageClient) -> None:
    page = nobody.get("/accessibility").submit("Dunkel")
    assert page.tree.get("data-kern-theme") == "dark"
    assert nobody.get("/sign-in").submit("Wie das Gerät").tree.get("data-kern-theme") is None


def test_the_choice_never_leads_to_another_host(nobody: PageClient) -> None:
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org", "/sign-out", "javascript:1"):
        page = nobody.post("/display", {"language": "de", "back": elsewhere}, follow=False)
        assert page.location == "/"


def test_english_pages_are_english(app: Flask) -> None:
    nobody = PageClient(app, "en")
    page = nobody.get("/sign-in").submit("Sign in", login="anna", password="wrong")
    assert page.errors == ["User name or password is not right. Check both and try again."]
    assert nobody.sign_in("anna", PASSWORD).h1 == "Account"


def test_days_and_times_as_people_say_them(app: Flask) -> None:
    third = date(2026, 11, 3)
    with app.test_request_context():
        assert day(third) == "Di, 3. November 2026"
        assert short_day(third) == "03.11.2026"
        assert clock_time(time(9, 5)) == "9:05 Uhr"
        assert moment(datetime(2026, 11, 3, 8, 30, tzinfo=UTC)) == "03.11.2026, 9:30 Uhr"
        assert number(4711) == "4.711"
        days = {-1: "gestern", 0: "heute", 1: "morgen", 3: "in 3 Tagen", -3: "vor 3 Tagen", 21: "in 3 Wochen"}
        for distance, said in days.items():
            assert relative_day(date.fromordinal(third.toordinal() + distance), third) == said
    with app.test_request_context(headers={"Cookie": "lotse_language=en"}):
        assert (day(third), clock_time(time(9, 5))) == ("Tue, 3 November 2026", "9:05")
        assert relative_day(third, date(2026, 11, 2)) == "tomorrow"


def test_summer_time_is_local(app: Flask) -> None:
    with app.test_request_context():
        assert moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02.07.2026, 0:30 Uhr"


def test_a_form_that_records_offers_no_switch_that_would_take_what_was_typed(premises: Premises) -> None:
    """Language and appearance are chosen on every other page."""
    anna = premises.browser("anna")
    assert any(button.get("name") == "language" for button in anna.get("/institutions").tree.iter("button"))
    for address in ("/institutions/new", "/referrals/new"):
        page = anna.get(address)
        assert not any(button.get("name") in ("language", "theme") for button in page.tree.iter("button")), address


def test_a_sentence_in_another_call_or_in_an_f_string_is_found_too() -> None:
    """ "Insgesamt 12 Besuche" stood on English pages: nobody had asked for its translation."""
    source = """told = _(KNOWN.get(code, N_("Insgesamt %(many)s.")), many=_("eins" " und eins"))
named = f"{_('Berichte')}: {ngettext('%(n)s Besuch', '%(n)s Besuche', n)}"
"""
    found = {message for _line, message in in_module(source)}
    assert found == {"Insgesamt %(many)s.", "eins und eins", "Berichte", ("%(n)s Besuch", "%(n)s Besuche")}

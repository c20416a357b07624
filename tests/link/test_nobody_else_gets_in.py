"""Attacks on a link: guessed, old, used and foreign codes, foreign sessions, and what a mail scanner does."""

import threading
from uuid import uuid4

import pytest

from referrals.casework import Sent
from referrals.link import CannotUseLink
from referrals.occasion import Channel
from referrals.referral.codes import Company, DeclineReason, Phase
from tests.cast import VHS
from tests.client import OUR_PAGES
from tests.link.conftest import Enquiry
from tests.post import Post
from tests.real_house import Premises
from web.app import settle
from web.link_access import CODE_LASTS

NEVER = "99999999"


def outside(enquiry: Enquiry) -> Sent:
    """A command of the institution's, given past the pages."""
    return Sent(command_id=uuid4(), actor=VHS, role="institution", channel=Channel.LINK)


def test_a_mail_scanner_opens_every_address_and_nothing_happens(enquiry: Enquiry) -> None:
    """GET and HEAD show the same page as for a link that nobody made; no code goes out, none is used up."""
    code = enquiry.ask()
    head = enquiry.premises.house.log.head()
    scanner = enquiry.premises.browser()
    for page in ("", "/code", "/enquiry", "/person", "/acceptance", "/refusal", "/session", "/leaving"):
        for method in ("HEAD", "GET"):
            answer = scanner.http.open(enquiry.door + page, method=method)
            assert "Needle" not in answer.get_data(as_text=True)
    assert (len(enquiry.post.received), enquiry.premises.house.log.head()) == (1, head)
    assert enquiry.enter(code).h1.startswith("Anfrage ")


def test_the_door_says_the_same_of_a_link_that_nobody_made(enquiry: Enquiry) -> None:
    """Neither page nor answer tells whether a link exists, lives, or is locked."""
    invented = uuid4()
    for page in ("", "/code"):
        real = enquiry.reader.get(enquiry.door + page).response.get_data(as_text=True)
        other = enquiry.reader.get(f"/link/{invented}{page}").response.get_data(as_text=True)
        assert real.replace(str(enquiry.link), "…") == other.replace(str(invented), "…")
    answers = [enquiry.reader.post(f"/link/{link}/code") for link in (enquiry.link, invented)]
    assert answers[0].text == answers[1].text
    assert len(enquiry.post.received) == 1
    wrong = [
        enquiry.reader.post(f"/link/{link}/session", {"one_time_code": NEVER}) for link in (enquiry.link, invented)
    ]
    assert (wrong[0].status, wrong[0].text) == (wrong[1].status, wrong[1].text) == (422, wrong[1].text)


def test_after_five_wrong_codes_the_right_one_opens_nothing_for_a_while(enquiry: Enquiry) -> None:
    """From whatever address they come: the link is what is locked."""
    code = enquiry.ask()
    for number in range(5):
        elsewhere = {"REMOTE_ADDR": f"203.0.113.{number}"}
        typed = {"one_time_code": NEVER}
        enquiry.reader.http.post(f"{enquiry.door}/session", data=typed, headers=OUR_PAGES, environ_base=elsewhere)
    assert enquiry.enter(code).status == 422
    enquiry.premises.later(minutes=16)
    assert enquiry.enter(code).status == 422
    assert enquiry.come_in().h1.startswith("Anfrage ")


def test_no_more_than_five_codes_are_sent_in_a_row(enquiry: Enquiry) -> None:
    for _ in range(9):
        enquiry.ask()
    assert len(enquiry.post.received) == 5
    enquiry.premises.later(minutes=16)
    assert enquiry.ask() != ""


def test_a_code_opens_once_and_for_ten_minutes(enquiry: Enquiry) -> None:
    code = enquiry.ask()
    assert enquiry.enter(code).status == 200
    assert enquiry.enter(code, enquiry.premises.browser()).status == 422
    late = enquiry.ask()
    enquiry.premises.moment += CODE_LASTS
    assert enquiry.enter(late).status == 422


def test_a_new_code_takes_the_place_of_the_one_before(enquiry: Enquiry) -> None:
    first, second = enquiry.ask(), enquiry.ask()
    assert enquiry.enter(first).status == 422
    assert enquiry.enter(second).status == 200


def test_no_code_lies_in_the_accounts_store(enquiry: Enquiry) -> None:
    """A keyed hash: whoever copies the store has nothing to type."""
    code = enquiry.ask().replace(" ", "").encode()
    for file in enquiry.premises.house.settings.data.rglob("*"):
        if file.is_file():
            assert code not in file.read_bytes(), file.name


def test_a_code_and_a_session_open_their_own_link_alone(enquiry: Enquiry) -> None:
    """Cem's enquiry to the same institution stays closed to whoever has opened Anna's."""
    other = enquiry.take_in("Olena Needle")["link."]
    code = enquiry.ask()
    assert enquiry.reader.post(f"/link/{other}/session", {"one_time_code": code}).status == 422
    enquiry.enter(code)
    token = enquiry.reader.http.get_cookie(f"lotse-link-{enquiry.link.hex}")
    assert token is not None
    enquiry.reader.http.set_cookie(f"lotse-link-{other.hex}", token.value)
    for page in ("enquiry", "person", "acceptance"):
        assert enquiry.reader.get(f"/link/{other}/{page}", follow=False).location == f"/link/{other}"
    assert enquiry.reader.get(f"{enquiry.door}/enquiry").status == 200


def test_neither_a_session_of_the_staff_opens_a_link_nor_the_other_way_round(enquiry: Enquiry) -> None:
    enquiry.come_in()
    assert enquiry.reader.get("/caseload", follow=False).status == 303
    anna = enquiry.premises.browser("anna")
    assert anna.get(f"{enquiry.door}/enquiry", follow=False).location == enquiry.door
    assert anna.get(enquiry.door).navigation == []
    token = enquiry.reader.http.get_cookie(f"lotse-link-{enquiry.link.hex}")
    assert token is not None
    enquiry.reader.http.set_cookie("lotse", token.value)
    assert enquiry.reader.get("/caseload", follow=False).status == 303


def test_nobody_reads_who_it_is_before_accepting(enquiry: Enquiry) -> None:
    """The address of the second stage leads back to the first."""
    enquiry.come_in()
    for page in ("person", "appointment"):
        answer = enquiry.reader.get(f"{enquiry.door}/{page}")
        assert answer.path == f"{enquiry.door}/enquiry"
        assert "Needle" not in answer.response.get_data(as_text=True)
    with pytest.raises(CannotUseLink):
        enquiry.premises.casework.links.propose_appointment(
            outside(enquiry),
            enquiry.link,
            starts_at=enquiry.premises.moment,
            place=None,
            language="de",
            company=Company.ALONE,
        )


def test_a_foreign_page_cannot_answer(enquiry: Enquiry) -> None:
    """Neither with its headers nor without any, where the reader's browser sends its session."""
    enquiry.come_in()
    answer = {"command_id": str(uuid4()), "reason": "no_capacity"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}):
        refused = enquiry.reader.http.post(f"{enquiry.door}/refusal", data=answer, headers=headers)
        assert refused.status_code == 403, headers
    assert enquiry.premises.referral(enquiry.referral).phase is Phase.FORWARDED


def test_a_host_that_is_not_ours_gets_no_page_and_no_mail(enquiry: Enquiry) -> None:
    """The mail names the address of the settings, whatever a request claims."""
    for method in ("get", "post"):
        asked = getattr(enquiry.reader.http, method)
        answer = asked(f"{enquiry.door}/code", headers={**OUR_PAGES, "Host": "evil.example"})
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert enquiry.post.received == []
    settle(enquiry.premises.app, enquiry.premises.house)
    ours = enquiry.reader.http.get(enquiry.door, headers={"Host": "lotse.example.org"})
    assert ours.status_code == 200
    anna = enquiry.premises.browser("anna")
    anna.get(f"/referrals/{enquiry.referral}").submit("Per E-Mail senden")
    assert f"https://lotse.example.org/link/{enquiry.link}" in enquiry.post.mails()[0].get_content()


def test_two_answers_at_once_become_one(both_premises: Premises, post: Post) -> None:
    """Somebody at the institution accepts while a colleague declines: one is recorded, the other is told."""
    enquiry = Enquiry(both_premises, post)
    links, outcomes, ready = both_premises.casework.links, [], threading.Barrier(2)

    def answer(say: object) -> None:
        ready.wait()
        try:
            assert callable(say)
            say()
        except CannotUseLink:
            outcomes.append("told")
        else:
            outcomes.append("recorded")

    says = (
        lambda: links.accept(outside(enquiry), enquiry.link, notice=1),
        lambda: links.decline(outside(enquiry), enquiry.link, reason=DeclineReason.NO_CAPACITY),
    )
    racing = [threading.Thread(target=answer, args=(say,)) for say in says]
    for each in racing:
        each.start()
    for each in racing:
        each.join()
    assert sorted(outcomes) == ["recorded", "told"]
    answers = [event.TOPIC for event in both_premises.house.log.events_of(enquiry.link)]
    assert answers.count("link.answered") == 1


def test_a_double_click_answers_once(enquiry: Enquiry) -> None:
    page = enquiry.come_in()
    form = page.client.get(page.links()["Nicht zusagen"])
    first = form.submit("Nicht zusagen", reason="no_capacity")
    head = enquiry.premises.house.log.head()
    again = form.submit("Nicht zusagen", reason="no_capacity")
    assert first.h1 == again.h1 == "Ihre Antwort ist eingetragen"
    assert enquiry.premises.house.log.head() == head


def test_whoever_is_done_leaves_nothing_open(enquiry: Enquiry) -> None:
    page = enquiry.come_in()
    left = page.submit("Fertig: Seite schließen", follow=False)
    assert "cache" in left.response.headers["Clear-Site-Data"]
    assert enquiry.reader.get(f"{enquiry.door}/enquiry", follow=False).location == enquiry.door


def test_the_pages_carry_every_header_and_are_in_no_search_engine(enquiry: Enquiry) -> None:
    enquiry.come_in()
    for page in ("", "/code", "/enquiry", "/acceptance"):
        response = enquiry.reader.get(enquiry.door + page).response
        assert response.headers["X-Robots-Tag"].startswith("noindex")
        assert response.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert '<meta name="robots" content="noindex' in response.get_data(as_text=True)


def test_a_look_that_cannot_be_recorded_does_not_happen(enquiry: Enquiry) -> None:
    enquiry.enter(enquiry.ask())
    store = enquiry.premises.house.stores["access"]
    store.dispose()
    assert store.path is not None
    store.path.rename(enquiry.premises.house.settings.data / "away")
    page = enquiry.reader.get(f"{enquiry.door}/enquiry")
    assert page.status == 503
    assert "Stephanplatz" not in page.text

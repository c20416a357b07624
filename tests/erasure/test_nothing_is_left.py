"""A person with unmistakable values goes through every page and command and is erased; then nothing is left of them."""

import logging
import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner
from werkzeug.routing import Rule

from referrals.audit_file import AuditReason
from referrals.break_glass import Emergency
from referrals.casework import Intake, NewForwarding, NewPerson, NewRelease
from referrals.event import decode, sealed_values
from referrals.link import NewLink
from referrals.need import NeedKind
from referrals.occasion import Channel
from referrals.participation import Answers
from referrals.participation_events import Employment
from referrals.person_events import Fact
from referrals.referral.codes import Company, CorrectionReason, Outcome, Party, Way
from referrals.referral.events import StepCorrected
from referrals.release import Covers, Given
from tests.cast import BEN, CEM, DORA, EMIL, VHS, day, moment
from tests.client import OUR_PAGES
from tests.erasure.conftest import approved, judged
from tests.erasure.needles import CORES, FORMS, found_in
from tests.erasure.programs import asked_by_a_program
from tests.real_house import COURSE, Premises
from web.cli import main
from web.forgetting import carry_out

NAME = "Zqxjvkar Ğßqöñ"
PHONE = "0151 90817263554"
MAIL = "zqxjvk@example.org"
TEXT = "Zqxjvk sagt, Ğßqöñ ist unter 90817263554 zu erreichen."


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where everything temporary goes, and what is logged, at its most talkative."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    written = logging.FileHandler(folder / "log")
    root = logging.getLogger()
    level = root.level
    root.addHandler(written)
    root.setLevel(logging.DEBUG)
    yield folder
    root.removeHandler(written)
    root.setLevel(level)
    written.close()


def lives(p: Premises) -> dict[str, Any]:
    """Taken in with everything that can be told at the door; the ids of everything there is then."""
    c = p.casework
    announced = c.announcements.announce(p.sent(), kind=NeedKind.LANGUAGE, note=TEXT).stream("announcement.")
    release = NewRelease(
        institution_ids=(VHS,), covers=tuple(Covers), valid_until=day(300), given=Given.ORAL, language="tr", note=TEXT
    )
    new = NewPerson(
        name=NAME, phone=PHONE, email=MAIL, address=TEXT, birth_year="1987", language="tr", quarter="stephanplatz"
    )
    taken = c.intake.take_in(
        p.sent(),
        Intake(
            person=new,
            need=NeedKind.LANGUAGE,
            wish=TEXT,
            case_manager=p.sent().actor,
            institution_id=VHS,
            release=release,
            forwarding=NewForwarding(way=Way.PHONE, shared=("contact",), message=TEXT),
            announcement_id=announced,
        ),
    )
    known = {"person_id": taken.stream("person."), "referral_id": taken.stream("referral.")}
    return {**known, "release_id": taken.stream("release."), "announcement_id": announced, **goes_on(p, release, known)}


def goes_on(p: Premises, release: NewRelease, known: dict[str, UUID]) -> dict[str, Any]:
    """Through every command that takes a text, once the person is known; the ids of what came of it."""
    c, person, referral = p.casework, known["person_id"], known["referral_id"]
    c.persons.rename(p.sent(), person, name=f"{NAME} ZQXJVK")
    c.persons.change_contact(p.sent(), person, phone=PHONE, email=MAIL, address=TEXT)
    c.persons.give_release(p.sent(), person, release)
    c.rights.dispute(p.sent(), person, field=Fact.NAME, note=TEXT)
    c.participations.enter(p.sent(), person, Answers(employment=Employment.LONG_TERM_UNEMPLOYED))
    c.referrals.accept(p.sent(), referral, source=Way.PHONE, note=TEXT)
    c.referrals.set_follow_up(p.sent(), referral, due_on=day(5), note=TEXT)
    c.referrals.take_note(p.sent(), referral, text=TEXT)
    c.referrals.take_note(p.sent(), referral, text=TEXT, confided=True)
    c.appointments.agree(p.sent(), referral, starts_at=moment(0, 8), place=TEXT, language="tr", company=Company.ALONE)
    appointment = p.referral(referral).appointments[0].id
    c.appointments.keep(p.sent(), referral, appointment_id=appointment, note=TEXT)
    step = next(e.originator_version for e in p.house.log.events_of(referral) if e.TOPIC == "referral.note_taken")
    c.corrections.correct(
        p.sent(), referral, step=step, field="text", value=None, text=TEXT, reason=CorrectionReason.TYPING_MISTAKE
    )
    other = c.intake.take_in(
        p.sent(), Intake(person=person, need=NeedKind.DEBT, wish=TEXT, case_manager=BEN, institution_id=VHS)
    ).stream("referral.")
    emergency = c.break_glass.open(p.sent(CEM), person, reason=Emergency.PERSON_WAITS, text=TEXT)
    asked = c.audit_files.request(p.sent(DORA), person, reason=AuditReason.COMPLAINT, text=TEXT).stream("audit_file.")
    c.audit_files.grant(p.sent(EMIL), asked)
    return {
        **asks_by_link(p, release, person),
        "other": other,
        "appointment_id": appointment,
        "break_glass_id": emergency.stream("break_glass."),
        "audit_file_id": asked,
    }


def asks_by_link(p: Premises, release: NewRelease, person: UUID) -> dict[str, UUID]:
    """Twice through the link of an institution, which accepts one with a note and proposes an appointment."""
    forwarding = NewForwarding(way=Way.LINK, shared=tuple(Covers), message=TEXT, link=NewLink())
    wanted = Intake(
        person=person,
        need=NeedKind.FAMILY,
        case_manager=p.sent().actor,
        institution_id=VHS,
        release=release,
        forwarding=forwarding,
    )
    asked, answered = (p.casework.intake.take_in(p.sent(), wanted) for _ in range(2))
    link, links = answered.stream("link."), p.casework.links
    links.accept(p.sent(VHS, role="institution", channel=Channel.LINK), link, notice=1, note=TEXT)
    links.propose_appointment(
        p.sent(VHS, role="institution", channel=Channel.LINK),
        link,
        starts_at=moment(9),
        place=TEXT,
        language="de",
        company=Company.ALONE,
    )
    return {
        "asked": asked.stream("referral."),
        "asked_link": asked.stream("link."),
        "answered": answered.stream("referral."),
        "link_id": link,
    }


def is_read_outside(p: Premises, known: dict[str, Any]) -> int:
    """The institution reads both links, and types into every form; how many answers held the name."""
    seen, reader, links = 0, p.browser(), p.house.accounts.links
    for link in (known["asked_link"], known["link_id"]):
        opened = links.open(link, links.new_code(link, p.moment), "", p.moment)
        assert opened is not None
        reader.http.set_cookie(f"lotse-link-{link.hex}", opened.token)
        for rule in (each for each in p.app.url_map.iter_rules() if each.endpoint.startswith("link.")):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                if rule.endpoint == "link.leaving":
                    continue
                there = address(p, rule, {**known, "link_id": link}, method)
                typed = dict.fromkeys(("note", "place", "one_time_code"), TEXT) if method == "POST" else None
                response = reader.http.open(there, method=method, headers=OUR_PAGES, data=typed)
                seen += CORES[0].encode() in response.data
                response.close()
    return seen


def address(p: Premises, rule: Rule, known: dict[str, Any], method: str) -> str:
    """A route with the person's ids in it."""
    more = {"institution_id": VHS, "offer_id": COURSE, "staff_id": BEN, "step": 2, "position": 12, "what": "name"}
    values: dict[str, Any] = (
        {"day": "2026-11-02", "right": "dispute", "session_id": "x", "stage": "answers"} | more | known
    )
    with p.app.test_request_context():
        bound = p.app.url_map.bind("localhost")
        return bound.build(rule.endpoint, {a: values.get(a, uuid4()) for a in rule.arguments}, method=method)


def is_seen_everywhere(p: Premises, known: dict[str, Any], *logins: str, writes: str = "") -> int:
    """Every route, read by these and written to by one with what was typed; how many answers held the name."""
    seen = 0
    for login in logins:
        browser = p.browser(login)
        for rule in p.app.url_map.iter_rules():
            methods = (rule.methods or set()) & {"GET", "POST"}
            if rule.endpoint.startswith(("session.", "about.")):
                continue
            for method in sorted(methods if login == writes else methods & {"GET"}):
                there = address(p, rule, known, method)
                fields = dict.fromkeys(("name", "text", "note", "term", "wish", "message", "place", "email"), TEXT)
                if rule.endpoint.startswith("api."):
                    seen += CORES[0].encode() in asked_by_a_program(p, login, there, method, fields).data
                    continue
                response = browser.http.open(
                    there, method=method, headers=OUR_PAGES, data=fields if method == "POST" else None
                )
                seen += CORES[0].encode() in response.data
                response.close()
    return seen


def goes_through_the_command_line(outside: Path) -> None:
    """What copies, exports and checks: into a folder that is searched too."""
    for arguments in (
        ("audit", "verify"),
        ("audit", "checkpoint", "--out", outside / "note"),
        ("audit", "bundle", outside / "bundle"),
        ("backup", outside / "backup", "--keys", outside / "elsewhere" / "keys"),
        ("projections", "rebuild"),
        ("projections", "status"),
        ("staff", "list"),
    ):
        result = CliRunner().invoke(main, [str(each) for each in arguments], prog_name="lotse")
        (outside / f"{arguments[0]}-{len(list(outside.iterdir()))}.out").write_text(result.output)
        assert result.exit_code == 0, result.output


def closes(p: Premises, known: dict[str, Any]) -> None:
    """Nothing is left to do."""
    anna = p.sent().actor
    for appointment in p.referral(known["answered"]).appointments:
        p.casework.appointments.cancel(p.sent(), known["answered"], appointment_id=appointment.id, by=Party.INSTITUTION)
    for each, manager in (
        *((known[of], anna) for of in ("referral_id", "asked", "answered")),
        (known["other"], BEN),
    ):
        p.casework.referrals.close(p.sent(manager), each, outcome=Outcome.NEED_MET, decided_by=Party.PERSON, note=TEXT)


def still_opens(p: Premises) -> list[str]:
    """Every sealed value of the log that still opens and holds a needle."""
    found = []
    for row in p.house.log.recorder.walk(0, 10_000):
        event = decode(row.topic, UUID(row.originator_id), row.originator_version, row.state)
        for field, sealed in sealed_values(event):
            place = event.field if isinstance(event, StepCorrected) else field
            opened = p.house.vault.reveal_many([(sealed, event.originator_id, place)])[0]
            if opened is not None and any(core in opened for core in CORES):
                found.append(f"{row.topic}.{field}")
    return found


def test_nothing_is_left(
    both_premises: Premises, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: Any
) -> None:
    """Databases, WAL, logs, exports, backups, temporary files, and the server's data directory after CHECKPOINT."""
    p, outside = both_premises, tmp_path / "outside"
    outside.mkdir()
    settings = p.house.settings
    monkeypatch.setenv("LOTSE_DATA", str(settings.data))
    if settings.database_url:
        monkeypatch.setenv("LOTSE_DATABASE_URL", settings.database_url)
    known = lives(p)
    assert is_seen_everywhere(p, known, "anna", "dora", "emil", "frida", writes="anna") > 30
    assert is_read_outside(p, known) > 0
    goes_through_the_command_line(outside)
    closes(p, known)
    assert len(still_opens(p)) > 20
    erasure = approved(p, known["person_id"], 0)
    assert carry_out(p.house).certified == [erasure]
    assert still_opens(p) == []
    assert is_seen_everywhere(p, known, "anna", "dora") == 0
    assert is_read_outside(p, known) == 0
    places = [tmp_path]
    if settings.database_url:
        with psycopg.connect(settings.database_url, autocommit=True) as server:
            server.execute("VACUUM")
            server.execute("CHECKPOINT")
            directory = server.execute("SHOW data_directory").fetchone()
        if directory and os.access(directory[0], os.R_OK | os.X_OK):
            places.append(Path(directory[0]))
    assert found_in(*places) == []
    assert judged(p).intact


def test_the_search_finds_what_was_planted(tmp_path: Path) -> None:
    """The control: in every form, each in a file of its own."""
    for number, form in enumerate(FORMS):
        (tmp_path / f"{number:03}").write_bytes(b"\0" * 4096 + form + b"\0")
    assert len({line.partition(":")[0] for line in found_in(tmp_path)}) == len(FORMS)


def test_the_search_finds_a_name_in_the_middle_of_base64(tmp_path: Path) -> None:
    """At each offset, as part of a longer text."""
    for offset in range(3):
        (tmp_path / f"at-{offset}").write_bytes(b64encode(b"x" * offset + f"Frau {NAME}, {PHONE}".encode()))
    assert len({line.partition(":")[0] for line in found_in(tmp_path)}) == 3

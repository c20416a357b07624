"""The form layer: values, problems by code, and what was typed stays."""

from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from web.days import written_day
from web.fields import Choice, ClockTime, Day, Flag, Line, Number, Several, Text
from web.forms import Form, StepForm, blank, effective_command_id, read, read_json
from web.problems import showable

TODAY = date(2026, 11, 3)
COMMAND = "2f1a8f6e-5a1c-4c56-9b0e-1f2d3c4b5a69"


class Step(StepForm):
    """One field of each kind."""

    name = Line("Name", max=20)
    note = Text("Notiz", optional=True, max=30)
    channel = Choice("Weg", {"phone": "Telefon", "letter": "Brief"})
    passing = Several("Weitergegeben", {"name": "Name", "need": "Anliegen"}, optional=True)
    occurred_on = Day("Tag", choice=True)
    review_on = Day("Wiedervorlage", optional=True, future=True, past=False)
    at = ClockTime("Uhrzeit", optional=True)
    children = Number("Kinder", optional=True, max=20)
    released = Flag("Entbindung")
    institution = Choice("Institution", kind="select", optional=True)


GOOD = {"command_id": COMMAND, "name": "Gül", "channel": "phone", "occurred_on": "today"}


def typed(**changes: str | list[str] | None) -> Form:
    """A good form with these changes; None leaves a field out."""
    fields = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return read(Step, MultiDict(fields), day=TODAY, options={"institution": {"vhs": "VHS"}})


def code(field: str, /, **changes: str | list[str] | None) -> str:
    """The code of the problem with this field, and no other field has one."""
    form = typed(**changes)
    assert list(form.problems) == [field], form.problems
    return form.problems[field].code


def test_a_good_form_gives_values() -> None:
    form = typed(
        expected_version="4", passing=["need", "name"], at="9:30", released="1", institution="vhs", children="2"
    )
    assert form.ok, form.problems
    assert form.values == {
        "command_id": UUID(COMMAND),
        "expected_version": 4,
        "name": "Gül",
        "note": None,
        "channel": "phone",
        "passing": ("need", "name"),
        "occurred_on": TODAY,
        "review_on": None,
        "at": time(9, 30),
        "children": 2,
        "released": True,
        "institution": "vhs",
    }


@pytest.mark.parametrize(
    ("found", "changes"),
    [
        ("required", {"name": None}),
        ("required", {"name": "   "}),
        ("required", {"name": "\u200e\u200f"}),
        ("too_long", {"name": "x" * 21}),
        ("control_characters", {"name": "Gül\x00"}),
        ("control_characters", {"name": "Gül\x1b[31m"}),
        ("direction_controls", {"name": "Gül\u202etxt.exe"}),
        ("direction_controls", {"name": "\u2066Gül"}),
        ("unreadable", {"name": "G\ufffdl"}),
    ],
)
def test_a_line_that_cannot_be_taken_has_a_code(found: str, changes: dict[str, str | None]) -> None:
    assert code("name", **changes) == found


@pytest.mark.parametrize(
    ("name", "found", "value"),
    [
        ("channel", "not_chosen", None),
        ("channel", "not_offered", "pigeon"),
        ("passing", "not_offered", ["name", "salary"]),
        ("occurred_on", "no_day", None),
        ("occurred_on", "no_day", "other"),
        ("occurred_on", "no_day", "neulich"),
        ("occurred_on", "impossible_day", "31.2.2026"),
        ("occurred_on", "impossible_day", "0.13.2026"),
        ("occurred_on", "impossible_day", "1.1.0001"),
        ("occurred_on", "in_the_future", "4.11.2026"),
        ("review_on", "in_the_past", "2.11.2026"),
        ("at", "no_time", "mittags"),
        ("at", "impossible_time", "24:00"),
        ("children", "not_a_number", "zwei"),
        ("children", "not_a_number", "٣"),
        ("children", "number_out_of_range", "21"),
        ("institution", "not_offered", "jobcenter"),
        ("command_id", "not_an_id", "1; DROP TABLE"),
        ("command_id", "required", None),
        ("note", "too_long", "x" * 31),
    ],
)
def test_every_kind_names_its_problem(name: str, found: str, value: str | list[str] | None) -> None:
    assert code(name, **{name: value}) == found


@pytest.mark.parametrize("written", ["3.11.2026", "03.11.2026", "03.11.26", "3. 11. 2026", "2026-11-03", " 3.11.2026 "])
def test_a_day_is_written_as_people_write_it(written: str) -> None:
    assert typed(occurred_on="other", occurred_on_other=written).values["occurred_on"] == TODAY


@pytest.mark.parametrize(
    ("past", "future", "written", "meant"),
    [
        (True, False, "3.11.", date(2026, 11, 3)),
        (True, False, "4.11.", date(2025, 11, 4)),
        (True, False, "29.2.", date(2024, 2, 29)),
        (False, True, "3.11.", date(2026, 11, 3)),
        (False, True, "2. 11.", date(2027, 11, 2)),
        (True, True, "1.9.", date(2026, 9, 1)),
        (True, True, "1.12", date(2026, 12, 1)),
        (True, True, "1.6.", date(2027, 6, 1)),
    ],
)
def test_a_day_without_its_year_is_the_nearest_that_can_be_meant(
    past: bool, future: bool, written: str, meant: date
) -> None:
    """What happened lies behind, what is planned ahead; an appointment may be recorded some weeks late."""
    assert written_day(written, TODAY, past=past, future=future) == meant


def test_a_day_without_its_year_is_shown_back_with_it() -> None:
    """So that nobody books the wrong year; what cannot be a day stays as typed."""
    form = typed(name=None, occurred_on="other", occurred_on_other="24.12.", review_on="31.2.")
    assert form["occurred_on"].other == "24.12.2025"
    assert form.values["occurred_on"] == date(2025, 12, 24)
    assert (form["review_on"].value, form.problems["review_on"].code) == ("31.2.", "impossible_day")


def test_yesterday_is_yesterday() -> None:
    assert typed(occurred_on="yesterday").values["occurred_on"] == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("9", time(9)), ("9:30", time(9, 30)), ("09.30", time(9, 30)), ("930", time(9, 30)), ("14 Uhr", time(14))],
)
def test_a_time_is_written_as_people_write_it(written: str, meant: time) -> None:
    assert typed(at=written).values["at"] == meant


def test_emoji_tamil_and_arabic_are_names() -> None:
    for name in ("Ayşe 🌻", "தமிழ்", "محمد\u200f", "O’Neill-Łuć", "<script>", "=1+1", "'; --"):
        assert typed(name=name).values["name"] == name.replace("\u200f", "")


def test_text_is_normalised_and_a_line_has_single_blanks() -> None:
    assert typed(name="  Gu\u0308l \t Aydın ").values["name"] == "Gül Aydın"
    assert typed(note="eins\r\nzwei\rdrei\n").values["note"] == "eins\nzwei\ndrei"


def test_what_was_typed_is_shown_again() -> None:
    form = typed(name="x" * 30, note="\r\neins", occurred_on="other", occurred_on_other="31.2.2026")
    assert form["name"].value == "x" * 30
    assert form["note"].value == "\r\neins"
    assert (form["occurred_on"].value, form["occurred_on"].other) == ("other", "31.2.2026")


def test_a_password_is_never_shown_again() -> None:
    from web.sign_in import SignIn

    form = read(SignIn, MultiDict({"login": "anna", "password": " geheim "}), day=TODAY)
    assert form.values["password"] == " geheim "
    assert form["password"].value == ""


def test_the_api_refuses_a_field_it_does_not_know_and_the_form_passes_over_it() -> None:
    sent = {"command_id": COMMAND, "name": "Gül", "channel": "phone", "occurred_on": "2026-11-03"}
    assert read_json(Step, sent, day=TODAY).ok
    assert read_json(Step, {**sent, "colour": "red"}, day=TODAY).problems["colour"].code == "unknown"
    assert typed(colour="red").ok


@pytest.mark.parametrize(
    "sent", [None, 3, "x", [], [1], {"name": 3}, {"name": {"a": 1}}, {"passing": {"x": 1}}, {3: 4}]
)
def test_the_api_survives_any_json(sent: object) -> None:
    assert not read_json(Step, sent, day=TODAY).ok


def test_an_empty_form_holds_what_is_filled_in_beforehand() -> None:
    form = blank(Step, day=TODAY, channel="letter", review_on=date(2026, 11, 17), at=time(9, 5), released=True)
    assert [form[n].value for n in ("channel", "review_on", "at", "released")] == ["letter", "17.11.2026", "09:05", "1"]
    assert UUID(form["command_id"].value).version == 4


def test_a_double_click_has_the_same_id_and_an_edited_resend_another() -> None:
    first, again, edited = typed(), typed(), typed(name="Gül A.")
    assert effective_command_id("s", first) == effective_command_id("s", again)
    assert effective_command_id("s", first) != effective_command_id("s", edited)
    assert effective_command_id("s", first) != effective_command_id("t", first)
    assert effective_command_id("s", typed(colour="red")) == effective_command_id("s", first)


@given(
    st.dictionaries(
        st.sampled_from([*Step._declared_fields, "occurred_on_other", "x"]), st.lists(st.text(), max_size=3)
    )
)
def test_whatever_is_typed_nothing_breaks_and_it_is_kept(sent: dict[str, list[str]]) -> None:
    form = read(Step, MultiDict(sent), day=TODAY)
    assert form.ok or form.summary()
    for bound in form:
        assert bound.values == [showable(value) for value in sent.get(bound.name, [])]
        "".join(bound.values).encode()


@given(st.binary(max_size=200))
def test_any_bytes_as_a_day_a_time_or_a_number_are_taken_or_named(raw: bytes) -> None:
    text = raw.decode("utf-8", "replace")
    form = typed(occurred_on=text, at=text, children=text)
    assert all(problem.code for problem in form.problems.values())

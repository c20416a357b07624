"""Reading the list of a running project: encodings, separators, column names, words, days, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from referrals.need import NeedKind
from referrals.old_list import columns, days
from referrals.old_list.columns import ColumnFile
from referrals.old_list.reading import OldReferral, read
from referrals.old_list.verdict import REASONS, REFUSALS, REMARKS, BadRow, CannotReadList, sentence
from referrals.old_list.words import TABLES
from referrals.referral.codes import Ground, Outcome, Party, Way

TODAY = date(2026, 11, 22)
HEADER = (
    "Pseudonym;Quartier;Sprache;Anliegen;Einrichtung;eröffnet;weitergeleitet;Termin;abgeschlossen;Ergebnis;Bemerkung"
)
GOOD = "P1;Stephanplatz;Türkisch;Sprachkurs;VHS;3.3.2026;4.3.2026;10.3.2026;1.5.2026;Hilfe erhalten;"


def understood(path: Path, text: str | bytes, file: ColumnFile | None = None) -> list[OldReferral | tuple[int, BadRow]]:
    """The rows of a list with this content."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read(path, file).read(TODAY))


def one(path: Path, row: str, header: str = HEADER) -> OldReferral:
    """The only row, which has to be good."""
    (found,) = understood(path, f"{header}\n{row}\n")
    assert isinstance(found, OldReferral), found
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "liste.csv"


def test_a_row_says_what_it_means(path: Path) -> None:
    row = one(path, GOOD)
    assert (row.row, row.person, row.by, row.quarter, row.language) == (2, "P1", "pseudonym", "stephanplatz", "tr")
    assert (row.need, row.institution, row.ground, row.way) == (NeedKind.LANGUAGE, "VHS", Ground.RELEASE, Way.PHONE)
    assert (row.opened, row.forwarded, row.closed) == (date(2026, 3, 3), date(2026, 3, 4), date(2026, 5, 1))
    assert (row.outcome, row.decided_by) == (Outcome.NEED_MET, Party.CASE_MANAGER)
    assert row.meeting is not None
    assert (row.meeting.on, row.meeting.result) == (date(2026, 3, 10), "kept")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_every_way_to_save_a_table_reads_the_same(path: Path, encoding: str, separator: str, line: str) -> None:
    text = f"{HEADER}{line}{GOOD}{line}".replace(";", separator)
    assert understood(path, text.encode(encoding)) == understood(path, f"{HEADER}\n{GOOD}\n")


def test_english_columns_and_codes_are_understood(path: Path) -> None:
    header = "person code,district,language,need,referred to,opened on,forwarded on,closed on,outcome,decided by,ground"
    row = one(path, "P1,elsewhere,ar,debt,X,2026-01-02,2026-01-03,2026-02-01,NO_CAPACITY,person,release", header)
    assert (row.quarter, row.language, row.need, row.outcome) == ("elsewhere", "ar", NeedKind.DEBT, Outcome.NO_CAPACITY)
    assert row.decided_by is Party.PERSON


def test_rows_without_anything_and_columns_nobody_knows_are_passed_over(path: Path) -> None:
    rows = understood(path, f"{HEADER};Farbe\n;;;;;;;;;;;\n{GOOD};blau\n\n")
    assert [row.row for row in rows if isinstance(row, OldReferral)] == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.11.2026", date(2026, 11, 3)),
        ("03.11.26", date(2026, 11, 3)),
        ("3. 11. 2026", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-11-03T09:30:00", date(2026, 11, 3)),
        ("Di, 3.11.2026", date(2026, 11, 3)),
        ("3.11.2026 14:30 Uhr", date(2026, 11, 3)),
        ("29.2.2024", date(2024, 2, 29)),
    ],
)
def test_a_day_is_written_in_many_ways(text: str, expected: date) -> None:
    assert days.day("opened", text) == expected


@pytest.mark.parametrize(
    "text", ["31.2.2026", "29.2.2026", "45964", "11/03/2026", "Montag", "3.11.", "3.11.2026 25:00", "٣.١١.٢٠٢٦x"]
)
def test_what_is_no_day_is_no_day(text: str) -> None:
    with pytest.raises(BadRow) as refused:
        days.day("opened", text)
    assert refused.value.reason == "not_a_date"


def change(**cells: str) -> str:
    """The good row with other cells, by German column name."""
    values = dict(zip(HEADER.split(";"), GOOD.split(";"), strict=True)) | cells
    return ";".join(values[name] for name in HEADER.split(";"))


AHEAD = change(eröffnet="23.11.2026", weitergeleitet="", Termin="", abgeschlossen="", Ergebnis="")


@pytest.mark.parametrize(
    ("row", "reason", "field"),
    [
        (change(Pseudonym=""), "missing", "pseudonym"),
        (change(Pseudonym="=1+1"), "formula", "pseudonym"),
        (change(Pseudonym="@SUM(A1)"), "formula", "pseudonym"),
        (change(Bemerkung="-2+3"), "formula", "note"),
        (change(Pseudonym="P\x071"), "control_character", "pseudonym"),
        (change(Pseudonym="P\u202e1"), "control_character", "pseudonym"),
        (change(Pseudonym="P" * 201), "too_long", "pseudonym"),
        (change(Bemerkung="x" * 4001), "too_long", "note"),
        (change(Quartier="Mond"), "unknown_word", "quarter"),
        (change(Sprache="Klingonisch"), "unknown_word", "language"),
        (change(Anliegen="' OR 1=1 --"), "unknown_word", "need"),
        (change(Ergebnis="<script>"), "unknown_word", "outcome"),
        (change(eröffnet=""), "missing", "opened"),
        (change(eröffnet="31.2.2026"), "not_a_date", "opened"),
        (change(eröffnet="1.1.1900"), "too_long_ago", "opened"),
        (AHEAD, "in_the_future", "opened"),
        (change(abgeschlossen="2.3.2026", weitergeleitet="", Termin=""), "wrong_order", "closed"),
        (change(weitergeleitet="2.3.2026"), "wrong_order", "forwarded"),
        (change(abgeschlossen="9.3.2026"), "wrong_order", "closed"),
        (change(Ergebnis=""), "closed_without_outcome", "outcome"),
        (change(Ergebnis="läuft"), "closed_without_outcome", "outcome"),
        (change(abgeschlossen=""), "outcome_without_day", "closed"),
        (change(Einrichtung=""), "no_institution", "institution"),
        (change(weitergeleitet=""), "not_forwarded", "forwarded"),
        (change(Ergebnis="Sonstiges"), "outcome_needs_words", "note"),
        (GOOD + ";noch eine Zelle", "too_many_cells", None),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_reason_and_the_others_are_read(
    path: Path, row: str, reason: str, field: str | None
) -> None:
    first, second = understood(path, f"{HEADER}\n{row}\n{GOOD.replace('P1', 'P2')}\n")
    assert isinstance(first, tuple), first
    assert isinstance(second, OldReferral)
    number, bad = first
    assert (number, bad.reason, bad.field) == (2, reason, field)
    assert sentence(bad.verdict(number)).startswith("row 2: left out: ")


@pytest.mark.parametrize("field", ["Pseudonym", "Bemerkung"])
def test_no_verdict_repeats_a_personal_cell(path: Path, field: str) -> None:
    (bad,) = understood(path, f"{HEADER}\n{change(**{field: '=NEEDLE'})}\n")
    assert isinstance(bad, tuple)
    assert "NEEDLE" not in sentence(bad[1].verdict(2))


def test_an_unknown_word_gets_the_nearest_known_one(path: Path) -> None:
    (bad,) = understood(path, f"{HEADER}\n{change(Quartier='Stefanplatz')}\n")
    assert isinstance(bad, tuple)
    assert bad[1].suggestion == "stephanplatz"


def test_nobodys_absence_is_invented(path: Path) -> None:
    """An appointment without a result waits for it, unless the referral ended with help."""
    still_open = one(path, change(abgeschlossen="", Ergebnis=""))
    assert still_open.meeting is not None
    assert still_open.meeting.result is None
    ended = one(path, change(Ergebnis="kein Platz"))
    assert ended.meeting is None
    assert [remark.reason for remark in ended.remarks] == ["appointment_left_out"]


def test_what_went_on_elsewhere_keeps_the_words_of_the_list(path: Path) -> None:
    row = one(path, change(Ergebnis="weitervermittelt", Bemerkung="zur Caritas"))
    assert (row.outcome, row.note) == (Outcome.OTHER, "weitervermittelt – zur Caritas")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (HEADER.encode(), "empty"),
        (b"PK\x03\x04 an xlsx", "not_text"),
        (b"%PDF-1.7", "not_text"),
        (b"a;b\x00c\nd;e;f\n", "not_text"),
        (b"Pseudonym;Quartier\nP1;\x81\x8d\n", "unknown_encoding"),
        (f'{HEADER}\n"P1;a\n'.encode(), "broken_table"),
        (b"Farbe;Form\nrot;rund\n", "column_missing"),
        (HEADER.replace("Quartier;", "").encode() + b"\nx\n", "column_missing"),
        (HEADER.replace("Quartier", "Name;Name").encode() + b"\nx\n", "column_twice"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(path: Path, content: bytes, reason: str) -> None:
    path.write_bytes(content)
    with pytest.raises(CannotReadList) as refused:
        read(path)
    assert refused.value.reason == reason
    assert "liste.csv" in str(refused.value)


def test_a_file_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(CannotReadList, match=r"liste\.csv does not exist: check the path\."):
        read(path)


def test_a_column_file_says_what_columns_and_words_mean(path: Path, tmp_path: Path) -> None:
    told = tmp_path / "columns.toml"
    told.write_text(
        '[columns]\npseudonym = "Wer?"\nopened = "seit"\n[words.need]\n"Jobkram" = "employment"\n'
        '[defaults]\nquarter = "stephanplatz"\nlanguage = "Tamil"\nground = "person_passes_it_on"\n'
    )
    (row,) = understood(path, "Wer?;seit;Anliegen\nP1;3.3.2026;jobkram\n", columns.read(told))
    assert isinstance(row, OldReferral)
    assert (row.person, row.need, row.quarter, row.language) == ("P1", NeedKind.EMPLOYMENT, "stephanplatz", "ta")
    assert row.ground is Ground.PERSON_PASSES_IT_ON


@pytest.mark.parametrize(
    "text",
    [
        "[columns]\nfarbe = 'x'",
        "[worte]",
        "not toml",
        "delimiter = ';;'",
        "[words.need]\n'Jobkram' = 'jobs'",
        "[columns]\nneed = 'Spalte, die es nicht gibt'",
    ],
)
def test_a_column_file_that_says_nonsense_is_refused(path: Path, tmp_path: Path, text: str) -> None:
    told = tmp_path / "columns.toml"
    told.write_text(text)
    with pytest.raises(CannotReadList):
        understood(path, f"{HEADER}\n{GOOD}\n", columns.read(told))


def test_no_word_means_two_things() -> None:
    """Every code is reachable, and each of our own codes is understood as itself."""
    for table in TABLES.values():
        for code in set(table.values()) - {""}:
            assert table[code.casefold().replace("_", "")] == code


def test_every_reason_has_a_sentence() -> None:
    for texts in (REASONS, REMARKS, REFUSALS):
        assert all(text[0].islower() or text[0] in "{“TN" for text in texts.values())


def test_a_list_without_column_names_shows_nobody_on_the_terminal(tmp_path: Path) -> None:
    """Its first row is somebody's data, and the sentence does not repeat it."""
    listed = tmp_path / "list.csv"
    listed.write_text("Gül Needle;Stephanplatz;Türkisch;Sprache;VHS;3.11.2026\n" * 2, encoding="utf-8")
    with pytest.raises(CannotReadList) as refused:
        read(listed)
    assert "Needle" not in str(refused.value)

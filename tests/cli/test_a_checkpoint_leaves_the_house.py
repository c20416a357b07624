"""`audit checkpoint --mail --qr`: how often one leaves the house is what the whole ledger is worth."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.commands import Lotse, done, refused
from tests.post import Post


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The server, and the settings that name it."""
    server = Post()
    server.start()
    monkeypatch.setenv("LOTSE_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setenv("LOTSE_MAIL_FROM", "lotse@example.org")
    yield server
    server.listening.close()


@pytest.fixture
def database_url() -> None:
    """SQLite is enough."""


def test_a_checkpoint_goes_by_mail_as_it_was_signed(lotse: Lotse, anna: str, post: Post) -> None:
    """The attached file is the note, byte for byte; no name travels with it."""
    printed = done(lotse("audit", "checkpoint", "--mail", "dora@example.org"))
    (mail,) = [message_from_bytes(each, policy=default) for each in post.received]
    assert (mail["From"], mail["To"]) == ("lotse@example.org", "dora@example.org")
    assert mail["Subject"] == "Lotse: Prüfpunkt über 1 Ereignisse"
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "lotse-000000001.note"
    assert attached.get_content().decode() == printed
    assert "Anna" not in post.received[0].decode("ascii")


def test_a_mail_that_does_not_go_out_is_said(
    lotse: Lotse, anna: str, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.answer = b"554 not here"
    assert "127.0.0.1 says: (554, b'not here')" in refused(lotse("audit", "checkpoint", "--mail", "dora@example.org"))
    assert "one mail address" in refused(lotse("audit", "checkpoint", "--mail", "dora@example.org, ben@example.org"))
    monkeypatch.setenv("LOTSE_SMTP_URL", "http://127.0.0.1")
    assert "LOTSE_SMTP_URL must be smtp://" in refused(lotse("audit", "checkpoint"))
    monkeypatch.delenv("LOTSE_SMTP_URL")
    assert "Mail needs LOTSE_SMTP_URL" in refused(lotse("audit", "checkpoint", "--mail", "dora@example.org"))


def test_a_checkpoint_goes_on_paper(lotse: Lotse, anna: str, tmp_path: Path) -> None:
    """About as large as a stamp pad, and with a white frame to be read from."""
    done(lotse("audit", "checkpoint", "--qr", tmp_path / "report.svg"))
    drawn = (tmp_path / "report.svg").read_text("utf-8")
    assert "<title>Lotse: Prüfpunkt über 1 Ereignisse</title>" in drawn
    width = float(re.findall(r'width="([\d.]+)mm"', drawn)[0])
    assert 40 < width < 80


def test_a_new_key_takes_over_and_says_what_to_do(lotse: Lotse, anna: str, data_folder: Path) -> None:
    assert "Nothing was signed here yet" in refused(lotse("audit", "rotate-key"))
    done(lotse("audit", "checkpoint"))
    told = done(lotse("audit", "rotate-key"))
    assert f"Back up {data_folder / 'signing-key'} apart from the database" in told
    assert len(re.findall("^— lotse/", told, re.MULTILINE)) == 2
    done(lotse("audit", "checkpoint"))
    done(lotse("audit", "verify"))

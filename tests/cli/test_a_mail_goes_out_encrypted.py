"""Mail: over STARTTLS and TLS with a login, the server's certificate checked; no password in clear, ever."""

import base64
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.commands import Lotse, done, refused
from tests.post import Post


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "post.pem"
    path.write_bytes(plain + built.public_bytes(pem))
    return path


class GuardedPost(Post):
    """A mail server that wants a login, and offers STARTTLS, or speaks TLS from the first byte (`at_once`)."""

    def __init__(self, pem: Path, *, at_once: bool = False, offers: bool = True) -> None:
        super().__init__()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)
        self.at_once, self.offers = at_once, offers
        self.logins: list[tuple[str, bool]] = []
        """Who signed in with which password, and whether it was encrypted."""

    def run(self) -> None:
        """One conversation after the other."""
        while True:
            try:
                connection, _ = self.listening.accept()
                with connection if not self.at_once else self.secured(connection) as talking:
                    self.converse(talking)
            except ssl.SSLError:
                continue  # the other side does not trust us
            except OSError:
                return

    def secured(self, connection: Any) -> ssl.SSLSocket:
        """The same connection, encrypted."""
        return self.context.wrap_socket(connection, server_side=True)

    def converse(self, connection: Any) -> None:
        """RFC 5321 with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954)."""
        encrypted = isinstance(connection, ssl.SSLSocket)
        talk = connection.makefile("rwb")
        if not encrypted or self.at_once:
            self.say(talk, b"220 post")
        for line in iter(talk.readline, b""):
            word, _, rest = line.strip().partition(b" ")
            if word.upper() == b"STARTTLS":
                self.say(talk, b"220 go on")
                with self.secured(connection) as secured:
                    self.converse(secured)
                return
            if word.upper() == b"EHLO":
                offered = [b"STARTTLS"] if self.offers and not encrypted else []
                lines = [b"post", *offered, b"AUTH PLAIN"]
                for each in lines[:-1]:
                    self.say(talk, b"250-" + each)
                self.say(talk, b"250 " + lines[-1])
            elif word.upper() == b"AUTH":
                self.logins.append((base64.b64decode(rest.split()[-1]).decode(), encrypted))
                self.say(talk, b"235 come in")
            elif word.upper() == b"DATA":
                self.say(talk, b"354 go on")
                self.received.append(b"".join(iter(talk.readline, b".\r\n")))
                self.say(talk, self.answer)
            else:
                self.say(talk, b"221 bye" if word.upper() == b"QUIT" else b"250 fine")


@pytest.fixture
def database_url() -> None:
    """SQLite is enough."""


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """The server's certificate."""
    return certificate(tmp_path)


@pytest.fixture
def servers() -> Iterator[list[GuardedPost]]:
    """The servers of a test; they are closed afterwards."""
    started: list[GuardedPost] = []
    yield started
    for each in started:
        each.close()


def serve(monkeypatch: pytest.MonkeyPatch, servers: list[GuardedPost], scheme: str, server: GuardedPost) -> GuardedPost:
    """Start it, and let the settings name it with a login."""
    server.start()
    servers.append(server)
    monkeypatch.setenv("LOTSE_SMTP_URL", f"{scheme}://lotse:ein%40wort@127.0.0.1:{server.port}")
    monkeypatch.setenv("LOTSE_MAIL_FROM", "lotse@example.org")
    return server


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
def test_a_mail_goes_out_encrypted_with_the_login_of_the_settings(
    lotse: Lotse,
    anna: str,
    pem: Path,
    servers: list[GuardedPost],
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    at_once: bool,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    server = serve(monkeypatch, servers, scheme, GuardedPost(pem, at_once=at_once))
    done(lotse("audit", "checkpoint", "--mail", "dora@example.org"))
    assert server.logins == [("\0lotse\0ein@wort", True)]
    assert len(server.received) == 1
    assert b"Anna" not in server.received[0]


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
def test_a_server_that_cannot_show_who_it_is_gets_neither_password_nor_mail(
    lotse: Lotse,
    anna: str,
    pem: Path,
    servers: list[GuardedPost],
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    at_once: bool,
) -> None:
    server = serve(monkeypatch, servers, scheme, GuardedPost(pem, at_once=at_once))
    assert "certificate verify failed" in refused(lotse("audit", "checkpoint", "--mail", "dora@example.org"))
    assert (server.logins, server.received) == ([], [])


def test_without_encryption_no_password_travels_beyond_this_machine(
    lotse: Lotse, anna: str, pem: Path, servers: list[GuardedPost], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server elsewhere that offers no STARTTLS; on this machine itself it may."""
    server = serve(monkeypatch, servers, "smtp", GuardedPost(pem, offers=False))
    monkeypatch.setattr("web.mail.LOCAL_HOSTS", ())
    assert "no password is sent to it" in refused(lotse("audit", "checkpoint", "--mail", "dora@example.org"))
    assert (server.logins, server.received) == ([], [])

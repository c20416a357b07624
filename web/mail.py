"""Mail: what leaves the house by SMTP; never a name, never a personal value."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

from web.settings import LOCAL_HOSTS, Settings

SECONDS = 20.0


class MailNotSent(Exception):
    """The mail did not go out; the sentence names the cure."""

    @classmethod
    def because_nobody_said_how(cls) -> "MailNotSent":
        return cls("Mail needs LOTSE_SMTP_URL (smtp://user:password@host:587 or smtps://…) and LOTSE_MAIL_FROM.")

    @classmethod
    def because_the_server_refused(cls, host: str, reason: str) -> "MailNotSent":
        return cls(f"The mail was not sent: {host} says: {reason}. Check LOTSE_SMTP_URL and LOTSE_MAIL_FROM.")

    @classmethod
    def because_the_password_would_travel_open(cls, host: str) -> "MailNotSent":
        return cls(
            f"{host} offers no encryption, so no password is sent to it. Use smtps://, or a server with STARTTLS."
        )


def send(settings: Settings, to: str, subject: str, text: str, attached: dict[str, str]) -> None:
    """Send a text with files beside it (name and content); raises MailNotSent."""
    if settings.smtp_url is None or settings.mail_from is None:
        raise MailNotSent.because_nobody_said_how()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=settings.mail_from.rpartition("@")[2])
    message.set_content(text)
    for name, content in attached.items():
        message.add_attachment(content.encode(), maintype="application", subtype="octet-stream", filename=name)
    place = urlsplit(settings.smtp_url)
    host = place.hostname or "localhost"
    try:
        with _server(place, host) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent.because_the_server_refused(host, str(error) or type(error).__name__) from error


@contextmanager
def _server(place: SplitResult, host: str) -> Iterator[smtplib.SMTP]:
    trusted = ssl.create_default_context()
    if place.scheme == "smtps":
        opened: smtplib.SMTP = smtplib.SMTP_SSL(host, place.port or 465, timeout=SECONDS, context=trusted)
    else:
        opened = smtplib.SMTP(host, place.port or 587, timeout=SECONDS)
    with opened as server:
        encrypted = place.scheme == "smtps"
        server.ehlo()
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=trusted)
            encrypted = True
        if place.username:
            if not encrypted and host not in LOCAL_HOSTS:
                raise MailNotSent.because_the_password_would_travel_open(host)
            server.login(unquote(place.username), unquote(place.password or ""))
        yield server

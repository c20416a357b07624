"""Post: a mail server of the test's own, and what came in."""

import socket
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BufferedRWPair


class Post(threading.Thread):
    """A mail server of the test's own: takes one message after the other, as RFC 5321 says it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.received: list[bytes] = []
        self.answer = b"250 taken"

    def run(self) -> None:
        """Until the socket is closed."""
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as talk:
                self.serve(talk)

    def serve(self, talk: BufferedRWPair) -> None:
        """One conversation."""
        self.say(talk, b"220 post")
        for line in iter(talk.readline, b""):
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say(talk, b"354 go on")
                lines = list(iter(talk.readline, b".\r\n"))
                self.received.append(b"".join(lines))
                self.say(talk, self.answer)
            else:
                self.say(talk, b"221 bye" if word == b"QUIT" else b"250 fine")

    def say(self, talk: BufferedRWPair, line: bytes) -> None:
        """One line."""
        talk.write(line + b"\r\n")
        talk.flush()

    def mails(self) -> list[EmailMessage]:
        """What came in, in its order."""
        return [message_from_bytes(each, policy=default) for each in self.received]

    def close(self) -> None:
        """Take nothing more."""
        self.listening.close()

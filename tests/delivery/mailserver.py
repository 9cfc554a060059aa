"""Mail servers on this computer for the tests: one that follows a script, and certificates."""

from __future__ import annotations

import re
import socket
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

HOST = "127.0.0.1"


class Scripted:
    """An SMTP server that does as it is told.

    Args:
        script: asked at each turn with the number of the connection and what the client did:
            "greet", "EHLO", "MAIL", "RCPT", "DATA" (the command), "in data" (at the first line
            of the letter), "dot" (the letter is whole), "RSET", "QUIT". An answer is a reply to
            give, "drop" to break the connection, "take and drop" to keep the letter and then
            break it, "hang" to say nothing any more, or None for the usual reply.
    """

    USUAL: ClassVar = {"greet": "220 here", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on"}

    def __init__(self, script=lambda connection, turn: None, port: int = 0):
        self.script = script
        self.taken: list[bytes] = []
        self.turns: list[tuple[int, str]] = []
        self.senders: set[bytes] = set()
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self._stopped = threading.Event()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((HOST, port))
        self._listener.listen()
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        """Break everything at once, as a killed process does."""
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _accept(self):
        workers = []
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                break
            self.connections += 1
            self._sockets.append(connection)
            worker = threading.Thread(
                target=self._serve, args=(connection, self.connections), daemon=True
            )
            worker.start()
            workers.append(worker)
        for worker in workers:
            worker.join(5)

    def _serve(self, connection, number):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            if not self._turn(connection, number, "greet"):
                return
            while line := lines.readline():
                verb = line.split()[0].upper().decode() if line.split() else ""
                self.senders |= set(re.findall(rb"(?i)^MAIL FROM:<(.*?)>", line))
                if not self._turn(connection, number, verb):
                    return
                given = verb == "DATA" and self._last.startswith("354")
                if verb == "QUIT" or (given and not self._letter(connection, number, lines)):
                    return

    def _letter(self, connection, number, lines):
        content = b""
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return False
            if not content and self.script(number, "in data") == "drop":
                return False
            content += line[1:] if line.startswith(b".") else line
        return self._turn(connection, number, "dot", content)

    def _turn(self, connection, number, turn, content=None):
        self.turns.append((number, turn))
        answer = self.script(number, turn)
        if answer == "take and drop" and content is not None:
            self.taken.append(content)
        if answer in ("drop", "take and drop"):
            return False
        if answer == "hang":
            self._stopped.wait(30)
            return False
        self._last = answer or self.USUAL.get(turn, "250 ok")
        if content is not None and self._last.startswith("250"):
            self.taken.append(content)
        connection.sendall(self._last.encode() + b"\r\n")
        return True


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


def certificate(folder: Path, host: str = "localhost") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    words += ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host},IP:127.0.0.1"]
    words += ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(words, check=True, capture_output=True)
    return cert, key

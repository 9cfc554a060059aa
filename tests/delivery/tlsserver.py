"""A mail server as a process of its own, to be killed: STARTTLS and a login, by aiosmtpd.

`tlsserver.py PORT CERT KEY FOLDER`: every letter that it took is a file in FOLDER.
"""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import sys
from pathlib import Path
from uuid import uuid4

from aiosmtpd.smtp import SMTP, AuthResult

HOST = "127.0.0.1"
USER, PASSWORD = "ar", "right"


class Keeps:
    """Keeps what it takes, with its recipients in front; a letter is whole or not there."""

    def __init__(self, folder: Path):
        self.folder = folder

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        name = uuid4().hex
        beside = self.folder / f"{name}.part"
        head = f"X-Taken-For: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        beside.write_bytes(head + envelope.content)
        os.replace(beside, self.folder / f"{name}.eml")  # noqa: PTH105
        return "250 taken"


def logged_in(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


async def serve(port: int, cert: str, key: str, folder: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    loop = asyncio.get_running_loop()

    def factory():
        return SMTP(
            Keeps(folder),
            loop=loop,
            tls_context=context,
            require_starttls=True,
            authenticator=logged_in,
            auth_required=True,
        )

    server = await loop.create_server(factory, HOST, port, reuse_address=True)
    loop.add_signal_handler(signal.SIGTERM, server.close)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.wait_closed()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])))

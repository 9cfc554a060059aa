"""The body of an e-mail: text and HTML as alternatives, then a PDF (RFC 2045 and 2046).

The parts of our e-mails are always the same, so they are written here; names, addresses and
subjects, which hold what others wrote, go through the headers of Python's `email`. That builds an
e-mail in a sixth of the time (docs/decisions.md, "The parts of an e-mail").
"""

from __future__ import annotations

from binascii import b2a_base64, b2a_qp
from typing import Final

_LINE: Final = 76
"""Characters of an encoded line, at most (RFC 2045, 6.7 and 6.8)."""


def mixed_parts(text: str, html: str, pdf: bytes, file: str, mark: str) -> bytes:
    """The MIME headers of a message, the empty line, and its parts; lines end by CR LF.

    Args:
        text, html: the letter; both say the same.
        pdf: the letter as a page.
        file: its name, ASCII letters, digits, "." and "-".
        mark: ASCII that stands in none of the parts.
    """
    outer, inner = f"=_{mark}.0", f"=_{mark}.1"
    lines = (
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{outer}"',
        "",
        f"--{outer}",
        f'Content-Type: multipart/alternative; boundary="{inner}"',
        "",
        f"--{inner}",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        _quoted_printable(text),
        f"--{inner}",
        'Content-Type: text/html; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        _quoted_printable(html),
        f"--{inner}--",
        "",
        f"--{outer}",
        "Content-Type: application/pdf",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{file}"',
        "",
        _base64(pdf),
        f"--{outer}--",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def _quoted_printable(text: str) -> str:
    lines = text.encode("utf-8", "replace").splitlines()
    return b2a_qp(b"\r\n".join([*lines, b""])).decode("ascii")


def _base64(content: bytes) -> str:
    whole = b2a_base64(content, newline=False).decode("ascii")
    return "\r\n".join(whole[at : at + _LINE] for at in range(0, len(whole), _LINE))

"""What a file is: told from its bytes, and refused in words when it is no statement."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.cash.reading.build import (
    MOVEMENT,
    PLAIN,
    camt,
    codes,
    mt940,
    ntry,
    ofx,
    read,
    refused,
    stmttrn,
)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (camt(ntry()), "camt.053"),
        (camt(ntry()).split("\n", 1)[1], "camt.053"),
        (mt940(MOVEMENT), "MT940"),
        (ofx(stmttrn()), "OFX"),
        ("<OFX>" + ofx(stmttrn()).split("<OFX>")[1], "OFX"),
        (PLAIN + "2026-01-30,x,1.00,EUR\n", "CSV"),
    ],
)
def test_formats_are_told_apart_whatever_the_name(text: str, form: str):
    found = read(text, "statement.pdf")
    assert [s.form for s in found.statements] == [form]
    assert (found.file, found.sha256) == ("statement.pdf", sha256(text.encode()).hexdigest())


def test_a_byte_order_mark_before_any_format():
    for text in (camt(ntry()), mt940(MOVEMENT), ofx(stmttrn()), PLAIN + "2026-01-30,x,1.00,EUR\n"):
        assert read(b"\xef\xbb\xbf" + text.encode()).statements[0].entries


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n", b"\0\0"])
def test_an_empty_file(data: bytes):
    (finding,) = refused(data, "empty.xml")
    assert (finding.code, finding.place.file) == ("CP101", "empty.xml")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n...", "a PDF"),
        (b"PK\x03\x04\x14\x00\x00\x00 xl/workbook.xml", "a workbook"),
        (b"PK\x03\x04\x14\x00\x00\x00 statement.xml", "a zip archive"),
        (b"\x1f\x8b\x08\x00 abc", "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b'{"error": "session expired"}', "a JSON file"),
        (b'[{"a": 1}]', "a JSON file"),
        (b"!Type:Bank\nD1/31/26\nT5.00\n^\n", "a QIF file"),
        (bytes(range(256)) * 20, "binary data"),
    ],
)
def test_something_else(data: bytes, what: str):
    (finding,) = refused(data)
    assert finding.code == "CP102"
    assert finding.message == f"this is {what}, not a bank statement"
    assert finding.hint


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x01\x00 xl/workbook.xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        b"%PDF-1.7\n/Encrypt 5 0 R",
        b"-----BEGIN PGP MESSAGE-----\n",
    ],
)
def test_a_password(data: bytes):
    assert codes(refused(data)) == ["CP103"]


def test_plain_words():
    assert codes(refused("Dear customer, your statement is ready.\n")) == ["CP108"]

"""Encodings: stated, declared or proved; what is read as Windows-1252 is said."""

from __future__ import annotations

import pytest

from creditctl.errors import DataRefused
from creditctl.findings import Severity
from creditctl.imports.readers import ReadOptions, read

TEXT = "Nr;Naam\r\n1;Müller €\r\n2;Žižek\r\n"


def one(data: bytes, **options):
    (table,) = read(data, "x.csv", ReadOptions(**options))
    return table


def refusal(data: bytes, **options):
    with pytest.raises(DataRefused) as caught:
        one(data, **options)
    (finding,) = caught.value.findings
    return finding


@pytest.mark.parametrize(
    ("written", "mark", "told"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8-sig", b"", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32"),
    ],
)
def test_a_mark_or_utf8_needs_no_word(written, mark, told):
    table = one(mark + TEXT.encode(written))
    assert table.encoding == told
    assert table.records[1] == ["1", "Müller €"]
    assert table.findings == ()


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_nul_bytes_and_said(written):
    table = one(TEXT.encode(written))
    assert (table.encoding, table.records[2]) == (written, ["2", "Žižek"])
    (finding,) = table.findings
    assert (finding.code, finding.severity) == ("CI112", Severity.INFO)


def test_what_is_no_utf8_is_read_as_windows_1252_and_said():
    table = one("Nr;Naam\r\n1;Jansen\r\n2;Müller\r\n3;Größe €\r\n".encode("cp1252"))
    assert (table.encoding, table.records[3]) == ("cp1252", ["3", "Größe €"])
    (finding,) = table.findings
    assert (finding.code, finding.severity) == ("CI111", Severity.INFO)
    assert (finding.place.line, finding.place.column) == (3, 4)
    assert finding.place.excerpt == "2;Müller"
    assert "0xFC" in finding.message
    assert "--encoding" in finding.hint


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_windows_1252_lacks_are_refused(byte):
    finding = refusal(b"a;b\n1;\xe9\n2;x" + bytes([byte]) + b"\n")
    assert (finding.code, finding.place.line, finding.place.column) == ("CI113", 3, 4)
    assert f"0x{byte:02X}" in finding.message
    assert "cp850" in finding.hint


def test_utf8_with_a_damaged_letter_is_not_taken_for_windows_1252():
    finding = refusal("a;b\n1;Müller\n2;Žižek\n".encode() + b"3;M\xfcller\n")
    assert (finding.code, finding.place.line, finding.place.column) == ("CI113", 4, 4)


def test_a_declared_encoding_is_strict():
    assert one("1;M\u00fcller\n".encode("cp850"), encoding="cp850").records == [["1", "Müller"]]
    finding = refusal(b"a\n\xfc\n", encoding="utf-8")
    assert (finding.code, finding.place.line, finding.place.column) == ("CI113", 2, 1)
    assert refusal("a;b\n".encode("utf-16-le") + b"\x00", encoding="utf-16-le").code == "CI113"


@pytest.mark.parametrize("declared", ["klingon", "hex", "rot13"])
def test_what_is_no_encoding(declared):
    assert refusal(b"a;b\n", encoding=declared).code == "CI114"


def test_a_declared_encoding_may_not_contradict_the_mark():
    data = b"\xef\xbb\xbfa;b\n"
    assert refusal(data, encoding="cp1252").code == "CI114"
    assert one(data, encoding="UTF8").records == [["a", "b"]]
    assert one("\ufeffa;b\n".encode("utf-16-le"), encoding="utf-16-le").records == [["a", "b"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_nul_byte_is_refused_with_its_line(encoding):
    finding = refusal("a;é\n1;2\n3;\0\n".encode(encoding))
    assert (finding.code, finding.place.line, finding.place.column) == ("CI115", 3, 3)


def test_a_bad_byte_behind_lone_carriage_returns_has_the_right_line():
    finding = refusal(b"a\rb\r\nc\n\nd\x81\n")
    assert finding.place.line == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("shift", range(4))
def test_a_wrong_byte_far_into_the_file_has_the_right_line(monkeypatch, encoding, shift):
    monkeypatch.setattr("creditctl.imports.readers.encoding._PIECE", 16)
    wide = encoding.startswith("utf-16")
    good = ("é" * shift + ";b\n" + "1;€\U0001f642ž\n" * 40).encode(encoding)
    wrong = {"utf-16": b"\x00\xdc", "utf-16-be": b"\xdc\x00"}.get(encoding, b"\xff")
    finding = refusal(
        good + wrong + "\n".encode("utf-16-be" if wide else "utf-8"), encoding=encoding
    )
    assert (finding.code, finding.place.line, finding.place.column) == ("CI113", 42, 1)
    assert len(one(good, encoding=encoding).records) == 41

"""Files that are no tables are refused with what they are and what to do."""

from __future__ import annotations

import gzip
import io
import json
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from creditctl.errors import DataRefused, ExitCode
from creditctl.imports.readers import load, read


def refusal(data: bytes | Path, name: str = "open.csv"):
    with pytest.raises(DataRefused) as caught:
        read(data, name)
    assert caught.value.exit_code == ExitCode.DATA
    (finding,) = caught.value.findings
    assert finding.place.file == name
    assert finding.hint
    return finding


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for part, text in parts.items():
            package.writestr(part.replace("__", "/").replace("_", "."), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"junk before\n%PDF-1.4\n", "a PDF"),
        (gzip.compress(b"a,b\n", mtime=0), "gzip"),
        (zipped(a_csv="a,b"), "a zip archive"),
        (zipped(word__document_xml="<w/>"), "a Word document"),
        (b"\n<!DOCTYPE html><html><table>", "a web page"),
        (b"\xef\xbb\xbf<table border=1><tr><td>Invoice</td></tr></table>", "a web page"),
        ("<html><body>".encode("utf-16"), "a web page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "Excel 2003 XML",
        ),
        (b'<?xml version="1.0"?><Invoice/>', "an XML file"),
        (json.dumps([{"invoice": 1}]).encode(), "a JSON file"),
        (json.dumps({"invoices": []}, indent=1).encode(), "a JSON file"),
        (b"MIME-Version: 1.0\r\nX: y\r\n", "a saved web page"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "an Office file"),
        (bytes(range(256)) * 40, "binary data"),
        (bytes(3000), "binary data"),
    ],
)
def test_other_kinds_of_files(data, what):
    finding = refusal(data)
    assert finding.code == "CI103"
    assert what in finding.message


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\n\n"]
)
def test_empty_files(data):
    assert refusal(data).code == "CI102"


def test_a_missing_file_names_its_neighbour(tmp_path):
    (tmp_path / "openposten.csv").write_text("a")
    finding = refusal(tmp_path / "openpsten.csv")
    assert finding.code == "CI101"
    assert "openposten.csv" in finding.hint
    assert refusal(tmp_path / "no" / "such" / "folder.csv").code == "CI101"


def test_a_folder_is_no_file(tmp_path):
    finding = refusal(tmp_path)
    assert finding.code == "CI101"
    assert "folder" in finding.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a")
    path.chmod(0)
    assert "may not read" in refusal(path).message


def test_a_path_that_cannot_be():
    assert refusal(Path("a\0b")).code == "CI101"


def test_a_gigabyte_of_one_line_is_refused_at_once_and_with_little_memory(tmp_path):
    path = tmp_path / "x.csv"
    with path.open("wb") as stream:
        stream.write(b"a,b\n" + b"1," * (2 << 20))
        stream.truncate(1 << 30)
    tracemalloc.start()
    finding = refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (finding.code, finding.place.line) == ("CI116", 2)
    assert peak < 32 << 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("end", ["", "\n", "\r"])
@pytest.mark.parametrize("before", ["", "a,b\r\nc\rd\n", "a\n" * 37])
def test_a_long_line_is_refused_wherever_it_is(monkeypatch, before, end, encoding):
    monkeypatch.setattr(load, "LINE_LIMIT", 64)
    line = 1 + len(before.splitlines())
    finding = refusal((before + "x" * 65 + end + "1,2\n").encode(encoding))
    assert (finding.code, finding.place.line) == ("CI116", line)


def test_lines_within_the_limit_pass_however_they_fall(monkeypatch):
    monkeypatch.setattr(load, "LINE_LIMIT", 64)
    for width in range(30, 65):
        lines = [f"{n:02},".ljust(width, "x") for n in range(20)]
        (table,) = read("\n".join(lines).encode(), "x.csv")
        assert len(table.records) == 20


def test_the_same_bytes_give_the_same_table_from_a_path_and_from_standard_input(tmp_path):
    data = b"a,b\n1,2\n"
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    assert read(path, "-") == read(data, "-")

from __future__ import annotations

import csv
import errno
import io
import os
import stat
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditctl.delivery.index import COLUMNS, IndexRow, index_csv
from creditctl.delivery.names import safe_name
from creditctl.delivery.outbox import Outbox, Package
from creditctl.errors import ConfigRefused, ExitCode
from creditctl.findings import Finding
from tests.delivery.build import COMPANY, LETTER, NOTICE, letter_to

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=400)
POST = replace(NOTICE, channel="letter")
ROW = IndexRow(
    notice="20260131-K7Q2MX",
    debtor="C1042",
    name="Bakkerij",
    channel="letter",
    to="Molenstraat 18",
    step="reminder",
    items=("2025-1001", "2025-1002"),
    currency="EUR",
    total=121_000,
    pay_by=date(2026, 2, 14),
    file="2026-01-31/x.pdf",
    sha256="0" * 64,
)


@pytest.fixture
def outbox(tmp_path) -> Outbox:
    return Outbox(tmp_path / "outbox", COMPANY)


def packed(outbox: Outbox, notice=POST) -> Package:
    package = outbox.prepare(notice, LETTER)
    assert isinstance(package, Package), package
    return package


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_by_channel(outbox, tmp_path):
    post, mail = packed(outbox), packed(outbox, NOTICE)
    assert post.relative == "2026-01-31/20260131-K7Q2MX-C1042.pdf"
    assert post.content == LETTER.pdf
    assert post.sha256 == sha256(LETTER.pdf).hexdigest()
    assert mail.relative == "2026-01-31/20260131-K7Q2MX-C1042.eml"
    assert mail.content.startswith(b"From: ")
    assert not (tmp_path / "outbox").exists()
    other = outbox.prepare(replace(NOTICE, channel="phone"), LETTER)
    assert isinstance(other, Finding)
    assert other.code == "CC353"
    unaddressed = outbox.prepare(letter_to(email="x"), LETTER)
    assert isinstance(unaddressed, Finding)
    assert unaddressed.code == "CC351"


def test_delivered_whole_private_and_once(outbox, tmp_path):
    package = packed(outbox)
    assert not outbox.present(package.relative, package.sha256)
    outbox.deliver(package)
    outbox.deliver(package)
    path = tmp_path / "outbox" / package.relative
    assert path.read_bytes() == LETTER.pdf
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parents[1].stat().st_mode) == 0o700
    assert path.stat().st_nlink == 1
    assert files(tmp_path / "outbox") == [package.relative]
    assert outbox.present(package.relative, package.sha256)
    assert not outbox.present(package.relative, "0" * 64)


def test_another_file_is_never_overwritten(outbox, tmp_path):
    package = packed(outbox)
    outbox.deliver(package)
    with pytest.raises(ConfigRefused) as refused:
        outbox.deliver(replace(package, content=b"other"))
    assert refused.value.findings[0].code == "CC356"
    assert refused.value.exit_code == ExitCode.CONFIG
    assert (tmp_path / "outbox" / package.relative).read_bytes() == LETTER.pdf
    assert files(tmp_path / "outbox") == [package.relative]


@pytest.mark.parametrize("kind", ["folder", "link", "dangling"])
def test_what_is_no_file_in_its_place_is_left_alone(outbox, tmp_path, kind):
    package = packed(outbox)
    path = tmp_path / "outbox" / package.relative
    path.parent.mkdir(parents=True)
    target = tmp_path / "target.pdf"
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(target)
        if kind == "link":
            target.write_bytes(package.content)
    with pytest.raises(ConfigRefused) as refused:
        outbox.deliver(package)
    assert refused.value.findings[0].code == "CC356"
    assert not outbox.present(package.relative, package.sha256)
    assert target.exists() is (kind == "link")


def test_a_leftover_of_a_crash_makes_way(outbox, tmp_path):
    package = packed(outbox)
    path = tmp_path / "outbox" / package.relative
    path.parent.mkdir(parents=True)
    (path.parent / f".{path.name}.part").write_bytes(b"half")
    outbox.deliver(package)
    assert path.read_bytes() == LETTER.pdf
    assert files(tmp_path / "outbox") == [package.relative]


def test_a_file_system_without_links(outbox, tmp_path, monkeypatch):
    def no_link(*_args, **_kwargs):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    package = packed(outbox)
    outbox.deliver(package)
    outbox.deliver(package)
    with pytest.raises(ConfigRefused) as refused:
        outbox.deliver(replace(package, content=b"other"))
    assert refused.value.findings[0].code == "CC356"
    assert files(tmp_path / "outbox") == [package.relative]


@pytest.mark.parametrize("which", ["outbox", "day"])
def test_a_link_that_leads_elsewhere_is_refused(outbox, tmp_path, which):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "outbox" if which == "outbox" else tmp_path / "outbox" / "2026-01-31"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere, target_is_directory=True)
    package = packed(outbox)
    for act in (lambda: outbox.deliver(package), lambda: outbox.write_index(NOTICE.as_of, [ROW])):
        with pytest.raises(ConfigRefused) as refused:
            act()
        (found,) = refused.value.findings
        assert (found.code, found.place.file) == ("CC354", str(link))
    (elsewhere / "2026-01-31").mkdir()
    for folder in (elsewhere, elsewhere / "2026-01-31"):
        (folder / Path(package.relative).name).write_bytes(package.content)
    assert not outbox.present(package.relative, package.sha256)


def test_an_outbox_that_cannot_be_made(tmp_path):
    (tmp_path / "outbox").write_text("a file")
    outbox = Outbox(tmp_path / "outbox", COMPANY)
    with pytest.raises(ConfigRefused) as refused:
        outbox.deliver(packed(outbox))
    assert refused.value.findings[0].code == "CC354"
    below = Outbox(tmp_path / "outbox" / "below", COMPANY)
    with pytest.raises(ConfigRefused) as refused:
        below.deliver(packed(below))
    assert refused.value.findings[0].code == "CC355"


@pytest.mark.parametrize(
    "relative",
    [
        "../x.pdf",
        "/etc/passwd",
        "2026-01-31/../../x.pdf",
        "2026-01-31/.x.pdf",
        "x.pdf",
        "a/b/c.pdf",
        "",
    ],
)
def test_only_own_paths_are_looked_at(outbox, relative):
    assert not outbox.present(relative, sha256(b"").hexdigest())


NAMES = [
    ("C1042", "C1042"),
    ("a_b-C", "a_b-C"),
    ("../../etc/passwd", "etc-passwd-"),
    ("CON", "CON-"),
    ("lpt1", "lpt1-"),
    ("", ""),
    ("x" * 300, "x" * 40 + "-"),
    ("Łódź", "d-"),
    ("=cmd|' /C calc'!A0", "cmd-C-calc-A0-"),
    ("a.pdf", "a-pdf-"),
    ("-rf", "rf-"),
    (" ", ""),
]


@pytest.mark.parametrize(("text", "start"), NAMES)
def test_safe_names(text, start):
    name = safe_name(text)
    assert name == text == start or (name.startswith(start) and len(name) - len(start) == 8)


@given(ANY_TEXT, ANY_TEXT)
def test_names_are_safe_and_never_shared(one, other):
    name = safe_name(one)
    assert 0 < len(name) <= 49
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
    assert not name.startswith("-")
    assert (name == safe_name(other)) == (one == other)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(ANY_TEXT, ANY_TEXT)
def test_no_debtor_leads_out_of_the_outbox(outbox, tmp_path, debtor, number):
    made = replace(letter_to(debtor=debtor), channel="letter", notice=number)
    package = packed(outbox, made)
    path = PurePosixPath(package.relative)
    assert len(path.parts) == 2
    assert path.parts[0] == "2026-01-31"
    assert ".." not in path.parts
    outbox.deliver(package)
    assert outbox.present(package.relative, package.sha256)
    assert {p.name for p in tmp_path.iterdir()} == {"outbox"}
    assert {p.name for p in (tmp_path / "outbox").iterdir()} == {"2026-01-31"}


def table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_index(outbox, tmp_path):
    later = replace(ROW, debtor="B7", notice="20260131-ZZZZZZ")
    outbox.write_index(NOTICE.as_of, [ROW])
    outbox.write_index(NOTICE.as_of, [ROW, later])
    path = tmp_path / "outbox" / "2026-01-31" / "index.csv"
    rows = table(path.read_bytes())
    assert rows == [
        list(COLUMNS),
        ["20260131-ZZZZZZ", "B7", *rows[2][2:]],
        [
            "20260131-K7Q2MX",
            "C1042",
            "Bakkerij",
            "letter",
            "Molenstraat 18",
            "reminder",
            "2025-1001; 2025-1002",
            "EUR",
            "1210.00",
            "2026-02-14",
            "2026-01-31/x.pdf",
            "0" * 64,
        ],
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files(tmp_path / "outbox") == ["2026-01-31/index.csv"]
    assert index_csv([later, ROW]) == index_csv([ROW, later])


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", " =", "\u200b=", "\n@", "\u202e-"]
)
def test_no_cell_is_a_formula(start):
    (_, row) = table(index_csv([replace(ROW, name=f"{start}cmd|' /C calc'!A0")]))
    assert row[2].startswith("'")


@given(ANY_TEXT)
def test_any_text_stays_in_its_cell(text):
    rows = table(index_csv([replace(ROW, name=text, debtor=text, items=(text, "x"))]))
    assert len(rows) == 2
    assert len(rows[1]) == len(COLUMNS)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[1])

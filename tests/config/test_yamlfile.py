"""YAML with positions: what is read, where it stands, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.config.places import Located, Span, TextFile, merged
from creditctl.config.yamlfile import LARGEST, parse_yaml, read_yaml

REFUSED = Path(__file__).parent / "refused" / "yaml"


def data(text: str) -> Any:
    parsed = parse_yaml(text, "x.yaml")
    assert parsed.findings == ()
    assert parsed.located is not None
    return parsed.located.data


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("10.00", Decimal("10.00")),
        ("-0.5", Decimal("-0.5")),
        ("2026-12-31", date(2026, 12, 31)),
        # everything else is text, above all what YAML 1.1 makes something else of
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("True", "True"),
        ("FALSE", "FALSE"),
        ("Null", "Null"),
        ("012", "012"),
        ("00123", "00123"),
        ("0x1A", "0x1A"),
        ("0o17", "0o17"),
        ("0b101", "0b101"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("1e3", "1e3"),
        ("1.5e3", "1.5e3"),
        (".5", ".5"),
        ("5.", "5."),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("NaN", "NaN"),
        ("+5", "+5"),
        ("+31 20 555", "+31 20 555"),
        ("1.000,00", "1.000,00"),
        ("2026-12-31 10:00:00", "2026-12-31 10:00:00"),
        ("2026-1-1", "2026-1-1"),
        ("=", "="),
        ("NA", "NA"),
        ("١٢", "١٢"),
        ("1234567890123456789", "1234567890123456789"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("'2026-12-31'", "2026-12-31"),
        ("80%", "80%"),
        ("C1042", "C1042"),
    ],
)
def test_an_unquoted_value_means_what_it_looks_like(written: str, meaning: Any) -> None:
    found = data(f"a: {written}\n")["a"]
    assert found == meaning
    assert type(found) is type(meaning)


def test_a_decimal_keeps_its_digits() -> None:
    assert str(data("a: 10.00")["a"]) == "10.00"
    assert str(data("a: 0.1")["a"]) == "0.1"
    assert str(data("a: 123456789012345678.123456789012345678")["a"]) == (
        "123456789012345678.123456789012345678"
    )


def test_keys_are_text_for_ever() -> None:
    assert data("00123: a\nno: b\n30: c\n2026-01-01: d\ntrue: e\n") == {
        "00123": "a",
        "no": "b",
        "30": "c",
        "2026-01-01": "d",
        "true": "e",
    }


def test_positions_of_keys_and_values() -> None:
    text = "\ufefféé: ü  # c\r\nlist:\r\n  - {a: 'x y', b: 2}\r\n  -  z\r\ntext: |\r\n  one\r\n"
    text = text.removeprefix("\ufeff")
    found = parse_yaml(text, "x.yaml").located
    assert found is not None

    def where(path: tuple[str | int, ...]) -> tuple[int, int, int]:
        value = found.spots[path].value
        return value.line, value.column, value.width

    def key(path: tuple[str | int, ...]) -> tuple[int, int, int] | None:
        span = found.spots[path].key
        return span and (span.line, span.column, span.width)

    assert (key(("éé",)), where(("éé",))) == ((1, 1, 2), (1, 5, 1))
    assert (key(("list",)), where(("list",))) == ((2, 1, 4), (3, 3, 1))
    assert key(("list", 0)) is None
    assert (key(("list", 0, "a")), where(("list", 0, "a"))) == ((3, 6, 1), (3, 9, 5))
    assert where(("list", 0, "b")) == (3, 19, 1)
    assert where(("list", 1)) == (4, 6, 1)
    assert where(("text",)) == (5, 7, 1)
    assert found.place(("list", 0, "a")).excerpt == "  - {a: 'x y', b: 2}"
    assert str(found.place(("list",))) == "x.yaml:2:1"
    assert found.place(("list",), at_key=True).field == "list"


def test_a_place_that_is_not_there_is_the_nearest_part_around_it() -> None:
    found = parse_yaml("a:\n  b: 1\n", "x.yaml").located
    assert found is not None
    assert str(found.place(("a", "c", "d"))) == "x.yaml:1:1"
    assert str(found.place(("z",))) == "x.yaml:1:1"


@pytest.mark.parametrize("case", sorted(REFUSED.glob("*.yaml")), ids=lambda p: p.stem)
def test_refused_with_its_place(case: Path) -> None:
    """Each case is a file, and beside it what the bookkeeper reads."""
    found = read_yaml(case, "x.yaml").findings
    assert "".join(f"{f.as_text()}\n" for f in found) == case.with_suffix(".txt").read_text()


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "message", "excerpt"),
    [
        ("a:\n\tb: 1\n", "CC102", 2, 1, "a tab stands at the start of the line", " b: 1"),
        ("a:\n  \tb: 1\n", "CC102", 2, 3, "a tab stands at the start of the line", "   b: 1"),
        (
            "a:\n \u00a0b: 1\n",
            "CC102",
            2,
            2,
            "an odd blank (U+00A0) stands at the start of the line",
            " \u00a0b: 1",
        ),
        (
            "a: x\u2028b: 1\n",
            "CC101",
            1,
            5,
            "an invisible character stands here (U+2028)",
            "a: x\u2028b: 1",
        ),
        (
            "a: 1\nc: \x1b[31mred\n",
            "CC101",
            2,
            4,
            "an invisible character stands here (U+001B)",
            "c:  [31mred",
        ),
    ],
)
def test_characters_that_cannot_be_seen(
    text: str, code: str, line: int, column: int, message: str, excerpt: str
) -> None:
    (finding,) = parse_yaml(text, "x.yaml").findings
    place = finding.place
    assert (finding.code, place.line, place.column) == (code, line, column)
    assert (finding.message, place.excerpt) == (message, excerpt)
    assert finding.hint in ("use blanks", "delete it")


def test_what_is_only_a_slip_still_gives_the_data() -> None:
    parsed = parse_yaml("a: 1\na: 2\nb: &x 3\n", "x.yaml")
    assert len(parsed.findings) == 2
    assert parsed.located is not None
    assert parsed.located.data == {"a": 1, "b": 3}


def test_findings_before_a_syntax_error_are_kept() -> None:
    parsed = parse_yaml("a: 1\na: 2\nb: @\n", "x.yaml")
    assert [f.code for f in parsed.findings] == ["CC105", "CC103"]
    assert parsed.located is None


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "\n".join(" " * i + "a:" for i in range(500)),
        "a: &a [x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]\n",
        "? " * 50_000,
    ],
)
def test_bombs_end_in_a_finding(bomb: str) -> None:
    parsed = parse_yaml(bomb, "x.yaml")
    assert parsed.findings
    assert {f.code for f in parsed.findings} <= {"CC103", "CC106", "CC107"}


def test_a_long_line_is_not_printed() -> None:
    parsed = parse_yaml(f"a: [{'x' * 5000}\n", "x.yaml")
    assert parsed.findings[0].place.excerpt == ""


@pytest.mark.parametrize(
    ("raw", "code", "line", "column", "message"),
    [
        (b"a: 1\nb: caf\xe9\n", "CC101", 2, 7, "this is not UTF-8 text"),
        ("a: 1".encode("utf-16"), "CC101", 1, 1, "the file is not UTF-8 text, but UTF-16"),
        (b"a: \xff\xfe", "CC101", 1, 4, "this is not UTF-8 text"),
        (
            b"#" * (LARGEST + 1),
            "CC107",
            None,
            None,
            "2,000,001 bytes are too many; 2,000,000 is the most",
        ),
    ],
)
def test_bytes_that_are_no_text(
    tmp_path: Path, raw: bytes, code: str, line: int | None, column: int | None, message: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    parsed = read_yaml(path, "x.yaml")
    (finding,) = parsed.findings
    assert parsed.located is None
    assert (finding.code, finding.message) == (code, message)
    assert (finding.place.line, finding.place.column) == (line, column)
    assert finding.hint


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    parsed = read_yaml(path, "x.yaml")
    assert parsed.located is not None
    assert str(parsed.located.place(("a",))) == "x.yaml:1:4"


def test_no_file_and_no_right_to_read(tmp_path: Path) -> None:
    (finding,) = read_yaml(tmp_path / "none.yaml", "none.yaml", missing_hint="make it").findings
    assert finding.as_text() == "none.yaml: error CC100: there is no such file\nhint: make it"
    (finding,) = read_yaml(tmp_path, "folder").findings
    assert finding.code == "CC100"
    assert finding.message == "cannot be read: is a directory"


def test_merging_keeps_the_place_of_each_part() -> None:
    base = parse_yaml("a: 1\nb:\n  c: 2\n  d: [1, 2]\ne: {f: 1}\n", "base.yaml").located
    over = parse_yaml("b:\n  d: [9]\n  z: 3\ne: off\ng: new\n", "over.yaml").located
    assert base is not None
    assert over is not None
    whole = merged(base, over)
    assert whole.data == {"a": 1, "b": {"c": 2, "d": [9], "z": 3}, "e": "off", "g": "new"}
    places = {path: str(whole.place(path)) for path in whole.spots}
    assert places[("a",)] == "base.yaml:1:4"
    assert places[("b",)] == "over.yaml:1:1"
    assert places[("b", "c")] == "base.yaml:3:6"
    assert places[("b", "d")] == "over.yaml:2:3"
    assert places[("b", "d", 0)] == "over.yaml:2:7"
    assert ("b", "d", 1) not in places
    assert places[("e",)] == "over.yaml:4:4"
    assert ("e", "f") not in places


# --- random YAML of our shape: data and positions round-trip -----------------------------------

_WORD = st.text("abcXYZ09_-é ü", min_size=1, max_size=8).map(str.strip).filter(bool)
_KEYS = st.text("abcdefgh", min_size=1, max_size=5)
_SINGLES = st.one_of(
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.decimals(-(10**9), 10**9, places=2).filter(lambda d: d or not d.is_signed()),
    st.dates(date(1970, 1, 1)),
    _WORD,
    st.text("no0:#'\"\\{}[],&*!|>%@` -1.é", max_size=10),
)
_TREES = st.recursive(
    _SINGLES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.dictionaries(_KEYS, inner, min_size=1, max_size=4)
    ),
    max_leaves=15,
)


@dataclass
class Writer:
    """Writes YAML in a random dress and notes where everything goes."""

    draw: st.DrawFn
    lines: list[str] = field(default_factory=lambda: [""])
    keys: dict[Any, tuple[int, int, int]] = field(default_factory=dict)
    values: dict[Any, tuple[int, int, int]] = field(default_factory=dict)

    def put(self, text: str) -> tuple[int, int, int]:
        span = (len(self.lines), len(self.lines[-1]) + 1, len(text))
        self.lines[-1] += text
        return span

    def newline(self, indent: int) -> None:
        if self.draw(st.booleans()) and not self.lines[-1].isspace():
            self.lines[-1] += self.draw(st.sampled_from(["", "  # remark: [é", " "]))
        if self.draw(st.integers(0, 5)) == 0:
            self.lines += ["", "# a remark"][: self.draw(st.integers(1, 2))]
        self.lines.append(" " * indent)

    def single(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str):
            if (
                value.strip() == value
                and value.isalpha()
                and value.lower() not in ("true", "false", "null")
            ):
                return self.draw(st.sampled_from([value, f"'{value}'", f'"{value}"']))
            quoted = "'" + value.replace("'", "''") + "'"
            doubled = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
            return self.draw(st.sampled_from([quoted, doubled]))
        return value.isoformat() if isinstance(value, date) else str(value)

    def flow(self, path: tuple[Any, ...], value: Any) -> None:
        if isinstance(value, dict | list):
            keyed = isinstance(value, dict)
            self.values[path] = (*self.put("{" if keyed else "[")[:2], 1)
            pairs = value.items() if keyed else enumerate(value)
            for index, (key, inner) in enumerate(pairs):
                if index:
                    self.put(self.draw(st.sampled_from([", ", ",  "])))
                if keyed:
                    self.keys[(*path, key)] = self.put(key)
                    self.put(": ")
                self.flow((*path, key), inner)
            self.put("}" if keyed else "]")
        else:
            self.values[path] = self.put(self.single(value))

    def block(self, path: tuple[Any, ...], value: Any, indent: int) -> None:
        """A dict or list whose first line starts here."""
        line, column, _ = self.put("")
        self.values[path] = (line, column, 1)
        keyed = isinstance(value, dict)
        pairs = value.items() if keyed else enumerate(value)
        for index, (key, inner) in enumerate(pairs):
            if index:
                self.newline(indent)
            if keyed:
                self.keys[(*path, key)] = self.put(key)
                self.put(":")
            else:
                self.put("-")
            nested = isinstance(inner, dict | list)
            if nested and self.draw(st.booleans()):
                deeper = indent + 2
                if keyed or self.draw(st.booleans()):
                    self.newline(deeper)
                else:
                    self.put(" ")
                self.block((*path, key), inner, deeper)
            else:
                self.put(self.draw(st.sampled_from([" ", "   "])))
                self.flow((*path, key), inner)


@settings(max_examples=200, deadline=None)
@given(st.data(), st.dictionaries(_KEYS, _TREES, min_size=1, max_size=5))
def test_any_tree_round_trips_with_its_positions(draw: st.DataObject, tree: dict[str, Any]) -> None:
    writer = Writer(draw.draw)
    writer.block((), tree, 0)
    ending = draw.draw(st.sampled_from(["\n", "\r\n"]))
    text = ending.join(writer.lines) + ending
    parsed = parse_yaml(text, "x.yaml")
    assert [f.as_text() for f in parsed.findings] == []
    found = parsed.located
    assert isinstance(found, Located)
    assert found.data == tree
    got = {p: (s.value.line, s.value.column, s.value.width) for p, s in found.spots.items()}
    assert got == writer.values
    keys = {p: (s.key.line, s.key.column, s.key.width) for p, s in found.spots.items() if s.key}
    assert keys == writer.keys


@pytest.mark.parametrize(
    "line",
    ["password: hunter2", "  email: {host: x, password: hunter2, port: 1}", "'Token' : hunter2"],
)
def test_no_excerpt_shows_a_secret(line):
    place = TextFile.of("creditctl.yaml", line).place(Span(1, 1))
    assert "hunter2" not in place.excerpt
    assert place.excerpt.endswith("***")


def test_other_keys_are_shown():
    for line in ("password_file: secrets/mail", "tokens: 3", "limit: 100"):
        assert TextFile.of("x", line).place(Span(1, 1)).excerpt == line

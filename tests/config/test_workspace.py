"""The workspace: `creditctl.yaml`, the paths that it names, and its policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.config.workspace import load_workspace
from creditctl.config.workspacevalues import _inside
from creditctl.errors import ConfigRefused, ExitCode
from creditctl.ledger.countries import COUNTRIES

if TYPE_CHECKING:
    from pathlib import Path

COMPANY = "company:\n  name: Bakker & Bloom B.V.\n"
SOURCES = "sources:\n  - {name: invoices, file: inbox/*.csv, kind: invoices}\n"
WHOLE = f"version: 1\n{COMPANY}{SOURCES}policy: two-knobs\n"


def refusal(root: Path, text: str) -> str:
    (root / "creditctl.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigRefused) as caught:
        load_workspace(root)
    assert caught.value.exit_code is ExitCode.CONFIG
    return "\n".join(f.as_text() for f in caught.value.findings).replace(f"{root}/", "")


def test_the_least_that_works(tmp_path: Path) -> None:
    (tmp_path / "creditctl.yaml").write_text(WHOLE)
    workspace = load_workspace(tmp_path)
    assert workspace.root == tmp_path
    assert workspace.file == f"{tmp_path}/creditctl.yaml"
    assert workspace.outbox == tmp_path / "outbox"
    assert workspace.state == tmp_path / "state"
    assert workspace.settings.output.buckets == (30, 60, 90)
    assert workspace.settings.output.basis == "due"
    assert (workspace.settings.language, workspace.settings.currency) == ("en", None)
    assert workspace.policy.policy.name == "Two knobs"
    assert workspace.company() == {"name": "Bakker & Bloom B.V.", "address": (), "account": ()}
    assert str(workspace.place_of(("sources", 0, "file"))).endswith("creditctl.yaml:5:28")


def test_all_keys(tmp_path: Path) -> None:
    logo = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    (tmp_path / "logo.SVG").write_bytes(logo)
    (tmp_path / "creditctl.yaml").write_text(
        """\
version: 1
company:
  name: Bakker & Bloom B.V.
  address: [Bloemgracht 999, 1016 ZZ Amsterdam]
  country: NL
  email: debiteuren@bakkerbloom.example
  phone: "+31 20 555 01 00"
  website: www.bakkerbloom.example
  contact: Mieke
  vat: NL001234567B01
  registration: "99999999"
  iban: NL91 ABNA 0417 1643 00
  bic: ABNANL2A
  bank: Example Bank
  account: {Sort code: 12-34-56}
  logo: logo.SVG
  accent: "#2F6F4F"
currency: EUR
language: nl
sources:
  - name: invoices
    file: ../exports/open.csv
    kind: invoices
    profile: profiles/mine.yaml
    encoding: cp1252
    delimiter: tab
    sheet: Blad 1
    date_order: dmy
    decimal_mark: ","
    currency: GBP
policy: nl-business
output: {outbox: out/letters, buckets: [7, 14], basis: issued}
state: journal
"""
    )
    workspace = load_workspace(tmp_path)
    company = workspace.company()
    assert company["iban"] == "NL91ABNA0417164300"
    assert company["account"] == (("Sort code", "12-34-56"),)
    assert (company["logo"], company["logo_suffix"]) == (logo, "svg")
    assert company["accent"] == "#2f6f4f"
    source = workspace.settings.sources[0]
    assert source.delimiter == "\t"
    assert source.currency == "GBP"
    assert workspace.files_of(source) == [
        (tmp_path.parent / "exports/open.csv", f"{tmp_path.parent}/exports/open.csv")
    ]
    assert workspace.outbox == tmp_path / "out/letters"


def test_the_keys_of_the_company_are_those_of_the_letters(tmp_path: Path) -> None:
    from creditctl.documents.company import Company

    (tmp_path / "creditctl.yaml").write_text(WHOLE)
    assert Company(**load_workspace(tmp_path).company()).name == "Bakker & Bloom B.V."


def test_files_of_a_pattern_are_sorted_and_never_folders(tmp_path: Path) -> None:
    (tmp_path / "creditctl.yaml").write_text(WHOLE)
    inbox = tmp_path / "inbox"
    (inbox / "folder.csv").mkdir(parents=True)
    for name in ("b.csv", "a.csv", "c.xlsx", "[d].csv"):
        (inbox / name).touch()
    workspace = load_workspace(tmp_path)
    files = workspace.files_of(workspace.settings.sources[0])
    assert [path.name for path, _ in files] == ["[d].csv", "a.csv", "b.csv"]
    literal = workspace.settings.sources[0].model_copy(update={"file": "inbox/[d]*.csv"})
    assert [path.name for path, _ in workspace.files_of(literal)] == ["[d].csv"]
    gone = workspace.settings.sources[0].model_copy(update={"file": "nowhere/*.csv"})
    assert workspace.files_of(gone) == []


def test_names_in_findings_are_as_the_user_gave_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    (tmp_path / "creditctl.yaml").write_text(WHOLE)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/a.csv").touch()
    monkeypatch.chdir(tmp_path)
    here = load_workspace(Path())
    assert here.file == "creditctl.yaml"
    assert here.files_of(here.settings.sources[0])[0][1] == "inbox/a.csv"
    monkeypatch.chdir(tmp_path.parent)
    there = load_workspace(Path(tmp_path.name))
    assert there.file == f"{tmp_path.name}/creditctl.yaml"


def test_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused) as caught:
        load_workspace(tmp_path)
    assert str(caught.value).replace(f"{tmp_path}/", "") == (
        "creditctl.yaml: error CC100: there is no such file\n"
        f"hint: run 'creditctl init {tmp_path}' to make a workspace"
    )


def test_every_finding_of_both_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/p.yaml").write_text(
        "version: 1\nname: p\nextends: two-knobs\nreminders: {grace: ten, minimun: 5}\n"
    )
    text = refusal(
        tmp_path,
        "version: 1\ncompany: {nam: x, country: UK, iban: NL00}\ncurrency: eur\ncurrency: EUR\n"
        "sources: []\npolicy: policies/p.yaml\noutput: {buckets: [30, 30]}\n",
    )
    assert [line for line in text.splitlines() if ": error " in line] == [
        "creditctl.yaml:2:1: error CC111: the key 'name' is missing",
        "creditctl.yaml:2:11: error CC110: unknown key 'nam'",
        "creditctl.yaml:2:28: error CC115: there is no country 'UK'",
        "creditctl.yaml:2:38: error CC122: 'NL00' is not a valid IBAN",
        "creditctl.yaml:3:11: error CC112: currency: an ISO 4217 code is wanted, such as EUR; 'eur' stands here",
        "creditctl.yaml:4:1: error CC105: the key 'currency' stands twice",
        "creditctl.yaml:5:1: error CC114: sources: at least one entry is wanted; an empty list stands here",
        "creditctl.yaml:7:24: error CC124: buckets[1]: 30 is not more than the number before it",
        "policies/p.yaml:4:20: error CC112: grace: a number of days is wanted, such as 7 days; 'ten' stands here",
        "policies/p.yaml:4:25: error CC110: unknown key 'minimun'",
    ]


# what stands in creditctl.yaml, and everything that is said about it
CASES = {
    "a policy that is not there": (
        WHOLE.replace("two-knobs", "two-knob"),
        """\
creditctl.yaml:6:9: error CC200: there is no policy 'two-knob'
    6 | policy: two-knob
      |         ^^^^^^^^
hint: did you mean 'two-knobs'?""",
    ),
    "a policy outside the workspace": (
        WHOLE.replace("two-knobs", "../p.yaml"),
        """\
creditctl.yaml:6:9: error CC120: '../p.yaml' is not a path inside the workspace
    6 | policy: ../p.yaml
      |         ^^^^^^^^^
hint: write a path below the folder of creditctl.yaml, with /""",
    ),
    "an outbox outside the workspace": (
        WHOLE + "output: {outbox: /var/letters}\nstate: a/../../b\n",
        """\
creditctl.yaml:7:18: error CC120: '/var/letters' is not a path inside the workspace
    7 | output: {outbox: /var/letters}
      |                  ^^^^^^^^^^^^
hint: write a path below the folder of creditctl.yaml, with /
creditctl.yaml:8:8: error CC120: 'a/../../b' is not a path inside the workspace
    8 | state: a/../../b
      |        ^^^^^^^^^
hint: write a path below the folder of creditctl.yaml, with /""",
    ),
    "the journal in the outbox": (
        WHOLE + "state: outbox/state\n",
        """\
creditctl.yaml:7:8: error CC120: 'outbox/state' and the outbox 'outbox' lie in each other
    7 | state: outbox/state
      |        ^^^^^^^^^^^^
hint: give the journal a folder of its own""",
    ),
    "no logo": (
        WHOLE.replace(COMPANY, COMPANY + "  logo: logo.png\n"),
        """\
creditctl.yaml:4:9: error CC121: there is no picture 'logo.png' of at most 2 MB
    4 |   logo: logo.png
      |         ^^^^^^^^
hint: put it there, or delete the line""",
    ),
    "a logo that is no picture": (
        WHOLE.replace(COMPANY, COMPANY + "  logo: logo.docx\n"),
        """\
creditctl.yaml:4:9: error CC121: 'logo.docx' is no picture
    4 |   logo: logo.docx
      |         ^^^^^^^^^
hint: allowed: .svg, .png, .jpg, .jpeg""",
    ),
    "an IBAN with changed digits, a wrong BIC": (
        WHOLE.replace(COMPANY, COMPANY + "  iban: NL91ABNA0417164030\n  bic: ABNA\n"),
        """\
creditctl.yaml:4:9: error CC122: 'NL91ABNA0417164030' is not a valid IBAN
    4 |   iban: NL91ABNA0417164030
      |         ^^^^^^^^^^^^^^^^^^
hint: copy it from a bank statement; two digits may have changed places
creditctl.yaml:5:8: error CC122: 'ABNA' is not a valid BIC
    5 |   bic: ABNA
      |        ^^^^
hint: a BIC has 8 or 11 characters, such as ABNANL2A""",
    ),
    "two sources of one name": (
        WHOLE.replace(SOURCES, SOURCES + "  - {name: invoices, file: b.csv, kind: debtors}\n"),
        """\
creditctl.yaml:6:12: error CC123: two sources are called 'invoices'
    6 |   - {name: invoices, file: b.csv, kind: debtors}
      |            ^^^^^^^^
hint: give each a name of its own""",
    ),
    "nothing to remind of": (
        WHOLE.replace("kind: invoices", "kind: debtors"),
        """\
creditctl.yaml:4:1: error CC123: no source holds invoices
    4 | sources:
      | ^^^^^^^
hint: add one with 'kind: invoices'""",
    ),
    "buckets that do not rise": (
        WHOLE + "output: {buckets: [30, 60, 45]}\n",
        """\
creditctl.yaml:7:28: error CC124: buckets[2]: 45 is not more than the number before it
    7 | output: {buckets: [30, 60, 45]}
      |                            ^^
hint: write increasing days, such as [30, 60, 90]""",
    ),
    "a country that is none": (
        WHOLE.replace(COMPANY, COMPANY + "  country: UK\n"),
        """\
creditctl.yaml:4:12: error CC115: there is no country 'UK'
    4 |   country: UK
      |            ^^
hint: did you mean GB?""",
    ),
    "a colour that became a remark": (
        WHOLE.replace(COMPANY, COMPANY + "  accent: #1f4e79\n"),
        """\
creditctl.yaml:4:10: error CC112: accent: a value is wanted; nothing stands here
    4 |   accent: #1f4e79
      |          ^
hint: what follows # is a comment; put the value in quotes: "#1f4e79\"""",
    ),
    "numbers where text is wanted": (
        WHOLE.replace(COMPANY, COMPANY + "  phone: 31205550100\n  registration: 12345678\n"),
        """\
creditctl.yaml:4:10: error CC112: phone: text is wanted; 31205550100 stands here
    4 |   phone: 31205550100
      |          ^^^^^^^^^^^
hint: put it in quotes: "31205550100"
creditctl.yaml:5:17: error CC112: registration: text is wanted; 12345678 stands here
    5 |   registration: 12345678
      |                 ^^^^^^^^
hint: put it in quotes: "12345678\"""",
    ),
    "how a file is read": (
        WHOLE.replace(
            "kind: invoices}",
            "kind: invoice, encoding: utf9, delimiter: ab, date_order: DMY, decimal_mark: ;}",
        ),
        """\
creditctl.yaml:5:47: error CC113: sources[0].kind: one of invoices, debtors, payments is wanted; 'invoice' stands here
    5 |   - {name: invoices, file: inbox/*.csv, kind: invoice, encoding: utf9, delimiter: ab, date_order: DMY, decimal_mark: ;}
      |                                               ^^^^^^^
hint: did you mean invoices?
creditctl.yaml:5:66: error CC112: sources[0].encoding: an encoding is wanted, such as utf-8 or cp1252; 'utf9' stands here
    5 |   - {name: invoices, file: inbox/*.csv, kind: invoice, encoding: utf9, delimiter: ab, date_order: DMY, decimal_mark: ;}
      |                                                                  ^^^^
hint: encoding: Encoding of a text file, such as cp1252.
creditctl.yaml:5:83: error CC112: sources[0].delimiter: one character such as ';' is wanted, or tab; 'ab' stands here
    5 |   - {name: invoices, file: inbox/*.csv, kind: invoice, encoding: utf9, delimiter: ab, date_order: DMY, decimal_mark: ;}
      |                                                                                   ^^
hint: delimiter: What stands between the columns: one character, or tab.
creditctl.yaml:5:99: error CC113: sources[0].date_order: one of dmy, mdy, ymd is wanted; 'DMY' stands here
    5 |   - {name: invoices, file: inbox/*.csv, kind: invoice, encoding: utf9, delimiter: ab, date_order: DMY, decimal_mark: ;}
      |                                                                                                   ^^^
hint: did you mean dmy?
creditctl.yaml:5:118: error CC113: sources[0].decimal_mark: one of ,, . is wanted; ';' stands here
    5 |   - {name: invoices, file: inbox/*.csv, kind: invoice, encoding: utf9, delimiter: ab, date_order: DMY, decimal_mark: ;}
      |                                                                                                                      ^
hint: decimal_mark: What stands before the cents.""",
    ),
    "a pattern for folders": (
        WHOLE.replace("inbox/*.csv", "'*/open.csv'"),
        """\
creditctl.yaml:5:28: error CC112: sources[0].file: only the file's name may hold * and ?, not its folder; '*/open.csv' stands here
    5 |   - {name: invoices, file: '*/open.csv', kind: invoices}
      |                            ^^^^^^^^^^^^
hint: file: The file, or a pattern such as 'inbox/*.csv'; relative to creditctl.yaml.""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_findings_as_they_are_read(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    assert refusal(tmp_path, text) == expected


def test_a_link_out_of_the_workspace(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (room / "outbox").symlink_to(tmp_path / "elsewhere")
    text = refusal(room, WHOLE + "output:\n  outbox: outbox\n")
    assert text == (
        "creditctl.yaml:8:11: error CC120: 'outbox' leads out of the workspace\n"
        "    8 |   outbox: outbox\n"
        "      |           ^^^^^^\n"
        "hint: name a folder that is no link to elsewhere"
    )


@given(st.text("ab./\\~*", min_size=1, max_size=12))
def test_an_inner_path_stays_inside(text: str) -> None:
    """Whatever `_inside` lets through lies below the workspace, and is not the workspace."""
    import posixpath

    from pydantic_core import PydanticCustomError

    try:
        accepted = _inside(text)
    except PydanticCustomError:
        return
    joined = posixpath.normpath(posixpath.join("/room", accepted))
    assert joined.startswith("/room/")


def test_countries_are_those_with_known_holidays() -> None:
    import holidays

    known = {c for c in holidays.list_supported_countries(include_aliases=False) if len(c) == 2}
    assert known == COUNTRIES


def test_an_empty_logo_is_no_picture(tmp_path):
    """Letters without a logo would leave, and nobody would know why."""
    (tmp_path / "logo.png").touch()
    text = WHOLE.replace(COMPANY, COMPANY + "  logo: logo.png\n")
    (tmp_path / "creditctl.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigRefused, match=r"there is no picture 'logo\.png'"):
        load_workspace(tmp_path)

"""`payment:` of creditctl.yaml: its mistakes are told with their place, its secret is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from creditctl.config.workspace import load_workspace
from creditctl.documents.company import Company
from creditctl.errors import ConfigRefused

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "version: 1\ncompany: {{name: X{more}}}\npolicy: two-knobs\n"
    "sources: [{{name: invoices, file: a.csv, kind: invoices}}]\npayment:\n"
)
SIGN = "  sign: {secret_file: pay.secret}\n"
LINK = "  link: 'https://pay.example/{notice}?amount={amount}'\n"


def written(folder: Path, payment: str, more: str = "") -> Path:
    (folder / "creditctl.yaml").write_text(HEAD.format(more=more) + payment)
    return folder


def refused(folder: Path, payment: str, more: str = "") -> tuple[str, int | None, str]:
    with pytest.raises(ConfigRefused) as caught:
        load_workspace(written(folder, payment, more))
    (found,) = caught.value.findings
    assert found.hint
    return found.code, found.place.line, found.message


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("http://pay.example/{notice}", "no link to a page over https"),
        ("pay.example/{notice}", "no link to a page over https"),
        ("https:///{notice}", "no link to a page over https"),
        ("https://me:pw@pay.example/{notice}", "no link to a page over https"),
        ("https://pay.example:x/", "no link to a page over https"),
        ("https://pay.example/a b", "no link to a page over https"),
        ("https://pay.example/é", "no link to a page over https"),
        ("javascript:alert(1)", "no link to a page over https"),
        ("https://{debtor}.example/", "a field in the name of the host"),
        ("https://pay.example/#{notice}", "or a #"),
        ("https://pay.example/{invoice}", "no field '{invoice}'"),
        ("https://pay.example/{}", "no field '{}'"),
        ("https://pay.example/{amount:9}", "no field '{amount:9}'"),
        ("https://pay.example/{notice.__class__}", "no field '{notice.__class__}'"),
        ("https://pay.example/{notice", "braces"),
        ("https://pay.example/notice}", "braces"),
    ],
)
def test_links_that_are_refused(tmp_path, link, told):
    code, line, message = refused(tmp_path, f"  reference: rf\n  link: '{link}'\n")
    assert (code, line) == ("CC140", 7)
    assert told in message


def test_a_signature_needs_a_link_with_a_query(tmp_path):
    (tmp_path / "pay.secret").write_text("s3cret\n")
    assert refused(tmp_path, SIGN)[0] == "CC140"
    assert refused(tmp_path, "  link: 'https://pay.example/{notice}'\n" + SIGN)[:2] == ("CC140", 6)
    taken = "  link: 'https://pay.example/?a={amount}&sig=x'\n" + SIGN
    assert "sig" in refused(tmp_path, taken)[2]


def test_the_secret_has_to_be_there(tmp_path):
    assert refused(tmp_path, LINK + SIGN)[:2] == ("CC141", 7)
    (tmp_path / "pay.secret").write_text("\n")
    assert refused(tmp_path, LINK + SIGN)[0] == "CC141"
    (tmp_path / "pay.secret").write_text("x" * 5000)
    assert refused(tmp_path, LINK + SIGN)[0] == "CC141"
    outside = LINK + "  sign: {secret_file: ../pay.secret}\n"
    assert refused(tmp_path, outside)[0] == "CC120"


@pytest.mark.parametrize(("mode", "exposed"), [(0o600, False), (0o640, True), (0o604, True)])
def test_the_company_gets_what_its_letters_need(tmp_path, mode, exposed):
    secret = tmp_path / "pay.secret"
    secret.write_text("s3cret\n")
    secret.chmod(mode)
    workspace = load_workspace(written(tmp_path, "  reference: viite\n" + LINK + SIGN))
    company = Company(**workspace.company())
    assert (company.reference, company.pay_link) == (
        "viite",
        "https://pay.example/{notice}?amount={amount}",
    )
    assert (company.link_secret, company.secret_exposed) == (b"s3cret", exposed)
    assert "s3cret" not in repr(workspace) + repr(company)


def test_the_qr_iban_and_the_ordinary_one_have_a_key_each(tmp_path):
    both = ", iban: CH9300762011623852957, qr_iban: CH4431999123000889012"
    workspace = load_workspace(written(tmp_path, "  reference: qrr\n", both))
    assert Company(**workspace.company()).qr_iban == "CH4431999123000889012"
    swapped = ", iban: CH4431999123000889012"
    assert refused(tmp_path, "  reference: rf\n", swapped)[:2] == ("CC142", 2)
    wrong = ", qr_iban: CH9300762011623852957"
    assert refused(tmp_path, "  reference: rf\n", wrong)[:2] == ("CC142", 2)
    assert refused(tmp_path, "  reference: qrr\n")[:2] == ("CC142", 6)


def test_an_unknown_scheme_is_told_with_those_that_there_are(tmp_path):
    code, line, _ = refused(tmp_path, "  reference: esr\n")
    assert (code, line) == ("CC113", 6)

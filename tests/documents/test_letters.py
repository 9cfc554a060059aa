"""What every letter says, and that the same notice gives the same letter."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from markdown_it.ruler import Ruler

from creditctl.documents import markup
from creditctl.documents.text import WIDTH, columns
from tests.documents.build import (
    AS_OF,
    COMPANY,
    CREDIT,
    DEBTOR,
    GOLDEN,
    LANGUAGES,
    STEPS,
    THREE,
    folder_with,
    instalment,
    line,
    notice,
    room,
)

ROOM = room()
CASES = {
    "reminder-en": notice("reminder", "en"),
    "second-nl": notice("second", "nl", THREE, (CREDIT,)),
    "instalment-de": instalment("de"),
}
OVERDUE_WORDS = re.compile(
    r"overdue|late\b|remind|te laat|herinner|vervallen|verstreken"
    r"|überfällig|zahlungserinnerung|mahn|ist fällig|sind fällig"
    r"|retard|rappel|impayé|est échue|arrivées? à échéance"
    r"|retraso|atrasad|recordatorio|vencid|ha vencido|han vencido|venció",
    re.IGNORECASE,
)
TOTALS = {
    "de": ("610,00 €", "910,50 €"),
    "en": ("€610.00", "€910.50"),
    "es": ("610,00 €", "910,50 €"),
    "fr": ("610,00 €", "910,50 €"),
    "nl": ("€ 610,00", "€ 910,50"),
}
PAY_BY = {
    "de": "14. Februar 2026",
    "en": "14 February 2026",
    "es": "14 de febrero de 2026",
    "fr": "14 février 2026",
    "nl": "14 februari 2026",
}
ALREADY = {
    "de": r"bereits gezahlt|inzwischen gezahlt|schon unterwegs",
    "en": r"already paid|paid in the meantime|already on its way",
    "es": r"Ya ha pagado|Ha pagado entretanto|ya está en camino",
    "fr": r"avez déjà payé|avez payé entre-temps|déjà en route",
    "nl": r"al betaald|intussen betaald|onderweg",
}
DISPUTED = {
    "de": r"einer Rechnung nicht einverstanden|Stimmt etwas nicht",
    "en": r"disagree with an invoice|something not right",
    "es": r"está de acuerdo con alguna factura|algo que no sea correcto",
    "fr": r"contestez une facture|Quelque chose ne va pas",
    "nl": r"niet eens met een factuur|Klopt er iets",
}

CREDITED = "credit|tegoed|guthaben|en votre faveur|a su favor"


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


class Words(HTMLParser):
    """The text of a page as a person reads it, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    @classmethod
    def of(cls, html: str) -> Words:
        words = cls()
        words.feed(html)
        words.close()
        return words


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["text", "html"])
def test_golden(name, form):
    """Update with ``CREDITCTL_UPDATE_GOLDEN=1 pytest tests/documents``, then read the diff."""
    letter = ROOM.render(CASES[name])
    made = f"{letter.subject}\n\n{letter.text}" if form == "text" else letter.html
    path = GOLDEN / f"{name}.{'txt' if form == 'text' else 'html'}"
    if os.environ.get("CREDITCTL_UPDATE_GOLDEN"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_letter_says_what_it_must(step, language):
    late = -5 if step == "courtesy" else 12
    lines = (line(1, late, 121_000, 61_000), line(2, late, 45_050))
    for asked, credits_ in ((lines[:1], ()), (lines, (CREDIT,))):
        made = notice(step, language, asked, credits_)
        letter = ROOM.render(made)
        page = Words.of(letter.html)
        for form in (letter.text, " ".join(page.words)):
            said = plain(form)
            assert all(each.number in said for each in asked)
            assert TOTALS[language][bool(credits_)] in said
            assert PAY_BY[language] in said
            assert "NL91 ABNA 0417 1643 00" in said
            assert (made.notice if credits_ else asked[0].number) in said
            assert "debiteuren@vandijk.example" in said
            assert "+31 20 123 45 67" in said
            assert re.search(ALREADY[language], said)
            assert re.search(DISPUTED[language], said)
            assert bool(re.search(CREDITED, said, re.IGNORECASE)) is bool(credits_)
            assert "None" not in said
            assert (OVERDUE_WORDS.search(said) is None) is (step == "courtesy")
        assert letter.language == language
        assert "\n" not in letter.subject
        assert "\u00a0" not in letter.text
        assert "\u202f" not in letter.text


def test_text_is_wrapped_and_its_table_aligned():
    letter = ROOM.render(notice("final", "nl", THREE, (CREDIT,)))
    lines = letter.text.split("\n")
    assert max(columns(each) for each in lines) <= WIDTH
    first = next(i for i, each in enumerate(lines) if set(each) == {"-"})
    width = columns(lines[first])
    body = lines[first + 1 : first + 1 + len(THREE) + 1]
    assert all(columns(row) == width for row in body)
    assert [row.split()[-1] for row in body] == ["610,00", "450,50", "99.999,00", "-150,00"]


def test_wide_characters_keep_the_table_aligned():
    letter = ROOM.render(notice(lines=[line(1, 12, 100, number="发票一二三"), line(2, 12, 1)]))
    lines = letter.text.split("\n")
    first = next(i for i, each in enumerate(lines) if set(each) == {"-"})
    assert columns(lines[first + 1]) == columns(lines[first + 2]) == columns(lines[first])


def test_a_number_too_long_for_its_column_has_a_line_of_its_own():
    number = "INV/" + "7" * 70
    text = ROOM.render(notice(lines=[line(1, 12, 100, number=number), line(2, 12, 1)])).text
    row, amounts = text[text.index(number) :].split("\n")[:2]
    assert row == number
    assert amounts.split()[-1] == "1.00"


def test_not_yet_due_items_on_an_overdue_letter_say_so():
    letter = ROOM.render(notice(lines=[line(1, 12, 100), line(2, -3, 100), line(3, 0, 1)]))
    assert letter.text.count("not yet due") == 2
    assert letter.html.count("not yet due") == 2


def test_salutation():
    def greeted(language="en", **changes) -> str:
        made = notice(language=language, debtor=replace(DEBTOR, **changes))
        return ROOM.render(made).text.split("\n")[0]

    assert greeted() == "Dear Sanne Vermeulen,"
    assert greeted(contact="") == "Dear Sir or Madam,"
    assert greeted(contact="", kind="consumer") == "Dear Bakkerij De Gouden Korst B.V.,"
    assert greeted("nl", contact="") == "Geachte heer, mevrouw,"
    assert len(greeted(contact="x" * 300)) < 100


def test_what_the_company_has_not_stated_is_left_out():
    bare = replace(
        COMPANY,
        email="",
        phone="",
        website="",
        contact="",
        vat="",
        registration="",
        bic="",
        bank="",
    )
    for step in STEPS:
        letter = room(company=bare).render(notice(step, "en"))
        said = plain(letter.text)
        assert "BIC" not in said
        assert " at ," not in said
        assert " or on " not in said
        assert said.endswith("Kind regards, Van Dijk Techniek B.V.")
    account = (("Sort code", "12-34-56"), ("Account number", "12345678"))
    letter = room(company=replace(bare, iban="", account=account)).render(notice())
    assert "Sort code:          12-34-56" in letter.text
    assert "IBAN" not in letter.text


def test_payment_reference():
    def reference(**changes) -> str:
        text = ROOM.render(notice(**changes)).text
        return re.search(r"Payment reference: +(.+)", text)[1]

    assert reference() == "2025-1001"
    assert reference(lines=THREE) == "20260131-K7Q2MX"
    own = replace(line(1, 12, 100), reference="RF18539007547034")
    assert reference(lines=[own]) == "RF18539007547034"


def test_lists_links_emphasis_and_breaks(tmp_path):
    body = (
        "Hello *there* **you**,\\\nsecond line [site](https://x.example/{{ debtor.name }}?a=1)\n\n"
        "- one {{ total }}\n- two\n  wrapped\n\n3. three\n4. four\n\n"
        "{% if credits %}\nnever\n{% endif %}\n[mail](mailto:{{ company.email }}) <https://y.example/>"
    )
    debtor = replace(DEBTOR, name='a b/../"><script>')
    letter = room(folder_with(tmp_path, body)).render(notice(debtor=debtor))
    assert letter.text == (
        "Hello there you,\nsecond line site "
        "(https://x.example/a%20b/../%22%3E%3Cscript%3E?a=1)\n\n"
        "- one €1,210.00\n- two wrapped\n\n3. three\n4. four\n\n"
        "mail (debiteuren@vandijk.example) https://y.example/\n"
    )
    tags = Words.of(letter.html).tags
    assert [attrs["href"] for tag, attrs in tags if tag == "a"] == [
        "https://x.example/a%20b/../%22%3E%3Cscript%3E?a=1",
        "mailto:debiteuren@vandijk.example",
        "https://y.example/",
    ]
    assert [attrs.get("start") for tag, attrs in tags if tag == "ol"] == ["3"]
    assert {tag for tag, _ in tags} >= {"em", "strong", "br", "ul", "ol", "li"}


TAG_LINES = [
    ("a\n{% if lines %}\nb\n{% endif %}\nc", "a b c\n"),
    ("a\n  {%- if lines -%}  \nb\n{%+ endif %}\nc", "ab c\n"),
    ("a\n\n{# a remark #}\nb", "a\n\nb\n"),
    ("{% if lines %}a{% endif %}\n\nb", "a\n\nb\n"),
    ("{% if lines %}a{% endif %}\nb", "a b\n"),
    ("{% for each in lines %}\n- {{ each.number }}\n{% endfor %}\n", "- 2025-1001\n"),
    ("{% raw %}\n{{ x }}\n{% endraw %}\n", "{{ x }}\n"),
]


@pytest.mark.parametrize(("body", "text"), TAG_LINES)
def test_a_tag_alone_on_its_line_leaves_no_empty_line(tmp_path, body, text):
    assert room(folder_with(tmp_path, body)).render(notice()).text == text


def test_html_stands_alone():
    html = ROOM.render(CASES["second-nl"]).html
    tags = Words.of(html).tags
    assert not {"script", "link", "img", "style", "iframe", "form"} & {tag for tag, _ in tags}
    assert not re.search(r"url\(|@import|src=", html)
    assert dict(tags)["html"]["lang"] == "nl"
    assert [attrs["scope"] for tag, attrs in tags if tag == "th"] == ["col"] * 3


def test_the_workspace_wins_over_the_shipped_templates(tmp_path):
    folder = folder_with(tmp_path, "Ours to {{ debtor.name }}", subject='"{{ total }}!"')
    letters = room(folder)
    letter = letters.render(notice())
    assert (letter.subject, letter.text) == (
        "€1,210.00!",
        "Ours to Bakkerij De Gouden Korst B.V.\n",
    )
    assert letters.render(notice("second")).text.startswith("Dear Sanne")
    prints = letters.fingerprint()
    own = (folder / "en" / "reminder.md.j2").read_bytes()
    assert prints["en/reminder.md.j2"] == sha256(own).hexdigest()
    assert set(prints) == {
        "en/reminder.md.j2",
        "en/second.md.j2",
        "en/labels.yaml",
        "layouts/letter.typ",
        "layouts/swissqr.typ",
        "layouts/statement.typ",
    }


def test_a_template_changed_during_a_run_changes_no_letter_of_it(tmp_path):
    folder = folder_with(tmp_path, "first")
    letters = room(folder)
    assert letters.check(["reminder"], ["en"]) == []
    folder_with(tmp_path, "second")
    assert letters.render(notice()).text == "first\n"


def test_shipped_templates_are_sound():
    assert ROOM.check(STEPS, LANGUAGES) == []


def test_threads_and_order_change_nothing():
    notices = [notice(step, language) for step in STEPS for language in LANGUAGES]
    alone = [room().render(each) for each in notices]
    shared = room()
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(shared.render, reversed(notices)))
    assert alone == together[::-1]


def test_two_processes_make_the_same_bytes():
    code = (
        "from hashlib import sha256\n"
        "from tests.documents.test_letters import CASES, ROOM\n"
        "for each in CASES.values():\n"
        "    letter = ROOM.render(each)\n"
        "    print(sha256(repr(letter).encode()).hexdigest())\n"
    )
    environments = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C"},
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **each},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for each in environments
    ]
    here = [sha256(repr(ROOM.render(each)).encode()).hexdigest() for each in CASES.values()]
    assert runs[0].split() == runs[1].split() == here


def test_as_of_is_the_only_date():
    later = notice(as_of=AS_OF.replace(day=30))
    assert "31 Jan" not in ROOM.render(later).text


def test_threads_share_rules_of_markdown_that_are_put_together(monkeypatch):
    """By half of them a list would be no list, and the text is remembered for the whole run."""
    reader = markup._markdown()

    def again(_):
        raise AssertionError

    monkeypatch.setattr(Ruler, "__compile__", again)
    kinds = {token.type for token in reader.parse("a **b**\n\n- c")}
    assert {"paragraph_open", "bullet_list_open"} <= kinds

"""What a letter claims beside the invoices: line by line, in every form, whatever the template."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from creditctl.documents.clean import one_line
from creditctl.documents.text import WIDTH, columns
from creditctl.policy.legal import FixedSum
from tests.documents.build import (
    AS_OF,
    CREDIT,
    HOSTILE_TEXTS,
    LANGUAGES,
    british,
    claiming,
    dutch_consumer,
    folder_with,
    german,
    interest,
    line,
    notice,
    room,
)
from tests.documents.test_letters import ROOM, Words, plain
from tests.documents.test_thanks import forms

FORTY = tuple(line(n, 70 - n, 12_345 + 977 * n) for n in range(1, 41))


def claim_changed(made, **changes):
    claim = replace(made.claim, **changes)
    return replace(made, claim=claim, total=made.principal + claim.total)


def test_the_text_part_in_full():
    text = ROOM.render(british("second")).text
    assert text[text.index("Invoice ") : text.index("We ask you")] == (
        "Invoice     Due         Days overdue  Outstanding GBP\n"
        "-----------------------------------------------------\n"
        "2025-1001   1 Jul 2025           214         4,840.00\n"
        "2025-1002   1 Dec 2025            61           960.50\n"
        "-----------------------------------------------------\n"
        "Outstanding invoices                        £5,800.50\n"
        "Interest                                      £367.28\n"
        "Compensation for late payment                 £110.00\n"
        "Total                                       £6,277.78\n"
        "\n"
        "How the interest was calculated:\n"
        "Period                    Days  Per year  Principal  Interest\n"
        "-------------------------------------------------------------\n"
        "2025-1001\n"
        "2 Jul 2025 \u2013 31 Jan 2026   214    12.25%   4,840.00    347.62\n"
        "2025-1002\n"
        "2 Dec 2025 \u2013 31 Jan 2026    61    12.25%     960.50     19.66\n"
        "\n"
        "Interest is calculated up to and including 31 January 2026. It goes on\n"
        "growing until you pay.\n"
        "Fixed sum of £70.00 for 1 invoice: 2025-1001.\n"
        "Fixed sum of £40.00 for 1 invoice: 2025-1002.\n"
        "Legal basis: Late Payment of Commercial Debts (Interest) Act 1998.\n"
        "\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_tells_the_same_lines(language):
    made = claim_changed(german("final", language), costs=1_230, fee=500)
    english = language == "en"
    amounts = {
        "de": ("1.660,50€", "26,19€", "80,00€", "12,30€", "5,00€", "1.783,99€"),
        "en": ("€1,660.50", "€26.19", "€80.00", "€12.30", "€5.00", "€1,783.99"),
        "es": ("1.660,50€", "26,19€", "80,00€", "12,30€", "5,00€", "1.783,99€"),
        "fr": ("1660,50€", "26,19€", "80,00€", "12,30€", "5,00€", "1783,99€"),
        "nl": ("€1.660,50", "€26,19", "€80,00", "€12,30", "€5,00", "€1.783,99"),
    }[language]
    labels = ROOM._library.get("final", language).language.labels
    names = (
        labels.outstanding,
        labels.interest,
        labels.compensation,
        labels.costs,
        labels.fee,
        labels.total,
    )
    sums = "".join(f"{name}{amount}" for name, amount in zip(names, amounts, strict=True))
    for form, said in forms(ROOM.render(made)).items():
        assert sums.replace(" ", "") in said, form
        for each in ("10.27%", "10.52%", "10.21", "10.81", "1.14", "4.03"):
            shown = each if english else each.replace(".", ",")
            assert shown in said, (form, shown)


def test_html_gives_each_row_its_period_rate_and_days():
    words = [plain(each) for each in Words.of(ROOM.render(british()).html).words]
    at = words.index("2 Jul 2025 \u2013 31 Jan 2026")
    assert words[at - 1 : at + 5] == [
        "2025-1001",
        "2 Jul 2025 \u2013 31 Jan 2026",
        "4,840.00",
        "12.25%",
        "347.62",
        "214",
    ]


def test_nothing_is_said_of_what_is_not_claimed():
    only_sum = claim_changed(british("second"), interest=0, interest_lines=())
    said = plain(ROOM.render(only_sum).text)
    assert "Compensation for late payment £110.00" in said
    assert not [w for w in ("Interest £", "calculated", "Reminder fee", "costs") if w in said]
    for nothing in (None, replace(british().claim, interest=0, interest_lines=(), compensation=0)):
        bare = replace(british("second"), claim=nothing, total=british().principal)
        said = plain(ROOM.render(bare).text)
        assert not [w for w in ("Interest", "Legal basis", "Outstanding inv") if w in said]


def test_announced_costs_are_in_no_sum():
    said = forms(ROOM.render(dutch_consumer()))
    for form in said.values():
        assert "Totaal€1.210,00" in form
        assert "Incassokosten€" not in form
        assert "€181,50" in form


def test_the_principal_comes_after_credits():
    made = claiming(
        notice("second", "en", (line(1, 40, 121_000),), (CREDIT,)),
        "contract",
        interest_lines=(interest("2025-1001", date(2026, 1, 1), AS_OF, "8", 106_000),),
    )
    said = plain(ROOM.render(made).text)
    sums = "Subtotal €1,210.00 Credits -€150.00 Outstanding invoices €1,060.00 Interest €7.20"
    assert f"{sums} Total €1,067.20" in said
    assert "The rate of interest is the one agreed in the contract." in said
    assert "Legal basis" not in said


def test_the_payment_block_and_the_subject_ask_for_the_whole():
    letter = ROOM.render(german())
    assert letter.subject == "Letzte Mahnung: 2 Rechnungen, 1.766,69 €"
    assert "Betrag: 1.766,69 €" in plain(letter.text)


@pytest.mark.parametrize(
    ("language", "statute"),
    [
        ("de", "Rechtsgrundlage: §§ 286, 288 Abs. 2 und 5 BGB."),
        ("en", "Legal basis: sections 286 and 288(2) and (5) of the German Civil Code (BGB)."),
        ("nl", "Wettelijke grondslag: sections 286 and 288(2) and (5) of the German Civil Code"),
    ],
)
def test_the_law_is_cited_in_its_own_language_or_in_english(language, statute):
    assert statute in plain(ROOM.render(german("final", language)).text)


def test_a_law_without_a_form_of_its_own_is_cited_in_english():
    made = claim_changed(german(), statute_own="")
    assert "Rechtsgrundlage: sections 286" in plain(ROOM.render(made).text)


def test_the_lines_may_differ_from_the_interest_by_a_cent_and_then_it_is_said():
    assert "rounded" not in ROOM.render(british()).text
    made = claim_changed(british(), interest=british().claim.interest + 1)
    assert "rounded once" in plain(ROOM.render(made).text)


def test_fixed_sums_name_their_invoices_unless_they_hold_for_all():
    asked = FORTY[:3]
    for numbers, said in (
        ((0, 1, 2), "Fixed sum of €40.00 for each of 3 invoices. "),
        ((0, 2), "Fixed sum of €40.00 for each of 2 invoices: 2025-1001, 2025-1003. "),
        ((1,), "Fixed sum of €40.00 for 1 invoice: 2025-1002. "),
    ):
        sums = tuple(FixedSum(asked[at].number, 4_000) for at in numbers)
        made = claiming(notice("second", "en", asked), "ie_b2b", statute="S.I.", fixed_sums=sums)
        assert said in plain(ROOM.render(made).text)


def forty():
    parts = tuple(
        interest(each.number, first, first + timedelta(30), "11.75", each.open)
        for each in FORTY
        for first in (date(2025, 12, 1), date(2026, 1, 1))
    )
    sums = tuple(FixedSum(each.number, 4_000) for each in FORTY)
    made = notice("final", "en", FORTY)
    return claiming(made, "gb_b2b", statute="Act", interest_lines=parts, fixed_sums=sums)


def test_many_rows_go_on_to_further_pages_under_their_heads():
    reader = pypdf.PdfReader(io.BytesIO(ROOM.render(forty()).pdf))
    pages = [plain(page.extract_text()) for page in reader.pages]
    assert len(pages) == 4
    assert ["Per year" in page for page in pages] == [False, True, True, True]
    whole = " ".join(pages)
    assert [each.number for each in FORTY if whole.count(each.number) != 3] == []
    assert "for each of 40 invoices" in pages[3]


def test_the_text_part_keeps_its_width():
    lines = ROOM.render(forty()).text.split("\n")
    assert max(columns(each) for each in lines) <= WIDTH


def test_a_short_template_does_not_hold_a_long_table_on_one_page(tmp_path):
    letters = room(folder_with(tmp_path, "{{ items }}\n\nPay {{ total }}.\n\nBye\n"))
    made = notice(lines=FORTY * 2)
    reader = pypdf.PdfReader(io.BytesIO(letters.render(made).pdf))
    low = [0.0]
    for page in reader.pages:
        page.extract_text(
            visitor_text=lambda text, cm, *_: low.append(cm[5]) if "2025-" in text else 0
        )
    assert len(reader.pages) == 3
    assert min(low[1:]) > 27 / 25.4 * 72, "a row stands in the footer"


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_numbers_and_laws_stay_text(text):
    made = claiming(
        notice("second", "en", [line(1, 40, 100, number=text), line(2, 12, 100)]),
        "contract",
        statute=text,
        interest_lines=(replace(interest(text, AS_OF, AS_OF, "8", 10_000_000), number=text),),
        fixed_sums=(FixedSum(text, 4_000),),
    )
    letter, shown = ROOM.render(made), one_line(text)
    page, harmless = Words.of(letter.html), Words.of(ROOM.render(british("second")).html)
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in harmless.tags}
    assert page.words.count(shown) == 2, "once as an item, once in the calculation"
    assert f"Legal basis: {shown}." in page.words
    assert any(each.endswith(f"for 1 invoice: {shown}.") for each in page.words)
    assert plain(f"Legal basis: {shown}.") in plain(letter.text)


FIELDS = (
    "{{ principal }}|{{ claim.interest }}|{{ claim.compensation }}|{{ claim.costs }}|"
    "{{ claim.fee }}|{{ claim.total }}|{{ claim.announced }}|{{ claim.statute }}|"
    "{{ claim.announced_by }}|{{ claim.regime }}"
)


def test_the_fields_of_a_claim(tmp_path):
    letters = room(folder_with(tmp_path, FIELDS))
    made = claim_changed(german("reminder", "en"), costs=1, fee=2, announced=3, announced_by="L")
    assert plain(letters.render(made).text).split("|") == [
        "€1,660.50",
        "€26.19",
        "€80.00",
        "€0.01",
        "€0.02",
        "€106.22",
        "€0.03",
        "sections 286 and 288(2) and (5) of the German Civil Code (BGB)",
        "L",
        "de_b2b",
    ]
    nothing = ["€1,210.00", *["€0.00"] * 6, "", "", ""]
    assert plain(letters.render(notice()).text).split("|") == nothing


def test_a_template_that_fails_with_a_claim_only_is_found_before_the_run(tmp_path):
    body = "{% if claim.costs.minor > 0 %}{{ lines[70].number }}{% endif %}"
    (found,) = room(folder_with(tmp_path, body)).check(["reminder"], ["en"])
    assert found.code == "CC305"
    body = "{% if claim.announced.minor > 0 %}{{ claim.interst }}{% endif %}"
    (found,) = room(folder_with(tmp_path, body)).check(["reminder"], ["en"])
    assert "did you mean 'interest'?" in found.hint

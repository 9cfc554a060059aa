"""Templates that letters cannot use: each a finding with code, line and column, none a loop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from creditctl.documents.environment import compile_template
from creditctl.documents.sources import TemplateSource, read_source
from creditctl.errors import ConfigRefused, ExitCode
from creditctl.findings import Severity
from tests.documents.build import COMPANY, SHIPPED, STEPS, folder_with, notice, room

UNKNOWN_FIELDS = [
    ("{{ totl }}", "totl", 4, "did you mean 'total'?"),
    ("a\n{{ debtor.nmae }}", "debtor.nmae", 11, "did you mean 'name'?"),
    ("{% if credits %}{% if total.minor > 9999999 %}{{ company.ibann }}{% endif %}{% endif %}",
     "company.ibann", 58, "did you mean 'iban'?"),
    ("{% for each in lines %}{{ each.opn }}{% endfor %}", "each.opn", 32, "did you mean 'open'?"),
    ("{% for each in lines %}{{ loop.idx }}{% endfor %}", "loop.idx", 32, "did you mean 'index'?"),
    ("{{ lines[0].nr }}", "lines[...].nr", 13, "did you mean 'number'?"),
    ("{{ salutation.first }}", "salutation.first", 15, "write 'salutation' without '.first'"),
    ("{{ total.__class__ }}", "total.__class__", 10, "the fields are: currency, minor, text"),
    ("{{ self }}", "self", 4, "the fields are: "),
    ("{{ _rendering }}", "_rendering", 4, ""),
    ("{% for x in linse %}{{ x.y.z }}{% endfor %}", "linse", 13, "did you mean 'lines'?"),
    ("{% set x = totl %}", "totl", 12, "did you mean 'total'?"),
    ("{{ debtor.contact | default(debtor.nam) }}", "debtor.nam", 36, "did you mean 'name'?"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "field", "column", "hint"), UNKNOWN_FIELDS)
def test_unknown_field_in_any_branch(tmp_path, body, field, column, hint):
    (found,) = room(folder_with(tmp_path, body)).check(["reminder"], ["en"])
    assert (found.code, found.severity) == ("CC305", Severity.ERROR)
    assert f"'{field}'" in found.message
    assert found.place.file.endswith("templates/en/reminder.md.j2")
    assert found.place.line == 3 + len(body.split("\n"))
    assert found.place.column == column
    assert found.hint.startswith(hint)


def test_all_unknown_fields_are_told_at_once(tmp_path):
    body = "{{ one }} {{ two }}\n\n{{ company.three }}"
    findings = room(folder_with(tmp_path, body, subject='"{{ four }}"')).check(["reminder"], ["en"])
    assert [(f.place.line, f.place.column) for f in findings] == [(2, 14), (4, 4), (4, 14), (6, 12)]


NOT_ALLOWED = [
    "{% for i in range(10**9) %}x{% endfor %}",
    "{{ 'a' * 10**9 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ 'a' ~ 'b' }}",
    "{{ 'a' + 'b' }}",
    "{{ 'x' | center(999999999) }}",
    "{{ 'x' | format(1) }}",
    "{{ lines | join(debtor.name) }}",
    "{{ lines | join(d=debtor.name) }}",
    "{{ [lines, lines] }}",
    "{% set x = [lines, lines] %}",
    "{{ lines[0:9] }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'en/reminder.md.j2' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% for a in lines recursive %}{{ loop(lines) }}{% endfor %}",
    "{% for a, b in lines %}{% endfor %}",
    "{% set a, b = lines %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}{% endfilter %}",
    "{{ dict(a=1) }}",
    "{{ 2 is sameas 2 }}",
    "{{ {'a': 1} }}",
]


@pytest.mark.parametrize("body", NOT_ALLOWED)
def test_constructs_that_could_run_away_or_calculate_are_refused(body):
    source = read_source(f'---\nsubject: "S"\n---\n\n{body}\n', "t.md.j2")
    assert isinstance(source, TemplateSource)
    findings = compile_template(source)
    assert isinstance(findings, list)
    assert {f.code for f in findings} <= {"CC305", "CC306"}
    assert "CC306" in {f.code for f in findings}
    assert {f.place.line for f in findings} == {5}
    assert all(f.hint for f in findings)


FAILING = [
    # A loop within its bounds in a small letter, and out of them in a large one.
    ("".join("{% for a in lines %}" for _ in range(4)) + "{% endfor %}" * 4, "more than 100,000 turns"),
    ("{% for a in lines %}{% for b in lines %}" + "x" * 5000 + "{% endfor %}{% endfor %}",
     "more than 400,000 characters"),
    ("{% set a = lines|map(attribute='number')|join('-') %}{{ a | join('x') }}", "takes a list"),
    ("{{ lines | map(attribute='number') | join('" + "x" * 9000 + "') }}", "400,000 characters"),
    ("{{ debtor }}", "a group of fields"),
    ("{{ notice.courtesy }}", "a condition"),
    ("{{ lines }}", "a group of fields"),
    ("{% if total > 3 %}x{% endif %}", "not supported between"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said"), FAILING)
def test_templates_that_fail_are_found_before_the_run(tmp_path, body, said):
    (found,) = room(folder_with(tmp_path, body)).check(["reminder"], ["en"])
    assert (found.code, found.severity) == ("CC307", Severity.ERROR)
    assert said in found.message
    assert found.place.file.endswith("reminder.md.j2")


def test_index_beyond_the_lines_is_found(tmp_path):
    (found,) = room(folder_with(tmp_path, "\n{{ lines[1].number }}")).check(["reminder"], ["en"])
    assert (found.code, found.place.line) == ("CC305", 5)


SYNTAX = [
    ("{{ total }", 4),
    ("a\n{% if credits %}b", 5),
    ("{% nonsense %}", 4),
    ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", None),
    ("{% for a in lines %}" * 40 + "{% endfor %}" * 40, None),
]


@pytest.mark.parametrize(("body", "line"), SYNTAX)
def test_syntax_errors(tmp_path, body, line):
    (found,) = room(folder_with(tmp_path, body)).check(["reminder"], ["en"])
    assert (found.code, found.place.line) == ("CC304", line)


FRONT = [
    ("Hello", 1, "the subject is missing"),
    ("---\nsubject: 'x'\nHello", 1, "no end"),
    ("---\n---\nHello", 1, "the subject is missing"),
    ("---\nsubject: 'x'\nsubjekt: 'y'\n---\n", 3, "'subjekt' is not known here"),
    ("---\nsubject: {{ total }}\n---\n", 2, "a key must be a word"),
    ("---\nsubject: ''\n---\n", 2, "the subject is empty"),
    ("---\nsubject: 'x'\nsubject: 'y'\n---\n", 3, "stands twice"),
]


@pytest.mark.parametrize(("text", "line", "said"), FRONT)
def test_front_matter(text, line, said):
    findings = read_source(text, "t.md.j2")
    assert isinstance(findings, list)
    assert [(f.code, f.place.line) for f in findings] == [("CC303", line)]
    assert said in findings[0].message


MARKDOWN = [
    ("# Head\n", 4, "a heading"),
    ("a\n\n> quote\n", 6, "a quotation"),
    ("a\n\n```\ncode\n```\n", 6, "a code block"),
    ("a\n\n***\n", 6, "a rule"),
    ("see {{ items }} here", 4, "{{ items }} stands within a paragraph"),
    ("Dear\n\n{{ total }}\n{{ items }}", 7, "{{ items }} stands within a paragraph"),
    ("a\n\n|a|b|\n|-|-|\n|1|2|\n", 6, "a table"),
    ("a\n\nsee ![logo](https://a.example/b.png)", 6, "a picture"),
    ("a\n\n<div>\nx\n</div>", 6, "HTML"),
    ("a\n\nPay <b>{{ total }}</b> now", 6, "HTML"),
    ("[x](javascript:alert(1))", 4, "leads nowhere safe"),
    ("[x](//evil.example)", 4, "leads nowhere safe"),
    ("[x]({{ company.website }})", 4, "leads nowhere safe"),
    ("[x]({{ payment }})", 4, "stands within a paragraph"),
]


@pytest.mark.parametrize(("body", "line", "said"), MARKDOWN)
def test_markdown_that_letters_do_not_know(tmp_path, body, line, said):
    (found,) = room(folder_with(tmp_path, body)).check(["reminder"], ["en"])
    assert (found.code, found.place.line) == ("CC308", line)
    assert said in found.message


def test_bytes_that_are_no_text(tmp_path):
    folder = folder_with(tmp_path, "x")
    for content, said in (
        (b"---\nsubject: x\n---\ncaf\xe9", "UTF-8"),
        ("---\nsubject: x\n---\n\ue000".encode(), "U+E000"),
        (b"x" * 100_001, "the most"),
    ):
        (folder / "en" / "reminder.md.j2").write_bytes(content)
        (found,) = room(folder).check(["reminder"], ["en"])
        assert found.code == "CC303"
        assert said in found.message


def test_missing_templates():
    findings = room().check(["remindr", "../../etc/passwd"], ["en"])
    assert [f.code for f in findings] == ["CC301", "CC301"]
    assert "did you mean 'reminder'?" in findings[1].hint
    assert all(step in findings[0].hint for step in STEPS)


def test_a_language_without_templates_falls_back_with_a_warning():
    letters = room()
    (found,) = letters.check(["reminder"], ["it"])
    assert (found.code, found.severity) == ("CC302", Severity.WARNING)
    assert letters.check(["reminder"], ["nl-BE", "nl_NL", "nl"]) == []
    assert letters.render(notice(language="it")).language == "en"
    assert letters.render(notice(language="nl-BE")).language == "nl"
    assert letters.render(notice(language="")).language == "en"


def test_a_language_without_words(tmp_path):
    folder = folder_with(tmp_path, "Buongiorno", name="it/reminder")
    (found,) = room(folder).check(["reminder"], ["it"])
    assert (found.code, found.place.file) == ("CC309", "templates/it/labels.yaml")
    words = room().fingerprint()
    assert words


ENGLISH = (SHIPPED / "en" / "labels.yaml").read_text("utf-8")
PLURALS = [
    ("locale: pl_PL", "", "days: the form 'few' is missing (locale pl_PL)", "one, few, many"),
    ("locale: ja_JP", "", "days: the form 'one' does not exist in this language", "other"),
    ("locale: en_GB", '{one: "{n} day", few: "{n} days", ', "days: the form 'few' does not", "one"),
]


@pytest.mark.parametrize(("locale", "days", "said", "hint"), PLURALS)
def test_the_plurals_of_another_language(tmp_path, locale, days, said, hint):
    folder = folder_with(tmp_path, "Buongiorno", name="it/reminder")
    words = ENGLISH.replace("locale: en_GB", locale)
    words = words.replace('{one: "{n} day", ', days) if days else words
    (folder / "it" / "labels.yaml").write_text(words)
    found = room(folder).check(["reminder"], ["it"])[0]
    assert (found.code, found.place.file) == ("CC309", str(folder / "it" / "labels.yaml"))
    assert said in found.message
    assert hint in found.hint
    assert found.place.line == 8


def test_the_forms_of_a_language_are_enough(tmp_path):
    folder = folder_with(tmp_path, "Dzień dobry", name="pl/reminder")
    words = ENGLISH.replace("locale: en_GB", "locale: pl_PL")
    words = words.replace("{one: ", '{few: "{n} x {amount}", many: "{n} y {amount}", one: ')
    for key in ("days", "late", "invoices"):
        head, _, rest = words.partition(f"\n{key}: ")
        line, _, tail = rest.partition("\n")
        words = f"{head}\n{key}: {line.replace(' {amount}', '')}\n{tail}"
    (folder / "pl" / "labels.yaml").write_text(words)
    assert room(folder).check(["reminder"], ["pl"]) == []


def test_rendering_with_a_bad_template_refuses_with_exit_4(tmp_path):
    with pytest.raises(ConfigRefused) as refused:
        room(folder_with(tmp_path, "{{ totl }}")).render(notice())
    assert refused.value.exit_code == ExitCode.CONFIG
    assert refused.value.findings[0].code == "CC305"


TITLED = '#set document(title: "t")\nx'
LAYOUTS = [
    ('#let x = 1\n#panic("no")', 2, "panicked"),
    ('#read("/etc/passwd")', 1, "file not found"),
    ("#while true { }", 1, "condition is always true"),
    ('#set text(font: "Nonesuch")\n' + TITLED, 1, "unknown font family"),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "line", "said"), LAYOUTS)
def test_layouts_that_fail(tmp_path, layout, line, said):
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "letter.typ").write_text(layout, encoding="utf-8")
    (found,) = room(tmp_path).check(["reminder"], ["en"])
    assert (found.code, found.place.file) == ("CC310", "templates/layouts/letter.typ")
    assert found.place.line == line
    assert said in found.message
    assert "creditctl-layout" not in found.message


def test_company_details_that_are_wrong():
    bad = replace(COMPANY, name=" ", iban="NL00", accent="red", logo=b"x", logo_suffix="exe")
    findings = room(company=bad).check(["reminder"], ["en"])
    assert {f.place.field for f in findings} == {
        f"company.{name}" for name in ("name", "iban", "accent", "logo")
    }
    assert {f.code for f in findings} == {"CC311"}


@pytest.mark.parametrize("suffix", ["svg", "png", "jpg"])
def test_a_logo_that_is_no_picture(suffix):
    broken = replace(COMPANY, logo=b"no picture", logo_suffix=suffix)
    (found,) = room(company=broken).check(["reminder"], ["en"])
    assert (found.code, found.place.field) == ("CC311", "company.logo")


def test_no_account_to_pay_to_is_a_warning():
    (found,) = room(company=replace(COMPANY, iban="")).check(["reminder"], ["en"])
    assert (found.code, found.severity) == ("CC312", Severity.WARNING)
    sorted_out = replace(COMPANY, iban="", account=(("Sort code", "12-34-56"),))
    assert room(company=sorted_out).check(["reminder"], ["en"]) == []

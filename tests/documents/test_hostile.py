"""Text from the books is text, in every form of a letter."""

from __future__ import annotations

import json
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditctl.documents.clean import one_line
from creditctl.documents.environment import Rendered
from creditctl.documents.letters import LetterRefused
from creditctl.documents.markup import as_json, read_markup
from creditctl.documents.page import page_data
from creditctl.errors import ExitCode
from tests.documents.build import (
    COMPANY,
    DEBTOR,
    HOSTILE,
    HOSTILE_TEXTS,
    folder_with,
    line,
    notice,
    room,
)
from tests.documents.test_letters import ROOM, Words

TAGS = {tag for tag, _ in Words.of(ROOM.render(notice()).html).tags}
EVERYWHERE = (
    "{{ debtor.name }} **{{ debtor.name }}** *{{ debtor.name }}* x{{ debtor.name }}x\n\n"
    "- {{ debtor.name }}\n\n{{ debtor.name }}\n\n{% for each in lines %}{{ each.number }}\n{% endfor %}\n\n"
    "{{ debtor.address | join(', ') | upper }}"
)
ANY_TEXT = st.one_of(
    st.text(
        st.sampled_from("*_`[]()<>#$=|\\\n-1. ~{}%&\"'!+@:/ab\ue000\ue001\ue002\ue003"), max_size=40
    ),
    st.text(alphabet=st.characters(codec=None), max_size=40),
)


def pdf_text(pdf: bytes) -> str:
    """The words of all pages, blanks left out."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_names_come_out_as_they_are(text):
    shown = one_line(text)
    debtor = replace(DEBTOR, name=text, contact="", kind="consumer")
    letter = ROOM.render(notice(debtor=debtor, lines=[line(1, 1, 100, number=text), line(2, 1, 5)]))
    page = Words.of(letter.html)
    greeting = f"Dear {shown},"
    assert greeting in letter.text.replace("\n", " ")
    assert greeting in page.words
    assert shown in page.words
    assert {tag for tag, _ in page.tags} == TAGS
    said = pdf_text(letter.pdf).replace("\u200b", "")
    for word in shown.encode("ascii", "ignore").decode().split():
        assert word.replace("\x00", "") in said, word


def test_hostile_everything_at_once():
    letter = ROOM.render(notice(debtor=HOSTILE))
    assert len(pypdfium2.PdfDocument(letter.pdf)) == 1
    assert {tag for tag, _ in Words.of(letter.html).tags} == TAGS
    assert "etc/passwd" in letter.html


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_no_text_becomes_markup(hostile_room, text):
    """A name may stand anywhere in a template, and the tree is that of a harmless name."""
    assume(one_line(text))
    shape, tree = [
        _tree(hostile_room, replace(DEBTOR, name=name, debtor="id", address=(name,)), name)
        for name in ("harmless", text)
    ]
    assert _outline(tree) == _outline(shape)


@pytest.fixture(scope="module")
def hostile_room(tmp_path_factory):
    return room(
        folder_with(tmp_path_factory.mktemp("hostile"), EVERYWHERE, subject='"{{ total }}"')
    )


def _tree(letters, debtor, number):
    made = notice(debtor=debtor, lines=[line(1, 1, 100, number=number)])
    prepared = letters._library.get("reminder", "en")
    content = letters._content(made, prepared)
    # The layout's data is JSON that a strict reader takes.
    json.loads(json.dumps(page_data(content, "#000000", None), ensure_ascii=False))
    return content.body


def _outline(nodes):
    """Kinds of nodes without their texts; neighbouring texts are one."""
    found = []
    for node in as_json(nodes) if not isinstance(nodes, list) else nodes:
        inner = node.get("children", [each for item in node.get("items", []) for each in item])
        if node["kind"] != "text" or not found or found[-1] != ("text", []):
            found.append((node["kind"], _outline(inner)))
    return found


def test_values_never_reach_the_markdown_reader():
    rendered = Rendered("**\ue0000\ue001**", ["*x* [a](b) <b>"])
    (paragraph,) = read_markup(rendered, None)
    assert as_json([paragraph]) == [
        {
            "kind": "paragraph",
            "children": [
                {"kind": "strong", "children": [{"kind": "text", "text": "*x* [a](b) <b>"}]}
            ],
        }
    ]


@pytest.mark.parametrize(
    ("name", "characters"),
    [("삼성전자", ("삼", "U+C0BC", "전")), ("ไทย", ("U+0E17 THAI CHARACTER THO THAHAN",))],
)
def test_a_character_that_no_font_has_holds_that_letter_only(name, characters):
    with pytest.raises(LetterRefused) as refused:
        ROOM.render(notice(debtor=replace(DEBTOR, name=name)))
    (found,) = refused.value.findings
    assert refused.value.exit_code == ExitCode.LOOK
    assert (found.code, found.debtor) == ("CC313", "C1042")
    assert "C1042" in found.message
    assert all(each in found.message for each in characters)
    assert "templates/fonts" in found.hint
    assert ROOM.render(notice()).pdf


@pytest.mark.parametrize(
    "name", ["上海电气集团", "株式会社ひらがな", "شركة الأمل", "חברה", "Łódź Ψ Ж", "🙂🌸👨\u200d👩"]
)
def test_names_in_other_scripts_are_printed(name):
    letter = ROOM.render(notice(debtor=replace(DEBTOR, name=name, contact="")))
    assert letter.pdf.startswith(b"%PDF")


def test_a_font_in_the_workspace_is_used(tmp_path):
    """Any font file will do: what counts is that the folder is looked at."""
    source = next((room()._library.folders.folders[-1] / "fonts").glob("DejaVuSans.ttf"))
    own = tmp_path / "templates"
    (own / "fonts").mkdir(parents=True)
    (own / "layouts").mkdir()
    (own / "fonts" / "own.ttf").write_bytes(source.read_bytes())
    layout = '#let letter = json("letter.json")\n#set document(title: "t")\n'
    (own / "layouts" / "letter.typ").write_text(
        layout + '#set text(font: "DejaVu Sans", fallback: false)\nגם'
    )
    from creditctl.documents.letters import LetterRoom

    assert LetterRoom(COMPANY, [own, room()._library.folders.folders[-1]]).render(notice()).pdf
    bare = tmp_path / "bare"
    for part in ("en", "layouts"):
        (bare / part).mkdir(parents=True)
    for name in ("en/reminder.md.j2", "en/labels.yaml"):
        (bare / name).write_bytes((room()._library.folders.folders[-1] / name).read_bytes())
    (bare / "layouts" / "letter.typ").write_bytes((own / "layouts" / "letter.typ").read_bytes())
    (found,) = LetterRoom(COMPANY, [bare]).check(["reminder"], ["en"])
    assert found.code == "CC310"

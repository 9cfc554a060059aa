"""What tells entries apart: accounts as banks write them, marks, ids."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.cash.identity import bank_mark, content_mark, entry_id, same_account, short_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NL91ABNA0417164300", "nl91 abna 0417 1643 00"),
        ("NL91ABNA0417164300", "0417164300"),
        ("NL91ABNA0417164300", "417164300"),
        ("NL91ABNA0417164300", "41.71.64.300"),
        ("NL91ABNA0417164300", "417164300EUR"),
        ("NL91ABNA0417164300", "ABNANL2A/0417164300"),
        ("NL20INGB0000004567", "4567"),
        ("DE89370400440532013000", "37040044/0532013000"),
        ("DE89370400440532013000", "37040044/532013000"),
        ("BE68539007547034", "539-0075470-34"),
        ("GB29NWBK60161331926819", "31926819"),
        ("99887766", "0099887766"),
    ],
)
def test_one_account(one, other):
    assert same_account(one, other)
    assert same_account(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NL91ABNA0417164300", "NL20INGB0001234567"),
        ("NL91ABNA0417164300", "0417164301"),
        ("NL91ABNA0417164300", "4300"),
        ("NL91ABNA0417164300", "164300"),
        ("DE89370400440532013000", "50010517/0532013000"),
        ("NL91ABNA0417164300", ""),
        ("", ""),
        ("12345678", "2345678"),
    ],
)
def test_two_accounts(one, other):
    assert not same_account(one, other)
    assert not same_account(other, one)


def test_a_fingerprint_sees_who_and_what_but_no_line_breaks():
    assert content_mark("Anna B.", "text 12\n34") == content_mark("ANNA B", "text 1234")
    assert content_mark("Anna", "B") != content_mark("AnnaB", "")
    assert content_mark("Anna", "1") != content_mark("Anna", "2")


@pytest.mark.parametrize(("text", "mark"), [("nonref", ""), ("", ""), ("a-1 2", "A12")])
def test_the_reference_of_the_bank(text, mark):
    assert bank_mark(text) == mark


@given(st.text(), st.dates(), st.integers(), st.text(), st.integers(0, 9))
def test_an_id_is_short_readable_and_always_the_same(account, day, amount, mark, number):
    name = entry_id(account, day, amount, "EUR", mark, number)
    assert name == entry_id(account, day, amount, "EUR", mark, number)
    assert len(name) == 9
    assert name[0] == "B"
    assert not set(name[1:]) & set("01IO")
    assert name != entry_id(account, day, amount, "EUR", mark, number + 1)


def test_ids_do_not_change_from_version_to_version():
    """They stand in journals: another id would be another entry."""
    day = date(2026, 1, 29)
    assert entry_id("NL91ABNA0417164300", day, 10_000, "EUR", "R1", 0) == "BLEAQM4TM"
    assert short_hash("creditctl") == "5WKHFWV3"

"""Which channel a notice takes, and which numbers can get a text message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.ledger.frames import Debtor
from creditctl.policy.channels import choose_channel, reachable
from creditctl.policy.mobile import mobile_number

FULL = Debtor(
    "C1",
    "Bakkerij",
    email="ar@bakkerij.example",
    phone="06 1234 5678",
    address=("Molenstraat 18", "3511 AB Utrecht"),
    country="NL",
)


def debtor(**changes) -> Debtor:
    from dataclasses import replace

    return replace(FULL, **changes)


@pytest.mark.parametrize(
    ("phone", "country", "number"),
    [
        ("+31 6 12345678", "", "+31612345678"),
        ("+31 (0)6-12 34 56 78", "", "+31612345678"),
        ("0031612345678", "DE", "+31612345678"),
        ("06-12345678", "NL", "+31612345678"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("0151 12345678", "DE", "+4915112345678"),
        ("612 345 678", "ES", "+34612345678"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("06 12\u00a034\u202f56 78", "FR", "+33612345678"),
    ],
)
def test_mobile_numbers_in_international_form(phone, country, number):
    assert mobile_number(phone, country) == number


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("06-12345678", ""),  # of which country?
        ("020 123 45 67", "NL"),  # a landline
        ("+44 20 7946 0000", ""),
        ("+31 6 FLOWERS", "NL"),  # letters are no digits
        ("06-1234 5678 ext. 2", "NL"),
        ("+31612345678 / +31687654321", ""),
        ("+31612345678\r\nBcc: x", ""),
        ("\u0660\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "NL"),
        ("06-123", "NL"),
        ("+999 612345678", ""),
        ("06-12345678", "XX"),
        ("1" * 2_000, "NL"),
        ("+", "NL"),
        ("", "NL"),
    ],
)
def test_what_is_no_mobile_number(phone, country):
    assert mobile_number(phone, country) == ""


@given(st.text(max_size=60), st.sampled_from(["", "NL", "GB", "US", "ZZ", "\x00"]))
def test_any_text_gives_a_number_or_none(phone, country):
    number = mobile_number(phone, country)
    assert number == "" or (number[0] == "+" and number[1:].isdigit() and len(number) <= 16)


def test_the_steps_channels_in_order():
    assert choose_channel(FULL, ("sms", "email", "letter")) == "sms"
    assert choose_channel(FULL, ("letter", "sms")) == "letter"


def test_without_an_address_the_next_channel_is_used():
    assert choose_channel(debtor(phone="020 1234567"), ("sms", "email", "letter")) == "email"
    assert choose_channel(debtor(phone="", email="x"), ("sms", "email", "letter")) == "letter"
    assert choose_channel(debtor(phone="", email="", address=()), ("sms", "email", "letter")) == ""


def test_a_debtor_of_whom_no_country_is_known_gets_no_text_message():
    assert choose_channel(debtor(country=""), ("sms", "letter")) == "letter"


def test_the_debtors_preference_comes_first_as_far_as_the_step_allows_it():
    assert choose_channel(debtor(channels=("sms", "letter")), ("email", "letter", "sms")) == "sms"
    assert choose_channel(debtor(channels=("sms", "letter")), ("email", "letter")) == "letter"
    assert choose_channel(debtor(channels=("sms", "phone")), ("email", "letter")) == "email"


def test_a_preferred_channel_without_an_address_gives_way():
    assert choose_channel(debtor(channels=("sms",), phone=""), ("email", "sms")) == "email"


@pytest.mark.parametrize("channel", ["webhook", "command"])
def test_a_program_is_told_every_debtor(channel):
    assert reachable(Debtor("C9"), channel)
    assert choose_channel(Debtor("C9"), ("email", channel)) == channel

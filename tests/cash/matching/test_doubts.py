"""What must not apply by itself: numbers that are none, evidence that disagrees, ambiguity."""

from __future__ import annotations

from datetime import date

import pytest

from creditctl.cash.payments import Certainty, Evidence, Payer
from tests.cash.matching.build import (
    BAKKER,
    IBANS,
    JANSEN,
    PAYERS,
    WEBER,
    invoice,
    only,
    paid,
    payment,
    run,
)

CERTAIN, LIKELY, POSSIBLE = Certainty.CERTAIN, Certainty.LIKELY, Certainty.POSSIBLE
OWN = {"iban": IBANS[JANSEN]}


class TestNumbersThatAreNone:
    @pytest.mark.parametrize(
        ("number", "text"),
        [
            ("2026-0001", "2026-00"),  # a third of the number
            ("2026-0001", "0001"),
            ("20260001", "202600012"),
            ("20260001", "920260001"),
            ("0123456789", "van NL02ABNA0123456789"),
            ("123456789", "btw NL123456789B01"),
            ("2026", "abonnement 2026"),
            ("202603", "maart 2026-03"),
            ("20260312", "vervaldatum 12-03-2026, betaald 20260312"),
            ("12032026", "d.d. 12.03.2026"),
            ("5000", "EUR 50,00"),
            ("5000", "50.00 euro"),
            ("1234567", "tel 030/1234567"),
            ("12345678", "bel 06-12345678"),
            ("1234", "1234 AB Utrecht"),
            ("10115", "D-10115 Berlin"),
            ("4500012345", "order 4500012345"),
            ("10042", "klantnr 10042"),
            ("2026-0017", "onze ref 2026-0017"),
            ("10023", "INV-10023"),
            ("12", "factuur 12"),
            ("7", "7"),
        ],
    )
    def test_they_apply_nothing_although_the_amount_fits(self, number, text):
        books = [invoice(number, "50.00"), invoice("INV-99999", "77.00", BAKKER)]
        found = only(payment("50.00", text), books)
        assert found is None or found.certainty is not CERTAIN

    def test_a_weak_number_is_no_choice_between_equal_amounts(self):
        books = [invoice("2026", "49.00"), invoice("2027", "49.00")]
        found = only(payment("49.00", "abonnement maart 2026", **OWN), books)
        assert found.certainty is not CERTAIN

    def test_the_payers_own_number_makes_no_sum(self):
        books = [invoice(n, "49.00") for n in ("2026-1821", "2026-1303", "2026-1400")]
        found = only(payment("98.00", "Rechnung: 2026-1821 / our ref 20261303", **OWN), books)
        assert found.certainty is not CERTAIN

    def test_a_short_number_needs_account_and_amount(self):
        books = [invoice("12", "50.00"), invoice("13", "60.00")]
        assert only(payment("50.00", "factuur 12", **OWN), books).certainty is CERTAIN
        assert only(payment("51.00", "factuur 12", **OWN), books).certainty is not CERTAIN
        assert (
            only(payment("50.00", "factuur 12", name="Jansen Bouw BV"), books).certainty
            is not CERTAIN
        )

    def test_numbers_of_the_books_in_a_range_of_dates(self):
        books = [invoice("20260301", "49.00"), invoice("20260331", "49.00"), invoice("1", "9.00")]
        found = only(payment("98.00", "periode 20260301-20260331"), books)
        assert found is None or found.certainty is not CERTAIN


class TestLines:
    """Banks cut texts into lines of 27 or 35 characters, within numbers too."""

    def test_the_head_of_a_number_is_not_the_number(self):
        books = [invoice("2026-0105", "49.00"), invoice("2026-0156", "49.00")]
        found = only(payment("49.00", "vervaldag 2026-03-13 / 2026-105\n6", **OWN), books)
        assert found.certainty is not CERTAIN

    def test_nor_in_a_list(self):
        books = [invoice(f"2026-{n}", "49.00") for n in ("0460", "0461", "1139")]
        found = only(payment("147.00", "facture: 2026-0460/1139/1\n274", **OWN), books)
        assert found.certainty is not CERTAIN
        whole = [*books, invoice("2026-1274", "49.00")]
        found = only(payment("147.00", "facture: 2026-0460/1139/1\n274", **OWN), whole)
        assert (found.certainty, set(paid(found))) == (
            CERTAIN,
            {"2026-0460", "2026-1139", "2026-1274"},
        )

    def test_an_old_number_that_looks_like_a_date_once_the_lines_are_put_together(self):
        books = [invoice("A-1", "49.00")]
        text = "paiement - betaling factuur 2026020\n7"
        assert only(payment("49.00", text, **OWN), books).certainty is not CERTAIN

    def test_a_credit_note_across_the_end_of_a_line(self):
        books = [invoice("VF26-00130", "100.00"), invoice("VF26-00878", "451.85")]
        text = "VF26-00130 VF26-00878 min C\nN 38618"
        assert only(payment("551.00", text, **OWN), books).certainty is not CERTAIN


class TestDisagreement:
    BOOKS = (
        invoice("2026-0001", "100.00", reference="RF712348231"),
        invoice("2026-0002", "250.50", BAKKER),
    )

    @pytest.mark.parametrize("how", [{"reference": "RF712348231"}, {"text": "2026-0001"}])
    def test_reference_or_number_of_one_and_account_of_another(self, how):
        found = only(payment("100.00", iban=IBANS[BAKKER], **how), list(self.BOOKS))
        assert found.certainty is not CERTAIN
        assert BAKKER in {found.debtor, *found.rivals}
        assert JANSEN in {found.debtor, *found.rivals}

    def test_two_references_of_two_debtors(self):
        books = [self.BOOKS[0], invoice("X", "100.00", BAKKER, reference="RF18539007547034")]
        found = only(payment("100.00", "RF712348231 RF18539007547034"), books)
        assert found.certainty is not CERTAIN

    def test_a_slip_that_hits_another_debtors_invoice_of_the_same_amount(self):
        books = [invoice("2026-0012", "49.00"), invoice("2026-0021", "49.00", BAKKER)]
        by_account = only(payment("49.00", "2026-0021", **OWN), books)
        by_name = only(payment("49.00", "2026-0021", name="JANSEN BOUW BV"), books)
        assert by_account.certainty is not CERTAIN
        assert by_name.certainty is not CERTAIN

    def test_a_slip_within_a_household_that_pays_from_one_account(self):
        both = [
            Payer(JANSEN, "P. Jansen", (IBANS[JANSEN],)),
            Payer(BAKKER, "K. Bakker", (IBANS[JANSEN],)),
        ]
        books = [invoice("2026-0012", "121.00"), invoice("2026-0021", "49.00", BAKKER)]
        found = only(payment("121.00", "2026-0021", name="P. Jansen", **OWN), books, payers=both)
        assert found.certainty is not CERTAIN

    def test_somebody_pays_for_another_whose_invoice_has_the_number_of_his_own(self):
        books = [invoice("2026-1199", "883.25"), invoice("2026-1199", "250.00", BAKKER)]
        assert only(payment("250.00", "fact. 2026-1199", **OWN), books).certainty is not CERTAIN

    def test_the_name_is_that_of_another_who_has_such_a_number_and_amount(self):
        books = [invoice("20261374", "49.00"), invoice("2026-1374", "49.00", BAKKER)]
        found = only(payment("49.00", "20261374", name="Bakkerij De Molen", **OWN), books)
        assert found.certainty is not CERTAIN

    def test_digits_that_pass_for_a_reference_by_chance_choose_nothing(self):
        books = [invoice("F/2026/760", "49.00"), invoice("F/2026/882", "49.00")]
        found = only(payment("49.00", "20268824", **OWN), books)  # a KID of 2026882
        assert found.certainty is not CERTAIN

    @pytest.mark.parametrize(
        "text", ["boekstuk 2026-0021", "onze ref. INV-10635", "order INV-10635"]
    )
    def test_the_payers_own_number_chooses_nothing(self, text):
        books = [invoice(n, "49.00") for n in ("2026-0012", "2026-0021", "INV-10635")]
        assert only(payment("49.00", text, **OWN), books).certainty is not CERTAIN

    def test_a_slip_that_hits_another_invoice_of_the_payer(self):
        books = [invoice("2026-0012", "49.00"), invoice("2026-0021", "75.00")]
        found = only(payment("49.00", "2026-0021", **OWN), books)
        assert (found.certainty, paid(found)) == (POSSIBLE, {"2026-0012": 4900})
        assert found.rivals == (f"main/{JANSEN}/2026-0021",)

    def test_an_old_number_with_the_amount_of_a_new_invoice(self):
        found = only(payment("100.00", "factuur 2025-0933", **OWN), list(self.BOOKS))
        assert (found.certainty, paid(found)) == (LIKELY, {"2026-0001": 10000})

    def test_an_old_reference_with_the_amount_of_a_new_invoice(self):
        found = only(payment("100.00", reference="RF18539007547034", **OWN), list(self.BOOKS))
        assert (found.certainty, paid(found)) == (LIKELY, {"2026-0001": 10000})

    @pytest.mark.parametrize("text", ["namens Bakkerij De Molen", "voor J. de Wit", "i.A. Weber"])
    def test_somebody_pays_for_another(self, text):
        found = only(payment("100.00", text, **OWN), list(self.BOOKS))
        assert found.certainty is not CERTAIN

    def test_the_payers_name_is_another_debtors(self):
        found = only(payment("100.00", name="Bakkerij de Molen", **OWN), list(self.BOOKS))
        assert found.certainty is not CERTAIN

    @pytest.mark.parametrize(
        "text",
        ["RETOUR terugbetaling 2026-0001", "Rückgabe 2026-0001", "refund 2026-0001", "Storno 2026-0001"],
    )  # fmt: skip
    def test_money_that_comes_back_pays_nothing(self, text):
        found = only(payment("100.00", text, **OWN), list(self.BOOKS))
        assert found.certainty is POSSIBLE
        assert found.debtor == JANSEN

    def test_a_credit_note_set_off(self):
        found = only(payment("60.00", "2026-0001 min creditnota 4711", **OWN), list(self.BOOKS))
        assert found.certainty is not CERTAIN

    def test_one_transfer_for_two_debtors(self):
        found = only(payment("350.50", "2026-0001 2026-0002", **OWN), list(self.BOOKS))
        assert found.certainty is not CERTAIN
        assert {found.debtor, *found.rivals} == {JANSEN, BAKKER}

    def test_one_transfer_for_two_debtors_whose_numbers_are_alike(self):
        books = [
            invoice("20261348", "49.00"),
            invoice("20261056", "49.00"),
            invoice("2026-1056", "49.00", BAKKER),
        ]
        found = only(payment("98.00", "20261348 et 2026-1056", **OWN), books)
        assert found.certainty is not CERTAIN

    @pytest.mark.parametrize(
        ("first", "second", "text"),
        [
            ("F/2026/641", "F/2026/688", "F/2026/641 688"),
            ("F/2026/1779", "F/2026/753", "F/2026/1779 753"),
            ("VF26-00971", "VF26-00853", "VF26-00971 00853"),  # no telephone number
        ],
    )
    def test_one_transfer_for_two_debtors_in_a_short_list(self, first, second, text):
        books = [invoice(first, "49.00"), invoice(second, "94.14", BAKKER)]
        assert only(payment("143.14", text, **OWN), books).certainty is not CERTAIN

    def test_an_old_number_before_a_telephone_number(self):
        books = [invoice("VF26-01361", "25.00")]
        found = only(payment("25.00", "factuur VF26-00701 030/7115357", **OWN), books)
        assert found.certainty is not CERTAIN

    def test_another_currency_never_matches_but_tells_the_debtor(self):
        found = only(payment("100.00", "2026-0001", currency="USD"), list(self.BOOKS))
        assert (found.certainty, found.debtor, found.allocations) == (POSSIBLE, JANSEN, ())
        by_account = only(payment("100.00", currency="USD", **OWN), list(self.BOOKS))
        assert (by_account.certainty, by_account.allocations) == (LIKELY, ())


class TestAmbiguity:
    def test_two_items_of_the_debtor_with_the_amount(self):
        books = [
            invoice("B", "49.00", due=date(2026, 3, 2)),
            invoice("A", "49.00", due=date(2026, 3, 1)),
        ]
        found = only(payment("49.00", **OWN), books)
        assert (found.certainty, paid(found)) == (POSSIBLE, {"A": 4900})
        assert found.rivals == (f"main/{JANSEN}/B",)

    def test_the_same_number_at_two_debtors(self):
        books = [
            invoice("2026-0001", "49.00"),
            invoice("2026-0001", "49.00", BAKKER, source="shop"),
        ]
        found = only(payment("49.00", "2026-0001"), books)
        assert (found.certainty, found.debtor, found.rest) == (POSSIBLE, "", 4900)
        assert set(found.rivals) == {JANSEN, BAKKER}
        sure = only(payment("49.00", "2026-0001", **OWN), books)
        assert (sure.certainty, sure.debtor) == (CERTAIN, JANSEN)

    def test_the_same_number_twice_at_one_debtor(self):
        books = [
            invoice("2026-0001", "49.00", gross="60.00"),
            invoice("2026-0001", "49.00", source="shop"),
        ]
        found = only(payment("49.00", "2026-0001", **OWN), books)
        assert found.certainty is POSSIBLE
        assert len({found.allocations[0].item, *found.rivals}) == 2

    def test_a_number_with_and_without_its_letters(self):
        books = [invoice("INV-10023", "50.00"), invoice("10023", "50.00", BAKKER)]
        assert only(payment("50.00", "inv. 10023"), books).certainty is not CERTAIN
        exact = only(payment("50.00", "INV-10023"), books)
        assert (exact.certainty, exact.debtor) == (CERTAIN, JANSEN)

    def test_a_number_and_a_word_that_make_another_number(self):
        books = [invoice("F/2026/64", "250.00"), invoice("F/2026/641", "125.00")]
        found = only(payment("125.00", "fact. F/2026/64 1. Rate", **OWN), books)
        assert found.certainty is not CERTAIN

    def test_two_debtors_pay_from_one_account(self):
        both = [Payer(JANSEN, "A", (IBANS[JANSEN],)), Payer(BAKKER, "B", (IBANS[JANSEN],))]
        books = [invoice("A-10001", "50.00"), invoice("B-10001", "60.00", BAKKER)]
        bare = only(payment("50.00", **OWN), books, payers=both)
        assert bare.certainty is not CERTAIN
        named = only(payment("50.00", "A-10001", **OWN), books, payers=both)
        assert (named.certainty, named.debtor) == (CERTAIN, JANSEN)

    def test_the_amount_of_several_debtors(self):
        books = [invoice("A", "61.17"), invoice("B", "61.17", BAKKER)]
        found = only(payment("61.17", "overboeking"), books)
        assert (found.certainty, found.debtor, found.allocations) == (POSSIBLE, "", ())
        assert found.rivals == (JANSEN, BAKKER)

    def test_the_amount_of_everybody_points_to_nobody(self):
        books = [invoice(f"A-{n}", "49.00", f"D{n}") for n in range(40)]
        assert run(payment("49.00", "overboeking"), books).unknown == ["P1"]

    def test_namesakes(self):
        payers = [Payer("D1", "J. de Vries"), Payer("D2", "J. de Vries")]
        books = [invoice("A", "61.17", "D1"), invoice("B", "75.00", "D2")]
        fits = only(payment("61.17", name="J DE VRIES"), books, payers=payers)
        assert (fits.debtor, fits.certainty, fits.rivals) == ("D1", LIKELY, ("D2",))
        none = only(payment("5.00", name="J DE VRIES"), books, payers=payers)
        assert (none.debtor, none.certainty, none.rivals) == ("", POSSIBLE, ("D1", "D2"))

    def test_an_earlier_payment_that_waits_may_have_been_for_it(self):
        books = [invoice("A", "50.00")]
        earlier = payment("12.00", "?", key="P1", booked=date(2026, 3, 5), **OWN)
        later = payment("50.00", key="P2", **OWN)
        assert only([later], books).certainty is CERTAIN
        assert only([earlier, later], books).certainty is not CERTAIN

    def test_more_open_items_than_can_be_looked_through(self):
        books = [invoice(f"A-{n}", f"{n}.00") for n in range(1, 60)]
        found = only(payment("59.00", **OWN), books)
        assert (found.certainty, paid(found)) == (LIKELY, {"A-59": 5900})

    def test_an_invoice_written_after_the_payment(self):
        books = [invoice("A", "50.00", issued=date(2026, 3, 20))]
        assert only(payment("50.00", **OWN), books).certainty is LIKELY


class TestUnknown:
    @pytest.mark.parametrize(
        "given",
        [
            payment("5.00", "rente"),
            payment("5.00"),
            payment("5.00", "2026-9999", iban="NL91ABNA0417164300", name="Belastingdienst"),
            payment("5.00", "\n\n  +++ /// ..."),
        ],
    )
    def test_nothing_points_to_anyone(self, given):
        found = run(given, [invoice("2026-0001", "100.00"), invoice("INV-1", "7.00", WEBER)])
        assert (list(found.matches), found.unknown) == ([], ["P1"])

    def test_nothing_at_all(self):
        assert run([], []).matches == []
        assert run(payment("5.00", "2026-0001"), [], payers=()).unknown == ["P1"]

    def test_odd_books(self):
        books = [invoice("---", "5.00"), invoice("ÄÖ-1", "6.00"), invoice("№ 17", "7.00")]
        assert run(payment("5.00", "---", **OWN), books).matches

    def test_payments_after_the_day_are_not_seen(self):
        late = payment("100.00", "2026-0001", booked=date(2026, 3, 11))
        found = run(late, [invoice("2026-0001", "100.00")], as_of=date(2026, 3, 10))
        assert (list(found.matches), list(found.unknown)) == ([], [])


def test_every_match_is_told_in_sentences():
    books = [invoice("2026-0001", "100.00"), invoice("2026-0002", "60.00", BAKKER)]
    payments = [
        payment("100.00", "2026-0001", key="P1"),
        payment("70.00", "2026-0002", key="P2", iban=IBANS[WEBER], name="Weber Metallbau"),
        payment("13.00", key="P3", **OWN),
    ]
    for found in run(payments, books, payers=PAYERS).matches:
        assert found.words
        assert all(
            word[0].isupper() or word[0] == "'" or word[0].isdecimal() for word in found.words
        )
        assert all(word.endswith(".") for word in found.words)
        assert set(found.evidence) <= set(Evidence)

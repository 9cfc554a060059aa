"""One readable case for each kind of evidence, and how certain it makes a match."""

from __future__ import annotations

from datetime import date

import pytest

from creditctl.cash.payments import Certainty, Evidence, Tolerance
from tests.cash.matching.build import (
    BAKKER,
    IBANS,
    JANSEN,
    WEBER,
    invoice,
    only,
    paid,
    payment,
    run,
)
from tests.cash.matching.numbering import luhn

CERTAIN, LIKELY, POSSIBLE = Certainty.CERTAIN, Certainty.LIKELY, Certainty.POSSIBLE
BOOKS = [
    invoice("2026-0001", "100.00", reference="RF712348231"),
    invoice("2026-0002", "250.50"),
    invoice("2026-0003", "75.25"),
    invoice("INV-10023", "812.34", BAKKER),
    invoice("F/2026/112", "330.00", WEBER),
    invoice("007815", "99.95", WEBER),
]
OWN = {"iban": IBANS[JANSEN]}


class TestReferences:
    @pytest.mark.parametrize(
        ("printed", "field", "text"),
        [
            ("RF712348231", "RF712348231", ""),
            ("RF712348231", "RF71 2348 231", ""),
            ("RF712348231", "rf712348231", ""),
            ("RF712348231", "", "betaling RF71 2348 231 dank u"),
            ("+++010/8068/17183+++", "+++010/8068/17183+++", ""),
            ("+++010/8068/17183+++", "010806817183", ""),
            ("+++010/8068/17183+++", "", "***010/8068/17183***"),
            ("210000000003139471430009017", "21 00000 00003 13947 14300 09017", ""),
            ("210000000003139471430009017", "", "QR 21 00000 00003 13947 14300 09017"),
            ("2345676", "2345676", ""),  # KID
            ("1234561", "12345 61", ""),  # viite
            ("5000056789012345", "", "betalingskenmerk 5000 0567 8901 2345"),
            ("SI12 0000020261047", "SI120000020261047", ""),
        ],
    )
    def test_the_reference_of_the_books_is_enough(self, printed, field, text):
        books = [invoice("A-1", "49.00", reference=printed), invoice("A-2", "49.00", BAKKER)]
        found = only(payment("49.00", text, reference=field), books)
        assert found.certainty is CERTAIN
        assert Evidence.REFERENCE in found.evidence
        assert paid(found) == {"A-1": 4900}

    @pytest.mark.parametrize(
        ("number", "reference"),
        [
            ("2348231", "RF712348231"),
            ("2026-104", "SI120000020261047"),
            ("123456", "1234561"),
            ("234567", "2345676"),
        ],
    )
    def test_a_reference_may_carry_the_invoice_number(self, number, reference):
        books = [invoice(number, "61.20"), invoice("X-1", "61.20", BAKKER)]
        found = only(payment("61.20", reference=reference, **OWN), books)
        assert (found.certainty, paid(found)) == (CERTAIN, {number: 6120})
        assert Evidence.REFERENCE in found.evidence

    def test_or_the_customers_number_and_the_invoice_number(self):
        books = [invoice("45100", "61.20", "2001"), invoice("45101", "61.20", "2002")]
        found = only(payment("61.20", reference=luhn("0020020045101")), books, payers=())
        assert (found.certainty, paid(found)) == (CERTAIN, {"45101": 6120})

    def test_a_wrong_check_digit_points_nowhere(self):
        found = only(payment("100.00", reference="RF722348231"), BOOKS, payers=())
        assert Evidence.REFERENCE not in (found.evidence if found else ())

    def test_less_than_open_is_a_part_and_more_leaves_a_rest(self):
        part = only(payment("40.00", reference="RF712348231"), BOOKS)
        assert (part.certainty, paid(part), part.rest) == (CERTAIN, {"2026-0001": 4000}, 0)
        assert Evidence.PART in part.evidence
        over = only(payment("140.00", reference="RF712348231"), BOOKS)
        assert (over.certainty, paid(over), over.rest) == (CERTAIN, {"2026-0001": 10000}, 4000)
        assert Evidence.OVER in over.evidence

    def test_used_once_more_for_another_invoice_it_is_not_certain(self):
        found = only(payment("250.50", reference="RF712348231", **OWN), BOOKS)
        assert found.certainty is POSSIBLE
        assert f"main/{JANSEN}/2026-0002" in found.rivals

    def test_one_reference_for_all_invoices_of_a_debtor_is_as_good_as_his_account(self):
        books = [
            invoice("1", "100.00", reference="+++010/8068/17183+++"),
            invoice("2", "250.50", reference="+++010/8068/17183+++"),
            invoice("3", "250.50", BAKKER),
        ]
        found = only(payment("250.50", reference="010806817183"), books, payers=())
        assert (found.certainty, paid(found)) == (CERTAIN, {"2": 25050})
        nothing = only(payment("11.11", reference="010806817183"), books, payers=())
        assert (nothing.certainty, nothing.debtor, nothing.rest) == (LIKELY, JANSEN, 1111)


class TestNumbers:
    def test_exact_with_its_amount(self):
        found = only(payment("250.50", "factuur 2026-0002"), BOOKS)
        assert (found.certainty, paid(found)) == (CERTAIN, {"2026-0002": 25050})
        assert found.evidence == (Evidence.NUMBER, Evidence.EXACT_AMOUNT)
        assert found.words[0] == "The text names invoice 2026-0002."

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("factuur 20260002", "2026-0002"),
            ("fact 2026/0002", "2026-0002"),
            ("2026 0002", "2026-0002"),
            ("2026 - 0002", "2026-0002"),
            ("2026-2", "2026-0002"),
            ("2O26-OOO2", "2026-0002"),
            ("betreft uw factuur met nummer 2026-\n0002 van februari", "2026-0002"),
            ("inv10023", "INV-10023"),
            ("Rechnung 10023", "INV-10023"),
            ("inv. 10 023", "INV-10023"),
            ("factuurinv10023", "INV-10023"),
            ("f 2026 112", "F/2026/112"),
            ("F2026112", "F/2026/112"),
            ("2026/112", "F/2026/112"),
            ("RG 7815", "007815"),
        ],
    )
    def test_mangled_from_the_debtors_account(self, text, number):
        wanted = next(one for one in BOOKS if one.number == number)
        twin = invoice("Z-55555", f"{wanted.open / 100:.2f}", wanted.debtor)
        found = only(
            payment(f"{wanted.open / 100:.2f}", text, iban=IBANS[wanted.debtor]), [*BOOKS, twin]
        )
        assert (found.certainty, paid(found)) == (CERTAIN, {number: wanted.open})
        assert Evidence.MANGLED_NUMBER in found.evidence

    def test_mangled_from_an_unknown_account_is_likely(self):
        found = only(payment("812.34", "Rechnung 10023"), BOOKS)
        assert (found.certainty, paid(found)) == (LIKELY, {"INV-10023": 81234})

    def test_exact_and_the_debtors_account_without_a_fitting_amount(self):
        part = only(payment("33.00", "aanbetaling 2026-0002", **OWN), BOOKS)
        assert (part.certainty, paid(part), part.rest) == (CERTAIN, {"2026-0002": 3300}, 0)
        over = only(payment("290.50", "2026-0002 incl. kosten", **OWN), BOOKS)
        assert (over.certainty, paid(over), over.rest) == (CERTAIN, {"2026-0002": 25050}, 4000)

    def test_exact_but_neither_amount_nor_account_is_likely(self):
        found = only(payment("33.00", "2026-0002"), BOOKS)
        assert (found.certainty, paid(found)) == (LIKELY, {"2026-0002": 3300})

    def test_in_the_payers_own_id_it_is_weak(self):
        found = only(payment("250.50", end_to_end="2026-0002"), BOOKS)
        assert found.certainty is not CERTAIN
        assert Evidence.END_TO_END in found.evidence
        sure = only(payment("250.50", end_to_end="2026-0002", **OWN), BOOKS)
        assert sure.certainty is CERTAIN

    def test_in_the_field_for_references(self):
        found = only(payment("250.50", reference="2026-0002"), BOOKS)
        assert (found.certainty, paid(found)) == (CERTAIN, {"2026-0002": 25050})


class TestPerson:
    def test_account_and_exact_amount_of_one_item(self):
        found = only(payment("250.50", **OWN), BOOKS)
        assert (found.certainty, paid(found)) == (CERTAIN, {"2026-0002": 25050})
        assert found.evidence == (Evidence.IBAN, Evidence.EXACT_AMOUNT)

    def test_an_account_as_people_write_it(self):
        found = only(payment("250.50", iban="nl02 abna 0123 4567 89"), BOOKS)
        assert found.certainty is CERTAIN

    def test_account_whose_amount_fits_nothing_tells_the_debtor(self):
        found = only(payment("13.13", **OWN), BOOKS)
        assert (found.certainty, found.debtor) == (LIKELY, JANSEN)
        assert (found.allocations, found.rest) == ((), 1313)

    def test_account_of_a_debtor_who_owes_nothing(self):
        found = only(payment("812.34", **OWN), [BOOKS[3]])
        assert (found.debtor, found.allocations, found.rest) == (JANSEN, (), 81234)

    def test_name_and_exact_amount_are_a_suggestion(self):
        found = only(payment("250.50", name="JANSEN BOUW"), BOOKS)
        assert (found.certainty, paid(found)) == (LIKELY, {"2026-0002": 25050})
        assert Evidence.NAME in found.evidence

    def test_a_name_alone_is_a_weak_one(self):
        found = only(payment("13.13", name="JANSEN BOUW"), BOOKS)
        assert (found.certainty, found.debtor, found.allocations) == (POSSIBLE, JANSEN, ())

    def test_a_name_makes_a_number_with_a_common_amount_certain(self):
        many = [invoice(f"2026-1{n:03}", "49.00", f"D{n}") for n in range(30)]
        bare = only(payment("49.00", "2026-0777"), [*many, invoice("2026-0777", "49.00")])
        assert bare.certainty is LIKELY
        named = only(
            payment("49.00", "2026-0777", name="Jansen Bouw"),
            [*many, invoice("2026-0777", "49.00")],
        )
        assert named.certainty is CERTAIN

    def test_a_customer_number_is_told(self):
        found = only(payment("250.50", f"klantnr {JANSEN}"), BOOKS)
        assert (found.certainty, paid(found)) == (LIKELY, {"2026-0002": 25050})
        assert Evidence.CUSTOMER in found.evidence

    def test_the_amount_alone_is_possible(self):
        found = only(payment("250.50", "overboeking"), BOOKS)
        assert (found.certainty, paid(found)) == (POSSIBLE, {"2026-0002": 25050})
        assert found.evidence == (Evidence.EXACT_AMOUNT,)


class TestSums:
    def test_several_named_numbers(self):
        found = only(payment("350.50", "fact. 2026-0001, 2026-0002"), BOOKS)
        assert found.certainty is CERTAIN
        assert paid(found) == {"2026-0001": 10000, "2026-0002": 25050}
        assert Evidence.SUM in found.evidence

    @pytest.mark.parametrize(
        "text",
        [
            "2026-0001, 0002 en 0003",
            "2026-0001/0002/0003",
            "2026-0001 + 2 + 3",
            "2026-0001 2026-0002 2026-0003",
            "2026-0001 100,00 2026-0002 250,50 2026-0003 75,25",
        ],
    )
    def test_lists_as_people_write_them(self, text):
        found = only(payment("425.75", text, **OWN), BOOKS)
        assert found.certainty is CERTAIN
        assert paid(found) == {"2026-0001": 10000, "2026-0002": 25050, "2026-0003": 7525}

    def test_all_that_is_open_unnamed_is_likely(self):
        found = only(payment("425.75", "openstaande facturen", **OWN), BOOKS)
        assert found.certainty is LIKELY
        assert len(found.allocations) == 3

    def test_the_only_set_that_fits_is_likely(self):
        found = only(payment("175.25", **OWN), BOOKS)
        assert (found.certainty, paid(found)) == (LIKELY, {"2026-0001": 10000, "2026-0003": 7525})

    def test_two_sets_that_fit_are_ambiguous(self):
        books = [invoice(n, a) for n, a in (("A", "10.00"), ("B", "20.00"), ("C", "30.00"))]
        found = only(payment("30.00", **OWN), books)
        assert found.certainty is POSSIBLE
        assert found.rivals

    def test_one_named_and_more_meant(self):
        found = only(payment("350.50", "2026-0001 e.a.", **OWN), BOOKS)
        assert found.certainty is LIKELY
        assert paid(found) == {"2026-0001": 10000, "2026-0002": 25050}

    def test_named_and_not_paid(self):
        found = only(payment("250.50", "2026-0002 (2026-0001 volgt later)", **OWN), BOOKS)
        assert paid(found) == {"2026-0002": 25050}
        assert found.certainty is not CERTAIN

    def test_named_and_paid_before(self):
        found = only(payment("250.50", "2026-0002 (2025-0987 schon bezahlt)", **OWN), BOOKS)
        assert (found.certainty, paid(found)) == (CERTAIN, {"2026-0002": 25050})


class TestAmounts:
    OFFER = invoice(
        "2026-0010",
        "1000.00",
        discounts=((date(2026, 3, 10), "980.00"), (date(2026, 3, 20), "990.00")),
    )

    @pytest.mark.parametrize(("amount", "off"), [("980.00", 2000), ("990.00", 1000)])
    def test_a_discount_taken_in_time(self, amount, off):
        found = only(payment(amount, "2026-0010 met korting", **OWN), [self.OFFER])
        (one,) = found.allocations
        assert (found.certainty, one.discount, found.rest) == (CERTAIN, off, 0)
        assert Evidence.DISCOUNT in found.evidence

    def test_a_discount_taken_too_late_is_a_part(self):
        late = payment("980.00", "2026-0010", booked=date(2026, 3, 11), **OWN)
        found = only(late, [self.OFFER])
        (one,) = found.allocations
        assert (one.amount, one.discount) == (98000, 0)
        assert Evidence.PART in found.evidence

    def test_discounts_of_some_of_several(self):
        found = only(payment("1080.00", "2026-0010 2026-0001", **OWN), [self.OFFER, BOOKS[0]])
        assert found.certainty is CERTAIN
        assert {a.item[-4:]: a.discount for a in found.allocations} == {"0010": 2000, "0001": 0}

    def test_short_within_the_tolerance(self):
        found = only(payment("249.90", "2026-0002", **OWN), BOOKS)
        (one,) = found.allocations
        assert (found.certainty, one.amount, one.short) == (CERTAIN, 24990, 60)
        assert Evidence.SHORT in found.evidence

    def test_short_beyond_it_is_a_part(self):
        found = only(payment("249.00", "2026-0002", **OWN), BOOKS)
        assert Evidence.PART in found.evidence
        none = only(payment("249.90", "2026-0002", **OWN), BOOKS, tolerance={})
        assert Evidence.PART in none.evidence

    def test_a_tolerance_is_of_its_currency(self):
        limits = {"USD": Tolerance(amount=1_000)}
        assert (
            Evidence.PART
            in only(payment("249.90", "2026-0002", **OWN), BOOKS, tolerance=limits).evidence
        )

    def test_one_invoice_in_two_transfers(self):
        first = payment("100.00", "2026-0002 deel 1", key="P1", booked=date(2026, 3, 9), **OWN)
        rest = payment("150.50", "2026-0002 rest", key="P2", **OWN)
        for given in ([first, rest], [rest, first]):  # the day of booking counts, not the order
            books = [BOOKS[1], BOOKS[2]]
            found = {one.payment: one for one in run(given, books).matches}
            assert [found[p].certainty for p in ("P1", "P2")] == [CERTAIN, CERTAIN]
            assert Evidence.EXACT_AMOUNT in found["P2"].evidence

    def test_paid_twice_the_second_stays_on_account(self):
        first = payment("250.50", "2026-0002", key="P1", **OWN)
        again = payment("250.50", "2026-0002", key="P2", **OWN)
        found = only([first, again], BOOKS)
        assert (found.debtor, found.allocations, found.rest) == (JANSEN, (), 25050)
        assert found.certainty is LIKELY
        assert "Invoice 2026-0002 is paid by an earlier payment." in found.words

    def test_instalments_are_paid_in_order(self):
        books = [
            invoice("2026-0020", "40.00", part=k, gross="120.00", due=date(2026, 3, k))
            for k in (1, 2, 3)
        ]
        one = only(payment("40.00", "2026-0020", **OWN), books)
        assert (one.certainty, paid(one)) == (CERTAIN, {"2026-0020/1": 4000})
        two = only(payment("80.00", "2026-0020", **OWN), books)
        assert (two.certainty, len(two.allocations)) == (CERTAIN, 2)

    def test_whole_units_and_thousandths(self):
        yen = invoice("J-10001", "5000", currency="JPY")
        dinar = invoice("K-10001", "12.345", currency="KWD")
        assert paid(only(payment("5000", "J-10001", currency="JPY"), [yen])) == {"J-10001": 5000}
        assert paid(only(payment("12.345", "K-10001", currency="KWD"), [dinar])) == {
            "K-10001": 12345
        }

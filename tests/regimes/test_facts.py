"""A dozen claims worked out by hand, and where the edges of the law lie."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditctl.ledger.calendars import Calendar
from creditctl.regimes.claim import Asked, Claim, agreed, claim, rate_allowed
from creditctl.regimes.compensation import Compensation, compensation
from creditctl.regimes.costs import Costs, collection_costs
from creditctl.regimes.debt import Debt, Receipt
from creditctl.regimes.fees import Letter, bears_fee, fee_amount
from creditctl.regimes.interest import Interest, interest
from creditctl.regimes.terms import last_day_in_time, notice_period
from creditctl.regimes.unknown import (
    CurrencyUnknown,
    NoRate,
    NoticeMissing,
    NotTheLaw,
    RateNotAllowed,
    RateUnknown,
    RegimeUnknown,
    ScheduleUnknown,
)
from tests.regimes.tables import LAW, day, rules

FACTS = [
    # 5000.00 x 12.75 x 31 / 36500: due 29 June, so the rate of the half-year before stays
    ("gb_b2b", 500_000, "2025-06-29", "2025-07-30", 5414),
    # 365.00 x 11.75 x 6 / 36500 = 0.705 exactly: half up
    ("gb_b2b", 36_500, "2026-07-01", "2026-07-07", 71),
    # 10000 x (11.27 x 15 + 10.27 x 15) / 36500
    ("de_b2b", 1_000_000, "2025-06-15", "2025-07-15", 8852),
    # a base of -0.88: 10000 x (8.12 x 15 + 10.62 x 15) / 36500
    ("de_b2b", 1_000_000, "2022-12-16", "2023-01-15", 7701),
    # leap year on 365: 10000 x (12.62 x 182 + 12.37 x 184) / 36500
    ("de_b2b", 1_000_000, "2023-12-31", "2024-12-31", 125_285),
    # reference -0.50: 20000 x (7.50 x 15 + 8.00 x 15) / 36500
    ("se_b2b", 2_000_000, "2019-06-15", "2019-07-15", 12_740),
    # two interest years, the first joins the principal unrounded
    ("nl_b2b", 1_000_000, "2022-12-31", "2024-12-31", 250_234),
    # 29 February 2024: the anniversary is 28 February 2025
    ("nl_b2b", 500_000, "2024-02-28", "2025-03-01", 61_140),
    # 2500 x (6 x 16 + 4 x 14) / 36500
    ("nl_b2c", 250_000, "2025-12-15", "2026-01-14", 1041),
    # one rate, that of the first day, across 1 July
    ("ie_b2b", 200_000, "2026-06-15", "2026-07-15", 1668),
    # 10000 x 5 x 92 / 36500
    ("ch_all", 1_000_000, "2026-03-15", "2026-06-15", 12_603),
    # four steps of a rate over five years
    ("pl_b2c", 1_000_000, "2015-12-31", "2021-01-10", 341_923),
    # 3600 x 10.73 x 183 / 36500
    ("at_b2b", 360_000, "2026-03-31", "2026-09-30", 19_367),
    # 15000 x (12 x 15 + 12.25 x 15) / 36500
    ("no_b2b", 1_500_000, "2026-06-15", "2026-07-15", 14_949),
]


@pytest.mark.parametrize(("name", "amount", "due", "as_of", "expected"), FACTS)
def test_interest_to_the_cent(name, amount, due, as_of, expected) -> None:
    found = interest(Debt(amount, day(due)), rules(name), LAW.rates, day(as_of))
    assert isinstance(found, Interest)
    assert found.amount == expected


def segments(name, debt, as_of, **changes):
    made = rules(name).model_copy(update=changes)
    found = interest(debt, made, LAW.rates, day(as_of))
    assert isinstance(found, Interest)
    return [(str(s.first), str(s.last), s.days, int(s.principal)) for s in found.segments]


def test_a_payment_lowers_the_principal_from_the_day_after() -> None:
    debt = Debt(1_000_000, day("2026-07-31"), (Receipt(day("2026-08-31"), 400_000),))
    assert segments("gb_b2b", debt, "2026-09-30") == [
        ("2026-08-01", "2026-08-31", 31, 1_000_000),
        ("2026-09-01", "2026-09-30", 30, 600_000),
    ]
    assert debt.when_late(day("2026-09-30")) == 1_000_000


def test_a_payment_before_the_due_date_and_a_credit_lower_it_from_the_start() -> None:
    early = Debt(1_000, day("2026-07-31"), (Receipt(day("2026-07-31"), 400),))
    credited = Debt(1_000, day("2026-07-31"), credits=(Receipt(day("2026-09-15"), 400),))
    disputed = Debt(1_000, day("2026-07-31"), disputed=400)
    for debt in (early, credited, disputed):
        assert segments("gb_b2b", debt, "2026-09-30") == [("2026-08-01", "2026-09-30", 61, 600)]
    assert segments("gb_b2b", credited, "2026-09-01") == [("2026-08-01", "2026-09-01", 32, 1_000)]


def test_what_is_paid_in_full_needs_no_later_rate() -> None:
    debt = Debt(1_000, day("2026-05-31"), (Receipt(day("2026-06-10"), 1_000),))
    assert segments("dk_b2b", debt, "2026-11-25") == [("2026-06-01", "2026-06-10", 10, 1_000)]
    later = interest(Debt(1_000, day("2026-05-31")), rules("dk_b2b"), LAW.rates, day("2026-11-25"))
    assert later == RateUnknown(
        "dk_referencesats",
        day("2026-07-01"),
        day("2026-06-30"),
        LAW.rates["dk_referencesats"].look,
    )


def test_a_fixed_rate_needs_the_first_day_only() -> None:
    as_of = day("2027-03-31")
    found = interest(Debt(36_500, day("2026-12-30")), rules("gb_b2b"), LAW.rates, as_of)
    assert isinstance(found, Interest)
    assert found.days == 91
    unknown = interest(Debt(36_500, day("2026-12-31")), rules("gb_b2b"), LAW.rates, as_of)
    assert isinstance(unknown, RateUnknown)
    assert unknown.not_yet


def test_a_gap_in_a_table_is_told_and_nothing_before_its_start_either() -> None:
    gap = LAW.rates["no_standardkompensasjon"].on(day("2021-02-01"))
    assert isinstance(gap, RateUnknown)
    assert not gap.not_yet
    assert isinstance(LAW.rates["gb_bank_rate_half_year"].on(day("2002-08-06")), RateUnknown)
    assert isinstance(LAW.rates["be_b2b"].on(day("2013-04-01")), RateUnknown)


def test_margins_follow_the_first_day_of_interest() -> None:
    base = Decimal("-0.73")
    assert LAW.rates["de_basiszinssatz"].on(day("2014-09-01")).value == base
    for due, percent in (("2014-07-27", "7.27"), ("2014-07-28", "8.27")):
        found = interest(Debt(1, day(due)), rules("de_b2b"), LAW.rates, day("2014-09-01"))
        assert isinstance(found, Interest)
        assert found.segments[-1].percent == Decimal(percent)
    old = interest(Debt(1, day("2012-12-31")), rules("es_b2b"), LAW.rates, day("2014-09-01"))
    assert old == NotTheLaw(day("2013-01-01"), day("2013-03-16"))


EDGES = [
    ("gb_b2b", [(99_999, 40), (100_000, 70), (999_999, 70), (1_000_000, 100)]),
    ("ie_b2b", [(100_000, 40), (100_001, 70), (1_000_000, 70), (1_000_001, 100)]),
    ("pl_b2b", [(500_000, 40), (500_001, 70), (4_999_999, 70), (5_000_000, 100)]),
]


@pytest.mark.parametrize(("name", "edges"), EDGES)
def test_the_bounds_of_the_tiers_are_each_countrys_own(name, edges) -> None:
    sums = LAW.regimes[name].compensation
    for principal, whole in edges:
        found = compensation(sums, principal, LAW.rates, day("2026-08-01"))
        assert found == Compensation(whole * 100, "GBP" if name == "gb_b2b" else "EUR")


def test_the_norwegian_sum_is_that_of_the_day_of_the_claim() -> None:
    sums = LAW.regimes["no_b2b"].compensation
    assert compensation(sums, 1, LAW.rates, day("2026-06-30")) == Compensation(46_000, "NOK")
    assert compensation(sums, 1, LAW.rates, day("2026-07-01")) == Compensation(43_000, "NOK")
    assert isinstance(compensation(sums, 1, LAW.rates, day("2027-01-01")), RateUnknown)


WIK = [
    (0, 0), (1, 4000), (26_667, 4000), (26_670, 4001), (250_000, 37_500), (250_010, 37_501),
    (500_000, 62_500), (1_000_000, 87_500), (2_300_000, 100_500), (20_000_000, 277_500),
    (20_000_100, 277_501), (100_000_000, 677_500), (250_000_000, 677_500),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "expected"), WIK)
def test_the_dutch_schedule(principal, expected) -> None:
    found = collection_costs(LAW.schedules["nl_wik"], [principal], day("2026-02-01"))
    assert isinstance(found, Costs)
    assert found.amount == expected
    assert found.at_maximum == (principal > 100_000_000)


def test_debts_of_one_letter_are_added_first_and_vat_last() -> None:
    found = collection_costs(
        LAW.schedules["nl_wik"], [15_000] * 3, day("2026-02-01"), vat=Decimal(21)
    )
    assert found == Costs(6_750, 8_168, at_maximum=False)


def test_the_bands_of_the_schedules_continue_each_other() -> None:
    for name in ("nl_wik", "be_clause_cap"):
        schedule = LAW.schedules[name]
        for band, following in zip(schedule.bands, schedule.bands[1:], strict=False):
            if not band.percent:
                continue
            edge = int(band.up_to * 100)
            sums = [collection_costs(schedule, [edge + more], day("2026-02-01")) for more in (0, 1)]
            assert sums[1].amount - sums[0].amount <= 1, (name, following)


def test_a_schedule_does_not_know_other_years_nor_larger_debts() -> None:
    fee = LAW.schedules["no_collector_fee"]
    assert isinstance(collection_costs(fee, [100], day("2027-01-01")), ScheduleUnknown)
    assert isinstance(collection_costs(fee, [100], day("2025-12-31")), ScheduleUnknown)
    ending = fee.model_copy(update={"bands": fee.bands[:-1]})
    assert isinstance(collection_costs(ending, [25_000_001], day("2026-02-01")), ScheduleUnknown)


def test_fees_of_letters() -> None:
    reminder = LAW.regimes["dk_b2b"].fees[0]
    sent = ["2026-03-02", "2026-03-11", "2026-03-22", "2026-04-01", "2026-04-15"]
    letters = [Letter(day(one)) for one in sent]
    assert bears_fee(reminder, day("2026-02-01"), letters) == [True, False, True, True, False]
    free_first = LAW.regimes["be_b2c"].fees[0]
    assert bears_fee(free_first, day("2026-02-01"), letters[:2]) == [False, True]
    norwegian = LAW.regimes["no_b2c"].fees[0]
    assert fee_amount(norwegian, LAW.rates, day("2026-06-01")) == 3_800
    assert isinstance(fee_amount(norwegian, LAW.rates, day("2027-01-01")), RateUnknown)


def test_a_finnish_reminder_waits_for_the_days_of_the_one_before() -> None:
    fee = LAW.regimes["fi_b2c"].fees[0]
    due, first = day("2026-03-01"), Letter(day("2026-03-15"), day("2026-03-29"))
    assert bears_fee(fee, due, [first, Letter(day("2026-04-12"))]) == [True, True]
    assert bears_fee(fee, due, [first, Letter(day("2026-04-11"))]) == [True, False]
    assert bears_fee(fee, due, [Letter(first.sent), Letter(day("2026-04-12"))]) == [True, False]


def test_default_periods_begin_with_or_after_a_day_and_move_where_the_law_says() -> None:
    received = day("2026-03-04")
    german, british = LAW.regimes["de_b2b"], LAW.regimes["gb_b2b"]
    holidays = Calendar(holidays="DE")
    assert last_day_in_time(german, received, received, holidays) == day("2026-04-07")
    assert last_day_in_time(british, received, received, holidays) == day("2026-04-02")
    assert last_day_in_time(LAW.regimes["none"], received, received, holidays) is None


def test_periods_of_notices() -> None:
    dutch, belgian = LAW.regimes["nl_b2c"].notice, LAW.regimes["be_b2c"].notice
    found = notice_period(dutch, day("2026-11-23"), "receipt", Calendar())
    assert (found.last, found.opens) == (day("2026-12-07"), day("2026-12-08"))
    assert notice_period(dutch, day("2026-11-23"), "post", Calendar()) is None
    assert notice_period(belgian, day("2026-11-02"), "post", Calendar()).opens == day("2026-11-19")
    friday = notice_period(belgian, day("2026-11-06"), "post", Calendar())
    assert friday.first == day("2026-11-11")


def claimed(name, debt, as_of, **about):
    regime = LAW.regimes[name]
    currency = about.pop("currency", None) or regime.currencies[0]
    asked = Asked(day(as_of), currency, **about)
    return claim(regime, LAW.schedule_of(regime), debt, LAW.rates, asked)


def test_no_costs_to_a_consumer_before_the_letter_and_its_days() -> None:
    debt, day_of = Debt(100_000, day("2026-01-31")), {"costs": True}
    before = claimed("nl_b2c", debt, "2026-04-01", **day_of)
    assert before.costs == Costs(15_000, 15_000, at_maximum=False)
    assert before.costs_wait == NoticeMissing("14-day letter")
    running = claimed("nl_b2c", debt, "2026-04-01", opens=day("2026-04-02"), **day_of)
    assert running.costs_wait == NoticeMissing("14-day letter", day("2026-04-02"))
    over = claimed("nl_b2c", debt, "2026-04-02", opens=day("2026-04-02"), **day_of)
    assert over.costs_wait is None
    assert isinstance(over.interest, Interest)
    assert over.total == 100_000 + over.interest.amount + 15_000
    assert before.total == 100_000 + before.interest.amount


def test_a_letter_before_the_debt_was_late_opens_nothing() -> None:
    early = {"costs": True, "noticed": day("2026-01-31"), "opens": day("2026-02-15")}
    found = claimed("nl_b2c", Debt(100_000, day("2026-01-31")), "2026-04-01", **early)
    assert found.costs_wait == NoticeMissing("14-day letter")
    assert not found.costs_claimed


def test_costs_are_those_of_what_was_open_when_the_days_of_the_letter_were_over() -> None:
    letter = {"costs": True, "noticed": day("2026-03-02"), "opens": day("2026-03-17")}
    for paid, costs in (("2026-03-16", 7_500), ("2026-03-17", 15_000)):
        debt = Debt(100_000, day("2026-01-31"), (Receipt(day(paid), 50_000),))
        found = claimed("nl_b2c", debt, "2026-04-01", **letter)
        assert (found.principal, found.costs.amount) == (50_000, costs)


def test_costs_stand_in_the_place_of_the_fixed_sum_between_businesses() -> None:
    debt = Debt(100_000, day("2026-01-31"))
    for costs, fixed in ((False, 4_000), (True, 15_000)):
        found = claimed("nl_b2b", debt, "2026-04-01", costs=costs)
        assert found.total == 100_000 + found.interest.amount + fixed


def test_a_collectors_fee_is_never_the_creditors() -> None:
    debt = Debt(100_000, day("2026-01-31"))
    found = claimed("no_b2c", debt, "2026-04-01", costs=True)
    assert isinstance(found.costs, Costs)
    assert found.total == 100_000 + found.interest.amount


def test_interest_from_a_formal_notice() -> None:
    debt = Debt(100_000, day("2026-01-31"))
    assert claimed("fr_b2c", debt, "2026-06-30").interest == NoticeMissing(
        "formal notice (mise en demeure)"
    )
    noticed = {"noticed": day("2026-03-31"), "opens": day("2026-04-01")}
    found = claimed("fr_b2c", debt, "2026-06-30", **noticed)
    assert [(s.first, s.days) for s in found.interest.segments] == [(day("2026-04-01"), 91)]


def test_a_sum_in_another_currency_is_not_added() -> None:
    found = claimed("pl_b2b", Debt(1_240_000, day("2026-06-15")), "2026-07-15")
    assert found.compensation == Compensation(7_000, "EUR")
    assert found.total == 1_240_000 + 14_141


def test_what_a_regime_does_not_know() -> None:
    debt = Debt(100, day("2026-01-31"))
    assert claimed("gb_b2b", debt, "2026-02-01", currency="EUR") == CurrencyUnknown("EUR", ("GBP",))
    assert claimed("us_none", debt, "2026-02-01").interest == NoRate()
    assert claimed("none", debt, "2026-02-01", currency="EUR").total == 100
    assert LAW.regime_for("NL", "consumer") == "nl_b2c"
    assert LAW.regime_for("CH", "consumer") == "ch_all"
    assert LAW.regime_for("PT", "business") == RegimeUnknown("PT", "business")
    assert LAW.regime_for("ES", "consumer") == RegimeUnknown("ES", "consumer")


def test_nothing_is_owed_beside_the_principal_before_the_day_after_the_due_date() -> None:
    for as_of in ("2026-01-31", "2026-01-01"):
        found = claimed("nl_b2b", Debt(100, day("2026-01-31")), as_of, costs=True)
        assert isinstance(found, Claim)
        assert (found.interest.amount, found.compensation, found.costs) == (0, None, None)
        assert found.total == 100


def test_agreed_rates_have_their_bounds() -> None:
    in_france, in_denmark = rules("fr_b2b"), rules("dk_b2c")
    january = day("2026-01-01")
    assert rate_allowed(in_france, Decimal("7.86"), LAW.rates, january) is None
    assert rate_allowed(in_france, Decimal("7.85"), LAW.rates, january) == RateNotAllowed(
        Decimal("7.85"), Decimal("7.86"), at_least=True
    )
    assert rate_allowed(in_denmark, Decimal("9.75"), LAW.rates, january) is None
    assert isinstance(rate_allowed(in_denmark, Decimal("9.76"), LAW.rates, january), RateNotAllowed)
    assert isinstance(
        rate_allowed(in_france, Decimal(9), LAW.rates, day("2026-07-01")), RateUnknown
    )


def test_day_counts() -> None:
    debt, eight = Debt(1_000_000, date(2023, 12, 31)), agreed(rules("de_b2b"), Decimal(8))
    amounts = {}
    for count in ("act/365", "act/act", "30/360", "act/act by interest year"):
        made = eight.model_copy(update={"day_count": count})
        found = interest(debt, made, LAW.rates, date(2024, 12, 31))
        amounts[count] = (found.days, found.amount)
    assert amounts == {
        "act/365": (366, 80_219),
        "act/act": (366, 80_000),
        "30/360": (360, 80_000),
        "act/act by interest year": (366, 80_000),
    }


def test_act_act_counts_each_calendar_year_by_its_own_length() -> None:
    eight = agreed(rules("de_b2b"), Decimal(8)).model_copy(update={"day_count": "act/act"})
    found = interest(Debt(365 * 366 * 100, day("2023-06-30")), eight, LAW.rates, day("2024-06-30"))
    assert [(segment.days, segment.amount) for segment in found.segments] == [
        (184, 184 * 366 * 8),
        (182, 182 * 365 * 8),
    ]


def test_by_30_360_the_31st_is_the_30th_once_more() -> None:
    eight = agreed(rules("ch_all"), Decimal(8)).model_copy(update={"day_count": "30/360"})
    periods = {
        ("2026-01-30", "2026-01-31"): 0,
        ("2026-01-31", "2026-02-28"): 28,
        ("2026-02-28", "2026-03-01"): 3,
        ("2026-03-15", "2026-06-15"): 90,
    }
    for (due, as_of), days in periods.items():
        assert interest(Debt(100, day(due)), eight, LAW.rates, day(as_of)).days == days


def test_the_amount_of_a_day_rounded() -> None:
    # 1000.00 at 8.5 %: 0.23 a day, 11.50 for 50 days; exactly it is 11.64
    debt = Debt(100_000, date(2026, 1, 1))
    for rounding, expected in (("daily", 1150), ("once", 1164)):
        made = agreed(rules("gb_b2b"), Decimal("8.5")).model_copy(update={"rounding": rounding})
        assert interest(debt, made, LAW.rates, date(2026, 2, 20)).amount == expected

"""A policy that sets every key there is, for tests that let no key be forgotten."""

from __future__ import annotations

from creditctl.config.policyfile import LoadedPolicy, load_policy

FULL = """version: 1
name: Sets everything
description: Made for a test
extends: nl-business
areas: separate
currency: USD
country: BE
terms: {default: 2/10 net 30}
working_days: {send: [tue, thu], holidays: DE-BY, shift: modified_following}
safety:
  data_older_than: 1 day
  max_notices_per_run: 9
  max_total_per_run: 1000
  max_jump: 35%
  unmatched_money: net
reminders:
  minimum: 12.50
  grace: 3 days
  between_notices: 4 days
  group: level
  review: true
  pause: {from: 2026-08-01, until: 2026-08-15, reason: we move}
  thank_you: {channels: [email], within: 5 days, template: kiitos}
  last_step: last
  repeat: every 14 days, at most 3
  steps:
    - {id: zeroth, days: 5, from: issued, when: [{any: ["item_open >= 1000", "item_days > 2"]}], pay_within: 0 days}
    - {id: last, days: 2 weeks, channels: [letter], minimum: 20, minimum_share: 10%, after_previous: 6 days, template: sommation, review: true, interest: true, compensation: true, costs: true, fee: reminder, announces_costs: true, pay_within: 20 days}
    - {id: agency, days: 40, action: hand-over}
late_payment: {business: be_b2b, consumer: be_b2c, public: be_b2b, rate: 6%, mode: per_half_year, day_count: act/act, rounding: daily, vat_on_costs: 21%}
credit: {limit: 5000, warn_at: 70%, stop_when: {used: 99.5%, oldest_overdue: 45 days}}
segments:
  - id: vip
    when: ["country in [NL, BE]", "tags has gold", {any: ["rating == A", {all: ["since < 2020-01-01", "kind != consumer"]}]}]
    terms: {default: net 60 eom}
    credit: {limit: 9000}
    safety: {unmatched_money: hold}
    working_days: {send: [mon]}
  - id: named
    reminders: {tone: firm, last_step: talk, repeat: never, steps: [{id: soft, days: 30}, {id: talk, days: 60, action: hand-over}]}
exceptions:
  - {debtor: "D-77", reminders: {grace: 9 days}, credit: {limit: 123}, reason: The boss knows., until: 2026-12-31}
  - {invoice: F-9, reminders: off, reason: goods came back, until: 2026-06-30}
promises: {grace: 2 days, tolerance: 3 days, within: 40 days, at_most: 3, letter: sorry, channels: [email, sms], pay_within: 3 days}
disputes:
  reasons:
    - {id: dear, label: Too dear, blocks: false, resolve_within: 8 days, owner: Sales, codes: ["4465:5"]}
    - {id: other, label: Something else}
arrangements: {default_after: 6 days, remind_before: 12 days, channels: [letter], template: parts, confirmation: agreed}
payments: {tolerance: 0.50, tolerance_share: 1.5%}
worklist: {at_most: 11, call_after: 13 days, quiet_days: 21 days}
"""

CHANGES = [
    ("Made for a test", "Made for something else"),
    ("nl-business", "de-business"),
    ("areas: separate", "areas: together"),
    ("currency: USD", "currency: EUR"),
    ("country: BE", "country: FR"),
    ("2/10 net 30", "net 20"),
    ("send: [tue, thu]", "send: [tue, fri]"),
    ("DE-BY", "DE"),
    ("modified_following", "preceding"),
    ("data_older_than: 1 day", "data_older_than: 2 days"),
    ("max_notices_per_run: 9", "max_notices_per_run: 8"),
    ("max_total_per_run: 1000", "max_total_per_run: 1001"),
    ("max_jump: 35%", "max_jump: 36%"),
    ("unmatched_money: net", "unmatched_money: hold"),
    ("minimum: 12.50", "minimum: 12.51"),
    ("grace: 3 days", "grace: 4 days"),
    ("between_notices: 4 days", "between_notices: 5 days"),
    ("group: level", "group: invoice"),
    ("tone: firm", "tone: friendly"),
    ("  review: true\n", "  review: false\n"),
    ("from: 2026-08-01", "from: 2026-08-02"),
    ("until: 2026-08-15", "until: 2026-08-16"),
    ("we move", "we rest"),
    ("letter: sorry", "letter: oops"),
    ("channels: [email, sms]", "channels: [sms]"),
    ("pay_within: 3 days", "pay_within: 4 days"),
    ("thank_you: {channels: [email]", "thank_you: {channels: [letter]"),
    ("within: 5 days", "within: 6 days"),
    ("template: kiitos", "template: thanks"),
    ("last_step: last", "last_step: zeroth"),
    ("at most 3", "at most 4"),
    ("id: zeroth", "id: soon"),
    ("days: 5,", "days: 6,"),
    ("from: issued", "from: due"),
    ("item_open >= 1000", "item_open >= 1001"),
    ('any: ["item_open', 'all: ["item_open'),
    ("pay_within: 0 days", "pay_within: 1 day"),
    ("days: 2 weeks", "days: 15"),
    ("channels: [letter]", "channels: [email]"),
    ("minimum: 20", "minimum: 21"),
    ("minimum_share: 10%", "minimum_share: 11%"),
    ("after_previous: 6 days", "after_previous: 7 days"),
    ("sommation", "lettre"),
    ("sommation, review: true", "sommation, review: false"),
    ("interest: true", "interest: false"),
    ("compensation: true", "compensation: false"),
    (", costs: true", ", costs: false"),
    ("fee: reminder", "fee: collection-demand"),
    ("mode: per_half_year", "mode: fixed_at_start"),
    ("announces_costs: true", "announces_costs: false"),
    ("business: be_b2b", "business: none"),
    ("consumer: be_b2c", "consumer: none"),
    ("public: be_b2b", "public: none"),
    ("rate: 6%", "rate: 7%"),
    ("day_count: act/act", "day_count: 30/360"),
    ("rounding: daily", "rounding: once"),
    ("vat_on_costs: 21%", "vat_on_costs: 20%"),
    ("days: 40, action: hand-over", "days: 40, action: remind"),
    ("limit: 5000", "limit: 5001"),
    ("warn_at: 70%", "warn_at: 71%"),
    ("used: 99.5%", "used: 99.4%"),
    ("oldest_overdue: 45", "oldest_overdue: 46"),
    ("id: vip", "id: best"),
    ("[NL, BE]", "[NL, LU]"),
    ("tags has gold", "tags lacks gold"),
    ("since < 2020-01-01", "since < 2020-01-02"),
    ("net 60 eom", "eom 60"),
    ("limit: 9000", "limit: 9001"),
    ("send: [mon]", "send: [wed]"),
    ("D-77", "D-78"),
    ("grace: 9 days", "grace: 8 days"),
    ("limit: 123", "limit: 124"),
    ("The boss knows.", "The boss knows not."),
    ("until: 2026-12-31", "until: 2026-12-30"),
    ("invoice: F-9", "invoice: F-8"),
    ("goods came back", "goods were lost"),
    ("until: 2026-06-30", "until: 2026-06-29"),
    ("{grace: 2 days", "{grace: 1 day"),
    ("tolerance: 3 days", "tolerance: 4 days"),
    ("within: 40 days", "within: 41 days"),
    ("at_most: 3", "at_most: 1"),
    ("id: dear", "id: price"),
    ("Too dear", "Dearer than agreed"),
    ("blocks: false", "blocks: true"),
    ("resolve_within: 8 days", "resolve_within: 1 day"),
    ("owner: Sales", "owner: Anna"),
    ("4465:5", "SEPA:AM04"),
    ("Something else", "Whatever else"),
    ("default_after: 6 days", "default_after: 0 days"),
    ("remind_before: 12 days", "remind_before: null"),
    ("channels: [letter], template: parts", "channels: [letter, email], template: parts"),
    ("template: parts", "template: rates"),
    ("confirmation: agreed", "confirmation: null"),
    ("tolerance: 0.50", "tolerance: 0.51"),
    ("tolerance_share: 1.5%", "tolerance_share: 1%"),
    ("at_most: 11", "at_most: 12"),
    ("call_after: 13 days", "call_after: 12 days"),
    ("quiet_days: 21 days", "quiet_days: 20 days"),
]
"""Each changes one value: the policy before and after must not read the same."""


def loaded_from(folder, text: str = FULL) -> LoadedPolicy:
    """A policy from its text."""
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    return load_policy("policy.yaml", search=folder)

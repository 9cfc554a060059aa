"""The tables of the journal, as SQL. `event` is the truth, everything else is a projection of it.

Dates are ISO text, times are UTC, money is integer minor units. A statement that was released
never changes: what differs later is a new migration.
"""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x43434A31
"""Marks an SQLite file as a journal of creditctl ("CCJ1")."""

MIGRATION_TABLE: Final = """
CREATE TABLE migration (
  name       TEXT NOT NULL PRIMARY KEY,
  applied_at TEXT NOT NULL,
  program    TEXT NOT NULL,
  checksum   TEXT NOT NULL
) STRICT
"""

UNSETTLED: Final = "state IN ('planned', 'handing over', 'sending', 'uncertain')"
"""Notices that are not at an end. Queries repeat it word for word to use the index on it."""

_UNSETTLED_AT_FIRST: Final = "state IN ('planned', 'handing over', 'uncertain')"
"""The same before notices were sent, as it stands in the migrations of that time."""

ISSUED: Final = "state IN ('handed over', 'sending', 'sent')"
"""Notices whose steps are done."""

LEFT: Final = "state IN ('handing over', 'handed over', 'sending', 'sent', 'uncertain')"
"""Notices that left, or may have."""

_EVENT: Final = (
    """
CREATE TABLE event (
  seq      INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  run      TEXT,
  kind     TEXT NOT NULL,
  subject  TEXT NOT NULL,
  data     TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash     TEXT NOT NULL
) STRICT
""",
    "CREATE INDEX event_subject ON event (subject)",
    """
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an event is never changed'); END
""",
    """
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an event is never deleted'); END
""",
    # INSERT OR REPLACE deletes without the trigger above.
    """
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN NEW.seq <= (SELECT max(seq) FROM event)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an event is never replaced'); END
""",
)

_RUN: Final = (
    """
CREATE TABLE run (
  run         TEXT NOT NULL PRIMARY KEY,
  seq         INTEGER NOT NULL UNIQUE,
  as_of       TEXT NOT NULL,
  started     TEXT NOT NULL,
  finished    TEXT,
  outcome     TEXT,
  exit_code   INTEGER,
  program     TEXT NOT NULL,
  policy_hash TEXT NOT NULL,
  input_hash  TEXT NOT NULL,
  facts       TEXT NOT NULL,
  summary     TEXT
) STRICT
""",
    """
CREATE TABLE run_total (
  run      TEXT NOT NULL REFERENCES run,
  currency TEXT NOT NULL,
  items    INTEGER NOT NULL,
  total    INTEGER NOT NULL,
  PRIMARY KEY (run, currency)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE run_snapshot (
  run         TEXT NOT NULL PRIMARY KEY REFERENCES run,
  file        TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  file_sha256 TEXT NOT NULL,
  row_count   INTEGER NOT NULL
) STRICT, WITHOUT ROWID
""",
)

_NOTICE: Final = (
    """
CREATE TABLE notice (
  notice      TEXT NOT NULL PRIMARY KEY,
  run         TEXT NOT NULL REFERENCES run,
  as_of       TEXT NOT NULL,
  debtor      TEXT NOT NULL,
  name        TEXT NOT NULL,
  currency    TEXT NOT NULL,
  language    TEXT NOT NULL,
  step        TEXT NOT NULL,
  step_number INTEGER NOT NULL,
  channel     TEXT NOT NULL,
  total       INTEGER NOT NULL,
  pay_by      TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN
    ('planned', 'handing over', 'handed over', 'uncertain', 'rejected', 'withdrawn')),
  state_at    TEXT NOT NULL,
  reason      TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX notice_run ON notice (run)",
    "CREATE INDEX notice_debtor ON notice (debtor)",
    f"CREATE INDEX notice_unsettled ON notice (state) WHERE {_UNSETTLED_AT_FIRST}",
    """
CREATE TABLE notice_item (
  notice TEXT NOT NULL REFERENCES notice ON DELETE CASCADE,
  item   TEXT NOT NULL,
  step   TEXT NOT NULL,
  repeat INTEGER NOT NULL,
  number TEXT NOT NULL,
  due    TEXT NOT NULL,
  open   INTEGER NOT NULL,
  live   INTEGER NOT NULL CHECK (live IN (0, 1)),
  PRIMARY KEY (notice, item)
) STRICT, WITHOUT ROWID
""",
    # What makes a second issue impossible; withdrawn and rejected notices are not live.
    "CREATE UNIQUE INDEX notice_item_once ON notice_item (item, step, repeat) WHERE live",
    """
CREATE TABLE notice_file (
  notice TEXT NOT NULL REFERENCES notice ON DELETE CASCADE,
  path   TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (notice, path)
) STRICT, WITHOUT ROWID
""",
)

_STATE: Final = (
    # The few distinct (step, repeat, day) stand apart: half the file, and half the time to read.
    """
CREATE TABLE step_done (
  done   INTEGER PRIMARY KEY,
  step   TEXT NOT NULL,
  repeat INTEGER NOT NULL,
  as_of  TEXT NOT NULL,
  UNIQUE (step, repeat, as_of)
) STRICT
""",
    """
CREATE TABLE item_state (
  item TEXT NOT NULL PRIMARY KEY,
  done INTEGER NOT NULL REFERENCES step_done
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE debtor_state (
  debtor            TEXT NOT NULL,
  currency          TEXT NOT NULL,
  last_notice_as_of TEXT NOT NULL,
  PRIMARY KEY (debtor, currency)
) STRICT, WITHOUT ROWID
""",
)

FIRST: Final = (*_EVENT, *_RUN, *_NOTICE, *_STATE)
"""The statements of the first migration, in order."""

SECOND: Final = (
    # Children before parents; what the new tables hold is made anew from the events.
    "DROP TABLE notice_file",
    "DROP TABLE notice_item",
    "DROP TABLE notice",
    "DROP TABLE debtor_state",
    """
CREATE TABLE notice (
  notice      TEXT NOT NULL PRIMARY KEY,
  run         TEXT NOT NULL REFERENCES run,
  as_of       TEXT NOT NULL,
  debtor      TEXT NOT NULL,
  name        TEXT NOT NULL,
  currency    TEXT NOT NULL,
  language    TEXT NOT NULL,
  step        TEXT NOT NULL,
  step_number INTEGER NOT NULL,
  channel     TEXT NOT NULL,
  total       INTEGER NOT NULL,
  pay_by      TEXT NOT NULL,
  area        TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('demand', 'thanks')),
  state       TEXT NOT NULL CHECK (state IN ('planned', 'handing over', 'handed over',
    'uncertain', 'rejected', 'withdrawn', 'voided')),
  state_at    TEXT NOT NULL,
  reason      TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
    *_NOTICE[1:],
    "CREATE INDEX notice_thanks ON notice (notice) WHERE kind = 'thanks'",
    """
CREATE TABLE debtor_state (
  debtor            TEXT NOT NULL,
  currency          TEXT NOT NULL,
  area              TEXT NOT NULL,
  last_notice_as_of TEXT NOT NULL,
  PRIMARY KEY (debtor, currency, area)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE debtor_segment (
  debtor   TEXT NOT NULL,
  currency TEXT NOT NULL,
  segment  TEXT NOT NULL,
  PRIMARY KEY (debtor, currency)
) STRICT, WITHOUT ROWID
""",
)
"""The second: notices have an area and a kind, and can be voided; segments of debtors."""

_CASES: Final = (
    """
CREATE TABLE case_event (
  seq     INTEGER PRIMARY KEY,
  day     TEXT NOT NULL,
  debtor  TEXT NOT NULL
) STRICT
""",
    "CREATE INDEX case_event_debtor ON case_event (debtor)",
)

_BANK: Final = (
    """
CREATE TABLE bank_statement (
  statement TEXT NOT NULL PRIMARY KEY,
  seq       INTEGER NOT NULL,
  day       TEXT NOT NULL,
  file      TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  form      TEXT NOT NULL,
  account   TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE bank_entry (
  entry    TEXT NOT NULL PRIMARY KEY,
  seq      INTEGER NOT NULL,
  day      TEXT NOT NULL,
  account  TEXT NOT NULL,
  booked   TEXT NOT NULL,
  amount   INTEGER NOT NULL,
  currency TEXT NOT NULL,
  form     TEXT NOT NULL,
  mark     TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX bank_entry_day ON bank_entry (booked, account)",
    # What became of an entry from `day` on, until `ended`.
    """
CREATE TABLE payment_state (
  entry  TEXT NOT NULL REFERENCES bank_entry,
  seq    INTEGER NOT NULL,
  state  TEXT NOT NULL CHECK (state IN ('matched', 'dismissed', 'returned')),
  debtor TEXT NOT NULL,
  rest   INTEGER NOT NULL,
  day    TEXT NOT NULL,
  ended  TEXT,
  PRIMARY KEY (entry, seq)
) STRICT, WITHOUT ROWID
""",
    # One state at a time.
    "CREATE UNIQUE INDEX payment_state_now ON payment_state (entry) WHERE ended IS NULL",
    "CREATE INDEX payment_state_debtor ON payment_state (debtor)",
    """
CREATE TABLE allocation (
  entry    TEXT NOT NULL,
  seq      INTEGER NOT NULL,
  item     TEXT NOT NULL,
  booked   TEXT NOT NULL,
  base     INTEGER NOT NULL,
  amount   INTEGER NOT NULL,
  discount INTEGER NOT NULL,
  day      TEXT NOT NULL,
  ended    TEXT,
  undone   INTEGER,
  PRIMARY KEY (entry, seq, item)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX allocation_item ON allocation (item)",
)


def _notices_again(*kinds: str) -> tuple[str, ...]:
    """The notices anew, with more kinds: a check can't be changed in SQLite."""
    known = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        "DROP TABLE notice_file",
        "DROP TABLE notice_item",
        "DROP TABLE notice",
        f"""
CREATE TABLE notice (
  notice      TEXT NOT NULL PRIMARY KEY,
  run         TEXT NOT NULL REFERENCES run,
  as_of       TEXT NOT NULL,
  debtor      TEXT NOT NULL,
  name        TEXT NOT NULL,
  currency    TEXT NOT NULL,
  language    TEXT NOT NULL,
  step        TEXT NOT NULL,
  step_number INTEGER NOT NULL,
  channel     TEXT NOT NULL,
  total       INTEGER NOT NULL,
  pay_by      TEXT NOT NULL,
  area        TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ({known})),
  state       TEXT NOT NULL CHECK (state IN ('planned', 'handing over', 'handed over',
    'sending', 'sent', 'uncertain', 'rejected', 'withdrawn', 'voided')),
  state_at    TEXT NOT NULL,
  reason      TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
        *_NOTICE[1:3],
        f"CREATE INDEX notice_unsettled ON notice (state) WHERE {UNSETTLED}",
        "CREATE INDEX notice_outbox ON notice (as_of, notice) WHERE state = 'handed over'",
        *_NOTICE[4:],
        *(f"CREATE INDEX notice_{k} ON notice (notice) WHERE kind = '{k}'" for k in kinds[1:]),
    )


THIRD: Final = (*_notices_again("demand", "thanks", "instalment"), *_CASES, *_BANK)
"""The third: cases, bank statements and what became of their entries, notes about instalments,
notices that are sent."""

FOURTH: Final = _notices_again("demand", "thanks", "instalment", "promise")
"""The fourth: letters about broken promises."""

PROJECTIONS: Final = {
    "run": "run",
    "run_total": "run, currency",
    "run_snapshot": "run",
    "notice": "notice",
    "notice_item": "notice, item",
    "notice_file": "notice, path",
    "step_done": "done",
    "item_state": "item",
    "debtor_state": "debtor, currency, area",
    "debtor_segment": "debtor, currency",
    "case_event": "seq",
    "bank_statement": "statement",
    "bank_entry": "entry",
    "payment_state": "entry, seq",
    "allocation": "entry, seq, item",
}
"""Tables that follow from the events, parents before children, each with its key."""

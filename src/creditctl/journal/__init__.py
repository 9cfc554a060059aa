"""What was done: an append-only, hash-chained SQLite file, and ledger snapshots."""

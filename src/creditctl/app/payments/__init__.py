"""Bank statements in, payments matched, proposals reviewed."""

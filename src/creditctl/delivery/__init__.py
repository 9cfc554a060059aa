"""Letters to the outside: the outbox folder and its index."""

"""Use cases that join the rooms. The only place that does."""

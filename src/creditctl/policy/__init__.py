"""The debtor policy: model, segments, gates, decide, plan, explain. Pure."""

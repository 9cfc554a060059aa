"""What people look at: use cases that gather the facts of a debtor, of a day, of all disputes."""

"""The policy as people read it: value by value with its place, in force for a debtor, in words."""

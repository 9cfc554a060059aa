"""Run the tests beside a policy: example books, the same deciding, and the verdict."""

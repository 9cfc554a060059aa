"""Bank statements: any file that a bank gives to statements, or a refusal with every reason."""

from creditctl.cash.reading.read import read_statement

__all__ = ["read_statement"]

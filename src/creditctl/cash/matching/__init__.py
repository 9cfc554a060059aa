"""Which invoice a payment pays: evidence first, and only what is certain applies by itself."""

from creditctl.cash.matching.matcher import match

__all__ = ["match"]

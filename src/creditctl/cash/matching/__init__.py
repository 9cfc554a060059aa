"""Which invoice a payment pays: evidence first, and only what is certain applies by itself."""

"""The open-item ledger: frames, money, terms and calendars, netting, aging. Pure."""

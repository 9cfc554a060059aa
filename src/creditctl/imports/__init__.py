"""Files to documents: readers, profiles, exact parsing, quarantine, controls."""

"""Reports: builders of tables, and their writers."""

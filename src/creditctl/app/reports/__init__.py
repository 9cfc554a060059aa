"""What use cases found, as reports for the writers."""

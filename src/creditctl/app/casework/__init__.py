"""Cases: what people do about them, and what follows for a day."""

"""Key figures of credit control: how long money stays out, and how much of it comes in."""

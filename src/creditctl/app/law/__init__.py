"""Use cases of late-payment law: the calculator, and the tables that it reads."""

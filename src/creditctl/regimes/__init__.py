"""Late-payment law: interest, compensation and costs, as pure functions over dated tables."""

"""From bank statements to payments, and from payments to the invoices that they pay."""

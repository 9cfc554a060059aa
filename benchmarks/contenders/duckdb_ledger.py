"""How the DuckDB contenders read the ledger: read_csv with declared types."""

from __future__ import annotations

COLUMNS = {
    "InvoiceNumber": "VARCHAR",
    "CustomerCode": "VARCHAR",
    "CustomerName": "VARCHAR",
    "Email": "VARCHAR",
    "Country": "VARCHAR",
    "Currency": "VARCHAR",
    "InvoiceDate": "DATE",
    "DueDate": "DATE",
    "Total": "DECIMAL(18,2)",
    "Outstanding": "DECIMAL(18,2)",
    "Reference": "VARCHAR",
}
READ = (
    f"read_csv(?, columns = {COLUMNS}, header = true, delim = ',', quote = '\"',"
    " dateformat = '%Y-%m-%d')"
)

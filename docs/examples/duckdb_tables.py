"""Downloaded tables in DuckDB: `python duckdb_tables.py reserve-snapshots.csv conflicts.ndjson`."""

import sys

import duckdb

snapshots, conflicts = sys.argv[1:3]

# Every disagreement over a reserve snapshot, beside the amount that is shown.
query = """
    SELECT s.date_start, s.amount, c.field, c.kind, c.reason
    FROM read_csv(?) AS s JOIN read_json(?, format = 'newline_delimited') AS c ON c.record = s.id
    ORDER BY s.date_start, c.field
"""
for row in duckdb.execute(query, [snapshots, conflicts]).fetchall():
    print(*row, sep=" | ")

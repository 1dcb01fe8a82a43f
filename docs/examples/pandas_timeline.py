"""A reserve timeline in pandas, by its address: `python pandas_timeline.py http://127.0.0.1:8000`."""

import sys

import pandas as pd

base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
url = f"{base}/v1/reserve-timelines/el-salvador-btc"

# Missing values are empty cells, so a column with some is a float; "Int64" keeps whole numbers whole.
timeline = pd.read_csv(f"{url}.csv", parse_dates=["date_start", "date_end"], dtype={"value_usd": "Int64"})
timeline["change"] = timeline["amount"].diff()
print(timeline[["date_start", "amount", "change", "value_usd", "agreement", "quote"]].to_string(index=False))

# The same rows from JSON; lists such as `alternatives` stay lists.
rows = pd.read_json(f"{url}.json")
disputed = rows[rows["agreement"] == "disputed"].explode("alternatives")
print(disputed[["date_text", "amount", "alternatives"]].to_string(index=False))

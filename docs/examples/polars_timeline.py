"""A reserve timeline in polars, by its address: `python polars_timeline.py http://127.0.0.1:8000`."""

import sys

import polars as pl

base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
url = f"{base}/v1/reserve-timelines/el-salvador-btc"

timeline = pl.read_csv(f"{url}.csv", try_parse_dates=True)
print(timeline.select("date_start", "amount", "value_usd", "quote"))

# Lazily: polars asks for the size first, then for the bytes that it needs.
disputed = pl.scan_csv(f"{url}.csv", try_parse_dates=True).filter(pl.col("agreement") == "disputed").collect()
print(disputed.select("date_start", "amount", "alternatives"))

# From NDJSON the lists stay lists.
others = pl.scan_ndjson(f"{url}.ndjson").select("date_text", "alternatives").explode("alternatives").collect()
print(others)

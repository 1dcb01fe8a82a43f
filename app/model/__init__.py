"""What things are: values and their hedges, dates, passages, claims, records. No session, no HTTP, no files."""

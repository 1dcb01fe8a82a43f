"""Chancery: a read-only REST API over a curated fact store, every field with its proved citation."""

"""Drafts: what a machine can propose of a document's claims file. A curator reads, mends and finishes it."""

"""Tables in plain text: which cells there are, and what figures in them state."""

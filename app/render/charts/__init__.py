"""Charts of a reserve timeline: statements in, a picture of what sources say and how they differ out."""

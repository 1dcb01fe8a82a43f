"""The grammar of dates: reading one, and finding all of them in running text."""

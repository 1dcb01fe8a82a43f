"""How values are worded: numbers, quantities and dates, in English and in Spanish. Closed grammars, no guesses."""

"""Figures (Kennzahlen): what coordination, steering group and funder ask, counted from the log, disclosed by rules."""

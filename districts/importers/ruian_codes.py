"""Codes of the register RÚIAN."""

PLZEN = 554791  # the town (obec)
LARGEST = 2**31 - 1  # that the database can hold

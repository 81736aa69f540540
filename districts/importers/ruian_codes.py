"""Codes of the register RÚIAN."""

PLZEN = 554791  # the town (obec)
ADDRESS_FILE = f"OB_{PLZEN}_ADR"  # in the name of the file of its addresses, among those of other towns
LARGEST = 2**31 - 1  # that the database can hold

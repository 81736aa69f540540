"""Addresses of the register RÚIAN."""

"""Boundaries of boroughs and police districts."""

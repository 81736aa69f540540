"""Shapes of districts: read, checked, given common borders, drawn."""

"""Accounts of staff: signing in with a second factor, how long that lasts, and the pages under /ucet/ (by allauth)."""

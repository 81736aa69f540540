"""Lists of staff, as clerks write them."""

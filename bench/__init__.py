"""Speed, measured as ratios within one run: `make bench`. Each part says what must hold."""

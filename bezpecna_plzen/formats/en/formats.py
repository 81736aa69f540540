"""British English, which most readers who are no native speakers know: the day first, 24 hours."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j\u00a0M\u00a0Y"
SHORT_DATETIME_FORMAT = "j\u00a0M\u00a0Y, G:i"
TIME_FORMAT = "G:i"

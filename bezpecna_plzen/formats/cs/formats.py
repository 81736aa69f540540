"""Czech: spaces after the dots, never broken over two lines."""

DATE_FORMAT = "j.\u00a0E Y"
SHORT_DATE_FORMAT = "j.\u00a0n.\u00a0Y"
SHORT_DATETIME_FORMAT = "j.\u00a0n.\u00a0Y, G:i"

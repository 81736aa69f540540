"""Ukrainian."""

DATE_FORMAT = "j E Y р."
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"

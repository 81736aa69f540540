"""What the tests of the infoschránka share."""

from tests.smtp import _smtp_server, smtp

__all__ = ["_smtp_server", "smtp"]

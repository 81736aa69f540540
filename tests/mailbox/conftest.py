"""What the tests of the infoschránka share."""

import pytest

from tests.factories import make_department
from tests.smtp import _smtp_server, smtp

__all__ = ["_smtp_server", "smtp"]


@pytest.fixture
def reachable_department() -> None:
    """The safety department has an e-mail, so that of every message somebody can be told."""
    make_department(email="odbor@example.org")

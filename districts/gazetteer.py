"""Names of streets and places. Being written."""

from collections.abc import Iterable


class Gazetteer:
    """The names that the finder understands."""

    def __init__(
        self,
        *,
        streets: Iterable[tuple[int, str]],
        parts: Iterable[tuple[int, str, frozenset[int]]],
        localities: Iterable[tuple[int, str, frozenset[int]]],
        boroughs: Iterable[tuple[int, str]],
        postcodes: Iterable[str],
    ) -> None:
        """Take (code, name) of streets and boroughs, (key, name, district numbers) of parts and localities."""

"""What the first page of the admin says is to be looked at; each app finds its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at: how much there is of it, in words that go on after the number, and where."""

    number: str  # nothing where it is there or not
    words: str
    url: str
    urgent: bool = False  # somebody is waiting for it, or is misled by it

    @property
    def fine(self) -> bool:
        """Whether there is nothing to do."""
        return self.number == "0"

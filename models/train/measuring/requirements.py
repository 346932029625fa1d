"""What a model has to show, row by row."""

from dataclasses import dataclass
from typing import List, Optional


@dataclass(frozen=True)
class Requirement:
    """A figure, and the bound that it has to keep on one side."""

    name: str
    measured: float
    at_least: Optional[float] = None
    at_most: Optional[float] = None
    met: bool = False


class Requirements:
    """The rows of a model. Mutable."""

    def __init__(self) -> None:
        self.rows: List[Requirement] = []

    def at_least(self, name: str, value: float, bound: float) -> None:
        self.rows.append(Requirement(name, value, bound, None, value >= bound))

    def at_most(self, name: str, value: float, bound: float) -> None:
        self.rows.append(Requirement(name, value, None, bound, value <= bound))

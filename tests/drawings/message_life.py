"""The life of a message: where it can stand, and what leads from there to where, as `mailbox/lifecycle.py` says."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailbox.lifecycle import Stage, Who, arrows

from . import svg

_NAMES = 176  # of the column that says who
_ROW, _FIRST_LINE = 46, 24


@dataclass(frozen=True, slots=True)
class Move:
    """What leads from some stages (none: from nothing) to another one, and who may do it."""

    action: str
    sources: tuple[str, ...]
    to: str
    who: str


def read_moves() -> list[Move]:
    """The moves of the table, in its order; what is done alike at several stages is one."""
    moves: dict[tuple[str, str, str], list[str]] = {}
    for arrow in arrows():
        action = f"{arrow.action} – {arrow.given.value}" if arrow.given else str(arrow.action)
        who = " · ".join(who.value for who in Who if who in arrow.by)
        sources = moves.setdefault((action, str(arrow.to), who), [])
        if arrow.source not in (None, arrow.to):
            sources.append(str(arrow.source))
    return [Move(action, tuple(sources), to, who) for (action, to, who), sources in moves.items()]


def draw_message_life() -> str:
    """The whole table as it is."""
    return draw_moves([str(stage) for stage in Stage], read_moves(), title="The life of a message")


def draw_moves(stages: Sequence[str], moves: Sequence[Move], *, title: str) -> str:
    """Stages as columns and moves as rows: a dot where one may begin, an arrow to where it leads, who on the left."""
    nowhere = svg.MARGIN + _NAMES + 16
    first = nowhere + 36
    step = (svg.WIDTH - first - 2 * svg.MARGIN) / max(len(stages) - 1, 1)
    columns = {stage: first + number * step for number, stage in enumerate(stages)}
    names = {stage: svg.wrap(stage.split(), step - 24) for stage in stages}
    head = svg.MARGIN + svg.CHIP + 16 * (max(len(lines) for lines in names.values()) - 1)
    height = head + _ROW * len(moves) + svg.MARGIN
    parts = [svg.guide(middle, head, height - svg.MARGIN) for middle in columns.values()]
    parts += [svg.chip(lines, columns[stage], svg.MARGIN, dark=True) for stage, lines in names.items()]
    for number, move in enumerate(moves):
        level = head + _ROW * number + _FIRST_LINE + 8
        parts += [_draw_who(move.who, level), *_draw_move(move, columns, nowhere=nowhere, level=level)]
    return svg.picture(parts, height, title=title, text=_in_words(moves))


def _in_words(moves: Sequence[Move]) -> str:
    return "; ".join(
        f"{move.action}, by {move.who}: from {', '.join(move.sources) or 'nothing'} to {move.to}" for move in moves
    )


def _draw_who(who: str, level: float) -> str:
    lines = svg.wrap(who.split(), _NAMES)
    start = level + 4 - 8 * (len(lines) - 1)
    return "".join(
        svg.label(line, svg.MARGIN, start + 16 * number, colour=svg.QUIET) for number, line in enumerate(lines)
    )


def _draw_move(move: Move, columns: dict[str, float], *, nowhere: float, level: float) -> list[str]:
    end = columns[move.to]
    starts = [columns[source] for source in move.sources] or [nowhere]
    dots = [svg.dot(start, level, hollow=not move.sources) for start in starts]
    before = [start for start in starts if start < end]
    after = [start for start in starts if start > end]
    lines = []
    if before:
        lines.append(svg.arrow(min(before), level, end - 4, level))
    if after:
        lines.append(svg.arrow(max(after), level, end + 4, level))
    middle = (min([*starts, end]) + max([*starts, end])) / 2
    return [*lines, *dots, svg.label_over_lines(move.action, middle, level - 10, left=nowhere - 4)]

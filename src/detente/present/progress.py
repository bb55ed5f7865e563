"""What a run of reports says while it goes on: a live line for each report that runs."""

import sys
import time
from collections.abc import Sequence
from typing import IO, Any

_BAR = 20
_UP, _CLEAR = "\x1b[1A", "\x1b[2K"


class LiveLines:
    """Lines at the foot of a terminal, one for each report that runs; nothing elsewhere."""

    def __init__(self, stream: IO[str] = sys.stderr) -> None:
        self._stream = stream
        self._shown = 0
        self._live = stream.isatty()

    def watch(self, running: Sequence[Any]) -> None:
        """Draw the lines of what runs now in place of the last ones."""
        if self._live:
            self.clear()
            lines = [_line(one) for one in running]
            self._stream.write("".join(f"{line}\n" for line in lines))
            self._stream.flush()
            self._shown = len(lines)

    def clear(self) -> None:
        """Take the lines away, so that something else can be said."""
        self._stream.write((_UP + _CLEAR) * self._shown)
        self._shown = 0


def _line(one: Any) -> str:
    part = one.cell / one.cells if one.cells else 0
    bar = "█" * round(_BAR * part) + "░" * (_BAR - round(_BAR * part))
    where = f"cell {one.cell + 1} of {one.cells}" if one.cells else "starting"
    return f"  {bar} {one.job.name}: {where}, {time.monotonic() - one.begun:.0f} s"

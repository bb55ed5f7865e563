"""What one report may use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Time and memory of one report; over a limit it is stopped, and its page says so."""

    seconds: float = 600
    """Time until a report is stopped."""
    megabytes: int = 4096
    """Memory of its own at which a report is stopped (Linux only)."""

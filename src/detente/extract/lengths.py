"""How long something took, in minutes and in hours."""

import re

_HOURS = re.compile(r"PT(?:(?P<h>[\d.]+)H)?(?:(?P<m>[\d.]+)M)?\Z")


def minutes(value: str) -> float:
    """Minutes of a duration in hours and minutes, 0 for any other."""
    match = _HOURS.match(value)
    if not match:
        return 0
    return 60 * float(match["h"] or 0) + float(match["m"] or 0)


def in_hours(value: str) -> str:
    """A duration with the hours in it: PT90M is PT1H30M."""
    hours, rest = divmod(minutes(value), 60)
    return "PT" + f"{hours:.0f}H" * bool(hours) + f"{rest:g}M" * bool(rest)

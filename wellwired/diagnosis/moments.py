"""Times for people: exact, in UTC and with the local offset."""

from datetime import UTC, datetime


def in_utc(at: int) -> str:
    """Milliseconds since 1970 as "2026-11-23 07:51:04.123 UTC"."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{at % 1000:03d} UTC"


def with_offset(at: int) -> str:
    """The same moment where this program runs: "2026-11-23T08:51:04.123+01:00"."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().isoformat(timespec="milliseconds")


def of_day(at: int) -> str:
    """The time alone: "07:51:04.123"."""
    return in_utc(at)[11:23]

"""What a process holds, in megabytes, as Linux counts it."""

from pathlib import Path


def resident() -> float:
    return _status("VmRSS")


def peak() -> float:
    """The most it held since `forget_peak`."""
    return _status("VmHWM")


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024

"""The invented names, texts and plan, kept as JSON beside this module."""

import json
from pathlib import Path
from typing import Any


def read(name: str) -> Any:
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))

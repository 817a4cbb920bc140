"""What docs/operations.md says about variables is what the settings read."""

import re

from tests.processes import ROOT
from tests.services.test_compose import OURS, compose

READ = set(
    re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"', (ROOT / "qingdao_tracker/settings.py").read_text())
)


def test_every_variable_is_in_the_table_and_the_other_way_round() -> None:
    told = {
        name
        for line in (ROOT / "docs/operations.md").read_text().splitlines()
        if line.startswith("| `") and line.split("`")[1].isupper()
        for name in re.findall(r"`([A-Z_]+)`", line.split("|")[1])
    }
    assert told == READ


def test_compose_sets_only_what_the_settings_read() -> None:
    services = compose()["services"]
    assert all(set(services[name]["environment"]) <= READ for name in OURS)

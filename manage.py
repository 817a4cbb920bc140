#!/usr/bin/env python
"""Django's command line; `script/manage` runs it in the project's environment."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError


def lacks_tables(error: DatabaseError) -> bool:
    """PostgreSQL's code for it, or SQLite's words."""
    return getattr(error.__cause__, "sqlstate", None) == "42P01" or "no such table" in str(error)


def main() -> None:
    """What is to be set right is said in a line, without a traceback."""
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
    except DatabaseError as error:
        if not lacks_tables(error):
            raise
        sys.exit("manage.py: There are no tables here: start script/demo, or run script/manage migrate.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingdao_tracker.settings")
    main()

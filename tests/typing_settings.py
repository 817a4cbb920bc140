"""The settings as mypy reads the models: with modeltranslation's columns, but the managers as they are written.

modeltranslation gives every manager, at start-up, a class that stands in no file.
"""

from qingdao_tracker.settings import *  # noqa: F403
from qingdao_tracker.settings import INSTALLED_APPS as APPS

INSTALLED_APPS = ["tests.plain_managers.PlainManagers", *APPS]

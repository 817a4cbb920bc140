"""The environment of the tests, set before anything reads the settings (loaded by `-p tests.environment`)."""

import atexit
import os
import shutil
import tempfile

os.environ["TRACKER_MODE"] = "test"
if "STATE_DIR" not in os.environ:
    os.environ["STATE_DIR"] = tempfile.mkdtemp(prefix="tracker-test-")
    atexit.register(shutil.rmtree, os.environ["STATE_DIR"], ignore_errors=True)
elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Two halves of the suite at the same time: each keeps its mails, messages and files to itself.
    os.environ["STATE_DIR"] = os.path.join(os.environ["STATE_DIR"], worker)
# Playwright runs an event loop in the tests' thread; Django would take it for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

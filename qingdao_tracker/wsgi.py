"""The WSGI entry of the web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingdao_tracker.settings")
application = get_wsgi_application()
# What is loaded now stays: the garbage collector need not look through it in the middle of a page.
gc.collect()
gc.freeze()

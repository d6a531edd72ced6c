"""The server's entry: `granian --interface wsgi goodgrace.config.wsgi:application`."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodgrace.config.settings")
SWITCH = 0.0003
"""Seconds until a thread that the database answered gets its turn: Python's own 0.005, a dozen times a decision, would be most of it."""

sys.setswitchinterval(SWITCH)
application = get_wsgi_application()

"""The server's entry: `granian --interface wsgi goodgrace.config.wsgi:application`."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodgrace.config.settings")
SWITCH = 0.001
"""Seconds until another thread gets its turn: at Python's own 0.005 who was answered waits longer, at less they only take turns."""
LITTER = 50_000
"""So many new objects before Python looks for those that hold each other: at its own 700, a fifth of deciding was looking."""

sys.setswitchinterval(SWITCH)
application = get_wsgi_application()
_ = get_resolver().url_patterns  # what is needed anyway is there before anybody asks
gc.collect()
gc.freeze()  # and is never looked through again
gc.set_threshold(LITTER, 10, 10)

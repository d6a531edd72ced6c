"""The server's entry: `granian --interface wsgi goodgrace.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodgrace.config.settings")
application = get_wsgi_application()

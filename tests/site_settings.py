"""The site's settings for tests: keys of their own, quick hashes, and the database that the run is about.

`GOODGRACE_TEST_ON=postgres` runs the tests of the site on a real PostgreSQL; without it they run on SQLite.
"""

import os
import tempfile

os.environ["GOODGRACE_HOME"] = tempfile.mkdtemp(prefix="goodgrace-home-")
os.environ.pop("DATABASE_URL", None)

from goodgrace.config.settings import *  # noqa: F403  # the home has to be known first

ON_POSTGRES = os.environ.get("GOODGRACE_TEST_ON") == "postgres"
if ON_POSTGRES:  # where it listens is known once it runs: tests/conftest.py fills it in
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "CONN_MAX_AGE": 0}}
    DATABASES["default"]["OPTIONS"] = POSTGRESQL  # noqa: F405  # as in real life
else:
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["GOODGRACE_HOME"], "test.sqlite3")}  # noqa: PTH118  # a file, as in real life
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_GOES = True
ACCOUNT_RATE_LIMITS = False

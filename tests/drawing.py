"""How many examples a law is asked with: a few in the suite, twenty times as many with `make laws`."""

import os
from typing import Final

from hypothesis import HealthCheck, settings

PATIENT: Final = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
MORE: Final = 20 if os.environ.get("LAWS") == "thorough" else 1


def draws(few: int, *, derandomize: bool | None = None) -> settings:
    """Settings for a test of drawn examples: so many in the suite. A whole policy may take its time to draw."""
    fixed = {} if derandomize is None else {"derandomize": derandomize and MORE == 1}
    return settings(max_examples=few * MORE, suppress_health_check=PATIENT, **fixed)

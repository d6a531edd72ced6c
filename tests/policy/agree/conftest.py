"""The engines, each started once."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.policy.agree.engines import Engine, duckdb_engine, postgres_engine, spark_engine

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
settings.register_profile("quick", max_examples=40, suppress_health_check=_SLOW, derandomize=True)
settings.register_profile("thorough", max_examples=2_000, suppress_health_check=_SLOW)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")


@pytest.fixture(scope="session")
def in_duckdb() -> Iterator[Engine]:
    """DuckDB."""
    with duckdb_engine() as engine:
        yield engine


@pytest.fixture(scope="session")
def in_postgres(postgres: str) -> Iterator[Engine]:
    """PostgreSQL."""
    with postgres_engine(postgres) as engine:
        yield engine


@pytest.fixture(scope="session")
def in_spark() -> Iterator[Engine]:
    """Spark."""
    with spark_engine() as engine:
        yield engine

"""The engines, each started once."""

from collections.abc import Iterator

import pytest

from tests.policy.agree.engines import Engine, duckdb_engine, postgres_engine, spark_engine


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

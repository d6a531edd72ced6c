"""The test server itself: it is real, it is ours, and it leaves nothing behind."""

from pathlib import Path

import psycopg

from tests.postgres import find_programs, running_server


def test_the_server_answers_exactly(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        answer = connection.execute("select 0.1::numeric + 0.2::numeric = 0.3").fetchone()
    assert answer == (True,)


def test_the_server_listens_on_loopback_only_and_asks_for_a_password(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        (addresses,) = connection.execute("show listen_addresses").fetchone() or ("",)
        methods = connection.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
    assert addresses == "127.0.0.1"
    assert methods == [("scram-sha-256",)]


def test_the_server_leaves_nothing_behind(postgres: str) -> None:
    with running_server(find_programs()) as url, psycopg.connect(url) as connection:
        (data,) = connection.execute("show data_directory").fetchone() or ("",)
        (process,) = connection.execute(
            "select pid from pg_stat_activity where backend_type = 'checkpointer'"
        ).fetchone() or (0,)
        assert Path(data).is_dir()
    assert not Path(data).parent.exists()
    assert not Path(f"/proc/{process}").exists()

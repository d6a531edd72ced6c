"""The billing service's books: what it was asked, what it did, whom it charged; one SQLite file of its own."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from goodgrace.demo.billing.acts import Act, read_act
from goodgrace.demo.billing.temper import Temper
from goodgrace.errors import InputError
from goodgrace.money import Money
from goodgrace.promises.channels.parameters import write_amount, write_moment

TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
    account TEXT PRIMARY KEY, customer TEXT NOT NULL, fee INTEGER NOT NULL, currency TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accounts_of ON accounts (customer);
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, digest BLOB NOT NULL, kind TEXT NOT NULL, customer TEXT NOT NULL,
    about TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', lied INTEGER NOT NULL DEFAULT 0,
    times_asked INTEGER NOT NULL DEFAULT 1, first_at REAL NOT NULL, last_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS acts (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, customer TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER,
    currency TEXT NOT NULL, from_at REAL, until_at REAL, ended_at REAL, acted_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS suspended ON acts (customer, until_at) WHERE kind = 'suspend';
CREATE INDEX IF NOT EXISTS acted ON acts (acted_at, key);
CREATE TABLE IF NOT EXISTS closed (
    customer TEXT NOT NULL, account TEXT NOT NULL, key TEXT NOT NULL, closed_at REAL NOT NULL,
    PRIMARY KEY (customer, account)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS charges (
    account TEXT NOT NULL, day TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    PRIMARY KEY (account, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS callbacks (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, due_at REAL NOT NULL, copies INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (due_at);
CREATE VIEW IF NOT EXISTS effects AS
    SELECT acts.*, requests.times_asked FROM acts JOIN requests USING (key);
"""
ASKED = """
INSERT INTO requests (key, digest, kind, customer, about, state, first_at, last_at)
VALUES (:key, :digest, :kind, :customer, :about, 'new', :now, :now)
ON CONFLICT (key) DO UPDATE SET times_asked = times_asked + 1, last_at = :now
RETURNING number, digest, state, reason, times_asked
"""
UNSUSPENDED = """
INSERT INTO charges (account, day, amount, currency)
SELECT account, :day, fee, currency FROM accounts
WHERE NOT EXISTS (
    SELECT 1 FROM acts WHERE acts.kind = 'suspend' AND acts.customer = accounts.customer
    AND acts.account IN ('', accounts.account)
    AND acts.from_at <= :at AND :at < min(acts.until_at, coalesce(acts.ended_at, acts.until_at)))
AND NOT EXISTS (
    SELECT 1 FROM closed WHERE closed.customer = accounts.customer AND closed.account = accounts.account
    AND closed.closed_at <= :at)
ON CONFLICT DO NOTHING
"""

CLOSED = """
INSERT INTO closed (customer, account, key, closed_at)
SELECT customer, account, :key, :now FROM accounts WHERE customer = :customer AND :account IN ('', account)
ON CONFLICT DO NOTHING
"""
OPEN_YET = """
SELECT count(*) FROM accounts WHERE customer = ? AND NOT EXISTS (
    SELECT 1 FROM closed WHERE closed.customer = accounts.customer AND closed.account = accounts.account)
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: under which key, of which kind, for whom, and with which parameters."""

    key: str
    kind: str
    customer: str
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the books say of a key after it was asked for once more; `same` is false where it asked for something else before."""

    reference: str
    state: str
    reason: str
    times: int
    same: bool
    acted_now: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A callback that has to go out now: for which key, in which state, how many copies, and the so-many-th try."""

    key: str
    state: str
    reference: str
    copies: int
    tries: int


class Books:
    """One SQLite file, written by one thread at a time. `now` gives seconds since 1970."""

    def __init__(self, file: Path, now: Callable[[], float]) -> None:
        self._now, self._lock = now, threading.Lock()
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False, cached_statements=256)
        for line in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "wal_autocheckpoint = 4000",
            "busy_timeout = 5000",
            "temp_store = MEMORY",
        ):
            self._db.execute(f"PRAGMA {line}")
        self._db.executescript(TABLES)

    def close(self) -> None:
        """Put everything into the one file and let it go."""
        with self._lock:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def ask(self, wish: Wish, straight: Callable[[int], Temper | None]) -> Asked:
        """Write down that somebody asked, and do it at once where `straight`, told how often it was asked, gives a temper."""
        about = json.dumps(dict(wish.about), sort_keys=True)
        said = "\0".join((wish.kind, wish.customer, about)).encode(errors="replace")
        row = {"key": wish.key, "kind": wish.kind, "customer": wish.customer, "about": about, "now": self._now()}
        row["digest"] = blake2b(said, digest_size=16).digest()
        with self._writing() as db:
            found = db.execute(ASKED, row).fetchone()
            number, before, state, reason, times = found
            same = before == row["digest"]
            temper = straight(times) if same and state == "new" else None
            if temper:
                state, reason = self._act(db, wish, temper, times)
        return Asked(f"B-{number}", state, reason, times, same, temper is not None)

    def act(self, key: str, temper: Temper, times: int) -> tuple[str, str]:
        """Do what was asked under a key, once; its state and, where it cannot be done, why."""
        with self._writing() as db:
            state, reason, kind, customer, about = db.execute(
                "SELECT state, reason, kind, customer, about FROM requests WHERE key = ?", [key]
            ).fetchone()
            if state not in ("new", "unconfirmed"):
                return state, reason
            return self._act(db, Wish(key, kind, customer, json.loads(about)), temper, times)

    def _act(self, db: sqlite3.Connection, wish: Wish, temper: Temper, times: int) -> tuple[str, str]:
        state, reason, lies = "kept", "", temper.happens("lie", wish.key, times)
        try:
            act = read_act(wish.kind, wish.about, self._now(), temper.happens("drift", wish.key, times))
            if not lies:
                self._write(db, wish.key, wish.customer, act)
        except InputError as error:
            state, reason, lies = "refused", str(error), False
        db.execute("UPDATE requests SET state = ?, reason = ?, lied = ? WHERE key = ?", [state, reason, lies, wish.key])
        return state, reason

    def _write(self, db: sqlite3.Connection, key: str, customer: str, act: Act) -> None:
        now = self._now()
        if act.kind == "close":
            _close(db, key, customer, act, now)
        if act.kind in ("resume", "close"):
            db.execute(
                "UPDATE acts SET ended_at = ?1 WHERE kind = 'suspend' AND customer = ?2 AND until_at > ?1 "
                "AND ended_at IS NULL AND (?3 = '' OR account IN ('', ?3)) AND (?4 = '' OR key = ?4)",
                [now, customer, act.account, act.suspension],
            )
        amount, currency = (act.amount.minor, act.amount.currency) if act.amount else (None, "")
        db.execute(
            "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            [key, act.kind, customer, act.account, amount, currency, act.since, act.until, now],
        )

    def postpone(self, key: str, seconds: float, copies: int) -> None:
        """Take a request on for later; its callback is due in so many seconds of our own clock."""
        with self._writing() as db:
            db.execute("UPDATE requests SET state = 'unconfirmed' WHERE key = ? AND state = 'new'", [key])
            db.execute(
                "INSERT INTO callbacks (key, due_at, copies) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [key, self._now() + seconds, copies],
            )

    def due(self) -> list[Due]:
        """The callbacks that have to go out now, oldest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT key, state, requests.number, copies, tries FROM callbacks JOIN requests USING (key) "
                "WHERE due_at <= ? ORDER BY due_at LIMIT 100",
                [self._now()],
            ).fetchall()
        return [Due(key, state, f"B-{number}", copies, tries) for key, state, number, copies, tries in rows]

    def told(self, key: str) -> None:
        """A callback was taken."""
        with self._writing() as db:
            db.execute("DELETE FROM callbacks WHERE key = ?", [key])

    def untold(self, key: str, seconds: float) -> None:
        """A callback was not taken: once more in so many seconds."""
        with self._writing() as db:
            db.execute("UPDATE callbacks SET tries = tries + 1, due_at = ? WHERE key = ?", [self._now() + seconds, key])

    def became(self, key: str) -> dict[str, Any] | None:
        """What became of a key, as it is told to who asks; None where it was never taken on."""
        with self._lock:
            row = self._db.execute(
                "SELECT number, state, reason, times_asked FROM requests WHERE key = ? AND state != 'new'", [key]
            ).fetchone()
        if row is None:
            return None
        return {"key": key, "state": row[1], "reason": row[2], "reference": f"B-{row[0]}", "times_asked": row[3]}

    def standing(self, since: float, after: str, most: int) -> list[dict[str, str]]:
        """What really stands, acted on since a moment, in order of key and page by page: the reconciliation feed.

        What ended a suspension, for good or not, stands for nothing itself: it is told by the suspension's `ended`.
        """
        with self._lock:
            rows = self._db.execute(
                "SELECT key, kind, customer, account, amount, currency, until_at, ended_at FROM acts "
                "WHERE acted_at >= ? AND key > ? AND kind NOT IN ('resume', 'close') ORDER BY key LIMIT ?",
                [since, after, most],
            ).fetchall()
        return [_standing(*row) for row in rows]

    def open_account(self, account: str, customer: str, fee: Money) -> None:
        """Open an account with a fee for each day, or change its fee."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO accounts VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET customer = ?2, fee = ?3, currency = ?4",
                [account, customer, fee.minor, fee.currency],
            )

    def charge(self, at: datetime) -> dict[str, int]:
        """Charge every account's fee for the day of a moment (UTC), once a day, and none whose fees are suspended or over for good."""
        day, moment = at.astimezone(UTC).date().isoformat(), at.timestamp()
        with self._writing() as db:
            charged = db.execute(UNSUSPENDED, {"day": day, "at": moment}).rowcount
            (accounts,) = db.execute("SELECT count(*) FROM accounts").fetchone()
            (before,) = db.execute("SELECT count(*) FROM charges WHERE day = ?", [day]).fetchone()
        return {"charged": charged, "suspended": accounts - before}

    def charges(self, account: str) -> list[dict[str, str]]:
        """What an account was charged, by day."""
        with self._lock:
            rows = self._db.execute(
                "SELECT day, amount, currency FROM charges WHERE account = ? ORDER BY day", [account]
            )
            return [{"day": day, "amount": write_amount(Money(minor, currency))} for day, minor, currency in rows]

    def counts(self) -> dict[str, int]:
        """Counted in its own tables: keys asked for, askings, effects, lies, callbacks that wait."""
        with self._lock:
            (keys, asked, lied) = self._db.execute(
                "SELECT count(*), coalesce(sum(times_asked), 0), coalesce(sum(lied), 0) FROM requests"
            ).fetchone()
            by_kind = self._db.execute("SELECT kind, count(*) FROM acts GROUP BY kind ORDER BY kind").fetchall()
            (waiting,) = self._db.execute("SELECT count(*) FROM callbacks").fetchone()
        effects = sum(count for _, count in by_kind)
        whole = {"keys": keys, "asked": asked, "effects": effects, "lied": lied, "callbacks_waiting": waiting}
        return whole | {f"effects_{kind}": count for kind, count in by_kind}


def _close(db: sqlite3.Connection, key: str, customer: str, act: Act, now: float) -> None:
    """Close for good what a suspension covered: its account, or all that the customer has now; a later one is another contract.

    The suspension may have ended before. Raises InputError, and changes nothing, where there is none under its key.
    """
    covered = db.execute(
        "SELECT account FROM acts WHERE kind = 'suspend' AND customer = ? AND key = ? AND ? IN ('', account)",
        [customer, act.suspension, act.account],
    ).fetchone()
    if covered is None:
        raise InputError("Nothing of this customer was suspended under that key, so nothing can be closed for good.")
    open_yet = db.execute(OPEN_YET, [customer]).fetchone()[0]
    if not covered[0] and open_yet > 1:
        raise InputError("She has several contracts, and no `account` says which one is over: close that one by hand.")
    db.execute(CLOSED, {"customer": customer, "account": covered[0], "key": key, "now": now})


def _standing(
    key: str,
    kind: str,
    customer: str,
    account: str,
    minor: int | None,
    currency: str,
    until: float | None,
    ended: float | None,
) -> dict[str, str]:
    amount = "" if minor is None else write_amount(Money(minor, currency))
    return {
        "key": key,
        "kind": kind,
        "customer": customer,
        "account": account,
        "amount": amount,
        "until": _written(until),
        "ended": _written(ended),
    }


def _written(seconds: float | None) -> str:
    return "" if seconds is None else write_moment(datetime.fromtimestamp(seconds, UTC))

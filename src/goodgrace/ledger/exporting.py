"""An export for an auditor: entries as JSON lines, each with the proof that the signed head on the first line covers it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from goodgrace.errors import InputError, Missing, Refused
from goodgrace.ledger.checking import FORMAT
from goodgrace.ledger.heads import SignedHead
from goodgrace.ledger.models import Entry
from goodgrace.ledger.rows import CHUNK, Row, sealed
from goodgrace.ledger.sealing import last_head
from goodgrace.ledger.tree import Levels, consistency, inclusion, levels, top

NOT_WHOLE = (
    "The ledger does not fit its last head, so nothing was exported: `goodgrace ledger verify` says what is amiss."
)


def export(file: Path, *, about: str = "", since: SignedHead | None = None) -> int:
    """Write the sealed entries, or those about one thing, to a new file; how many. With `since`, also the proof that it grew.

    Takes 64 bytes of memory for each entry of the ledger. Raises Refused where nothing is sealed or the tree is broken.
    """
    head = last_head()
    if head is None:
        raise Refused("Nothing is sealed yet: run `goodgrace ledger seal` first.")
    if since and since.size > head.size:
        raise Refused("The kept head covers more than this ledger has: run `goodgrace ledger verify --head` with it.")
    many = Entry.objects.filter(position__lt=head.size, **({"about": about} if about else {})).count()
    if not many:
        raise Missing(f"No sealed entry is about {about}. Write it as it stands in the ledger, like case:12.")
    nodes = _nodes(head)
    first = {"format": FORMAT, "head": head.as_json(), "about": about, "entries": many, "since": _since(nodes, since)}
    _write(file, first, nodes, sealed(head.size, about))
    return many


def _nodes(head: SignedHead) -> Levels:
    leaves = bytearray()
    rest = Entry.objects.order_by("position").values_list("position", "leaf")
    at = -1
    while found := list(rest.filter(position__gt=at, position__lt=head.size)[:CHUNK]):
        leaves += b"".join(bytes(leaf or b"") for _, leaf in found)
        at = found[-1][0] or 0
    nodes = levels(bytes(leaves))
    if top(nodes) != head.root:
        raise Refused(NOT_WHOLE)
    return nodes


def _since(nodes: Levels, kept: SignedHead | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    return {"size": kept.size, "proof": [part.hex() for part in consistency(nodes, kept.size)]}


def _write(file: Path, first: dict[str, Any], nodes: Levels, entries: Iterator[list[Row]]) -> None:
    try:
        out = file.open("x", encoding="ascii")
    except FileExistsError:
        raise InputError(f"{file}: it is there already, and evidence is not written over. Name another file.") from None
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}. Name a file in a folder that can be written to.") from None
    try:
        with out:
            out.write(json.dumps(first) + "\n")
            for rows in entries:
                out.writelines(_line(row, nodes) for row in rows)
    except BaseException:
        file.unlink()
        raise


def _line(row: Row, nodes: Levels) -> str:
    if row.told is None or row.position is None:
        raise Refused(NOT_WHOLE)
    proof = [part.hex() for part in inclusion(nodes, row.position)]
    return json.dumps({"entry": row.told, "proof": proof}) + "\n"

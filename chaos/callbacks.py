"""Where the billing service tells what it did later: read as the product reads it, and confirmed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def receiving(secret: bytes) -> Iterator[str]:
    """An address that takes callbacks until the block ends."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            from django.db import DatabaseError, connection

            from goodgrace.errors import GraceError
            from goodgrace.promises.actions import confirm
            from goodgrace.promises.channels.webhook import read_callback

            body = self.rfile.read(int(self.headers["content-length"]))
            now = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
            try:
                told = read_callback(dict(self.headers.items()), body, [secret], now)
                confirm(key=told.key, outcome=told.outcome, now=now)
                status = 204
            except (GraceError, DatabaseError):
                status = 503
            finally:
                connection.close()
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()

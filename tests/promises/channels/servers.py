"""Real loopback servers that answer as a test says, in plain or by TLS under a throwaway authority."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Talk = Callable[[socket.socket, bytes], None]


@dataclass(slots=True)
class Heard:
    """What a server was asked: whole requests, and how many connections it took."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    names: list[str | None] = field(default_factory=list)


def answering(status: str, body: bytes = b"", *headers: str) -> Talk:
    """Answer every request with this."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    whole = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda peer, request: peer.sendall(whole)


@contextmanager
def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[Heard]:
    """A server on a free loopback port for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        heard, open_ones = Heard(listener.getsockname()[1]), list[socket.socket]()
        thread = threading.Thread(target=_accept, args=(listener, talk, tls, heard, open_ones), daemon=True)
        thread.start()
        try:
            yield heard
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for peer in open_ones:
                peer.close()


def _accept(
    listener: socket.socket, talk: Talk, tls: ssl.SSLContext | None, heard: Heard, open_ones: list[socket.socket]
) -> None:
    while True:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        heard.connections += 1
        open_ones.append(peer)
        threading.Thread(target=_talk, args=(peer, talk, tls, heard, open_ones), daemon=True).start()


def _talk(
    peer: socket.socket, talk: Talk, tls: ssl.SSLContext | None, heard: Heard, open_ones: list[socket.socket]
) -> None:
    try:
        if tls:
            peer = tls.wrap_socket(peer, server_side=True)
            open_ones.append(peer)
        while request := _read(peer):
            heard.requests.append(request)
            talk(peer, request)
    except OSError:
        peer.close()


def _read(peer: socket.socket) -> bytes:
    """One request with its body; empty where the other side has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while lengths and len(body) < int(lengths[0]):
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


@dataclass(frozen=True, slots=True)
class Authority:
    """A throwaway authority: what a client trusts, and a server's side for one name."""

    trusted: ssl.SSLContext
    server: ssl.SSLContext


def authority(folder: Path, name: str, heard: list[str | None] | None = None) -> Authority:
    """Make an authority and a certificate for one name; `heard` gets the names that clients ask for (SNI)."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Throwaway CA", root_key, "Throwaway CA", root_key, None)
    leaf = _certificate(name, key, "Throwaway CA", root_key, name)
    (folder / "leaf.pem").write_bytes(_pem(key) + leaf.public_bytes(serialization.Encoding.PEM))
    trusted = ssl.create_default_context(cadata=root.public_bytes(serialization.Encoding.PEM).decode())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "leaf.pem")
    if heard is not None:
        server.sni_callback = lambda _socket, asked, _context: heard.append(asked)
    return Authority(trusted, server)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, signer: ec.EllipticCurvePrivateKey, host: str | None
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
    )
    if host:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

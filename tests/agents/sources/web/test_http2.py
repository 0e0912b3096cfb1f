"""The guarded reader over TLS and HTTP/2, against a real server on loopback."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest

from triptych.agents.sources.fetch import Limits, Transient, read_url
from triptych.agents.sources.guard import Refused
from triptych.errors import InputError

HOST = "127.0.0.1"
PAGE = b"<html><head><title>By HTTP/2</title></head><body><p>One sentence on the page.</p></body></html>"
Headers = list[tuple[str, str]]


class Site:
    """Speaks HTTP/2 alone, one connection after the other."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self.answers: dict[str, tuple[Headers, bytes]] = {}
        self.asked: list[dict[str, str]] = []
        self.rude = False
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._context.set_alpn_protocols(["h2"])
        self._socket = socket.create_server((HOST, 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def url(self, path: str, host: str = HOST) -> str:
        return f"https://{host}:{self._socket.getsockname()[1]}{path}"

    def close(self) -> None:
        with socket.create_connection(self._socket.getsockname()):
            self._socket.close()  # the accept under way gets that connection, and is the last
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(plain, server_side=True) as stream:
                    self._speak(stream)
            except OSError:
                plain.close()
            if self._socket.fileno() < 0:
                return

    def _speak(self, stream: ssl.SSLSocket) -> None:
        assert stream.selected_alpn_protocol() == "h2"
        connection = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        )
        connection.initiate_connection()
        stream.sendall(connection.data_to_send())
        while data := stream.recv(65_536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    self._answer(connection, event)
            stream.sendall(connection.data_to_send() + (b"\x00" * 64 if self.rude else b""))

    def _answer(self, connection: h2.connection.H2Connection, event: h2.events.RequestReceived) -> None:
        headers = {str(name): str(value) for name, value in event.headers or ()}
        self.asked.append(headers)
        given, body = self.answers[headers[":path"]]
        assert event.stream_id is not None
        connection.send_headers(event.stream_id, [(":status", "200"), *given])
        connection.send_data(event.stream_id, body, end_stream=not self.rude)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    names = f"subjectAltName=IP:{HOST},DNS:localhost"
    command = f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x -addext {names}"
    made = [*command.split(), "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(made, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def site(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(certificate[0]))
    site = Site(*certificate)
    yield site
    site.close()


def limits(max_bytes: int = 10**6) -> Limits:
    return Limits(max_bytes, 10.0, allow_hosts={HOST})


def test_a_page_is_read_by_http2(site: Site) -> None:
    site.answers["/p"] = [("content-type", "text/html; charset=utf-8")], PAGE
    (source,) = read_url(site.url("/p"), limits())
    assert (source.title, source.url) == ("By HTTP/2", site.url("/p"))
    assert "connection" not in site.asked[0]


def test_without_leave_the_host_is_refused_by_http2_too(site: Site) -> None:
    with pytest.raises(Refused):
        read_url(site.url("/p"), Limits(10**6, 10.0))
    assert site.asked == []


def test_the_limit_of_size_holds_by_http2(site: Site) -> None:
    site.answers["/p"] = [], b"a " * 5000
    with pytest.raises(InputError, match="the limit is"):
        read_url(site.url("/p"), limits(1000))


def test_frames_that_break_the_protocol_are_a_fault_that_may_pass(site: Site) -> None:
    site.answers["/p"] = [], b"some text"
    site.rude = True
    with pytest.raises(Transient, match="did not answer"):
        read_url(site.url("/p"), limits())


def test_a_certificate_for_another_name_is_a_fault(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Transient, match="CERTIFICATE_VERIFY_FAILED"):
        read_url(site.url("/p"), limits())
    assert site.asked == []

"""The guard around the tests themselves: nothing but this machine is reached, and nobody's keys are known."""

import asyncio
import os
import socket
from pathlib import Path

import httpx
import pytest

from triptych import environment

FAR = "192.0.2.1"  # kept free for documentation; nobody is there


@pytest.mark.parametrize("way", ["connect", "connect_ex"])
def test_a_connection_to_elsewhere_is_refused_and_noted(strays: list[str], way: str) -> None:
    with socket.socket() as one, pytest.raises(ConnectionRefusedError, match="may not connect"):
        getattr(one, way)((FAR, 80))
    assert strays == [f"('{FAR}', 80)"]
    strays.clear()


def test_a_name_is_not_looked_up(strays: list[str]) -> None:
    with pytest.raises(socket.gaierror, match="may not look up"):
        socket.getaddrinfo("triptych.example", 80)
    assert strays == ["triptych.example"]
    strays.clear()


async def test_asynchronous_connections_are_refused_too(strays: list[str]) -> None:
    with pytest.raises(OSError, match="may not connect"):
        await asyncio.open_connection(FAR, 80)
    assert strays
    strays.clear()


def test_a_client_that_swallows_the_refusal_is_noted_all_the_same(strays: list[str]) -> None:
    with httpx.Client(trust_env=False, verify=False) as client, pytest.raises(httpx.ConnectError):
        client.get("http://triptych.example/")
    assert strays == ["triptych.example"]
    strays.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "127.1", "0x7f000001", "localhost"])
def test_this_machine_may_be_reached(host: str) -> None:
    with (
        socket.create_server((socket.gethostbyname(host), 0)) as server,
        socket.create_connection((host, server.getsockname()[1])) as one,
    ):
        assert one.getpeername()


def test_sockets_in_the_file_system_are_let_alone(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as one:
        server.bind(str(tmp_path / "s"))
        server.listen()
        one.connect(str(tmp_path / "s"))


def test_a_test_that_reaches_out_fails_though_its_code_says_nothing(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(
        """
        import socket
        from contextlib import suppress

        def test_that_reaches_out():
            with suppress(OSError):
                socket.create_connection(("triptych.example", 80))

        def test_that_does_not():
            pass
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:asyncio", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*the test reached for the network: triptych.example*"])


def test_the_developers_keys_are_not_known(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-developer")
    Path(pytester.path / ".env").write_text("TAVILY_API_KEY=tvly-of-the-developer\n", encoding="utf-8")
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(
        """
        import os
        from triptych import environment

        def test_that_nothing_is_known():
            assert environment.read() == environment.Variables({}, {})
            assert "OPENAI_API_KEY" not in os.environ
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:asyncio", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    assert os.environ["OPENAI_API_KEY"] == "sk-of-the-developer"
    assert environment.read(()) == environment.Variables({"OPENAI_API_KEY": "sk-of-the-developer"}, {})

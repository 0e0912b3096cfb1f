"""`triptych --web` looked at: a session in headless Chromium, from an empty archive to a memo read.

    python docs/browser.py [FOLDER]

It types an idea, approves its brief, watches the run, reads the memo, follows a citation and quits. A picture of each step goes
to FOLDER, by default one under /tmp that is named at the end; that of the memo goes to `screens/web.png` too. It ends with an
error if a step does not come about, the console tells an error, or anything is asked of another host than this machine.
"""

import asyncio
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

IDEA = "Should a start-up rent GPUs or buy them?"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
PICTURE = Path(__file__).with_name("screens") / "web.png"
SECONDS = 60
NOTICE = 6
"""Seconds after which a notice has gone."""
CODES = {"Enter": 13, "Escape": 27, "Tab": 9, "PageDown": 34}
ESCAPES = re.compile(r"\x1b\[[0-9;?<>=]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b.")
LOUD = ("error", "assert")


class Page:
    """A page of the browser, driven through its debugging protocol.

    Args:
        socket: what the page is debugged by.
        folder: where its pictures go.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, folder: Path) -> None:
        self.socket, self.folder = socket, folder
        self.asked: set[str] = set()
        """Addresses that were asked for."""
        self.errors: list[str] = []
        self.seen = ""
        """What the terminal of the page was told to show since the last key."""
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        """Take in what the browser tells."""
        async for message in self.socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told.get("result", {}))
            else:
                self._heard(told["method"], told["params"])

    def _heard(self, method: str, told: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.asked.add(told["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.add(told["url"])
            case "Network.webSocketFrameReceived":
                self._shown(told["response"])
            case "Network.loadingFailed":
                self.errors.append(told["errorText"])
            case "Runtime.exceptionThrown":
                self.errors.append(told["exceptionDetails"]["text"])
            case "Runtime.consoleAPICalled" if told["type"] in LOUD:
                self.errors.append(str(told["args"]))
            case "Log.entryAdded" if told["entry"]["level"] in LOUD:
                self.errors.append(told["entry"]["text"])

    def _shown(self, frame: dict[str, Any]) -> None:
        data = base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else b""
        self.seen += ESCAPES.sub("", data.decode(errors="replace"))

    async def call(self, method: str, **given: object) -> dict[str, Any]:
        """Have the browser do something."""
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        answer = self._answers[number]
        await self.socket.send_json({"id": number, "method": method, "params": given})
        return await asyncio.wait_for(answer, SECONDS)

    async def press(self, *keys: str, control: bool = False) -> None:
        """Press keys."""
        self.seen = ""
        for key in keys:
            given: dict[str, object] = {"key": key, "modifiers": 2 if control else 0}
            if key in CODES or control:
                given["windowsVirtualKeyCode"] = CODES.get(key) or ord(key.upper())
            written = {} if control else {"text": {"Enter": "\r"}.get(key, key)} if key not in CODES else {}
            await self.call("Input.dispatchKeyEvent", type="keyDown", **given, **written)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **given)

    async def until(self, words: str, name: str = "") -> None:
        """Wait for words to be shown, and keep a picture under that name."""
        end = time.monotonic() + SECONDS
        while words not in self.seen:
            if time.monotonic() > end:
                raise SystemExit(f"error: {words!r} was not shown; last came: {self.seen[-500:]!r}")
            await asyncio.sleep(0.05)
        if name:
            await self.picture(name)

    async def closed(self, name: str) -> None:
        """Wait for the page to say that the session has ended, and keep a picture under that name."""
        end, said = time.monotonic() + SECONDS, "document.activeElement.id === 'again'"
        while not (await self.call("Runtime.evaluate", expression=said))["result"]["value"]:
            if time.monotonic() > end:
                raise SystemExit("error: the page does not say that the session has ended")
            await asyncio.sleep(0.1)
        await self.picture(name)

    async def picture(self, name: str) -> None:
        """Keep a picture of what is there once it is drawn."""
        await asyncio.sleep(1)
        taken = await self.call("Page.captureScreenshot", format="png")
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(taken["data"]))
        print(name)


async def session(page: Page, address: str) -> None:
    """From an empty archive to a memo, a quote in its source, and the end."""
    await page.call("Page.navigate", url=address)
    await page.until("No memos yet", "1-home")
    await page.press("n")
    await page.until("Where to look", "2-new-run")
    await page.press(*IDEA)
    await page.press("r", control=True)
    await page.until("propositions", "3-brief")
    await page.press("r", control=True)
    await page.until("research", "4-run")
    await page.until("The memo is in the archive", "5-done")
    await page.press("Enter")
    await page.until("Bottom line")
    await asyncio.sleep(NOTICE)
    await page.picture("6-memo")
    await page.press("1", "Enter")
    await page.until("esc close", "7-passage")
    await page.press("Escape")
    await page.until("Claims")
    await page.press("q")
    await page.closed("8-ended")


@contextmanager
def ended(*line: str, **given: Any) -> "Iterator[subprocess.Popen[str]]":
    """A process that has ended when it is left."""
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, **given) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(SECONDS)


async def _debugged(home: Path) -> str:
    """The address at which the browser's first page is debugged."""
    end, port = time.monotonic() + SECONDS, home / "DevToolsActivePort"
    while not port.exists() or not port.read_text().strip():
        if time.monotonic() > end:
            raise SystemExit("error: the browser does not start")
        await asyncio.sleep(0.1)
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{port.read_text().split()[0]}/json") as answer,
    ):
        pages = await answer.json(content_type=None)
    return next(str(one["webSocketDebuggerUrl"]) for one in pages if one["type"] == "page")


async def watched(address: str, home: Path, folder: Path) -> Page:
    """The session in a browser whose pages have been started; what it asked for and complained about."""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(await _debugged(home), max_msg_size=0) as socket,
    ):
        page = Page(socket, folder)
        listening = asyncio.create_task(page.listen())
        for part in ("Network", "Page", "Runtime", "Log"):
            await page.call(f"{part}.enable")
        await session(page, address)
        listening.cancel()
    return page


def _browser(home: Path) -> list[str]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise SystemExit("error: no Chromium is installed")
    own = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    given = ["--headless", "--disable-gpu", "--window-size=1280,860", "--remote-debugging-port=0"]
    return [found, *own, *given, f"--user-data-dir={home}", "about:blank"]


def main() -> None:
    """Take the pictures, and say what is wrong."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="triptych-browser-"))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        home, mine = Path(made), os.environ | {"TRIPTYCH_HOME": made, "TRIPTYCH_ARCHIVE": ""}
        serve = [sys.executable, "-m", "triptych.cli", "--web", "--port", "0"]
        with (
            ended(*serve, env=mine) as server,
            ended(*_browser(home / "chromium"), stderr=subprocess.DEVNULL),
        ):
            assert server.stdout is not None
            page = asyncio.run(watched(server.stdout.readline().strip(), home / "chromium", folder))
    shutil.copy(folder / "6-memo.png", PICTURE)
    away = sorted(url for url in page.asked if urlsplit(url).hostname not in (None, "127.0.0.1"))
    for wrong in (*page.errors, *(f"asked of another host: {url}" for url in away)):
        print(f"error: {wrong}", file=sys.stderr)
    print(
        f"{len(page.asked)} requests, {len(away)} of them to other hosts; {len(page.errors)} errors: {folder}"
    )
    sys.exit(bool(page.errors or away))


if __name__ == "__main__":
    main()

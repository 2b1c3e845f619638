"""The SMS side of a running simulator, an inbox for its pushes, and the printing of claims.

Standard library only. Does not judge anything; the checks do.
"""

import argparse
import os
import threading
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from simulated import Answer, Simulated

# A proxy of the environment would win over the addresses of this machine.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"


@dataclass
class Push:
    """One POST of a gateway."""

    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Inbox:
    """Keeps every POST, and answers each as `answer` says: status and body."""

    answer: Callable[[Push], tuple[int, bytes]] = lambda push: (200, b"")
    pushes: list[Push] = field(default_factory=list)

    def __post_init__(self):
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                push = Push(inbox.base + self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                inbox.pushes.append(push)
                status, said = inbox.answer(push)
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Gateways(Simulated):
    """A simulator whose gateways push to an inbox."""

    def __init__(self, binary: str, inbox: Inbox):
        urls = {
            "sms.aliyun.report_url": "/aliyun/report",
            "sms.aliyun.inbound_url": "/aliyun/inbound",
            "sms.twilio.inbound_url": "/twilio/inbound",
        }
        options = [part for key, path in urls.items() for part in ("--set", f"{key}={inbox.base}{path}")]
        super().__init__(binary, *options)

    def customer_writes(self, provider: str, sender: str, to: str, text: str) -> Answer:
        """A customer with a phone."""
        asked = {"provider": provider, "from": sender, "to": to, "text": text}
        return self.control("POST", "/customer-sms", asked)


def magic(code: int, serial: int = 0) -> str:
    """The number that forces an outcome; digits only."""
    return f"999{code:06}{serial}"


def same(got, wanted):
    """They are equal; says both when they are not."""
    assert got == wanted, f"{got!r} instead of {wanted!r}"


def claims():
    """A list, and the decorator that puts claims on it."""
    listed: list[tuple[str, Callable]] = []

    def claim(words: str):
        def keep(check: Callable):
            listed.append((words, check))
            return check

        return keep

    return listed, claim


def run(about: str, listed: list[tuple[str, Callable]], bench: Callable) -> int:
    """Runs claims against `bench(BINARY)`, prints each, and gives the exit code."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("binary")
    parser.add_argument("--only", default="", help="claims whose words hold this text")
    asked = parser.parse_args()
    failed = passed = 0
    with bench(asked.binary) as opened:
        for words, check in listed:
            if asked.only not in words:
                continue
            try:
                check(opened)
                passed += 1
                print(f"ok   {words}")
            except Exception as error:
                failed += 1
                print(f"FAIL {words}: {type(error).__name__} {' '.join(str(error).split())}"[:600])
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0)

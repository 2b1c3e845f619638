"""A running `shakedown simulate` for the checks in this folder: its two planes, and a callback that keeps its posts.

Standard library only. Does not judge anything; the checks do.
"""

import contextlib
import http.client
import json
import subprocess
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER_SECONDS_MAX = 30
START_SECONDS_MAX = 30
# Bytes of media that the receiver hands out and that are uploaded: first bytes of each format, so that a check of the
# content is met, then padding.
FILES = {
    "jpg": ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(64)),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(64)),
    "webp": ("image/webp", b"RIFF\x48\x00\x00\x00WEBPVP8 " + bytes(64)),
    "mp4": ("video/mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00" + bytes(64)),
    "ogg": ("audio/ogg", b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(64)),
    "pdf": ("application/pdf", b"%PDF-1.4\n" + bytes(64) + b"\n%%EOF\n"),
}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def error(self) -> dict:
        """Graph's error object; empty without one."""
        answered = self.json
        error = answered.get("error") if isinstance(answered, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def said(self) -> str:
        """Status and message, for a person."""
        message = self.error.get("message", self.body[:300].decode(errors="replace"))
        details = self.error.get("error_data")
        details = details.get("details", "") if isinstance(details, dict) else details or ""
        return " ".join(filter(None, [str(self.status), message, details, self.error.get("error_user_msg")]))


def request(base: str, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
    """One request to this machine."""
    at = urllib.parse.urlsplit(base)
    with contextlib.closing(http.client.HTTPConnection(at.hostname, at.port, timeout=ANSWER_SECONDS_MAX)) as line:
        line.request(method, path, body, headers)
        answered = line.getresponse()
        return Answer(answered.status, {k.lower(): v for k, v in answered.getheaders()}, answered.read())


def multipart(fields: dict) -> tuple[str, bytes]:
    """Content type and body of a form; a value is text, or (file name, content type, bytes)."""
    edge = uuid.uuid4().hex
    parts = []
    for name, value in fields.items():
        if isinstance(value, tuple):
            head = f'form-data; name="{name}"; filename="{value[0]}"\r\nContent-Type: {value[1]}'
            content = value[2]
        else:
            head, content = f'form-data; name="{name}"', str(value).encode()
        parts.append(f"--{edge}\r\nContent-Disposition: {head}\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()


class Simulated:
    """The process. Used with `with`: it is stopped at the end."""

    def __init__(self, binary: str, *options: str):
        command = [binary, "simulate", "--json", "--port", "0", "--control-port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        guard = threading.Timer(START_SECONDS_MAX, self.process.kill)
        guard.start()
        line = self.process.stdout.readline()
        guard.cancel()
        if not line.startswith("{"):
            self.process.kill()
            raise SystemExit(f"{' '.join(command)} printed no line of JSON but {line!r}")
        self.facts: dict = json.loads(line)
        self.numbers = [pair.split("=", 1)[1] for pair in self.facts["PHONE_NUMBERS"].split(",")]
        self.account = self.facts["WABA_ID"]
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self):
        for _ in self.process.stdout:
            pass

    def graph(self, method: str, path: str, query: dict | None = None, json_body=None, form: dict | None = None,
              raw: bytes | None = None, headers: dict | None = None, version: str = "v23.0") -> Answer:
        """One request to the Cloud API with the world's token. `form` holds files or text (multipart)."""
        sent = {"Authorization": f"Bearer {self.facts['ACCESS_TOKEN']}"}
        body = raw
        if json_body is not None:
            sent["Content-Type"], body = "application/json", json.dumps(json_body).encode()
        elif form is not None:
            sent["Content-Type"], body = multipart(form)
        target = f"/{version}/{path.lstrip('/')}" + ("?" + urllib.parse.urlencode(query) if query else "")
        return request(self.facts["CLOUD_API_URL"], method, target, sent | (headers or {}), body)

    def fetch(self, address: str) -> Answer:
        """A read of an address that the Cloud API gave, with the world's token."""
        at = urllib.parse.urlsplit(address)
        target = at.path + ("?" + at.query if at.query else "")
        headers = {"Authorization": f"Bearer {self.facts['ACCESS_TOKEN']}"}
        return request(f"{at.scheme}://{at.netloc}", "GET", target, headers, None)

    def control(self, method: str, path: str, body=None) -> Answer:
        """One request to the control plane."""
        headers = {"Authorization": f"Bearer {self.facts['CONTROL_TOKEN']}", "Content-Type": "application/json"}
        sent = None if body is None else json.dumps(body).encode()
        return request(self.facts["CONTROL_URL"], method, path, headers, sent)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


@dataclass
class Receiver:
    """The callback: answers the handshake, keeps every webhook, hands out FILES under any path that ends so."""

    # Called with headers and body of each webhook; its return value is the status answered.
    take: Callable[[dict, bytes], int] = lambda headers, body: 200
    posts: list[dict] = field(default_factory=list)

    def __post_init__(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                at = urllib.parse.urlsplit(self.path)
                kind, content = FILES.get(at.path.rsplit(".", 1)[-1], ("text/plain", b""))
                challenge = urllib.parse.parse_qs(at.query).get("hub.challenge")
                self.answer(200, challenge[0].encode() if challenge else content, kind)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status = receiver.take(dict(self.headers), body)
                receiver.posts.append(json.loads(body))
                self.answer(status, b"", "text/plain")

            def answer(self, status: int, body: bytes, kind: str):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def eventually(true: Callable[[], object], seconds: float = 10.0):
    """What `true` returns as soon as that is true, and its last value after `seconds`."""
    until = time.monotonic() + seconds
    while not (value := true()) and time.monotonic() < until:
        time.sleep(0.05)
    return value

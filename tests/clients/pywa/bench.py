"""A simulator, pywa in front of it, and its webhooks through pywa's parser."""

import itertools
import json
import logging
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from pywa import WhatsApp
from pywa.errors import PywaUnknownEnumMemberWarning

from simulated import Receiver, Simulated, eventually

CUSTOMER = "16505551234"
WEBHOOK_SECONDS_MAX = 10
# Customers read and Meta reviews in minutes: ten times faster nobody waits long. One update in a webhook: pywa reads the
# first and drops the others (tests/connectors/pywa).
OPTIONS = ("--clock-scale", "10", "--set", "handsets.batch_max=1")


class CloudApi(httpx.HTTPTransport):
    """pywa has Meta's hosts built in; this takes its requests to the simulator instead."""

    def __init__(self, base: str):
        super().__init__()
        self.base = httpx.URL(base)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host.endswith("facebook.com"):
            request.url = request.url.copy_with(scheme=self.base.scheme, host=self.base.host, port=self.base.port)
            request.headers["Host"] = self.base.netloc.decode()
        return super().handle_request(request)


@dataclass
class Heard:
    """What pywa's parser made of one webhook: the updates that its handlers got, and its complaints."""

    post: dict
    updates: list[object] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def change(self) -> dict:
        """What pywa reads: the first change of the first entry."""
        return self.post["entry"][0]["changes"][0]


class Complaints(logging.Handler):
    """pywa logs what it cannot parse; this keeps it, the exception first."""

    def __init__(self, heard: Heard):
        super().__init__(logging.WARNING)
        self.heard = heard

    def emit(self, record: logging.LogRecord):
        error = record.exc_info[1] if record.exc_info else None
        said = f"{type(error).__name__} {error} while pywa read it" if error else record.getMessage()
        self.heard.trouble.append(said)


class Bench:
    """What a claim works with. Used with `with`."""

    def __init__(self, binary: str):
        self.heard: list[Heard] = []
        self.notes: list[object] = []
        self.lock = threading.Lock()
        self.serial = itertools.count(1)
        self.made: dict[str, object] = {}
        self.receiver = Receiver(take=self._take)
        self.callback = self.receiver.base + "/callback"
        self.simulated = Simulated(binary, "--callback", self.callback, "--numbers", "2", *OPTIONS)
        facts = self.simulated.facts
        self.number, self.second = self.simulated.numbers[:2]
        self.wa = WhatsApp(
            phone_id=self.number,
            token=facts["ACCESS_TOKEN"],
            waba_id=self.simulated.account,
            app_id=facts.get("APP_ID", "1"),
            app_secret=facts["APP_SECRET"],
            verify_token=facts["VERIFY_TOKEN"],
            business_portfolio_id=facts.get("BUSINESS_ID", "1"),
            # Without trust_env=False a proxy of the environment would win over the transport.
            session=httpx.Client(transport=CloudApi(facts["CLOUD_API_URL"]), trust_env=False, timeout=30),
            # Every webhook counts here: one that came before, and one of another number.
            skip_duplicate_updates=False,
            filter_updates=False,
        )
        for kind in WhatsApp._handlers_to_updates:
            self.wa.add_handlers(kind(lambda _, update: self.notes.append(update)))

    def _take(self, headers: dict, body: bytes) -> int:
        """One webhook, as pywa's own server takes it: signature, then parser and handlers."""
        heard = Heard(json.loads(body))
        signature = next((value for key, value in headers.items() if key.lower() == "x-hub-signature-256"), None)
        refused = self.wa.webhook_update_validator(body, signature)
        if refused:
            heard.trouble.append(f"pywa refuses the signature: {refused[1]} {refused[0]}")
        with self.lock:
            self.notes.clear()
            complaints = Complaints(heard)
            logging.getLogger("pywa").addHandler(complaints)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                _, status = self.wa.webhook_update_handler(body)
            logging.getLogger("pywa").removeHandler(complaints)
            heard.updates = list(self.notes)
            unknown = (one for one in caught if issubclass(one.category, PywaUnknownEnumMemberWarning))
            heard.trouble += [str(one.message).split("Defaulting")[0] for one in unknown]
            self.heard.append(heard)
        return refused[1] if refused else status

    def recipient(self) -> str:
        """A customer who has had nothing yet, so that no pair limit is met."""
        return f"1650557{next(self.serial):04}"

    def once(self, name: str, make: Callable[[], object]):
        """What `make` gave at the first call under this name."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def writes(self, customer: str = CUSTOMER) -> str:
        """A customer writes; the message's id."""
        asked = {"from": customer, "name": "Sheena Nelson", "text": "Where is my parcel?"}
        answer = self.simulated.control("POST", "/customer-message", asked)
        assert answer.status == 200, answer.said
        return answer.json["wamid"]

    def permits_calls(self, customer: str = CUSTOMER) -> None:
        """A customer answers that the business may call."""
        asked = {"what": "customer.call_permission_reply", "from": customer}
        answer = self.simulated.control("POST", "/trigger", asked)
        assert answer.status == 200, answer.said

    def verification_code(self, number: str) -> str:
        """The code that a number was sent; the control plane knows it."""
        answer = self.simulated.control("GET", f"/numbers/{number}")
        return str((answer.json or {}).get("verification_code", "123456"))

    def incoming_call(self) -> str:
        """A customer calls; the call's id."""
        before = len(self.heard)
        self.simulated.control("POST", "/trigger", {"what": "call.incoming", "customer": CUSTOMER})
        calls = lambda: [one for one in self.heard[before:] if one.change["value"].get("calls")]
        heard = eventually(lambda: next(iter(calls()), None), 3)
        assert heard, "no webhook tells of a customer's call"
        return heard.change["value"]["calls"][0]["id"]

    def hears(self, wanted: Callable[[Heard], bool], seconds: float = WEBHOOK_SECONDS_MAX) -> Heard:
        """The first webhook that is `wanted`, without pywa's complaints."""
        heard = eventually(lambda: next((one for one in list(self.heard) if wanted(one)), None), seconds)
        assert heard, "no such webhook came"
        assert not heard.trouble, "; ".join(heard.trouble)
        return heard

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # The callback stays up while the simulator posts its last webhooks.
        time.sleep(0.2)
        self.simulated.__exit__()


def same(got, wanted):
    """Both are the same; says what is not."""
    assert got == wanted, f"{got} instead of {wanted}"


def claims() -> tuple[list, Callable]:
    """A list of claims, and the decorator that adds to it."""
    held: list[tuple[str, Callable[[Bench], None]]] = []

    def claim(words: str):
        def add(check):
            held.append((words, check))
            return check

        return add

    return held, claim

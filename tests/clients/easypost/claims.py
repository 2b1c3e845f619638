"""EasyPost's own client: its check of signatures on notices that the simulator delivered, and its trackers.

    claims.py BINARY
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

import easypost  # noqa: E402
from easypost import util  # noqa: E402
from easypost.errors import (  # noqa: E402
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    SignatureVerificationError,
    UnauthorizedError,
)

from notices import Claims, Notices, same  # noqa: E402
from simulated import Simulated  # noqa: E402

CHECKPOINTS = (
    "info_received", "in_transit", "customs", "exception", "out_for_delivery", "attempt_failed",
    "available_for_pickup", "delivered", "expired",
)
TEST_CODES = {
    "EZ1000000001": "pre_transit", "EZ1000000002": "in_transit", "EZ1000000003": "out_for_delivery",
    "EZ1000000004": "delivered", "EZ1000000005": "return_to_sender", "EZ1000000006": "failure", "EZ1000000007": "unknown",
}


def raised(kind, call, *arguments, **named):
    """The error of this kind that a call raises."""
    try:
        call(*arguments, **named)
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def titled(headers: dict) -> dict:
    """Header names as EasyPost's client looks them up: it minds the case."""
    return {"-".join(part.capitalize() for part in name.split("-")): value for name, value in headers.items()}


class Bench:
    """The world, the client in front of it, and a connector that takes notices."""

    def __init__(self, world: Simulated):
        self.secret = world.facts["EASYPOST_SECRET"]
        self.notices = Notices(world)
        self.base = world.facts["CARRIERS_URL"] + "/easypost/v2"
        self.client = easypost.EasyPostClient(self.secret, api_base=self.base)

    def notice_is_genuine(self, checkpoint: str):
        headers, body, _ = self.notices.push("easypost", checkpoint)
        event = util.validate_webhook(body, titled(headers), self.secret)
        same(event["object"], "Event", "object")
        return event["result"]

    def forged_is_not(self):
        headers, body, _ = self.notices.push("easypost", "delivered")
        raised(SignatureVerificationError, util.validate_webhook, body + b" ", titled(headers), self.secret)
        raised(SignatureVerificationError, util.validate_webhook, body, titled(headers), "another secret")
        raised(SignatureVerificationError, util.validate_webhook, body, {}, self.secret)

    def test_code_has_its_status(self, code: str, status: str):
        tracker = self.client.tracker.create(tracking_code=code)
        same((tracker.tracking_code, tracker.status), (code, status), "tracker")
        same(self.client.tracker.retrieve(tracker.id).to_dict(), tracker.to_dict(), "the same again")

    def answer_agrees_with_the_push(self):
        _, body, _ = self.notices.push("easypost", "delivered")
        pushed = util.receive_event(body).result
        same(self.client.tracker.retrieve(pushed.id).to_dict(), pushed.to_dict(), "tracker")
        same(self.client.tracker.create(tracking_code=pushed.tracking_code).to_dict(), pushed.to_dict(), "created")

    def lists_go_page_by_page(self):
        page = self.client.tracker.all(page_size=3)
        same((len(page["trackers"]), page["has_more"]), (3, True), "first page")
        following = self.client.tracker.get_next_page(page, page_size=3)
        first, second = ([one.id for one in part["trackers"]] for part in (page, following))
        same(set(first) & set(second), set(), "on both pages")
        found = self.client.tracker.all(tracking_code="EZ1000000004")["trackers"]
        same([one.tracking_code for one in found], ["EZ1000000004"], "by code")

    def batch_is_retrieved(self):
        batch = self.client.tracker.retrieve_batch(tracking_codes=["EZ1000000001", "EZ1000000002"])
        same([one.tracking_code for one in batch["trackers"]], ["EZ1000000001", "EZ1000000002"], "batch")

    def unknown_code_waits(self):
        tracker = self.client.tracker.create(tracking_code="NOBODYS123", carrier="USPS")
        same((tracker.status, tracker.tracking_details), ("unknown", []), "tracker")
        self.client.tracker.delete(tracker.id)
        error = raised(NotFoundError, self.client.tracker.retrieve, tracker.id)
        same((error.http_status, error.code), (404, "NOT_FOUND"), "error")

    def errors_are_the_clients_own(self):
        stranger = easypost.EasyPostClient("stranger", api_base=self.base)
        error = raised(UnauthorizedError, stranger.tracker.all)
        same((error.http_status, error.code), (401, "APIKEY.INACTIVE"), "error")
        error = raised(InvalidRequestError, self.client.tracker.create)
        same((error.http_status, error.code, error.errors[0]["field"]), (422, "PARAMETER.REQUIRED", "tracking_code"), "error")

    def haste_is_refused(self, world: Simulated):
        error = None
        for _ in range(50):
            try:
                self.client.tracker.all()
            except RateLimitError as refused:
                error = refused
                break
        same((error.http_status, error.code), (429, "RATE_LIMITED"), "error")
        found = world.control("GET", "/queries?carrier=easypost&refused=rate_limited").json["queries"]
        same(found[0]["http_status"], 429, "on record")


def main() -> int:
    claims = Claims()
    with Simulated(sys.argv[1], "--clock-scale", "1000") as world:
        bench = Bench(world)
        for checkpoint in CHECKPOINTS:
            claims.claim(f"a notice of {checkpoint} is genuine", bench.notice_is_genuine, checkpoint)
        claims.claim("a changed body, another secret and no header are not", bench.forged_is_not)
        for code, status in TEST_CODES.items():
            claims.claim(f"{code} is {status}", bench.test_code_has_its_status, code, status)
        claims.claim("an answer is what the push said", bench.answer_agrees_with_the_push)
        claims.claim("lists go page by page", bench.lists_go_page_by_page)
        claims.claim("a batch is retrieved", bench.batch_is_retrieved)
        claims.claim("a code that nobody knows waits, and can be deleted", bench.unknown_code_waits)
        claims.claim("errors are the client's own", bench.errors_are_the_clients_own)
    with Simulated(sys.argv[1]) as world:
        claims.claim("haste is refused, and on record", Bench(world).haste_is_refused, world)
    return claims.settle()


if __name__ == "__main__":
    sys.exit(main())

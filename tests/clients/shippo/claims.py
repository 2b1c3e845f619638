"""Shippo's own client: its typed models take the simulator's notices and answers.

    claims.py BINARY
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

import shippo  # noqa: E402
from shippo import utils  # noqa: E402
from shippo.models import components, errors  # noqa: E402

from notices import Claims, Notices, same  # noqa: E402
from simulated import Simulated  # noqa: E402

CHECKPOINTS = {
    "info_received": "PRE_TRANSIT", "in_transit": "TRANSIT", "customs": "TRANSIT", "exception": None,
    "out_for_delivery": "TRANSIT", "attempt_failed": "TRANSIT", "available_for_pickup": "TRANSIT",
    "delivered": "DELIVERED", "expired": "UNKNOWN",
}
STATUSES = ("PRE_TRANSIT", "TRANSIT", "DELIVERED", "RETURNED", "FAILURE", "UNKNOWN")


def refused(call, *arguments) -> errors.SDKError:
    """The client's error of a call."""
    try:
        call(*arguments)
    except errors.SDKError as error:
        return error
    raise AssertionError("no SDKError")


class Bench:
    """The world, the client in front of it, and a connector that takes notices."""

    def __init__(self, world: Simulated):
        self.secret = world.facts["SHIPPO_SECRET"]
        self.notices = Notices(world)
        self.base = world.facts["CARRIERS_URL"] + "/shippo"
        self.client = shippo.Shippo(api_key_header=f"ShippoToken {self.secret}", server_url=self.base)

    def pushed(self, checkpoint: str):
        _, body, _ = self.notices.push("shippo", checkpoint)
        return utils.unmarshal_json(body.decode(), components.WebhookPayloadTrack)

    def notice_is_typed(self, checkpoint: str, status: str | None):
        payload = self.pushed(checkpoint)
        same(payload.event.value, "track_updated", "event")
        track = payload.data
        assert track.tracking_history and track.eta and track.address_to.country, track
        if status:
            same(track.tracking_status.status.value, status, "status")
        times = [one.status_date for one in track.tracking_history]
        same(times, sorted(times), "history, oldest first")

    def signature_is_ours(self):
        import hashlib
        import hmac

        headers, body, _ = self.notices.push("shippo", "delivered", form="hmac")
        right = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        same({k.lower(): v for k, v in headers.items()}["shippo-webhook-signature"], right, "signature")

    def test_number_has_its_status(self, status: str):
        number = f"SHIPPO_{status}"
        track = self.client.tracking_status.get(number, "shippo")
        same((track.carrier, track.tracking_number, track.tracking_status.status.value), ("shippo", number, status), "track")
        created = self.client.tracking_status.create("shippo", number, "order 7")
        same(created.tracking_status, track.tracking_status, "created")

    def answer_agrees_with_the_push(self):
        pushed = self.pushed("delivered").data
        same(self.client.tracking_status.get(pushed.tracking_number, pushed.carrier), pushed, "track")

    def unknown_number_has_no_status(self):
        created = self.client.tracking_status.create("usps", "NOBODYS123", "order 7")
        same((created.tracking_status, created.tracking_history), (None, []), "track")
        track = self.client.tracking_status.get("NOBODYS123", "usps")
        same(track.metadata, "order 7", "metadata")

    def errors_are_the_clients_own(self):
        stranger = shippo.Shippo(api_key_header="ShippoToken stranger", server_url=self.base)
        same(refused(stranger.tracking_status.get, "SHIPPO_TRANSIT", "shippo").status_code, 401, "a stranger")
        same(refused(self.client.tracking_status.get, "SHIPPO_LATE", "shippo").status_code, 400, "no test number")
        same(refused(self.client.tracking_status.create, "usps", "1", "x" * 101).status_code, 400, "metadata")


def main() -> int:
    claims = Claims()
    with Simulated(sys.argv[1]) as world:
        bench = Bench(world)
        for checkpoint, status in CHECKPOINTS.items():
            claims.claim(f"a notice of {checkpoint} is of its type", bench.notice_is_typed, checkpoint, status)
        claims.claim("a signed notice carries the right signature", bench.signature_is_ours)
        for status in STATUSES:
            claims.claim(f"SHIPPO_{status} has its status", bench.test_number_has_its_status, status)
        claims.claim("an answer is what the push said", bench.answer_agrees_with_the_push)
        claims.claim("a number that nobody knows has no status", bench.unknown_number_has_no_status)
        claims.claim("errors are the client's own", bench.errors_are_the_clients_own)
    return claims.settle()


if __name__ == "__main__":
    sys.exit(main())

"""Carriers' notices as they arrive at a connector, and claims about them, for the clients of carriers.

Standard library only.
"""

import queue

from simulated import Receiver, Simulated

PATIENCE_SECONDS = 20


class Notices:
    """A connector that takes every notice and keeps its bytes."""

    def __init__(self, world: Simulated):
        self.world, self.arrived = world, queue.Queue()
        self.receiver = Receiver(take=self._take)

    def _take(self, headers: dict, body: bytes) -> int:
        self.arrived.put((headers, body))
        return 200

    def push(self, carrier: str, checkpoint: str, path: str = "/", **more) -> tuple[dict, bytes, dict]:
        """Makes a carrier push: the headers and bytes that arrived, and what the control plane says of the parcel."""
        asked = {"carrier": carrier, "checkpoint": checkpoint, "url": self.receiver.base + path, **more}
        answered = self.world.control("POST", "/parcel", asked)
        assert answered.status == 200, answered.body
        headers, body = self.arrived.get(timeout=PATIENCE_SECONDS)
        return headers, body, answered.json


class Claims:
    """Runs claims, prints and counts them."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def claim(self, words: str, check, *arguments):
        """Runs one claim; whatever it raises is a failure. Gives what the check gave."""
        try:
            given = check(*arguments)
        except Exception as error:
            self.failed += 1
            print(f"FAIL {words}: {type(error).__name__} {str(error)[:600]}")
            return None
        self.passed += 1
        print(f"ok   {words}")
        return given

    def settle(self) -> int:
        """Prints the counts; 1 if a claim failed."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def same(seen, wanted, what: str):
    """Raises with both values unless they are alike."""
    if seen != wanted:
        raise AssertionError(f"{what}: {seen!r} instead of {wanted!r}")

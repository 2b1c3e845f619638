"""Sends what the store holds: in order within a parcel, and again where that can help."""

import asyncio
import random
import sqlite3

import httpx
from pywa_async import WhatsApp
from pywa_async.errors import WhatsAppError
from pywa_async.types.templates import BodyText, TemplateLanguage

from store import Store

ATTEMPTS_MAX = 8
DOUBTS_MAX = 1  # A send whose answer is missing may have been accepted: it goes once more, no oftener.
SENDS_AT_ONCE = 32
TRANSIENT = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016}


class Sender:
    def __init__(self, whatsapp: WhatsApp, store: Store):
        self.whatsapp = whatsapp
        self.store = store
        self.slots = asyncio.Semaphore(SENDS_AT_ONCE)
        self.parcels: dict[str, asyncio.Task] = {}

    def resume(self):
        """Goes on with what an earlier process left."""
        for tracking_number in self.store.parcels_pending():
            self.wake(tracking_number)

    def wake(self, tracking_number: str):
        """One task a parcel, so that its messages keep their order."""
        if tracking_number not in self.parcels:
            self.parcels[tracking_number] = asyncio.create_task(self._parcel(tracking_number))

    async def stop(self):
        """Whatever does not end in time stays in the store for the next start."""
        if self.parcels:
            await asyncio.wait(self.parcels.values(), timeout=3)

    async def _parcel(self, tracking_number: str):
        try:
            while notification := self.store.next_pending(tracking_number):
                await self._deliver(notification)
        finally:
            del self.parcels[tracking_number]

    async def _deliver(self, notification: sqlite3.Row):
        doubts = 0
        for attempt in range(ATTEMPTS_MAX):
            if attempt:
                gap = 0.5 * 2 ** (attempt - 1)
                await asyncio.sleep(gap + random.uniform(0, gap))
                if not self.store.is_pending(notification["id"]):
                    return  # A status has told that a send in doubt was accepted.
            try:
                return self.store.sent(notification["id"], await self._send(notification))
            except WhatsAppError as error:
                http = error.status_code or 0
                if error.code not in TRANSIENT and http < 500 and http != 429:
                    break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                pass  # Nothing was sent.
            except httpx.TransportError:
                doubts += 1
                if doubts > DOUBTS_MAX:
                    break
        self.store.given_up(notification["id"])

    async def _send(self, notification: sqlite3.Row) -> str:
        async with self.slots:
            sent = await self.whatsapp.send_template(
                to=notification["recipient"],
                name=f"parcel_{notification['checkpoint']}",
                language=TemplateLanguage(notification["language"]),
                params=[
                    BodyText.params(
                        notification["tracking_number"],
                        notification["carrier_name"],
                        notification["estimated_delivery_date"],
                    )
                ],
                tracker=f"{notification['tracking_number']}:{notification['checkpoint']}",
                sender=notification["sender"],
            )
        return sent.id

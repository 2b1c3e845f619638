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
TRANSIENT = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016}


class Sender:
    def __init__(self, whatsapp: WhatsApp, store: Store):
        self.whatsapp, self.store = whatsapp, store
        self.slots = asyncio.Semaphore(32)
        self.parcels: dict[str, asyncio.Task] = {}

    def resume(self):
        """Goes on with what an earlier process left."""
        for notification in self.store.pending():
            self.wake(notification["tracking_number"])

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
            while waiting := self.store.pending("tracking_number = ?", tracking_number):
                await self._deliver(waiting[0])
        finally:
            del self.parcels[tracking_number]

    async def _deliver(self, notification: sqlite3.Row):
        doubts = 0
        for attempt in range(ATTEMPTS_MAX):
            if attempt:
                gap = 0.5 * 2 ** (attempt - 1)
                await asyncio.sleep(gap + random.uniform(0, gap))
                if not self.store.pending("id = ?", notification["id"]):
                    return  # A status has told that a send in doubt was accepted.
            try:
                return self.store.sent(notification["id"], await self._send(notification))
            except WhatsAppError as error:
                if error.code not in TRANSIENT and error.status_code < 500 and error.status_code != 429:
                    break
            except (httpx.ConnectError, httpx.ConnectTimeout):
                pass  # Nothing was sent.
            except httpx.TransportError:
                doubts += 1
                if doubts > DOUBTS_MAX:
                    break
        self.store.given_up(notification["id"])

    async def _send(self, row: sqlite3.Row) -> str:
        async with self.slots:
            sent = await self.whatsapp.send_template(
                to=row["recipient"],
                name=f"parcel_{row['checkpoint']}",
                language=TemplateLanguage(row["language"]),
                params=[BodyText.params(row["tracking_number"], row["carrier_name"], row["expected_on"])],
                tracker=f"{row['tracking_number']}:{row['checkpoint']}",
                sender=row["sender"],
            )
        return sent.id

"""A small parcel connector on pywa: AfterShip's webhooks in, WhatsApp templates out."""

import base64
import contextlib
import hmac
import json
import logging
import os

import httpx
from fastapi import FastAPI, Request, Response
from pywa_async import WhatsApp
from pywa_async.types import CallbackButton, Message, MessageStatus

from sender import Sender
from store import Store

BODY_BYTES_MAX = 1 << 20
# What is told to customers: AfterShip's tag, our checkpoint, its rank in a parcel's life. Other tags are silent.
TOLD = {"Exception": ("exception", 1), "OutForDelivery": ("out_for_delivery", 2), "Delivered": ("delivered", 3)}
LANGUAGES = {"BRA": "pt_BR", "DEU": "de", "IDN": "id", "IND": "hi", "MEX": "es_MX", "USA": "en_US", "ZAF": "en"}
SECRET = os.environ["AFTERSHIP_SECRET"].encode()
SENDERS = dict(pair.split("=", 1) for pair in os.environ["PHONE_NUMBERS"].split(","))


class CloudApi(httpx.AsyncHTTPTransport):
    """pywa has Meta's host built in; this takes its requests to CLOUD_API_URL instead."""

    base = httpx.URL(os.environ["CLOUD_API_URL"])

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme=self.base.scheme, host=self.base.host, port=self.base.port)
        request.headers["Host"] = self.base.netloc.decode()
        return await super().handle_async_request(request)


@contextlib.asynccontextmanager
async def lifespan(_: FastAPI):
    sender.resume()
    yield
    await sender.stop()


logging.basicConfig(level=logging.WARNING)
app = FastAPI(lifespan=lifespan)
whatsapp = WhatsApp(
    token=os.environ["ACCESS_TOKEN"],
    # Without trust_env=False a proxy of the environment would win over the transport.
    session=httpx.AsyncClient(transport=CloudApi(), trust_env=False, timeout=10),
    server=app,
    webhook_endpoint="/webhooks/whatsapp",
    verify_token=os.environ["VERIFY_TOKEN"],
    app_secret=os.environ["APP_SECRET"],
)
store = Store(os.environ["DATABASE"])
sender = Sender(whatsapp, store)


@whatsapp.on_message_status
async def on_status(_: WhatsApp, status: MessageStatus):
    store.advance(status.id, status.tracker or "", status.status.value)


@whatsapp.on_message
async def on_message(_: WhatsApp, message: Message):
    store.keep_inbound(message.id, message.from_user.wa_id, message.text or message.caption or "")


@whatsapp.on_callback_button
async def on_button(_: WhatsApp, button: CallbackButton):
    store.keep_inbound(button.id, button.from_user.wa_id, button.title)


def notification(parcel: dict) -> dict:
    checkpoint, rank = TOLD[parcel["tag"]]
    return {
        "tracking_number": parcel["tracking_number"],
        "checkpoint": checkpoint,
        "rank": rank,
        "sender": SENDERS.get(parcel["custom_fields"]["seller"]) or next(iter(SENDERS.values())),
        "recipient": parcel["customers"][0]["phone_number"].lstrip("+"),
        "language": LANGUAGES.get(parcel["destination_country_region"], "en"),
        "carrier_name": parcel["custom_fields"]["carrier_name"],
        "expected_on": parcel["courier_estimated_delivery_date"]["estimated_delivery_date"][:10],
    }


@app.post("/webhooks/aftership")
async def aftership(request: Request) -> Response:
    body = await request.body()
    if len(body) > BODY_BYTES_MAX:
        return Response(status_code=413)
    signature = base64.b64encode(hmac.digest(SECRET, body, "sha256"))
    if not hmac.compare_digest(signature, request.headers.get("aftership-hmac-sha256", "").encode()):
        return Response(status_code=401)
    try:
        push = json.loads(body)
        parcel = push["msg"]
        if push["event"] == "tracking_update" and parcel["tag"] in TOLD and store.accept(notification(parcel)):
            sender.wake(parcel["tracking_number"])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        return Response(f"not AfterShip's form: {error!r}", status_code=422)
    return Response(status_code=200)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}

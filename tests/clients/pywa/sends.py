"""Every kind of message that pywa sends but templates."""

from pywa.types import (
    Button,
    CallPermissionRequestButton,
    Contact,
    ContactInfoRequestButton,
    FlowButton,
    ImageCarouselCard,
    ProductsSection,
    Section,
    SectionList,
    SectionRow,
    URLButton,
    VideoCarouselCard,
    VoiceCallButton,
)
from pywa.types.flows import FlowActionType

from bench import CUSTOMER, Bench, claims
from flows import published
from simulated import FILES

CLAIMS, claim = claims()
CONTACT = Contact(
    name=Contact.Name(formatted_name="Ana Lima", first_name="Ana", last_name="Lima"),
    birthday="1990-05-17",
    phones=[Contact.Phone(phone="+55 11 98765-4321", type="MOBILE", wa_id="5511987654321")],
    emails=[Contact.Email(email="ana@example.com", type="WORK")],
    urls=[Contact.Url(url="https://example.com", type="WORK")],
    addresses=[Contact.Address(street="Rua 1", city="São Paulo", country="Brazil", country_code="BR", type="HOME")],
    org=Contact.Org(company="Parcels", department="News", title="Head"),
)
BUTTONS = [Button(title="Yes", callback_data="yes"), Button(title="No", callback_data="no")]
ROWS = [SectionRow(title="Today", callback_data="today", description="until 20:00"), SectionRow("Later", "later")]
LINK = URLButton(title="Track", url="https://example.com/track")


def sent(kind: str, send) -> None:
    """A claim that `send` sends: an id comes back, and the recipient's."""

    def check(bench: Bench):
        to = bench.recipient()
        bench.writes(to)
        answer = send(bench, to)
        assert answer.id.startswith("wamid."), answer
        assert answer.to == to, f"{answer.to} instead of {to}"

    claim(f"sends {kind}")(check)


def link(bench: Bench, kind: str) -> str:
    """An address where there is a file of that kind."""
    return f"{bench.receiver.base}/file.{kind}"


def uploaded(bench: Bench, kind: str) -> str:
    """The id of a medium of that kind."""
    mime_type, content = FILES[kind]
    upload = lambda: bench.wa.upload_media(media=content, mime_type=mime_type, filename=f"file.{kind}").id
    return bench.once(f"medium {kind}", upload)


sent("a text", lambda b, to: b.wa.send_message(to, "On its way"))
sent("a text with a link's preview", lambda b, to: b.wa.send_message(to, "See https://example.com", preview_url=True))
sent("a text with callback data", lambda b, to: b.wa.send_message(to, "On its way", tracker="parcel 1"))
sent("a text with an identity's hash", lambda b, to: b.wa.send_message(to, "Hello", identity_key_hash="DF2lS5v2W6x="))
sent("a reply", lambda b, to: b.wa.send_message(to, "Here", reply_to_message_id=b.writes(to)))
sent("an image by id", lambda b, to: b.wa.send_image(to, uploaded(b, "jpg"), "Your parcel"))
sent("an image by link", lambda b, to: b.wa.send_image(to, link(b, "jpg"), "Your parcel"))
sent("a video by id", lambda b, to: b.wa.send_video(to, uploaded(b, "mp4"), "Your parcel"))
sent("a video by link", lambda b, to: b.wa.send_video(to, link(b, "mp4"), "Your parcel"))
sent("a document by id", lambda b, to: b.wa.send_document(to, uploaded(b, "pdf"), "receipt.pdf", "Your parcel"))
sent("a document by link", lambda b, to: b.wa.send_document(to, link(b, "pdf"), "receipt.pdf", "Your parcel"))
sent("a document without a name", lambda b, to: b.wa.send_document(to, link(b, "pdf")))
sent("an image by its bytes", lambda b, to: b.wa.send_image(to, FILES["jpg"][1], mime_type="image/jpeg"))
sent("a sticker by id", lambda b, to: b.wa.send_sticker(to, uploaded(b, "webp")))
sent("a sticker by link", lambda b, to: b.wa.send_sticker(to, link(b, "webp")))
sent("audio by id", lambda b, to: b.wa.send_audio(to, uploaded(b, "ogg")))
sent("audio by link", lambda b, to: b.wa.send_audio(to, link(b, "ogg")))
sent("a voice message", lambda b, to: b.wa.send_voice(to, uploaded(b, "ogg")))
sent("a reaction", lambda b, to: b.wa.send_reaction(to, "👍", b.writes(to)))
sent("a reaction's removal", lambda b, to: b.wa.remove_reaction(to, b.writes(to)))
sent("a location", lambda b, to: b.wa.send_location(to, -23.55, -46.63, name="Depot", address="Rua 1"))
sent("a location without a name", lambda b, to: b.wa.send_location(to, -23.55, -46.63))
sent("a contact", lambda b, to: b.wa.send_contact(to, CONTACT))
sent("two contacts", lambda b, to: b.wa.send_contact(to, [CONTACT, Contact(name=Contact.Name("B", first_name="B"))]))
sent("reply buttons", lambda b, to: b.wa.send_message(to, "Home today?", "Parcel", "Shop", BUTTONS))
sent("reply buttons under an image", lambda b, to: b.wa.send_image(to, link(b, "jpg"), "Home?", buttons=BUTTONS))
sent("reply buttons under a video", lambda b, to: b.wa.send_video(to, uploaded(b, "mp4"), "Home?", buttons=BUTTONS))
sent("reply buttons under a document", lambda b, to: b.wa.send_document(
    to, link(b, "pdf"), "receipt.pdf", "Yours?", buttons=BUTTONS))
sent("a list", lambda b, to: b.wa.send_message(to, "When?", buttons=SectionList("Choose", [Section("Times", ROWS)])))
sent("a link's button", lambda b, to: b.wa.send_message(to, "Track it", buttons=LINK))
sent("a link's button under an image", lambda b, to: b.wa.send_image(to, link(b, "jpg"), "Track it", buttons=LINK))
sent("a call button", lambda b, to: b.wa.send_message(to, "Call us", buttons=VoiceCallButton("Call", ttl_minutes=100)))
sent("a call button without a title", lambda b, to: b.wa.send_message(to, "Call us", buttons=VoiceCallButton()))
sent("a request to call", lambda b, to: b.wa.send_message(to, "May we call?", buttons=CallPermissionRequestButton()))
sent("a request for the location", lambda b, to: b.wa.request_location(to, "Where are you?"))
sent("a request for contact details", lambda b, to: b.wa.request_contact_info(to, "How can we reach you?"))
sent("a button for contact details", lambda b, to: b.wa.send_message(to, "?", buttons=ContactInfoRequestButton()))
sent("a catalog", lambda b, to: b.wa.send_catalog(to, "All we have", "Shop", thumbnail_product_sku="sku1"))
sent("a catalog without a picture", lambda b, to: b.wa.send_catalog(to, "All we have"))
sent("a product", lambda b, to: b.wa.send_product(to, "194836987003835", "sku1", "This one"))
sent("a product without a text", lambda b, to: b.wa.send_product(to, "194836987003835", "sku1"))
sent("products", lambda b, to: b.wa.send_products(
    to, "194836987003835", [ProductsSection("New", ["sku1", "sku2"]), ProductsSection("Old", ["sku3"])], "Ours", "Look"))
sent("a flow", lambda b, to: b.wa.send_message(to, "Fill in", buttons=FlowButton(
    "Open", flow_id=published(b), flow_token="t1", flow_action_type=FlowActionType.NAVIGATE,
    flow_action_screen="WELCOME", flow_action_payload={"name": "Ana"})))
sent("a flow without a token", lambda b, to: b.wa.send_message(to, "Fill in", buttons=FlowButton(
    "Open", flow_id=published(b), flow_action_type=FlowActionType.NAVIGATE, flow_action_screen="WELCOME")))
sent("cards with links", lambda b, to: b.wa.send_carousel(to, body="Ours", cards=[
    ImageCarouselCard(image=link(b, "jpg"), body=word, buttons=LINK) for word in ("One", "Two")]))
sent("cards with videos", lambda b, to: b.wa.send_carousel(to, body="Ours", cards=[
    VideoCarouselCard(video=link(b, "mp4"), body=word, buttons=LINK) for word in ("One", "Two")]))
sent("cards with reply buttons", lambda b, to: b.wa.send_carousel(to, body="Ours", cards=[
    ImageCarouselCard(image=link(b, "jpg"), body=word, buttons=BUTTONS) for word in ("One", "Two")]))


@claim("a message goes by the second number")
def _(bench: Bench):
    bench.writes(CUSTOMER)
    assert bench.wa.send_message(CUSTOMER, "Hello", sender=bench.second).from_phone_id == bench.second


@claim("a number with a plus sign, spaces and hyphens is understood")
def _(bench: Bench):
    answer = bench.wa.send_message("+1 (650) 555-1234", "Hello")
    assert answer.to == CUSTOMER, answer.to
    assert answer.input == "+1 (650) 555-1234", answer.input


@claim("a message goes to a business-scoped user id")
def _(bench: Bench):
    bench.writes(CUSTOMER)
    heard = bench.hears(lambda one: "messages" in one.change["value"])
    user = heard.change["value"]["contacts"][0]["user_id"]
    assert bench.wa.send_message(user, "Hello").input == user


@claim("a message is marked as read")
def _(bench: Bench):
    assert bench.wa.mark_message_as_read(bench.writes())


@claim("typing is indicated")
def _(bench: Bench):
    assert bench.wa.indicate_typing(bench.writes())


@claim("a message pinned in a group is accepted")
def _(bench: Bench):
    from talks import group

    wamid = bench.wa.send_message(group(bench), "Look").id
    assert bench.wa.pin_message(group(bench), wamid, expiration_days=7).id
    assert bench.wa.unpin_message(group(bench), wamid).id

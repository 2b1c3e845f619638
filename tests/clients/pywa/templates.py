"""Templates: every kind of component created, approved, read back and sent; and what else is done with templates."""

import datetime

from pywa.errors import TemplateNotExists, WhatsAppError
from pywa.types.others import Pagination, ProductsSection
from pywa.types.templates import (
    AuthenticationBody,
    AuthenticationFooter,
    BodyText,
    Buttons,
    CallPermissionRequestButton,
    Carousel,
    CarouselCard,
    CatalogButton,
    ContactInfoRequestButton,
    CopyCodeButton,
    CopyCodeOTPButton,
    Currency,
    DateTime,
    FlowButton,
    FooterText,
    HeaderDocument,
    HeaderGIF,
    HeaderImage,
    HeaderLocation,
    HeaderProduct,
    HeaderText,
    HeaderVideo,
    LibraryTemplate,
    LimitedTimeOffer,
    MPMButton,
    OneTapOTPButton,
    OTPSupportedApp,
    ParamFormat,
    PhoneNumberButton,
    QuickReplyButton,
    SPMButton,
    TapTargetConfiguration,
    Template,
    TemplateCategory,
    TemplateLanguage,
    TemplateStatus,
    TemplateStatusUpdate,
    URLButton,
    VoiceCallButton,
    ZeroTapOTPButton,
)

from bench import Bench, claims, same
from flows import published
from simulated import FILES, eventually

CLAIMS, claim = claims()
APPROVAL_SECONDS_MAX = 20
AUTHENTICATION, MARKETING, UTILITY = (TemplateCategory(x) for x in ("AUTHENTICATION", "MARKETING", "UTILITY"))
ENGLISH = TemplateLanguage.ENGLISH_US
APPS = [OTPSupportedApp(package_name="com.example.parcels", signature_hash="K8a/AINcGX7")]
SOON = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
HELLO = BodyText("Hello {{1}}, your parcel is on its way!", "Ana")
HELLO_ANA = HELLO.params("Bia")
TRACK = URLButton(text="Track", url="https://example.com/{{1}}", example="YT1")
SHOP = [ProductsSection("New", ["sku1", "sku2"])]


def media(bench: Bench, kind: str) -> str:
    """The id of a medium of that kind."""
    mime_type, content = FILES[kind]
    return bench.once(f"medium {kind}", lambda: bench.wa.upload_media(content, mime_type, f"file.{kind}").id)


def card(bench: Bench) -> CarouselCard:
    """A card with a picture and a link."""
    return CarouselCard(components=[HeaderImage(FILES["jpg"][1], mime_type="image/jpeg"), BodyText("One of ours"),
                                    Buttons(buttons=[TRACK])])


def card_params(bench: Bench, index: int):
    """What that card takes."""
    return CarouselCard.params(index=index, params=[
        HeaderImage.params(image=media(bench, "jpg")), URLButton.params(url_variable="YT2", index=0)])


# Words, category, components, parameters. Both are made when they are needed: they hold ids of this world.
KINDS = [
    ("a body alone", MARKETING, lambda b: [BodyText("Hello")], lambda b: None),
    ("text in header, body and footer", UTILITY,
     lambda b: [HeaderText("Parcel {{1}}", "YT1"), HELLO, FooterText(text="Reply STOP to stop")],
     lambda b: [HeaderText.params("YT2"), HELLO_ANA]),
    ("named parameters", UTILITY,
     lambda b: [BodyText("Hello {{name}}, {{parcel}} is on its way!", name="Ana", parcel="YT1")],
     lambda b: [BodyText.params(name="Bia", parcel="YT2")]),
    ("an amount and a date", UTILITY,
     lambda b: [BodyText("You paid {{1}} on {{2}}, thank you!", "$10", "May 1")],
     lambda b: [BodyText.params(Currency(fallback_value="$12.50", code="USD", amount_1000=12500),
                                DateTime(fallback_value="May 2"))]),
    ("a picture", MARKETING, lambda b: [HeaderImage(FILES["jpg"][1], mime_type="image/jpeg"), HELLO],
     lambda b: [HeaderImage.params(image=media(b, "jpg")), HELLO_ANA]),
    ("a video", MARKETING, lambda b: [HeaderVideo(FILES["mp4"][1], mime_type="video/mp4"), HELLO],
     lambda b: [HeaderVideo.params(video=media(b, "mp4")), HELLO_ANA]),
    ("a document", UTILITY, lambda b: [HeaderDocument(FILES["pdf"][1], mime_type="application/pdf"), HELLO],
     lambda b: [HeaderDocument.params(document=media(b, "pdf"), filename="receipt.pdf"), HELLO_ANA]),
    ("a moving picture", MARKETING, lambda b: [HeaderGIF(FILES["mp4"][1], mime_type="video/mp4"), BodyText("Look")],
     lambda b: [HeaderGIF.params(gif=f"{b.receiver.base}/file.mp4")]),
    ("a place", UTILITY, lambda b: [HeaderLocation(), HELLO],
     lambda b: [HeaderLocation.params(lat=-23.55, lon=-46.63, name="Depot", address="Rua 1"), HELLO_ANA]),
    ("a link and a phone number", UTILITY,
     lambda b: [HELLO, Buttons(buttons=[TRACK, PhoneNumberButton(text="Call us", phone_number="+15550051310")])],
     lambda b: [HELLO_ANA, URLButton.params(url_variable="YT2", index=0)]),
    ("quick replies", UTILITY,
     lambda b: [HELLO, Buttons(buttons=[QuickReplyButton(text="Yes"), QuickReplyButton(text="No")])],
     lambda b: [HELLO_ANA, QuickReplyButton.params(callback_data="yes", index=0),
                QuickReplyButton.params(callback_data="no", index=1)]),
    ("a code to copy", MARKETING, lambda b: [HELLO, Buttons(buttons=[CopyCodeButton(example="SALE25")])],
     lambda b: [HELLO_ANA, CopyCodeButton.params(coupon_code="SALE50", index=0)]),
    ("a flow", MARKETING,
     lambda b: [HELLO, Buttons(buttons=[FlowButton(text="Open", flow_id=published(b), navigate_screen="WELCOME")])],
     lambda b: [HELLO_ANA, FlowButton.params(index=0, flow_token="t1", flow_action_data={"name": "Bia"})]),
    ("a flow without data", MARKETING,
     lambda b: [HELLO, Buttons(buttons=[FlowButton(text="Open", flow_id=published(b), navigate_screen="WELCOME")])],
     lambda b: [HELLO_ANA, FlowButton.params(index=0)]),
    ("a catalog", MARKETING, lambda b: [HELLO, Buttons(buttons=[CatalogButton(text="View catalog")])],
     lambda b: [HELLO_ANA, CatalogButton.params(thumbnail_product_sku="sku1", index=0)]),
    ("products", MARKETING,
     lambda b: [HeaderText("Forgotten?"), HELLO, Buttons(buttons=[MPMButton(text="View items")])],
     lambda b: [HELLO_ANA, MPMButton.params(product_sections=SHOP, thumbnail_product_sku="sku1", index=0)]),
    ("one product", MARKETING, lambda b: [HeaderProduct(), HELLO, Buttons(buttons=[SPMButton(text="View")])],
     lambda b: [HeaderProduct.params(catalog_id="194836987003835", sku="sku1"), HELLO_ANA]),
    ("a call", MARKETING, lambda b: [HELLO, Buttons(buttons=[VoiceCallButton(text="Call us")])], lambda b: [HELLO_ANA]),
    ("a request to call", UTILITY, lambda b: [HELLO, CallPermissionRequestButton()],
     lambda b: [HELLO_ANA]),
    ("a request for contact details", UTILITY, lambda b: [HELLO, Buttons(buttons=[ContactInfoRequestButton()])],
     lambda b: [HELLO_ANA]),
    ("an offer that ends", MARKETING,
     lambda b: [LimitedTimeOffer(text="Ends soon", has_expiration=True), HELLO,
                Buttons(buttons=[CopyCodeButton(example="SALE25"), TRACK])],
     lambda b: [LimitedTimeOffer.params(expiration_time=SOON), HELLO_ANA,
                CopyCodeButton.params(coupon_code="SALE50", index=0), URLButton.params(url_variable="a", index=1)]),
    ("cards", MARKETING, lambda b: [HELLO, Carousel(cards=[card(b), card(b)])],
     lambda b: [HELLO_ANA, Carousel.params(cards=[card_params(b, 0), card_params(b, 1)])]),
    ("a picture that is a link", MARKETING, lambda b: [HeaderImage(FILES["jpg"][1], mime_type="image/jpeg"), HELLO],
     lambda b: [HeaderImage.params(image=f"{b.receiver.base}/file.jpg"), HELLO_ANA,
                TapTargetConfiguration(title="Shop", url="https://example.com")]),
    ("a code to copy for a login", AUTHENTICATION,
     lambda b: [AuthenticationBody(add_security_recommendation=True), AuthenticationFooter(code_expiration_minutes=10),
                Buttons(buttons=[CopyCodeOTPButton(text="Copy code")])],
     lambda b: [AuthenticationBody.params(otp="123456"), CopyCodeOTPButton.params(otp="123456")]),
    ("a code filled in by one tap", AUTHENTICATION,
     lambda b: [AuthenticationBody(add_security_recommendation=True),
                Buttons(buttons=[OneTapOTPButton(text="Copy", autofill_text="Autofill", supported_apps=APPS)])],
     lambda b: [AuthenticationBody.params(otp="123456"), OneTapOTPButton.params(otp="123456")]),
    ("a code filled in without a tap", AUTHENTICATION,
     lambda b: [AuthenticationBody(), Buttons(buttons=[
         ZeroTapOTPButton(text="Copy", autofill_text="Autofill", zero_tap_terms_accepted=True, supported_apps=APPS)])],
     lambda b: [AuthenticationBody.params(otp="123456"), ZeroTapOTPButton.params(otp="123456")]),
]


def create(bench: Bench, name: str, category: TemplateCategory, components: list, **more):
    """A template, as pywa writes it."""
    named = any(getattr(one, "param_format", None) == ParamFormat.NAMED for one in components)
    written = Template(name=name, language=more.pop("language", ENGLISH), category=category, components=components,
                       parameter_format=ParamFormat.NAMED if named else None, **more)
    return bench.wa.create_template(written)


def approved(bench: Bench, template_id: str):
    """The template once it may be sent."""
    read = lambda: bench.wa.get_template(template_id)
    eventually(lambda: read().status == TemplateStatus.APPROVED, APPROVAL_SECONDS_MAX)
    template = read()
    same(template.status, TemplateStatus.APPROVED)
    return template


def made(bench: Bench, words: str):
    """The template of KINDS with these words, approved."""
    category, components = next((one[1], one[2]) for one in KINDS if one[0] == words)
    name = "with_" + words.replace(" ", "_").replace(",", "")
    make = lambda: approved(bench, create(bench, name, category, components(bench)).id)
    return bench.once(f"template {words}", make)


def claim_kind(words: str, components, parameters):
    """Three claims about one kind of template."""

    @claim(f"a template with {words} is created and approved")
    def _(bench: Bench):
        assert made(bench, words).id

    @claim(f"a template with {words} reads as it was written")
    def _(bench: Bench):
        read = made(bench, words).components
        same([type(one).__name__ for one in read], [type(one).__name__ for one in components(bench)])
        texts = lambda those: [one.text for one in those if hasattr(one, "text")]
        same(texts(read), texts(components(bench)))

    @claim(f"a template with {words} is sent")
    def _(bench: Bench):
        template, to = made(bench, words), bench.recipient()
        sent = bench.wa.send_template(to, template.name, ENGLISH, parameters(bench))
        same((sent.to, sent.status), (to, "accepted"))


for words, _, components, parameters in KINDS:
    claim_kind(words, components, parameters)


@claim("a template's approval is told by a webhook")
def _(bench: Bench):
    template = create(bench, "told", UTILITY, [BodyText("Hello")])
    told = lambda one: any(isinstance(u, TemplateStatusUpdate) and u.template_id == template.id for u in one.updates)
    same(bench.hears(told, APPROVAL_SECONDS_MAX).updates[0].new_status, TemplateStatus.APPROVED)


@claim("a template of Meta's library is created")
def _(bench: Bench):
    library = LibraryTemplate(name="from_library", library_template_name="delivery_update_1", category=UTILITY,
                              language=ENGLISH, library_template_button_inputs=[
                                  URLButton.library_input(base_url="https://example.com/{{1}}",
                                                          url_suffix_example="https://example.com/YT1")])
    assert bench.wa.create_template(library).id


@claim("a marketing template goes by the marketing messages API")
def _(bench: Bench):
    template, to = made(bench, "a body alone"), bench.recipient()
    sent = bench.wa.send_template(to, template.name, ENGLISH, use_mm_lite_api=True, message_activity_sharing=True)
    same(sent.to, to)


@claim("templates are listed with their number and limit")
def _(bench: Bench):
    made(bench, "a body alone")
    listed = bench.wa.get_templates()
    assert listed.total_count and listed.message_template_limit >= listed.message_template_count, listed


@claim("templates are found by name, status, category and language")
def _(bench: Bench):
    template = made(bench, "a body alone")
    wanted = {"name": template.name, "statuses": [TemplateStatus.APPROVED], "categories": [MARKETING],
              "languages": [ENGLISH]}
    for key, value in wanted.items():
        page = bench.wa.get_templates(**{key: value}, pagination=Pagination(limit=100))
        assert template.id in {one.id for one in page}, key
    same(len(bench.wa.get_templates(name=template.name, categories=[AUTHENTICATION])), 0)


@claim("a page of templates leads to the next and back")
def _(bench: Bench):
    first = bench.wa.get_templates(pagination=Pagination(limit=2))
    assert len(first) == 2 and first.has_next and not first.has_previous, first
    second = first.next()
    assert not {one.id for one in first} & {one.id for one in second}
    same([one.id for one in second.previous()], [one.id for one in first])
    same(len(first.all()), first.total_count)


@claim("a template is changed")
def _(bench: Bench):
    template = approved(bench, create(bench, "changed", UTILITY, [BodyText("Hello")]).id)
    changed = template.update(new_components=[BodyText("Hello again")])
    same((changed.id, changed.name), (template.id, template.name))
    same(bench.wa.get_template(template.id).components[0].text, "Hello again")


@claim("a template's time to live is kept")
def _(bench: Bench):
    template = create(bench, "short_lived", UTILITY, [BodyText("Hello")], message_send_ttl_seconds=3600)
    same(template.get().message_send_ttl_seconds, 3600)


@claim("a template is deleted in one language")
def _(bench: Bench):
    gone, stays = (create(bench, "two_languages", UTILITY, [BodyText("Hello")], language=one).id
                   for one in (ENGLISH, TemplateLanguage.GERMAN))
    assert bench.wa.delete_template("two_languages", template_id=gone)
    assert bench.wa.get_template(stays)
    same([one.id for one in bench.wa.get_templates(name="two_languages")], [stays])


@claim("a template is deleted in all languages, and cannot be sent then")
def _(bench: Bench):
    name = approved(bench, create(bench, "doomed", UTILITY, [BodyText("Hello")]).id).name
    assert bench.wa.delete_template(name)
    try:
        bench.wa.send_template(bench.recipient(), name, ENGLISH)
    except TemplateNotExists as error:
        return same(error.status_code, 404)
    raise AssertionError("it was sent")


@claim("a template's name is refused twice in a language")
def _(bench: Bench):
    create(bench, "twice", UTILITY, [BodyText("Hello")])
    try:
        create(bench, "twice", UTILITY, [BodyText("Hello")])
    except WhatsAppError as error:
        return same((error.code, error.subcode), (100, 2388024))
    raise AssertionError("it was created")


@claim("login templates are created in several languages at once")
def _(bench: Bench):
    both = bench.wa.upsert_authentication_template(
        name="login", languages=[ENGLISH, TemplateLanguage.GERMAN], otp_button=CopyCodeOTPButton())
    same(len(both), 2)


@claim("templates are compared")
def _(bench: Bench):
    one, other = made(bench, "a body alone"), made(bench, "a picture")
    now = datetime.datetime.now(datetime.timezone.utc)
    compared = one.compare(other.id, start=now - datetime.timedelta(days=7), end=now)
    assert compared.times_sent is not None, compared


@claim("a template that is not paused is not unpaused")
def _(bench: Bench):
    unpaused = made(bench, "a body alone").unpause()
    assert not unpaused.success and unpaused.reason, unpaused


@claim("a template is archived and taken back")
def _(bench: Bench):
    template = approved(bench, create(bench, "old", UTILITY, [BodyText("Hello")]).id)
    same(bench.wa.archive_templates([template.id]).archived, (template.id,))
    same(bench.wa.unarchive_templates([template.id]).unarchived, (template.id,))


@claim("templates are copied from another account")
def _(bench: Bench):
    bench.wa.migrate_templates(bench.simulated.account)

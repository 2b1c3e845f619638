"""Every webhook that the simulator posts, through pywa's signature check, parser and handlers."""

import functools

from pywa import types
from pywa.types.calls import CallConnect, CallPermissionUpdate, CallStatus, CallTerminate
from pywa.types.groups import GroupMessageStatuses
from pywa.types.message_status import MessageStatusType
from pywa.types.templates import BodyText, TemplateLanguage

from bench import CUSTOMER, Bench, Heard, claims, same
from simulated import eventually

CLAIMS, claim = claims()
VERSIONS = (23, 24, 25, 26)
# Which update pywa makes of a field; of a message, by its type and the type within. What is not here has no class in
# pywa: it goes to the handler of raw updates.
FIELDS = {
    "message_template_status_update": types.TemplateStatusUpdate,
    "message_template_quality_update": types.TemplateQualityUpdate,
    "message_template_components_update": types.TemplateComponentsUpdate,
    "template_category_update": types.TemplateCategoryUpdate,
    "user_preferences": types.UserMarketingPreferences,
    "account_update": types.AccountUpdate,
}
MESSAGES = {
    "button": types.CallbackButton,
    "interactive button_reply": types.CallbackButton,
    "interactive list_reply": types.CallbackSelection,
    "interactive nfm_reply": types.FlowCompletion,
    "interactive nfm_reply address_message": None,
    "interactive call_permission_reply": CallPermissionUpdate,
    "system user_changed_number": types.PhoneNumberChange,
    "system user_changed_user_id": types.PhoneNumberChange,
    "system customer_identity_changed": types.IdentityChange,
    "edit": types.EditedMessage,
    "revoke": types.DeletedMessage,
}
ECHOES = {"edit": types.OutgoingEditedMessage, "revoke": types.OutgoingDeletedMessage}


def expected(change: dict) -> type | None:
    """The class of pywa's update for what a webhook holds; None where pywa has none."""
    field, value = change["field"], change["value"]
    if field == "calls":
        events = {"connect": CallConnect, "terminate": CallTerminate}
        return CallStatus if "statuses" in value else events[value["calls"][0]["event"]]
    if field == "smb_message_echoes":
        return ECHOES.get(value["message_echoes"][0]["type"], types.OutgoingMessage)
    if field != "messages":
        return FIELDS.get(field)
    if "messages" in value:
        return MESSAGES.get(words(value["messages"][0]), types.Message)
    if "statuses" in value:
        grouped = value["statuses"][0].get("recipient_type") == "group"
        return GroupMessageStatuses if grouped else types.MessageStatus
    return None


def words(message: dict) -> str:
    """A message's type, the type within, and the name of a form that is no flow."""
    within = message.get(message["type"]) or {}
    inner = within.get("type") if message["type"] in ("interactive", "system") else None
    form = (within.get("nfm_reply", {}).get("name") if inner == "nfm_reply" else None)
    return " ".join(filter(None, [message["type"], inner, form if form != "flow" else None]))


def taken(heard: list[Heard]):
    """All of these webhooks were what pywa takes them for."""
    assert heard, "no webhook came"
    for one in heard:
        assert not one.trouble, "; ".join(one.trouble)
        kind = expected(one.change)
        made = [type(update) for update in one.updates if type(update).__name__ != "RawUpdate"]
        same([one.__name__ for one in made], [kind.__name__] if kind else [])


def triggered(bench: Bench):
    """A claim for each word that the simulator can be told, and each version of an app."""
    answer = bench.simulated.control("GET", "/trigger")
    if answer.status != 200:
        def check():
            raise AssertionError(answer.said)

        yield "the control plane lists the webhooks that it can post", check
        return
    # The others change something about a customer or a carrier's parcel.
    for word in (one["what"] for one in answer.json["words"] if one.get("field")):
        for version in VERSIONS:
            claimed = f"pywa takes the webhook {word} of an app at v{version}.0"
            yield claimed, functools.partial(post, bench, word, version)


def post(bench: Bench, word: str, version: int):
    """Has a webhook posted and checks what pywa makes of it."""
    before = len(bench.heard)
    answer = bench.simulated.control("POST", "/trigger", {"what": word, "version": version})
    assert answer.status == 200, answer.said
    eventually(lambda: len(bench.heard) > before)
    taken(bench.heard[before:])


@claim("the handshake is answered")
def _(bench: Bench):
    answer = bench.simulated.control("POST", "/verify", {})
    assert answer.status == 200, answer.said


@claim("a customer's text reaches the handler")
def _(bench: Bench):
    wamid = bench.writes()
    heard = bench.hears(lambda one: wamid in str(one.post))
    taken([heard])
    message = heard.updates[0]
    same((message.text, message.from_user.wa_id, message.id), ("Where is my parcel?", CUSTOMER, wamid))
    assert message.from_user.bsuid, "no business-scoped user id"


@claim("a tap on a quick reply reaches the handler")
def _(bench: Bench):
    sent = bench.wa.send_message(CUSTOMER, "Hello").id
    asked = {"from": CUSTOMER, "text": "Stop", "payload": "stop", "reply_to": sent}
    wamid = bench.simulated.control("POST", "/customer-message", asked).json["wamid"]
    heard = bench.hears(lambda one: wamid in str(one.post))
    taken([heard])
    same((heard.updates[0].title, heard.updates[0].data), ("Stop", "stop"))
    same(heard.updates[0].reply_to_message.id, sent)


for status in ("sent", "delivered", "read"):
    @claim(f"the status {status} reaches the handler, with the callback data")
    def _(bench: Bench, status=status):
        send = lambda: bench.wa.send_message(CUSTOMER, "Hello", tracker="parcel 1").id
        sent = bench.once("message with statuses", send)
        told = lambda one: [(row["id"], row["status"]) for row in one.change["value"].get("statuses", [])]
        heard = bench.hears(lambda one: (sent, status) in told(one)[:1])
        taken([heard])
        same((heard.updates[0].status, heard.updates[0].tracker), (MessageStatusType(status), "parcel 1"))


@claim("a failed message's error reaches the handler as pywa's exception")
def _(bench: Bench):
    from pywa.errors import MessageUndeliverable

    to = "9991310260"
    name = bench.simulated.facts["TEMPLATES"][0]["name"]
    sent = bench.wa.send_template(to, name, TemplateLanguage.ENGLISH, [BodyText.params("a", "b", "c")])
    heard = bench.hears(lambda one: sent.id in str(one.post) and "failed" in str(one.post))
    taken([heard])
    assert isinstance(heard.updates[0].error, MessageUndeliverable), heard.updates[0].error


@claim("every webhook of this run was signed, and none is beyond pywa's parser")
def _(bench: Bench):
    wrong = [f"{one.change['field']}: {said}" for one in list(bench.heard) for said in one.trouble]
    assert not wrong, "; ".join(dict.fromkeys(wrong))

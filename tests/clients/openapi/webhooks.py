"""Compares the document's webhooks with those that the simulator posts when it is told to."""

import json

from differences import Difference
from document import Document
from shape import Form, differences
from simulated import Simulated, eventually

OPERATION = "webhook"
# What tells two messages of one type apart.
MARKS = ("referral",)


def kinds(post: dict) -> list[tuple[str, dict]]:
    """Each change in a webhook, with what it is: `messages text referral`, `group_lifecycle_update group_create`."""
    return [(kind(change), change) for entry in post.get("entry", []) for change in entry.get("changes", [])]


def kind(change: dict) -> str:
    """What a change is."""
    value = change["value"]
    rows = next((value[key] for key in ("messages", "statuses", "groups") if value.get(key)), [])
    words = [change["field"]]
    for row in rows[:1]:
        # Which type is unsupported is told since a later version.
        of_type = row.get(row.get("type"), {}) if row.get("type") != "unsupported" else {}
        words += [row.get("type"), row.get("status"), of_type.get("type") if isinstance(of_type, dict) else None]
        words += [mark for mark in MARKS if mark in row]
        words += ["referred_product"] if "referred_product" in row.get("context", {}) else []
        words += ["removed_participants"] if "removed_participants" in row else []
    return " ".join(word for word in words if word)


def triggered(simulated: Simulated, documented: dict[str, object]) -> str:
    """Has every kind of webhook posted, and every documented message; what the control plane said when it cannot."""
    words = simulated.control("GET", "/trigger")
    if words.status != 200:
        return words.said
    # The others change something about a customer or a carrier's parcel.
    for word in (one["what"] for one in words.json["words"] if one.get("field")):
        simulated.control("POST", "/trigger", {"what": word})
    for post in documented.values():
        for _, change in kinds(post):
            for message in change["value"].get("messages", []):
                simulated.control("POST", "/trigger", asked(message))
    return ""


def asked(message: dict) -> dict:
    """What to ask for to have a message with this content written."""
    kind, content = message["type"], message.get(message["type"])
    if kind == "interactive":
        kind, content = content["type"], content[content["type"]]
    if kind == "text":
        content = content["body"]
    whole = {"what": f"customer.{kind}", "from": message["from"], kind: content}
    return {key: value for key, value in (message | whole).items() if value and key in (*whole, *MARKS, "context")}


def compared(document: Document, simulated: Simulated, posts: list[dict]) -> tuple[int, list[Difference]]:
    """How many kinds of webhooks are documented, and the differences."""
    refused = triggered(simulated, document.webhooks())
    wanted: dict[str, list[tuple[str, dict]]] = {}
    for name, value in document.webhooks().items():
        for what, change in kinds(value):
            wanted.setdefault(what, []).append((name, change))
    eventually(lambda: wanted.keys() <= {what for post in list(posts) for what, _ in kinds(post)}, 1 if refused else 10)
    posted: dict[str, list[dict]] = {}
    for post in list(posts):
        for what, change in kinds(post):
            posted.setdefault(what, []).append(change)
    found = []
    for what, documented in wanted.items():
        name = documented[0][0]
        if what not in posted:
            found.append(Difference(OPERATION, name, "no webhook", what))
            continue
        promise, emitted = Form(), Form()
        for _, change in documented:
            promise.add(change)
        for change in posted[what]:
            emitted.add(json.loads(json.dumps(change)))
        found += [Difference(OPERATION, name, *one) for one in differences(promise, emitted)]
    return len(wanted), found

"""What the document's requests need in a running world: numbers, templates, media, flows, groups, messages.

Each fact is made by the API itself the first time that it is asked for. One that cannot be made is an id that nothing
has; `failures` says why, and the requests that use it differ from the document.
"""

import functools
import itertools
import json

from simulated import FILES, Answer, Receiver, Simulated, eventually

NOTHING = "999999999999999"
WRITER = "16505551234"
APPROVAL_SECONDS_MAX = 20
REPLIES = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": word} for word in ("Yes", "No")]}
KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo
4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u
+qKhbwKfBstIs+bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyeh
kd3qqGElvW/VDL5AaWTg0nLVkjRo9z+40RQzuVaE8AkAFmxZzow3x+VJYKdjykkJ
0iT9wCS0DRTXu269V264Vf/3jvredZiKRkgwlL9xNAwxXFg0x/XFw005UWVRIkdg
cKWTjpBP2dPwVZ4WWC+9aGVd+Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbc
mwIDAQAB
-----END PUBLIC KEY-----
"""


def body(text: str) -> dict:
    """A body component with examples for its positional parameters."""
    count = text.count("{{")
    return {"type": "BODY", "text": text} | ({"example": {"body_text": [["x"] * count]}} if count else {})


def buttons(*those: dict) -> dict:
    """A component of buttons."""
    return {"type": "BUTTONS", "buttons": list(those)}


class World:
    """Facts by name: `world["media"]`."""

    def __init__(self, simulated: Simulated, receiver: Receiver):
        self.simulated, self.receiver = simulated, receiver
        self.number, self.account = simulated.numbers[0], simulated.account
        self.failures: dict[str, str] = {}
        self.serial = itertools.count(1)
        self.made: dict[str, str] = {
            "number": self.number,
            "second_number": simulated.numbers[1],
            "account": self.account,
            "callback": receiver.base + "/callback",
            "writer": WRITER,
            "public_key": KEY,
        }
        self.made |= {f"link_{kind}": f"{receiver.base}/file.{kind}" for kind in FILES}

    def __getitem__(self, name: str) -> str:
        if name in ("recipient", "new_name"):
            return getattr(self, f"_{name}")()
        if name not in self.made:
            try:
                self.made[name] = str(getattr(self, f"_{name}")())
            except LookupError as error:
                self.failures[name] = str(error)
                self.made[name] = NOTHING
        return self.made[name]

    def forget(self, *names: str):
        """The next use of these makes new ones."""
        for name in names:
            self.made.pop(name, None)

    def _got(self, answer: Answer, *keys: str | int):
        value = answer.json
        try:
            for key in keys:
                value = value[key]
        except (KeyError, IndexError, TypeError):
            raise LookupError(f"no {'.'.join(map(str, keys))} in {answer.said}") from None
        return value

    def _recipient(self) -> str:
        return f"1650556{next(self.serial):04}"

    def _new_name(self) -> str:
        return f"replayed_{next(self.serial)}"

    # Nodes above the account.

    def _app(self):
        if "APP_ID" in self.simulated.facts:
            return self.simulated.facts["APP_ID"]
        subscribed = self.simulated.graph("GET", f"{self.account}/subscribed_apps")
        return self._got(subscribed, "data", 0, "whatsapp_business_api_data", "id")

    def _business(self):
        if "BUSINESS_ID" in self.simulated.facts:
            return self.simulated.facts["BUSINESS_ID"]
        account = self.simulated.graph("GET", self.account, {"fields": "owner_business_info"})
        return self._got(account, "owner_business_info", "id")

    def _user(self):
        users = self.simulated.graph("GET", f"{self.account}/assigned_users", {"business": self["business"]})
        return self._got(users, "data", 0, "id")

    # Messages.

    def _inbound(self):
        asked = {"from": WRITER, "name": "Sheena Nelson", "text": "Where is my parcel?"}
        return self._got(self.simulated.control("POST", "/customer-message", asked), "wamid")

    def _sent(self):
        text = {"messaging_product": "whatsapp", "to": WRITER, "type": "text", "text": {"body": "On its way"}}
        self._inbound()
        wamid = self._got(self.simulated.graph("POST", f"{self.number}/messages", json_body=text), "messages", 0, "id")
        told = lambda: [text for post in list(self.receiver.posts) if wamid in (text := json.dumps(post))]
        eventually(lambda: any('"delivered"' in text for text in told()), 20)
        return wamid

    def _message_history(self):
        kept = self.simulated.graph("GET", f"{self.number}/message_history", {"message_id": self["sent"]})
        return self._got(kept, "data", 0, "id")

    def _caller(self):
        """A customer who has permitted calls, to a number that has them switched on."""
        calling = {"calling": {"status": "ENABLED"}}
        assert self.simulated.graph("POST", f"{self.number}/settings", json_body=calling).status == 200
        self.simulated.control("POST", "/trigger", {"what": "customer.call_permission_reply", "from": WRITER})
        return WRITER

    def _call(self):
        self["caller"]
        asked = {"messaging_product": "whatsapp", "to": WRITER, "action": "connect",
                 "session": {"sdp_type": "offer", "sdp": "v=0\r\n"}}
        return self._got(self.simulated.graph("POST", f"{self.number}/calls", json_body=asked), "calls", 0, "id")

    def _stranger(self):
        """Somebody who wrote and whom nothing else needs: only who wrote can be blocked."""
        number = "16505551239"
        asked = {"from": number, "name": "Nobody", "text": "Buy my watches"}
        self._got(self.simulated.control("POST", "/customer-message", asked), "wamid")
        return number

    def _blocked(self):
        asked = {"messaging_product": "whatsapp", "block_users": [{"user": self["stranger"]}]}
        blocked = self.simulated.graph("POST", f"{self.number}/block_users", json_body=asked)
        return self._got(blocked, "block_users", "added_users", 0, "wa_id")

    def _kept_key(self):
        asked = {"business_public_key": KEY}
        path = f"{self.number}/whatsapp_business_encryption"
        return self._got(self.simulated.graph("POST", path, json_body=asked), "success")

    # Media.

    def _uploaded(self, kind: str):
        form = {"messaging_product": "whatsapp", "file": (f"file.{kind}", *FILES[kind])}
        return self._got(self.simulated.graph("POST", f"{self.number}/media", form=form), "id")

    _audio = functools.partialmethod(_uploaded, "ogg")
    _image = functools.partialmethod(_uploaded, "jpg")
    _video = functools.partialmethod(_uploaded, "mp4")
    _document = functools.partialmethod(_uploaded, "pdf")
    _sticker = functools.partialmethod(_uploaded, "webp")
    _media = functools.partialmethod(_uploaded, "png")

    def _media_url(self):
        return self._got(self.simulated.graph("GET", self["media"]), "url")

    def _handle(self):
        kind, content = FILES["jpg"]
        about = {"file_name": "x.jpg", "file_length": len(content), "file_type": kind}
        session = self._got(self.simulated.graph("POST", f"{self['app']}/uploads", about), "id")
        sent = self.simulated.graph("POST", session, raw=content, headers={"file_offset": "0"})
        return self._got(sent, "h")

    # Templates.

    def _created(self, name: str, *components: dict, category: str = "UTILITY", language: str = "en_US"):
        asked = {"name": name, "language": language, "category": category, "components": list(components)}
        answer = self.simulated.graph("POST", f"{self.account}/message_templates", json_body=asked)
        return self._got(answer, "id")

    def _approved(self, name: str, *components: dict, **more: str):
        template = self._created(name, *components, **more)
        status = lambda: self.simulated.graph("GET", template, {"fields": "status"}).json.get("status")
        if not eventually(lambda: status() == "APPROVED", APPROVAL_SECONDS_MAX):
            raise LookupError(f"{name} is {status()}, not approved, after {APPROVAL_SECONDS_MAX} s")
        return template

    def prepare_templates(self):
        """The templates that the document's messages name, under these names."""
        image = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [self["handle"]]}}
        flow = {"type": "FLOW", "text": "Open", "flow_id": self["published_flow"], "navigate_screen": "WELCOME"}
        catalog = {"type": "CATALOG", "text": "View catalog"}
        three = body("Your parcel {{1}} from {{2}} comes on {{3}}, with luck.")
        marketing = {"category": "MARKETING"}
        wanted = [
            ("three_values", [three], {}),
            ("image_and_three_values", [image, three], {}),
            ("image_three_values_and_replies", [image, three, REPLIES], {}),
            ("flow_template", [body("Have a look"), buttons(flow)], marketing),
            ("intro_catalog_offer", [body("Now you save {{1}} with code {{2}} until {{3}}, be quick about it."), buttons(catalog)], marketing),
            ("sample_issue_resolution", [body("Hello {{1}}, is your problem solved?"), REPLIES], {}),
            ("hello", [body("Hello")], marketing),
            ("hello", [body("Hello")], marketing | {"language": "en"}),
            ("welcome_offer", [body("Welcome")], marketing),
            ("promotional_offer", [body("Dear {{1}}, only {{2}} for you today.")], marketing | {"language": "en"}),
        ]
        for name, components, more in wanted:
            try:
                self._approved(name, *components, **more)
            except LookupError as error:
                self.failures[f"template {name} {more.get('language', 'en_US')}"] = str(error)

    def _template(self):
        header = {"type": "HEADER", "format": "TEXT", "text": "Fall Sale"}
        footer = {"type": "FOOTER", "text": "Tap Stop Promotions"}
        stop = buttons({"type": "QUICK_REPLY", "text": "Stop promotions"})
        return self._approved(self["template_name"], header, body("Hi {{1}}, please use code {{2}} today!"), footer, stop,
                              category="MARKETING")

    def _template_name(self):
        return "april_promo"

    def _doomed_template_name(self):
        self._created("doomed", body("Soon gone"))
        return "doomed"

    # Flows, groups, and what else hangs on the number.

    def _drafted(self, name: str):
        form = {"name": name, "categories": '["OTHER"]'}
        return self._got(self.simulated.graph("POST", f"{self.account}/flows", form=form), "id")

    def _flow(self):
        self.made["flow_name"] = self._new_name()
        return self._drafted(self.made["flow_name"])

    def _flow_name(self):
        self.forget("flow")
        _ = self["flow"]
        return self.made["flow_name"]

    def _drawn_flow(self):
        return self._drawn(self._new_name())

    def _drawn(self, name: str):
        flow = self._drafted(name)
        screen = {"id": "WELCOME", "title": "Welcome", "terminal": True, "success": True, "data": {},
                  "layout": {"type": "SingleColumnLayout", "children": [
                      {"type": "Footer", "label": "Done", "on-click-action": {"name": "complete", "payload": {}}}]}}
        written = json.dumps({"version": "7.3", "screens": [screen]}).encode()
        form = {"file": ("flow.json", "application/json", written), "name": "flow.json", "asset_type": "FLOW_JSON"}
        self._got(self.simulated.graph("POST", f"{flow}/assets", form=form), "success")
        return flow

    def _published_flow(self):
        return self._published(self["published_flow_name"])

    def _published_flow_name(self):
        return self._new_name()

    def _old_flow(self):
        return self._published(self._new_name())

    def _published(self, name: str):
        flow = self._drawn(name)
        self._got(self.simulated.graph("POST", f"{flow}/publish"), "success")
        return flow

    def _automation(self):
        asked = {"prompts": ["Where is my parcel?"],
                 "commands": [{"command_name": "track", "command_description": "Where is it"}]}
        path = f"{self.number}/conversational_automation"
        return self._got(self.simulated.graph("POST", path, json_body=asked), "success")

    def _compliance(self):
        person = {"name": "Ana", "email": "ana@example.com", "mobile_number": "+913854559033",
                  "landline_number": "+913857614343"}
        asked = {"messaging_product": "whatsapp", "entity_name": "Parcels", "entity_type": "OTHER",
                 "entity_type_custom": "Club", "is_registered": True, "grievance_officer_details": person,
                 "customer_care_details": {key: value for key, value in person.items() if key != "name"}}
        path = f"{self.number}/business_compliance_info"
        return self._got(self.simulated.graph("POST", path, json_body=asked), "success")

    # Partners and their numbers.

    def _solution(self):
        asked = {"owner_permissions": [], "partner_app_id": "2", "partner_permissions": ["MESSAGING"],
                 "solution_name": self._new_name()}
        path = f"{self['app']}/whatsapp_business_solution"
        return self._got(self.simulated.graph("POST", path, json_body=asked), "solution_id")

    def _migration_intent(self):
        asked = {"solution_id": self["solution"], "migration_intent": "INITIATE_MIGRATION",
                 "target_solution_id": self["solution"]}
        path = f"{self.account}/set_solution_migration_intent"
        return self._got(self.simulated.graph("POST", path, json_body=asked), "migration_intent_id")

    def _mobility_intent(self):
        asked = {"waba_id": self.account, "solution_id": self["solution"], "app_id": self["app"]}
        path = f"{self.account}/set_obo_mobility_intent"
        return self._got(self.simulated.graph("POST", path, json_body=asked), "intent_id")

    def _schedule(self):
        asked = {"name": "Hours", "schedule_type": "BUSINESS_HOURS", "start_time": "09:00", "end_time": "17:00",
                 "description": "Ours", "timezone": "UTC", "days_of_week": ["MONDAY"], "is_active": True,
                 "recurrence_pattern": {"frequency": "WEEKLY", "interval": 1}}
        return self._got(self.simulated.graph("POST", f"{self.account}/schedules", json_body=asked), "id")

    def _preverified(self):
        asked = {"phone_number": f"1650558{next(self.serial):04}"}
        return self._got(self.simulated.graph("POST", f"{self['business']}/add_phone_numbers", json_body=asked), "id")

    def _qr_code(self):
        asked = {"prefilled_message": "Where is my parcel?", "generate_qr_image": "SVG"}
        return self._got(self.simulated.graph("POST", f"{self.number}/message_qrdls", json_body=asked), "code")

    def _group(self):
        asked = {"messaging_product": "whatsapp", "subject": "Parcels", "join_approval_mode": "approval_required"}
        self._got(self.simulated.graph("POST", f"{self.number}/groups", json_body=asked), "request_id")
        listed = lambda: self._got(self.simulated.graph("GET", f"{self.number}/groups"), "data", "groups")
        known = [one["id"] for one in listed()]
        new = eventually(lambda: [one["id"] for one in listed() if one["id"] not in known])
        if not new:
            raise LookupError("no group came of it")
        return new[0]

    def _join_request(self):
        self.forget("group")
        asked = {"what": "group.join_requested", "group_id": self["group"], "from": "16505551240"}
        return self._got(self.simulated.control("POST", "/trigger", asked), "join_request_id")

    def _bot(self):
        number = self.simulated.graph("GET", self.number, {"fields": "conversational_automation"})
        return self._got(number, "conversational_automation", "id")

    def _profile(self):
        profile = self.simulated.graph("GET", f"{self.number}/whatsapp_business_profile", {"fields": "id"})
        return self._got(profile, "data", 0, "id")

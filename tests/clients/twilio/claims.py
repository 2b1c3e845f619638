"""What Twilio's own client takes the simulator for: every call on messages, every callback through its validator.

    claims.py BINARY [--only TEXT]
"""

import datetime
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from twilio.base.exceptions import TwilioRestException  # noqa: E402
from twilio.http.http_client import TwilioHttpClient  # noqa: E402
from twilio.request_validator import RequestValidator  # noqa: E402
from twilio.rest import Client  # noqa: E402

from short_messages import Gateways, Inbox, claims, magic, run, same  # noqa: E402
from simulated import eventually  # noqa: E402

CLAIMS, claim = claims()
SECONDS_MAX = 40
CUSTOMER = "+5511987654321"
REFUSALS = (20001, 20429, 20500, 21211, 21212, 21266, 21408, 21602, 21603, 21604, 21606, 21608, 21609, 21610, 21611,
            21612, 21614, 21617, 21620, 21623, 21701, 63007)
FAILURES = {30001: "failed", 30002: "failed", 30003: "undelivered", 30004: "undelivered", 30005: "undelivered",
            30006: "undelivered", 30007: "undelivered", 30008: "undelivered", 30034: "undelivered"}


class Here(TwilioHttpClient):
    """The client has Twilio's host built in; this takes its requests to the simulator instead."""

    def __init__(self, base: str):
        super().__init__()
        self.base = base

    def request(self, method, url, *arguments, **more):
        assert url.startswith("https://api.twilio.com/"), url
        return super().request(method, url.replace("https://api.twilio.com", self.base, 1), *arguments, **more)


class Bench:
    """A simulator and the client in front of it. Used with `with`."""

    def __init__(self, binary: str):
        self.inbox = Inbox()
        self.world = Gateways(binary, self.inbox)
        facts = self.world.facts
        self.base = facts["SMS_URL"] + "/twilio"
        self.account, self.token = facts["TWILIO_ACCOUNT_SID"], facts["TWILIO_AUTH_TOKEN"]
        self.number, self.service = facts["TWILIO_NUMBER"], facts["TWILIO_SERVICE"]
        self.client = self.with_token(self.token)
        self.validator = RequestValidator(self.token)

    def with_token(self, token: str) -> Client:
        return Client(self.account, token, http_client=Here(self.base))

    def send(self, to: str = CUSTOMER, **more):
        return self.client.messages.create(**({"to": to, "from_": self.number, "body": "Your parcel"} | more))

    def callback(self, path: str) -> str:
        return f"{self.inbox.base}/twilio/status/{path}"

    def told(self, path: str) -> list:
        return [push for push in list(self.inbox.pushes) if push.url.startswith(self.callback(path))]

    def tells(self, path: str, last: str) -> list:
        words = lambda: [push.form["MessageStatus"] for push in self.told(path)]
        assert eventually(lambda: last in words(), SECONDS_MAX), words()
        return self.told(path)

    def __enter__(self):
        return self

    def __exit__(self, *of):
        self.world.__exit__(*of)


def refused(code: int, http: int | None, call, *arguments, **more):
    """The call is refused with this code."""
    try:
        call(*arguments, **more)
    except TwilioRestException as error:
        same((error.code, error.status if http else None), (code, http))
        return error
    raise AssertionError(f"it was not refused with {code}")


@claim("a message is made, and the client reads every field of it")
def _(bench: Bench):
    made = bench.send()
    assert made.sid.startswith("SM") and len(made.sid) == 34, made.sid
    same((made.status, made.direction, made.to, made.from_), ("queued", "outbound-api", CUSTOMER, bench.number))
    same((made.num_segments, made.num_media, made.account_sid), ("1", "0", bench.account))
    assert isinstance(made.date_created, datetime.datetime) and made.date_created.utcoffset() is not None
    same((made.date_sent, made.error_code, made.price), (None, None, None))


@claim("a message is delivered and has its price then")
def _(bench: Bench):
    sid = bench.send().sid
    fetch = bench.client.messages(sid).fetch
    assert eventually(lambda: fetch().status == "delivered", SECONDS_MAX), fetch().status
    read = fetch()
    assert float(read.price) < 0 and read.date_sent >= read.date_created, read.price


@claim("callbacks come for each status after the first, and the validator takes them")
def _(bench: Bench):
    made = bench.send(status_callback=bench.callback("life?parcel=YT1&x=a%20b"))
    pushes = bench.tells("life", "delivered")
    # They may overtake each other, as at Twilio.
    same(sorted(push.form["MessageStatus"] for push in pushes), ["delivered", "sending", "sent"])
    for push in pushes:
        signature = push.headers["x-twilio-signature"]
        assert bench.validator.validate(push.url, push.form, signature), push.form
        assert not RequestValidator("other").validate(push.url, push.form, signature)
        assert not bench.validator.validate(push.url, push.form | {"To": "+1"}, signature)
        same((push.form["MessageSid"], push.form["SmsSid"], push.form["To"]), (made.sid, made.sid, CUSTOMER))
    assert len(pushes[-1].form["RawDlrDoneDate"]) == 10


for code in REFUSALS:
    @claim(f"a send is refused with {code}")
    def _(bench: Bench, code=code):
        error = refused(code, None, bench.send, "+" + magic(code))
        assert error.msg and 400 <= error.status < 600


for code, status in FAILURES.items():
    @claim(f"a message comes to {status} with {code}")
    def _(bench: Bench, code=code, status=status):
        sid = bench.send("+" + magic(code), status_callback=bench.callback(f"fails{code}")).sid
        form = bench.tells(f"fails{code}", status)[-1].form
        same(form["ErrorCode"], str(code))
        read = bench.client.messages(sid).fetch()
        same((read.status, read.error_code), (status, code))
        assert read.error_message


@claim("Twilio's own test numbers answer as at Twilio")
def _(bench: Bench):
    for to, code in (("+15005550001", 21211), ("+15005550002", 21612), ("+15005550003", 21408),
                     ("+15005550004", 21610), ("+15005550009", 21614)):
        refused(code, 400, bench.send, to)
    for sender, code in (("+15005550001", 21212), ("+15005550007", 21606), ("+15005550008", 21611)):
        refused(code, 400, bench.send, from_=sender)
    assert bench.send(from_="+15005550006").sid


@claim("a wrong token is refused with 20003")
def _(bench: Bench):
    wrong = bench.with_token("wrong").messages
    refused(20003, 401, wrong.create, to=CUSTOMER, from_=bench.number, body="x")
    refused(20003, 401, wrong(bench.send().sid).fetch)


@claim("what a send lacks is named")
def _(bench: Bench):
    create = bench.client.messages.create
    refused(21603, 400, create, to=CUSTOMER, body="x")
    refused(21602, 400, create, to=CUSTOMER, from_=bench.number)
    refused(21617, 400, bench.send, body="x" * 1601)
    refused(21211, 400, bench.send, "11987654321")
    refused(21606, 400, bench.send, from_="+12015550199")


@claim("parts are counted in both alphabets")
def _(bench: Bench):
    for body, parts in (("a" * 160, "1"), ("a" * 161, "2"), ("€" * 81, "2"), ("您" * 70, "1"), ("您" * 71, "2"),
                        ("🚚" * 36, "2")):
        same(bench.send(body=body).num_segments, parts)


@claim("a message with media is an MM")
def _(bench: Bench):
    made = bench.send(media_url=["https://example.com/a.jpg", "https://example.com/b.jpg"])
    same((made.sid[:2], made.num_media), ("MM", "2"))


@claim("a message of a messaging service is accepted first, and tells its service")
def _(bench: Bench):
    made = bench.client.messages.create(to=CUSTOMER, messaging_service_sid=bench.service, body="x",
                                        status_callback=bench.callback("service"))
    same((made.status, made.from_, made.messaging_service_sid), ("accepted", None, bench.service))
    pushes = bench.tells("service", "delivered")
    same(sorted(push.form["MessageStatus"] for push in pushes), ["delivered", "queued", "sending", "sent"])
    same({push.form["MessagingServiceSid"] for push in pushes}, {bench.service})


@claim("a scheduled message is called back before its time")
def _(bench: Bench):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    made = bench.client.messages.create(to=CUSTOMER, messaging_service_sid=bench.service, body="x",
                                        schedule_type="fixed", send_at=at)
    same(made.status, "scheduled")
    same(bench.client.messages(made.sid).update(status="canceled").status, "canceled")
    refused(30409, 409, bench.client.messages(made.sid).update, status="canceled")


@claim("messages are listed by number and page by page")
def _(bench: Bench):
    to = "+5511900000001"
    made = [bench.send(to).sid for _ in range(5)]
    listed = bench.client.messages.list(to=to, page_size=2)
    same([one.sid for one in listed], made[::-1])
    same(len(bench.client.messages.list(to=to, limit=3, page_size=2)), 3)
    same(bench.client.messages.list(to=to, date_sent_after=datetime.datetime(2100, 1, 1)), [])


@claim("a message is redacted, then deleted, then unknown")
def _(bench: Bench):
    one = bench.client.messages(bench.send().sid)
    refused(20009, 409, one.delete)
    assert eventually(lambda: one.fetch().status == "delivered", SECONDS_MAX)
    same(one.update(body="").body, "")
    assert one.delete()
    refused(20404, 404, one.fetch)


@claim("a customer's message reaches the webhook, and the validator takes it")
def _(bench: Bench):
    bench.world.customer_writes("twilio", "+5511900000002", bench.number, "Where is it? ✓")
    arrived = lambda: [p for p in list(bench.inbox.pushes) if p.url.endswith("/twilio/inbound")]
    push = (eventually(arrived, SECONDS_MAX) or [None])[0]
    assert push, "nothing came"
    assert bench.validator.validate(push.url, push.form, push.headers["x-twilio-signature"])
    same((push.form["Body"], push.form["From"], push.form["SmsStatus"]),
         ("Where is it? ✓", "+5511900000002", "received"))
    read = bench.client.messages(push.form["MessageSid"]).fetch()
    same((read.direction, read.status), ("inbound", "received"))


@claim("STOP ends the consent of a customer, START renews it")
def _(bench: Bench):
    customer = "+5511900000003"
    bench.world.customer_writes("twilio", customer, bench.number, "STOP")
    refused(21610, 400, bench.send, customer)
    bench.world.customer_writes("twilio", customer, bench.number, "start")
    assert bench.send(customer).sid


if __name__ == "__main__":
    sys.exit(run(__doc__.splitlines()[0], CLAIMS, Bench))

"""What Aliyun's own clients take the simulator for: both signature schemes, every send and query, the HTTP pushes.

    claims.py BINARY [--only TEXT]
"""

import datetime
import json
import pathlib
import sys
import urllib.error
import urllib.request
from unittest import mock

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from aliyunsdkcore.acs_exception.exceptions import ServerException  # noqa: E402
from aliyunsdkcore.auth.composer import rpc_signature_composer  # noqa: E402
from aliyunsdkcore.client import AcsClient  # noqa: E402
from aliyunsdkcore.request import CommonRequest, RpcRequest  # noqa: E402
from aliyunsdkcore.utils import parameter_helper  # noqa: E402
from alibabacloud_dysmsapi20170525 import models  # noqa: E402
from alibabacloud_dysmsapi20170525.client import Client  # noqa: E402
from alibabacloud_tea_openapi.exceptions import ClientException  # noqa: E402
from alibabacloud_tea_openapi.utils_models import Config  # noqa: E402

from short_messages import Gateways, Inbox, claims, magic, run, same  # noqa: E402
from simulated import eventually  # noqa: E402

CLAIMS, claim = claims()
SECONDS_MAX = 40
BEIJING = datetime.timezone(datetime.timedelta(hours=8))
SIGN, CODE, NOTICE, ABROAD = "Shakedown", "SMS_100000001", "SMS_100000002", "SMS_100000003"
PARAMETERS = {"tracking_number": "YT2613700000000001", "carrier_name": "YunExpress",
              "estimated_delivery_date": "2026-11-25"}
# The simulator's numbers of Aliyun's codes.
REFUSALS = {
    40101: "isv.OUT_OF_SERVICE", 40102: "isv.PRODUCT_UN_SUBSCRIPT", 40103: "isv.PRODUCT_UNSUBSCRIBE",
    40104: "isv.ACCOUNT_NOT_EXISTS", 40105: "isv.ACCOUNT_ABNORMAL", 40106: "isv.SMS_TEMPLATE_ILLEGAL",
    40107: "isv.SMS_SIGNATURE_ILLEGAL", 40108: "isv.INVALID_PARAMETERS", 40109: "isv.MOBILE_NUMBER_ILLEGAL",
    40110: "isv.MOBILE_COUNT_OVER_LIMIT", 40111: "isv.TEMPLATE_MISSING_PARAMETERS",
    40112: "isv.BUSINESS_LIMIT_CONTROL", 40113: "isv.INVALID_JSON_PARAM", 40114: "isv.BLACK_KEY_CONTROL_LIMIT",
    40115: "isv.PARAM_LENGTH_LIMIT", 40116: "isv.PARAM_NOT_SUPPORT_URL", 40117: "isv.AMOUNT_NOT_ENOUGH",
    40118: "isv.DAY_LIMIT_CONTROL", 40119: "isv.SMS_CONTENT_ILLEGAL", 40120: "isp.SYSTEM_ERROR",
    40121: "isp.RAM_PERMISSION_DENY", 40122: "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", 40123: "isv.CUSTOMER_REFUSED",
    40124: "isv.SMS_SIGNATURE_SCENE_ILLEGAL", 40125: "isv.SIGN_STATE_ILLEGAL", 40126: "isv.SMS_SIGN_ILLEGAL",
    40127: "isv.EXTEND_CODE_ERROR", 40131: "isv.DENY_IP_RANGE", 40132: "isv.MONTH_LIMIT_CONTROL",
    40133: "isv.TEMPLATE_PARAMS_ILLEGAL", 40136: "isv.SMS_TEST_SIGN_TEMPLATE_LIMIT",
    40138: "isv.SMS_TEST_NUMBER_LIMIT", 40140: "isp.GATEWAY_ERROR",
}


class Bench:
    """A simulator and both clients in front of it. Used with `with`."""

    def __init__(self, binary: str):
        self.inbox = Inbox(answer=lambda push: (200, '{"code":0,"msg":"成功"}'.encode()))
        self.world = Gateways(binary, self.inbox)
        facts = self.world.facts
        self.key, self.secret = facts["ALIYUN_ACCESS_KEY_ID"], facts["ALIYUN_ACCESS_KEY_SECRET"]
        # Both clients take an endpoint without a scheme; one with a path works as well.
        self.mount = facts["SMS_URL"].removeprefix("http://") + "/aliyun"
        self.host = self.mount.split("/")[0]
        self.new = self.generated()

    def generated(self, key: str | None = None, secret: str | None = None, endpoint: str | None = None) -> Client:
        """The generated client: ACS3-HMAC-SHA256."""
        return Client(Config(access_key_id=key or self.key, access_key_secret=secret or self.secret,
                             endpoint=endpoint or self.mount, protocol="HTTP"))

    def core(self, action: str, parameters: dict, method: str = "GET", where: str = "query",
             secret: str | None = None, endpoint: str | None = None) -> dict:
        """The core client: version 1.0, HMAC-SHA1."""
        client = AcsClient(self.key, secret or self.secret, "cn-hangzhou")
        request = CommonRequest(domain=endpoint or self.host, version="2017-05-25", action_name=action)
        request.set_protocol_type("http")
        request.set_method(method)
        for name, value in parameters.items():
            (request.add_query_param if where == "query" else request.add_body_params)(name, value)
        return json.loads(client.do_action_with_exception(request))

    def pushed(self, path: str) -> list[dict]:
        """Every item of every push to this path."""
        rows = [json.loads(push.body) for push in list(self.inbox.pushes) if push.url.endswith(path)]
        return [row for batch in rows for row in batch]

    def reported(self, biz_id: str, count: int = 1) -> list[dict]:
        found = lambda: [row for row in self.pushed("/aliyun/report") if row["biz_id"] == biz_id]
        assert eventually(lambda: len(found()) >= count, SECONDS_MAX), found()
        return found()

    def __enter__(self):
        return self

    def __exit__(self, *of):
        self.world.__exit__(*of)


def message(to: str = "13800138000", template: str = NOTICE, **more) -> dict:
    """Parameters of a SendSms."""
    return {"PhoneNumbers": to, "SignName": SIGN, "TemplateCode": template,
            "TemplateParam": json.dumps(PARAMETERS)} | more


def request(*arguments, **more) -> models.SendSmsRequest:
    return models.SendSmsRequest().from_map(message(*arguments, **more))


def today() -> str:
    return datetime.datetime.now(BEIJING).strftime("%Y%m%d")


@claim("the generated client sends, under the mount and at the root")
def _(bench: Bench):
    for endpoint in (bench.mount, bench.host):
        answer = bench.generated(endpoint=endpoint).send_sms(request(OutId="YT1"))
        same((answer.status_code, answer.body.code, answer.body.message), (200, "OK", "OK"))
        assert answer.body.biz_id.endswith("^0") and len(answer.body.request_id) == 36, answer.body


@claim("the core client sends by GET, by POST and by form")
def _(bench: Bench):
    for method, where in (("GET", "query"), ("POST", "query"), ("POST", "form")):
        for endpoint in (bench.host, bench.mount):
            same(bench.core("SendSms", message(), method, where, endpoint=endpoint)["Code"], "OK")


@claim("a text in Chinese with every kind of sign is signed alike on both sides")
def _(bench: Bench):
    odd = "阿里 a+b*c~d/e?f=g&h%i'j(k)!"
    for out_id in (odd, "~", " ", "😀"):
        same(bench.core("SendSms", message(OutId=out_id))["Code"], "OK")
        same(bench.core("SendSms", message(OutId=out_id), "POST", "form")["Code"], "OK")
        same(bench.new.send_sms(request(OutId=out_id)).body.code, "OK")


for number, code in REFUSALS.items():
    @claim(f"a send is refused with {code}, by HTTP 200")
    def _(bench: Bench, number=number, code=code):
        answer = bench.new.send_sms(request(magic(number)))
        same((answer.status_code, answer.body.code, answer.body.biz_id), (200, code, None))
        same(bench.core("SendSms", message(magic(number)))["Code"], code)


@claim("a batch is sent, each with its own parameters")
def _(bench: Bench):
    phones = ["13800138011", "13800138012"]
    answer = bench.new.send_batch_sms(models.SendBatchSmsRequest(
        phone_number_json=json.dumps(phones), sign_name_json=json.dumps([SIGN, SIGN]), template_code=CODE,
        template_param_json=json.dumps([{"code": "111111"}, {"code": "222222"}])))
    same(answer.body.code, "OK")
    rows = bench.reported(answer.body.biz_id, 2)
    same({row["phone_number"] for row in rows}, set(phones))


@claim("details are read until the receipt is there")
def _(bench: Bench):
    sent = bench.new.send_sms(request("13800138021", OutId="YT21"))
    asked = models.QuerySendDetailsRequest(phone_number="13800138021", biz_id=sent.body.biz_id, send_date=today(),
                                           page_size=10, current_page=1)
    row = lambda: bench.new.query_send_details(asked).body.sms_send_detail_dtos.sms_send_detail_dto[0]
    assert row().send_status in (1, 3)
    assert eventually(lambda: row().send_status == 3, SECONDS_MAX), row()
    same((row().err_code, row().out_id, row().template_code), ("DELIVERED", "YT21", NOTICE))
    assert row().content.startswith("【Shakedown】") and row().receive_date >= row().send_date
    body = bench.core("QuerySendDetails", {"PhoneNumber": "13800138021", "SendDate": today(), "PageSize": "10",
                                           "CurrentPage": "1"})
    same((body["Code"], body["TotalCount"]), ("OK", "1"))


@claim("reviews of signs and templates are read")
def _(bench: Bench):
    template = bench.new.query_sms_template(models.QuerySmsTemplateRequest(template_code=NOTICE)).body
    same((template.template_status, template.template_type), (1, 1))
    assert "${tracking_number}" in template.template_content
    same(bench.new.query_sms_sign(models.QuerySmsSignRequest(sign_name=SIGN)).body.sign_status, 1)
    listed = bench.new.query_sms_template_list(models.QuerySmsTemplateListRequest(page_index=1, page_size=50)).body
    same({one.audit_status for one in listed.sms_template_list}, {"AUDIT_STATE_PASS"})
    signs = bench.new.query_sms_sign_list(models.QuerySmsSignListRequest(page_index=1, page_size=50)).body
    same([one.sign_name for one in signs.sms_sign_list], [SIGN])


@claim("a receipt is pushed in an array with the fields that Aliyun documents")
def _(bench: Bench):
    sent = bench.new.send_sms(request("13800138031", OutId="YT31"))
    row = bench.reported(sent.body.biz_id)[0]
    same(sorted(row), sorted(["phone_number", "send_time", "report_time", "success", "err_code", "err_msg", "sms_size",
                              "biz_id", "out_id"]))
    same((row["phone_number"], row["success"], row["err_code"], row["sms_size"], row["out_id"]),
         ("13800138031", True, "DELIVERED", "1", "YT31"))
    datetime.datetime.strptime(row["report_time"], "%Y-%m-%d %H:%M:%S")


@claim("a failed message is told as such, and a long one counts its parts")
def _(bench: Bench):
    failed = bench.reported(bench.new.send_sms(request(magic(40201))).body.biz_id)[0]
    same((failed["success"], failed["err_code"]), (False, "UNDELIVERABLE"))
    long = bench.new.send_sms(request("13800138032", TemplateParam=json.dumps(
        {name: "字" * 30 for name in PARAMETERS})))
    same(bench.reported(long.body.biz_id)[0]["sms_size"], "2")


@claim("a number abroad needs a template for abroad")
def _(bench: Bench):
    same(bench.new.send_sms(request("5511987654321", ABROAD)).body.code, "OK")
    same(bench.new.send_sms(request("5511987654321", NOTICE)).body.code, "isv.MOBILE_NUMBER_ILLEGAL")
    same(bench.new.send_sms(request("8613800138000", ABROAD)).body.code, "isv.DOMESTIC_NUMBER_NOT_SUPPORTED")


@claim("a customer's message is pushed, and opting out is heeded")
def _(bench: Bench):
    bench.world.customer_writes("aliyun", "8613800138041", "10690001", "TD")
    found = lambda: [row for row in bench.pushed("/aliyun/inbound") if row["phone_number"] == "13800138041"]
    assert eventually(found, SECONDS_MAX), "nothing came"
    same((found()[0]["content"], found()[0]["dest_code"], found()[0]["sign_name"]), ("TD", "10690001", SIGN))
    sent = bench.new.send_sms(request("13800138041"))
    same(bench.reported(sent.body.biz_id)[0]["err_code"], "USER_REJECT")


@claim("the core client tells a wrong secret by what the simulator says it should have signed")
def _(bench: Bench):
    for method in ("GET", "POST"):
        # Not a CommonRequest: that one forgets what it signed.
        asked = RpcRequest("Dysmsapi", "2017-05-25", "SendSms")
        asked.set_endpoint(bench.host)
        asked.set_method(method)
        for name, value in message(OutId="阿里 a+b*c~d").items():
            (asked.add_query_param if method == "GET" else asked.add_body_params)(name, value)
        try:
            AcsClient(bench.key, "wrong", "cn-hangzhou").do_action_with_exception(asked)
        except ServerException as error:
            # It says so only where the string to sign in the answer is the one that it signed.
            same((error.error_code, error.http_status), ("InvalidAccessKeySecret", 400))
        else:
            raise AssertionError("it was accepted")


@claim("the generated client is told of wrong signatures, unknown keys and missing parameters")
def _(bench: Bench):
    cases = (({"secret": "wrong"}, request(), "SignatureDoesNotMatch", 400),
             ({"key": "LTAI0"}, request(), "InvalidAccessKeyId.NotFound", 404),
             ({}, models.SendSmsRequest(phone_numbers="13800138000"), "MissingSignName", 400))
    for credentials, asked, code, status in cases:
        try:
            bench.generated(**credentials).send_sms(asked)
        except ClientException as error:
            same((error.code, error.status_code), (code, status))
            assert error.request_id and error.data["Recommend"]
        else:
            raise AssertionError(f"no {code}")


@claim("a request that is replayed or too old is refused")
def _(bench: Bench):
    parameters = message() | {"Action": "SendSms", "Version": "2017-05-25"}
    sign = lambda: rpc_signature_composer.get_signed_url(dict(parameters), bench.key, bench.secret, "JSON", "GET", {})[0]
    url = sign()
    same([code_of(bench, url) for _ in range(2)], ["OK", "SignatureNonceUsed"])
    for time, code in (("2017-07-12T02:42:19Z", "InvalidTimeStamp.Expired"),
                       ("2017-07-12 02:42:19", "InvalidTimeStamp.Format")):
        with mock.patch.object(parameter_helper, "get_iso_8061_date", lambda time=time: time):
            same(code_of(bench, sign()), code)


def code_of(bench: Bench, url: str) -> str:
    """The code that a signed address is answered with."""
    try:
        with urllib.request.urlopen(f"http://{bench.mount}{url}") as answer:
            return json.load(answer)["Code"]
    except urllib.error.HTTPError as error:
        return json.load(error)["Code"]


if __name__ == "__main__":
    sys.exit(run(__doc__.splitlines()[0], CLAIMS, Bench))

"""What belongs to the account and to the app: numbers, subscriptions, tokens, sign-ups."""

from pywa.types.others import SignupStatus

from bench import Bench, claims

CLAIMS, claim = claims()



def created(bench: Bench) -> str:
    """A number that is there and not registered yet."""
    about = {"country_calling_code": 1, "phone_number": "6505550199", "verified_name": "Third"}
    return bench.once("third number", lambda: bench.wa.create_phone_number(**about).id)


@claim("the account is read")
def _(bench: Bench):
    account = bench.wa.get_business_account()
    assert account.id == bench.simulated.account
    assert account.owner_business_info and account.message_template_namespace, account


@claim("the portfolio's own accounts are listed")
def _(bench: Bench):
    assert bench.simulated.account in {one.id for one in bench.wa.get_owned_business_accounts()}


@claim("the accounts shared with the portfolio are listed")
def _(bench: Bench):
    bench.wa.get_shared_business_accounts()


@claim("a setting of the account is changed and read back")
def _(bench: Bench):
    for off in (True, False):
        bench.wa.update_business_account_settings(disable_marketing_messages_on_cloud_api=off)
        assert bench.wa.get_business_account().disable_marketing_messages_on_cloud_api is off


@claim("a number is added")
def _(bench: Bench):
    assert created(bench) in {number.id for number in bench.wa.get_business_phone_numbers()}


@claim("a code is asked for")
def _(bench: Bench):
    assert bench.wa.request_verification_code(code_method="SMS", language_code="en_US", phone_id=created(bench))


@claim("the code is verified")
def _(bench: Bench):
    assert bench.wa.verify_phone_number(bench.verification_code(created(bench)), phone_id=created(bench))


@claim("the number is registered, and connected then")
def _(bench: Bench):
    assert bench.wa.register_phone_number("123456", phone_id=created(bench))
    assert bench.wa.get_business_phone_number(phone_id=created(bench)).status == "CONNECTED"


@claim("the number is taken off again")
def _(bench: Bench):
    assert bench.wa.deregister_phone_number(phone_id=created(bench))
    assert bench.wa.get_business_phone_number(phone_id=created(bench)).status != "CONNECTED"


@claim("the app's token is given for its secret")
def _(bench: Bench):
    assert bench.wa.get_app_access_token(int(bench.wa.app_id), bench.simulated.facts["APP_SECRET"])


@claim("the app's callback is set with the app's token")
def _(bench: Bench):
    token = bench.wa.get_app_access_token(int(bench.wa.app_id), bench.simulated.facts["APP_SECRET"])
    verify = bench.simulated.facts["VERIFY_TOKEN"]
    fields = bench.wa._webhook_fields
    assert bench.wa.set_app_callback_url(int(bench.wa.app_id), token, bench.callback, verify, fields)


@claim("the apps of the account are listed")
def _(bench: Bench):
    apps = bench.wa.api.get_waba_subscribed_apps(bench.wa.waba_id)["data"]
    assert bench.wa.app_id in {one["whatsapp_business_api_data"]["id"] for one in apps}


def signup(bench: Bench) -> str:
    """A sign-up link."""
    make = lambda: bench.wa.create_signup("News?", "Welcome", "https://example.com/privacy", accept_policy=True).id
    return bench.once("sign-up link", make)


@claim("sign-up links are listed")
def _(bench: Bench):
    assert signup(bench) in {one.id for one in bench.wa.get_signups()}


@claim("a sign-up link is created, read and switched off")
def _(bench: Bench):
    link = bench.wa.get_signup(signup(bench))
    assert link.message == "News?"
    assert bench.wa.get_signup(link.id).disable()
    assert bench.wa.get_signup(link.id).status == SignupStatus.DISABLED


@claim("a wrong token is an expired one to pywa")
def _(bench: Bench):
    from pywa.errors import ExpiredAccessToken

    right, bench.wa.token = bench.wa.token, "wrong"
    try:
        bench.wa.get_business_phone_number()
    except ExpiredAccessToken as error:
        assert error.status_code == 401
        return
    finally:
        bench.wa.token = right
    raise AssertionError("it was accepted")

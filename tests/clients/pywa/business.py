"""What belongs to a number: profile, settings, QR codes, blocked customers, callback, username."""

import datetime

from pywa.types import Command, Industry
from pywa.types.calls import CallHours, CallingSettings, CallingSettingsStatus, Monday
from pywa.types.others import (
    Pagination,
    QRCodeImageType,
    StorageConfiguration,
    StorageStatus,
    UserIdentityChangeSettings,
)

from bench import CUSTOMER, Bench, claims, same
from simulated import FILES

CLAIMS, claim = claims()
# What Meta asks for: 2,048 bits of RSA. Nothing is encrypted with it here.
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


@claim("the profile is read")
def _(bench: Bench):
    assert bench.wa.get_business_profile().industry


@claim("the profile is written and read back")
def _(bench: Bench):
    written = {"about": "Parcels", "address": "Rua 1", "description": "News of parcels", "email": "a@example.com",
               "industry": Industry.RETAIL, "websites": ("https://example.com/",)}
    assert bench.wa.update_business_profile(**written)
    profile = bench.wa.get_business_profile()
    same({name: getattr(profile, name) for name in written}, written)


@claim("the profile gets a picture")
def _(bench: Bench):
    assert bench.wa.update_business_profile(profile_picture=FILES["jpg"][1])
    assert bench.wa.get_business_profile().profile_picture_url


@claim("a part of the profile is cleared")
def _(bench: Bench):
    assert bench.wa.update_business_profile(about="Parcels", description=None, websites=None)
    assert not bench.wa.get_business_profile().description


@claim("the number is read")
def _(bench: Bench):
    number = bench.wa.get_business_phone_number()
    assert number.id == bench.number
    assert number.throughput and number.quality_rating and number.verified_name, number


@claim("the numbers are listed")
def _(bench: Bench):
    listed = {number.id for number in bench.wa.get_business_phone_numbers()}
    assert {bench.number, bench.second} <= listed, listed


@claim("a page of numbers leads to the next")
def _(bench: Bench):
    first = bench.wa.get_business_phone_numbers(pagination=Pagination(limit=1))
    assert len(first) == 1 and first.has_next, first
    assert first.next()[0].id != first[0].id
    assert first.next().previous()[0].id == first[0].id


@claim("the settings are read")
def _(bench: Bench):
    bench.wa.get_business_phone_number_settings(include_sip_credentials=True)


@claim("calls are allowed, and the hours read back")
def _(bench: Bench):
    hours = CallHours(status=CallingSettingsStatus.ENABLED, timezone_id="America/Sao_Paulo", weekly_operating_hours=[
        Monday(open_time=datetime.time(9), close_time=datetime.time(17, 30))], holiday_schedule=[])
    calling = CallingSettings(status=CallingSettingsStatus.ENABLED, call_hours=hours)
    assert bench.wa.update_business_phone_number_settings(calling=calling)
    read = bench.wa.get_business_phone_number_settings().calling
    assert read.status == CallingSettingsStatus.ENABLED, read
    same(read.call_hours.weekly_operating_hours, hours.weekly_operating_hours)


@claim("the identity check is switched on and off")
def _(bench: Bench):
    for on in (True, False):
        setting = UserIdentityChangeSettings(enable_identity_key_check=on)
        assert bench.wa.update_business_phone_number_settings(user_identity_change=setting)
        same(bench.wa.get_business_phone_number_settings().user_identity_change, setting)


@claim("storage in a country is set")
def _(bench: Bench):
    storage = StorageConfiguration(status=StorageStatus.IN_COUNTRY_STORAGE_ENABLED, data_localization_region="BR")
    assert bench.wa.update_business_phone_number_settings(storage_configuration=storage, phone_id=bench.second)
    read = bench.wa.get_business_phone_number_settings(phone_id=bench.second).storage_configuration
    assert read.status == storage.status, read


@claim("prompts and commands are set and read back")
def _(bench: Bench):
    commands = [Command(name="track", description="Where is it")]
    assert bench.wa.update_conversational_automation(ice_breakers=["Where is my parcel?"], commands=commands)
    automation = bench.wa.get_business_phone_number().conversational_automation
    same((automation.ice_breakers, automation.commands), (("Where is my parcel?",), tuple(commands)))


@claim("the display name is changed")
def _(bench: Bench):
    assert bench.wa.update_display_name("Parcel News", phone_id=bench.second)


@claim("the public key for flows is set")
def _(bench: Bench):
    assert bench.wa.set_business_public_key(KEY)


@claim("commerce settings are read")
def _(bench: Bench):
    assert bench.wa.get_commerce_settings().catalog_id


@claim("commerce settings are changed and read back")
def _(bench: Bench):
    for on in (False, True):
        assert bench.wa.update_commerce_settings(is_catalog_visible=on, is_cart_enabled=on)
        read = bench.wa.get_commerce_settings()
        same((read.is_catalog_visible, read.is_cart_enabled), (on, on))


@claim("a QR code is created, read, listed, changed and deleted")
def _(bench: Bench):
    code = bench.wa.create_qr_code("Where is my parcel?", QRCodeImageType.SVG)
    assert code.qr_image_url and code.code in code.deep_link_url, code
    assert bench.wa.get_qr_code(code.code).prefilled_message == "Where is my parcel?"
    assert code.code in {one.code for one in bench.wa.get_qr_codes()}
    assert code.update(prefilled_message="Hello").prefilled_message == "Hello"
    assert code.fetch_image(QRCodeImageType.PNG).qr_image_url
    assert code.delete()
    assert code.code not in {one.code for one in bench.wa.get_qr_codes()}


@claim("a customer who wrote is blocked")
def _(bench: Bench):
    bench.writes()
    blocked = bench.wa.block_users([CUSTOMER]).added_users
    same([one.wa_id for one in blocked], [CUSTOMER])


@claim("blocked customers are listed")
def _(bench: Bench):
    assert CUSTOMER in {one.wa_id for one in bench.wa.get_blocked_users()}


@claim("a blocked customer is unblocked")
def _(bench: Bench):
    same([one.wa_id for one in bench.wa.unblock_users([CUSTOMER]).removed_users], [CUSTOMER])


@claim("a customer who never wrote cannot be blocked")
def _(bench: Bench):
    from pywa.errors import BulkBlockingFailed

    try:
        bench.wa.block_users(["16505550000"])
    except BulkBlockingFailed as error:
        assert error.status_code == 400
        return
    raise AssertionError("it was accepted")


@claim("the number's callback is overridden, told and cleared")
def _(bench: Bench):
    address = bench.receiver.base + "/callback/number"
    assert bench.wa.override_phone_callback_url(address, bench.simulated.facts["VERIFY_TOKEN"])
    assert address in str(bench.wa.get_business_phone_number().webhook_configuration)
    assert bench.wa.delete_phone_callback_url()
    assert address not in str(bench.wa.get_business_phone_number().webhook_configuration)


@claim("the account's callback is overridden, told and cleared")
def _(bench: Bench):
    address = bench.receiver.base + "/callback/account"
    told = lambda: str(bench.wa.api.get_waba_subscribed_apps(bench.wa.waba_id))
    assert bench.wa.override_waba_callback_url(address, bench.simulated.facts["VERIFY_TOKEN"])
    assert address in told()
    assert bench.wa.delete_waba_callback_url()
    assert address not in told()


@claim("a username is taken, told and given up")
def _(bench: Bench):
    assert bench.wa.get_reserved_usernames() is not None
    assert bench.wa.set_username("parcelnews").username == "parcelnews"
    assert bench.wa.get_current_username().username == "parcelnews"
    assert bench.wa.delete_username()

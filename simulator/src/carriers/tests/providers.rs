//! Claims about what each provider does differently: answers, bodies, statuses.

use super::*;
use crate::carriers::life::Leg;
use crate::parcel::Trouble;
use crate::signature::RsaKey;
use rsa::signature::Verifier;

/// A form's value as the receiver reads it.
pub(super) fn decoded(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

pub(super) fn md5_verifies(rendered: &Rendered) -> bool {
    let text = std::str::from_utf8(&rendered.body).unwrap();
    let Some((param, sign)) = text.strip_prefix("param=").unwrap().split_once("&sign=") else {
        return false;
    };
    let digest = md5::Md5::digest(decoded(param) + SECRET);
    let right: String = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    sign == right
}

/// With the published key, found by its name.
pub(super) fn rsa_verifies(rendered: &Rendered) -> bool {
    let set: Value = serde_json::from_str(&ship_engine::jwks(SECRET)).unwrap();
    let published = &set["keys"][0];
    let of = |name: &str| header(rendered, &format!("x-shipengine-{name}"));
    assert_eq!(published["kid"].as_str(), of("rsa-sha256-key-id"));
    let number = |name: &str| {
        let encoded = published[name].as_str().unwrap();
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(encoded);
        rsa::BoxedUint::from_be_slice_vartime(&bytes.unwrap())
    };
    let public = rsa::RsaPublicKey::new(number("n"), number("e")).unwrap();
    let verifying = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(public);
    let Some(signature) = of("rsa-sha256-signature").and_then(|text| STANDARD.decode(text).ok())
    else {
        return false;
    };
    let Ok(signature) = rsa::pkcs1v15::Signature::try_from(signature.as_slice()) else {
        return false;
    };
    let signed = [of("timestamp").unwrap().as_bytes(), b".", &rendered.body].concat();
    verifying.verify(&signed, &signature).is_ok()
}

#[test]
fn acknowledgements_follow_the_carrier_and_its_body() {
    use Receipt::{Acknowledged, ByHttpOnly, Refused};
    let cases: [(Carrier, u16, &str, Receipt); 19] = [
        (Carrier::AfterShip, 204, "", Acknowledged),
        (Carrier::AfterShip, 302, "", Refused),
        (Carrier::SeventeenTrack, 200, "", Acknowledged),
        (Carrier::SeventeenTrack, 202, "", Refused),
        (Carrier::YunExpress, 202, "", Acknowledged),
        (Carrier::YunExpress, 500, "", Refused),
        (Carrier::FedEx, 202, "", Acknowledged),
        (Carrier::FedEx, 204, "", Refused),
        (Carrier::DhlEcommerce, 201, "", Refused),
        (Carrier::ShipEngine, 200, "no", Acknowledged),
        (
            Carrier::SfExpress,
            200,
            r#"{"return_code":"0000","return_msg":"成功"}"#,
            Acknowledged,
        ),
        (
            Carrier::SfExpress,
            200,
            r#"{"return_code":"1000"}"#,
            ByHttpOnly,
        ),
        (
            Carrier::SfExpress,
            200,
            r#"<Response service="RoutePushService"><Head>OK</Head></Response>"#,
            Acknowledged,
        ),
        (
            Carrier::SfExpress,
            200,
            "<Response><Head>ERR</Head></Response>",
            ByHttpOnly,
        ),
        (
            Carrier::SfExpress,
            500,
            r#"{"return_code":"0000"}"#,
            Refused,
        ),
        (
            Carrier::Kuaidi100,
            200,
            r#"{"result":true,"returnCode":"200","message":"成功"}"#,
            Acknowledged,
        ),
        (
            Carrier::Kuaidi100,
            200,
            r#"{"result":"true","returnCode":200}"#,
            ByHttpOnly,
        ),
        (Carrier::Kuaidi100, 200, "ok", ByHttpOnly),
        (Carrier::Kuaidi100, 404, "", Refused),
    ];
    for (carrier, status, body, expected) in cases {
        let got = receipt(carrier, status, body.as_bytes());
        assert_eq!(got, expected, "{carrier:?} {status} {body}");
        assert_eq!(
            acknowledged(carrier, status, body.as_bytes()),
            expected == Acknowledged
        );
    }
}

#[test]
fn every_leg_has_a_code_with_every_carrier() {
    for carrier in Carrier::ALL {
        for leg in Leg::ALL {
            let status = (carrier.profile().status)(leg);
            assert!(!status.code.is_empty(), "{carrier:?} {leg:?}");
        }
    }
}

#[test]
fn some_codes_that_are_easily_mistaken() {
    let hold = Leg::Trouble(Trouble::CustomsHold);
    for (carrier, leg, code, detail) in [
        (
            Carrier::SeventeenTrack,
            hold,
            "InTransit",
            "InTransit_CustomsRequiringInformation",
        ),
        (
            Carrier::ShipEngine,
            Leg::AtPickupPoint,
            "SP",
            "AWAITING_COLLECTION_FROM_PICKUP_POINT",
        ),
        (Carrier::FedEx, Leg::OutForDelivery, "OD", "IT"),
        (
            Carrier::Shippo,
            Leg::OutForDelivery,
            "TRANSIT",
            "out_for_delivery",
        ),
        (
            Carrier::Kuaidi100,
            Leg::Trouble(Trouble::Returned),
            "4",
            "退签",
        ),
        (Carrier::Ups, Leg::Delivered, "D", "FS"),
        (
            Carrier::AfterShip,
            Leg::Trouble(Trouble::Lost),
            "Exception",
            "Exception_013",
        ),
    ] {
        let status = (carrier.profile().status)(leg);
        assert_eq!((status.code, status.detail), (code, detail), "{carrier:?}");
    }
}

#[test]
fn a_parcels_number_is_in_every_push_but_a_pointer() {
    each(|parcel, checkpoint| {
        let json = meaning_of(&render(&notice(parcel, checkpoint), SECRET));
        if parcel.carrier != Carrier::ShipStation {
            assert_eq!(number_of(parcel.carrier, &json), parcel.tracking_number);
        }
    });
}

#[test]
fn a_pointer_leads_to_the_parcel() {
    let parcel = &parcels(Carrier::ShipStation)[3];
    let notice = notice(parcel, Checkpoint::Delivered);
    let json = meaning_of(&render(&notice, SECRET));
    let url = number_of(Carrier::ShipStation, &json);
    assert!(url.len() <= 200, "{url}");
    let id = url
        .split_once("batchId=")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    let pointer = ship_station::Pointer::from_id(id.parse().unwrap()).unwrap();
    assert_eq!(pointer.parcel, parcel.index);
    assert_eq!(pointer.checkpoint, Checkpoint::Delivered);
    let resource: Value = serde_json::from_slice(&ship_station::resource(&notice)).unwrap();
    let shipment = &resource["shipments"][0];
    assert_eq!(shipment["trackingNumber"], parcel.tracking_number);
    assert_eq!(
        shipment["shipTo"]["phone"],
        format!("+{}", parcel.recipient.phone)
    );
    assert_eq!(ship_station::Pointer::from_id(15), None);
}

#[test]
fn ups_tells_one_activity_and_writes_nothing_as_empty_text() {
    let parcel = &parcels(Carrier::Ups)[0];
    let moving = meaning_of(&render(&notice(parcel, Checkpoint::InTransit), SECRET));
    assert_eq!(moving["deliveryPhoto"], "");
    assert_eq!(moving["receivedBy"], "");
    assert!(!moving.to_string().contains("null"));
    let photo = "QUJD".repeat(50_000);
    let manner = Manner {
        photo: Some(&photo),
        ..Manner::default()
    };
    let delivered = notice(parcel, Checkpoint::Delivered);
    let json = meaning_of(&render_in(&delivered, &manner, SECRET));
    assert_eq!(json["deliveryPhoto"].as_str().unwrap().len(), 200_000);
    assert_eq!(json["activityStatus"]["type"], "D");
    assert_eq!(json["gmtActivityDate"], "20261125");
}

#[test]
fn sf_express_tells_only_news_and_in_chinese_time() {
    let parcel = &parcels(Carrier::SfExpress)[0];
    for (checkpoint, routes) in [(Checkpoint::InTransit, 4), (Checkpoint::Delivered, 1)] {
        let json = meaning_of(&render(&notice(parcel, checkpoint), SECRET));
        let told = json["Body"]["WaybillRoute"].as_array().unwrap();
        assert_eq!(told.len(), routes, "{checkpoint:?}");
        assert_eq!(told[routes - 1]["acceptTime"], "2026-11-25 08:00:00");
    }
    let manner = Manner {
        version: Some("xml"),
        ..Manner::default()
    };
    let notice = notice(parcel, Checkpoint::Delivered);
    let form = render_in(&notice, &manner, SECRET);
    let text = std::str::from_utf8(&form.body).unwrap();
    let xml = decoded(text.strip_prefix("content=").unwrap());
    assert!(
        xml.contains(&format!(r#"mailno="{}""#, parcel.tracking_number)),
        "{xml}"
    );
    assert!(
        form.content_type
            .starts_with("application/x-www-form-urlencoded")
    );
}

#[test]
fn shopify_has_an_event_without_number_and_an_order_with_everything() {
    let parcel = &parcels(Carrier::Shopify)[0];
    let manner = Manner {
        version: Some("fulfillment_events/create"),
        ..Manner::default()
    };
    let notice = notice(parcel, Checkpoint::Delivered);
    let event = render_in(&notice, &manner, SECRET);
    assert_eq!(
        header(&event, "x-shopify-topic"),
        Some("fulfillment_events/create")
    );
    let event = meaning_of(&event);
    assert!(!event.to_string().contains(&parcel.tracking_number));
    let order = shopify::order(&notice, SECRET);
    assert!(verifies(Carrier::Shopify, &order));
    let order = meaning_of(&order);
    assert_eq!(order["id"], event["order_id"]);
    assert_eq!(order["fulfillments"][0]["id"], event["fulfillment_id"]);
    assert_eq!(order["phone"], format!("+{}", parcel.recipient.phone));
    let part = &order["fulfillments"][0];
    assert_eq!(part["tracking_number"], parcel.tracking_number);
    assert_eq!(part["tracking_company"], parcel.courier.name);
    assert_eq!(
        order["shipping_address"]["country_code"],
        parcel.recipient.country
    );
    assert_eq!(
        order["note_attributes"][0]["value"],
        parcel.estimated_delivery_date
    );
    let no = shopify::consent(&notice, shopify::Consent::Unsubscribed, SECRET);
    assert!(verifies(Carrier::Shopify, &no));
    let no = meaning_of(&no);
    assert_eq!(no["sms_marketing_consent"]["state"], "unsubscribed");
    assert_eq!(no["id"], order["customer"]["id"]);
}

#[test]
fn a_key_pair_follows_from_the_secret() {
    assert_ne!(ship_engine::jwks("a"), ship_engine::jwks(SECRET));
    assert_eq!(ship_engine::jwks(SECRET), RsaKey::of(SECRET).jwks());
}

#[test]
fn shippo_signs_where_that_is_arranged_and_the_memo_fits() {
    let manner = Manner {
        version: Some("hmac"),
        ..Manner::default()
    };
    for parcel in parcels(Carrier::Shippo) {
        let rendered = render_in(&notice(&parcel, Checkpoint::Delivered), &manner, SECRET);
        assert_eq!(rendered.query, None);
        let digest = hmac_by_hand(SECRET, &rendered.body);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            header(&rendered, "shippo-webhook-signature"),
            Some(hex.as_str())
        );
        let json = meaning_of(&rendered);
        let memo = json["data"]["metadata"].as_str().unwrap();
        assert!(memo.chars().count() <= 100);
        let parts: Vec<&str> = memo.split(';').collect();
        assert_eq!(parts[0], format!("+{}", parcel.recipient.phone));
        assert_eq!(parts[2], parcel.order_number);
    }
}

#[test]
fn a_profile_says_in_words_what_it_says_to_the_harness_about_the_customer() {
    for carrier in Carrier::ALL {
        let profile = carrier.profile();
        let in_words = !profile.recipient.starts_with("not in the push");
        assert_eq!(profile.names_customer(), in_words, "{}", profile.word);
    }
}

#[test]
fn a_push_of_a_carrier_that_does_not_name_the_customer_holds_no_number_to_write_to() {
    for carrier in Carrier::ALL {
        if carrier.profile().customer == CustomerIs::InThePush {
            continue;
        }
        for parcel in parcels(carrier) {
            let rendered = render_in(
                &notice(&parcel, Checkpoint::Delivered),
                &Manner::default(),
                SECRET,
            );
            let text = String::from_utf8_lossy(&rendered.body);
            assert!(!text.contains(&parcel.recipient.phone), "{text}");
        }
    }
}

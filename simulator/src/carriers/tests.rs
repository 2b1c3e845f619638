//! Claims about rendered notices: every carrier, checkpoint, odd form and forgery.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

mod manners;
mod providers;

use super::life::history;
use super::*;
use crate::chance::Chance;
use crate::population::{Population, PopulationSettings};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

const SECRET: &str = "shared";
const BASE: Moment = Moment::from_unix_s(1_795_564_800); // 2026-11-25T00:00:00Z

/// Those whose payloads are claimed field by field here; the others are in [`providers`].
const FIRST: [Carrier; 3] = [
    Carrier::AfterShip,
    Carrier::SeventeenTrack,
    Carrier::YunExpress,
];

/// Two dozen parcels of one carrier, over all countries.
pub(super) fn parcels(carrier: Carrier) -> Vec<Parcel> {
    let countries = crate::countries::ALL
        .iter()
        .map(|country| (country.alpha2.to_owned(), 1.0));
    let settings = PopulationSettings {
        carriers: [(carrier, 1.0)].into(),
        countries: countries.collect(),
        sellers: 2,
        repeat_recipients: 0.0,
        undeliverable: 0.0,
        refused: 0.0,
        base: BASE,
    };
    let population = Population::new(Chance::new(42), settings).unwrap();
    (0..24).map(|index| population.parcel(index)).collect()
}

fn notice(parcel: &Parcel, checkpoint: Checkpoint) -> Notice<'_> {
    Notice {
        parcel,
        checkpoint,
        at: BASE,
        oddity: None,
        forgery: None,
    }
}

fn each(mut claim: impl FnMut(&Parcel, Checkpoint)) {
    for carrier in Carrier::ALL {
        // RSA takes its time, so a few parcels have to do.
        let enough = if carrier == Carrier::ShipEngine {
            1
        } else {
            24
        };
        for parcel in parcels(carrier).into_iter().take(enough) {
            for checkpoint in Checkpoint::ALL {
                claim(&parcel, checkpoint);
            }
        }
    }
}

fn each_of_the_first(mut claim: impl FnMut(&Parcel, Checkpoint)) {
    each(|parcel, checkpoint| {
        if FIRST.contains(&parcel.carrier) {
            claim(parcel, checkpoint);
        }
    });
}

fn header<'r>(rendered: &'r Rendered, name: &str) -> Option<&'r str> {
    let found = rendered
        .headers
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// HMAC from its definition (RFC 2104), so that the claim does not lean on the code under test.
fn hmac_by_hand(secret: &str, body: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block
            .iter_mut()
            .zip(secret.bytes())
            .for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::digest([pad(0x36).as_slice(), body].concat());
    Sha256::digest([pad(0x5c).as_slice(), &inner].concat()).into()
}

fn hex_of(parts: &[&[u8]]) -> String {
    Sha256::digest(parts.concat())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Verifies as a careful connector does; a carrier that signs nothing has nothing to verify.
fn verifies(carrier: Carrier, rendered: &Rendered) -> bool {
    let body = rendered.body.as_slice();
    let hmac_base64 = |name: &str| {
        let right = STANDARD.encode(hmac_by_hand(SECRET, body));
        header(rendered, name) == Some(&right)
    };
    match carrier {
        Carrier::AfterShip => hmac_base64("aftership-hmac-sha256"),
        Carrier::FedEx => hmac_base64("fdx-signature"),
        Carrier::Shopify => hmac_base64("x-shopify-hmac-sha256"),
        Carrier::SeventeenTrack => {
            header(rendered, "sign") == Some(&hex_of(&[body, b"/", SECRET.as_bytes()]))
        }
        Carrier::YunExpress => {
            let timestamp = header(rendered, "x-yunexpress-timestamp").unwrap();
            let right = hex_of(&[timestamp.as_bytes(), SECRET.as_bytes(), body]);
            header(rendered, "x-yunexpress-signature") == Some(&right)
        }
        Carrier::EasyPost => {
            let digest = hmac_by_hand(SECRET, body);
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            header(rendered, "x-hmac-signature") == Some(&format!("hmac-sha256-hex={hex}"))
        }
        Carrier::DhlUnified => header(rendered, "x-dhl-push-token") == Some(SECRET),
        Carrier::Ups => header(rendered, "x-api-key") == Some(SECRET),
        Carrier::Shippo => rendered.query.as_deref() == Some("token=shared"),
        Carrier::ShipEngine => providers::rsa_verifies(rendered),
        Carrier::Kuaidi100 => providers::md5_verifies(rendered),
        Carrier::ShipStation | Carrier::DhlEcommerce | Carrier::SfExpress => true,
    }
}

/// The JSON of a push, which a form wraps for some carriers.
fn meaning_of(rendered: &Rendered) -> Value {
    let text = std::str::from_utf8(&rendered.body).unwrap();
    match text.strip_prefix("param=") {
        None => serde_json::from_str(text).unwrap(),
        Some(rest) => {
            let param = rest.split("&sign=").next().unwrap();
            serde_json::from_str(&providers::decoded(param)).unwrap()
        }
    }
}

#[test]
fn every_notice_parses_and_verifies_in_every_odd_form() {
    each(|parcel, checkpoint| {
        let plain = render(&notice(parcel, checkpoint), SECRET);
        let meaning = meaning_of(&plain);
        assert!(verifies(parcel.carrier, &plain), "{checkpoint:?}");
        for oddity in Oddity::ALL {
            let odd = Notice {
                oddity: Some(oddity),
                ..notice(parcel, checkpoint)
            };
            let odd = render(&odd, SECRET);
            // A pointer is all ASCII, and who has no header has no other case of it.
            let plain_text = plain.body.is_ascii() && oddity == Oddity::EscapedUnicode;
            let bare = plain.headers.is_empty() && oddity == Oddity::HeaderCase;
            assert!(
                odd != plain || plain_text || bare,
                "{oddity:?} changes nothing for {:?}",
                parcel.carrier
            );
            assert_eq!(meaning_of(&odd), meaning);
            assert!(verifies(parcel.carrier, &odd), "{oddity:?} {checkpoint:?}");
        }
    });
}

#[test]
fn no_forged_notice_verifies_and_each_still_parses() {
    each(|parcel, checkpoint| {
        if !parcel.carrier.profile().signed {
            return;
        }
        for forgery in Forgery::ALL {
            let forged = Notice {
                forgery: Some(forgery),
                ..notice(parcel, checkpoint)
            };
            let forged = render(&forged, SECRET);
            assert!(
                !verifies(parcel.carrier, &forged),
                "{forgery:?} {checkpoint:?}"
            );
            let json = meaning_of(&forged);
            assert_eq!(
                number_of(parcel.carrier, &json),
                parcel.tracking_number,
                "{forgery:?}"
            );
        }
    });
}

fn number_of(carrier: Carrier, json: &Value) -> &str {
    let pointer = match carrier {
        Carrier::AfterShip => "/msg/tracking_number",
        Carrier::SeventeenTrack => "/data/number",
        Carrier::YunExpress => "/data/waybill_number",
        Carrier::ShipEngine | Carrier::Shippo => "/data/tracking_number",
        Carrier::DhlUnified => "/shipments/0/id",
        Carrier::DhlEcommerce => "/packages/0/package/dhlPackageId",
        Carrier::FedEx => "/output/completeTrackResults/0/trackingNumber",
        Carrier::Ups => "/trackingNumber",
        Carrier::EasyPost => "/result/tracking_code",
        Carrier::SfExpress => "/Body/WaybillRoute/0/mailno",
        Carrier::Kuaidi100 => "/lastResult/nu",
        Carrier::Shopify => "/tracking_number",
        Carrier::ShipStation => "/resource_url",
    };
    json.pointer(pointer).unwrap().as_str().unwrap()
}

#[test]
fn the_same_notice_is_the_same_bytes() {
    each(|parcel, checkpoint| {
        let notice = notice(parcel, checkpoint);
        assert_eq!(render(&notice, SECRET), render(&notice, SECRET));
    });
}

/// What a connector needs, and where each carrier has it.
fn facts(parcel: &Parcel, json: &Value) -> [String; 6] {
    let at = |pointer: &str| json.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let date = |pointer: &str| at(pointer)[..10].to_owned();
    match parcel.carrier {
        Carrier::AfterShip => [
            at("/msg/customers/0/phone_number"),
            at("/msg/customers/0/name"),
            at("/msg/order_number"),
            at("/msg/custom_fields/seller"),
            at("/msg/custom_fields/carrier_name"),
            date("/msg/courier_estimated_delivery_date/estimated_delivery_date"),
        ],
        Carrier::SeventeenTrack => {
            let memo: Value = serde_json::from_str(&at("/data/param")).unwrap();
            let memo = |key: &str| memo[key].as_str().unwrap().to_owned();
            [
                memo("phone"),
                memo("name"),
                memo("order"),
                memo("seller"),
                at("/data/track_info/tracking/providers/0/provider/name"),
                date("/data/track_info/time_metrics/estimated_delivery_date/to"),
            ]
        }
        Carrier::YunExpress => [
            at("/data/phone_number"),
            at("/data/consignee_name"),
            at("/data/customer_order_number"),
            at("/data/customer_code"),
            "YunExpress".to_owned(),
            date("/data/EstimatedDeliveryToDateZone"),
        ],
        other => unreachable!("{other:?} is none of the first"),
    }
}

#[test]
fn a_notice_carries_what_a_connector_needs() {
    each_of_the_first(|parcel, checkpoint| {
        let rendered = render(&notice(parcel, checkpoint), SECRET);
        let json: Value = serde_json::from_slice(&rendered.body).unwrap();
        let expected = [
            format!("+{}", parcel.recipient.phone),
            parcel.recipient.name.clone(),
            parcel.order_number.clone(),
            format!("s{}", parcel.seller + 1),
            parcel.courier.name.to_owned(),
            parcel.estimated_delivery_date.clone(),
        ];
        assert_eq!(facts(parcel, &json), expected);
        assert_eq!(number_of(parcel.carrier, &json), parcel.tracking_number);
        let (pointer, country) = match parcel.carrier {
            Carrier::AfterShip => (
                "/msg/destination_country_region",
                life::destination(parcel).alpha3,
            ),
            Carrier::SeventeenTrack => (
                "/data/track_info/shipping_info/recipient_address/country",
                parcel.recipient.country,
            ),
            _ => ("/data/destination_code", parcel.recipient.country),
        };
        assert_eq!(json.pointer(pointer).unwrap(), country);
    });
}

/// The codes that stand for a checkpoint: status and sub-status, or status and last node.
fn codes(carrier: Carrier, json: &Value) -> (String, String) {
    let at = |pointer: &str| json.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    match carrier {
        Carrier::AfterShip => (at("/msg/tag"), at("/msg/subtag")),
        Carrier::SeventeenTrack => (
            at("/data/track_info/latest_status/status"),
            at("/data/track_info/latest_status/sub_status"),
        ),
        Carrier::YunExpress => {
            let last = json["data"]["track_events"]
                .as_array()
                .unwrap()
                .last()
                .unwrap();
            (
                at("/data/package_status"),
                last["track_node_code"].as_str().unwrap().to_owned(),
            )
        }
        other => unreachable!("{other:?} is none of the first"),
    }
}

#[test]
fn checkpoints_have_the_carriers_own_codes() {
    let expected: [(Carrier, &[(Checkpoint, &str)]); 3] = [
        (
            Carrier::AfterShip,
            &[
                (Checkpoint::InfoReceived, "InfoReceived/InfoReceived_001"),
                (Checkpoint::InTransit, "InTransit/InTransit_003"),
                (Checkpoint::Customs, "InTransit/InTransit_006"),
                (
                    Checkpoint::Exception,
                    "Exception/Exception_004 Exception/Exception_005",
                ),
                (
                    Checkpoint::OutForDelivery,
                    "OutForDelivery/OutForDelivery_001",
                ),
                (Checkpoint::Delivered, "Delivered/Delivered_001"),
            ],
        ),
        (
            Carrier::SeventeenTrack,
            &[
                (Checkpoint::InfoReceived, "InfoReceived/InfoReceived"),
                (Checkpoint::InTransit, "InTransit/InTransit_Other"),
                (Checkpoint::Customs, "InTransit/InTransit_CustomsProcessing"),
                (
                    Checkpoint::Exception,
                    "Exception/Exception_Delayed InTransit/InTransit_CustomsRequiringInformation",
                ),
                (
                    Checkpoint::OutForDelivery,
                    "OutForDelivery/OutForDelivery_Other",
                ),
                (Checkpoint::Delivered, "Delivered/Delivered_Other"),
            ],
        ),
        (
            Carrier::YunExpress,
            &[
                (Checkpoint::InfoReceived, "F/ORDER_CREATION"),
                (Checkpoint::InTransit, "T/IN_TRANSIT"),
                (Checkpoint::Customs, "T/CUSTOMS_CLEARANCE"),
                (Checkpoint::Exception, "E/DELIVERY_ATTEMPT"),
                (Checkpoint::OutForDelivery, "T/LAST_MILE_DELIVERY"),
                (Checkpoint::Delivered, "D/DELIVERED"),
            ],
        ),
    ];
    for (carrier, rows) in expected {
        for &(checkpoint, words) in rows {
            let seen: HashSet<String> = parcels(carrier)
                .iter()
                .map(|parcel| {
                    let rendered = render(&notice(parcel, checkpoint), SECRET);
                    let (status, sub) =
                        codes(carrier, &serde_json::from_slice(&rendered.body).unwrap());
                    format!("{status}/{sub}")
                })
                .collect();
            for word in words.split(' ') {
                assert!(
                    seen.contains(word),
                    "{carrier:?} {checkpoint:?}: no {word} in {seen:?}"
                );
            }
            assert!(
                checkpoint == Checkpoint::Exception || seen.len() == 1,
                "{seen:?}"
            );
        }
    }
}

#[test]
fn a_history_is_in_order_and_ends_at_the_notice() {
    each(|parcel, checkpoint| {
        for at in [
            BASE,
            BASE.before(std::time::Duration::from_secs(12 * 86_400)),
            Moment(1),
        ] {
            let steps = history(parcel, checkpoint, at);
            assert!(
                steps.is_sorted_by_key(|step| step.at),
                "{checkpoint:?} {steps:?}"
            );
            assert_eq!(steps.last().map(|step| step.at), Some(at));
        }
    });
}

#[test]
fn histories_run_in_each_carriers_own_direction() {
    for carrier in FIRST {
        let parcel = &parcels(carrier)[0];
        let rendered = render(&notice(parcel, Checkpoint::Delivered), SECRET);
        let json: Value = serde_json::from_slice(&rendered.body).unwrap();
        let (list, time, newest_first) = match carrier {
            Carrier::AfterShip => ("/msg/checkpoints", "created_at", false),
            Carrier::SeventeenTrack => (
                "/data/track_info/tracking/providers/0/events",
                "time_utc",
                true,
            ),
            _ => ("/data/track_events", "process_utc_time", false),
        };
        let list = json.pointer(list).unwrap().as_array().unwrap();
        let mut times: Vec<&str> = list
            .iter()
            .map(|item| item[time].as_str().unwrap())
            .collect();
        if newest_first {
            times.reverse();
        }
        assert!(
            times.len() > 7 && times.is_sorted(),
            "{carrier:?} {times:?}"
        );
    }
}

#[test]
fn an_update_has_one_id_however_often_it_is_pushed() {
    let mut ids = HashSet::new();
    for parcel in parcels(Carrier::AfterShip) {
        for checkpoint in Checkpoint::ALL {
            let now = notice(&parcel, checkpoint);
            let later = Notice {
                at: BASE.after(std::time::Duration::from_secs(60)),
                ..now
            };
            let [a, b] = [now, later].map(|notice| {
                let json: Value = serde_json::from_slice(&render(&notice, SECRET).body).unwrap();
                json["event_id"].as_str().unwrap().to_owned()
            });
            assert_eq!(a, b);
            assert_eq!((a.len(), &a[14..15]), (36, "4"), "{a}");
            assert!(matches!(&a[19..20], "8" | "9" | "a" | "b"), "{a}");
            assert!(ids.insert(a));
        }
    }
}

#[test]
fn no_other_number_in_a_notice_is_taken_for_a_parcels_own() {
    each(|parcel, checkpoint| {
        let rendered = render(&notice(parcel, checkpoint), SECRET);
        let text = std::str::from_utf8(&rendered.body).unwrap();
        for token in crate::tracking_number::scan(text) {
            let known = crate::tracking_number::format_of(token).is_some();
            assert!(!known || token == parcel.tracking_number, "{token}");
        }
    });
}

#[test]
fn profiles_say_what_is_not_confirmed() {
    for carrier in Carrier::ALL {
        let profile = carrier.profile();
        assert_eq!(Carrier::parse(carrier.word()), Some(carrier));
        assert!(!profile.source.is_empty() && !profile.signature.is_empty());
        assert!(profile.confirmed || !profile.unconfirmed.is_empty());
        assert_eq!(profile.versions[0], profile.version);
        assert!(profile.batch > 0 && !profile.word.contains(char::is_whitespace));
    }
    let aftership = Carrier::AfterShip.profile().retry;
    let total: std::time::Duration = aftership.delays.iter().sum();
    assert_eq!((aftership.attempts(), total.as_secs()), (14, 245_730));
}

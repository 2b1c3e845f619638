#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::json;

use super::*;

fn check(carrier: Carrier, body: &serde_json::Value, expected: Option<Checkpoint>) {
    let seen = std::cell::Cell::new(None);
    // Nothing is wanted, so only the checkpoint is read.
    let none = carrier.read(body.to_string().as_bytes(), &|checkpoint| {
        seen.set(Some(checkpoint));
        false
    });
    assert_eq!(none.unwrap(), None);
    assert_eq!(seen.get(), expected, "{body}");
}

#[test]
fn aftership_tags_and_subtags_are_checkpoints() {
    let cases = [
        (
            "InfoReceived",
            "InfoReceived_001",
            Some(Checkpoint::InfoReceived),
        ),
        ("InTransit", "InTransit_003", Some(Checkpoint::InTransit)),
        ("InTransit", "InTransit_006", Some(Checkpoint::Customs)),
        ("Exception", "Exception_004", Some(Checkpoint::Exception)),
        ("Exception", "Exception_013", Some(Checkpoint::Exception)),
        (
            "OutForDelivery",
            "OutForDelivery_001",
            Some(Checkpoint::OutForDelivery),
        ),
        ("Delivered", "Delivered_001", Some(Checkpoint::Delivered)),
        ("AvailableForPickup", "AvailableForPickup_001", None),
        ("Pending", "Pending_006", None),
    ];
    for (tag, subtag, expected) in cases {
        let body = json!({"event": "tracking_update", "msg": {"tag": tag, "subtag": subtag}});
        check(Carrier::AfterShip, &body, expected);
    }
}

#[test]
fn seventeentrack_statuses_and_sub_statuses_are_checkpoints() {
    let cases = [
        (
            "InfoReceived",
            "InfoReceived",
            Some(Checkpoint::InfoReceived),
        ),
        ("InTransit", "InTransit_Other", Some(Checkpoint::InTransit)),
        (
            "InTransit",
            "InTransit_CustomsProcessing",
            Some(Checkpoint::Customs),
        ),
        (
            "InTransit",
            "InTransit_CustomsRequiringInformation",
            Some(Checkpoint::Exception),
        ),
        (
            "Exception",
            "Exception_Delayed",
            Some(Checkpoint::Exception),
        ),
        (
            "OutForDelivery",
            "OutForDelivery_Other",
            Some(Checkpoint::OutForDelivery),
        ),
        ("Delivered", "Delivered_Other", Some(Checkpoint::Delivered)),
        ("NotFound", "NotFound_Other", None),
        ("DeliveryFailure", "DeliveryFailure_NoBody", None),
    ];
    for (status, sub_status, expected) in cases {
        let latest = json!({"status": status, "sub_status": sub_status});
        let body =
            json!({"event": "TRACKING_UPDATED", "data": {"track_info": {"latest_status": latest}}});
        check(Carrier::SeventeenTrack, &body, expected);
    }
    let stopped = json!({"event": "TRACKING_STOPPED", "data": {"number": "RR1", "param": null}});
    check(Carrier::SeventeenTrack, &stopped, None);
}

#[test]
fn yunexpress_statuses_and_last_nodes_are_checkpoints() {
    let cases = [
        ("F", "ORDER_CREATION", Some(Checkpoint::InfoReceived)),
        ("T", "MAIN_LINE_ARRIVE", Some(Checkpoint::InTransit)),
        ("T", "CUSTOMS_CLEARANCE", Some(Checkpoint::Customs)),
        ("T", "LAST_MILE_DELIVERY", Some(Checkpoint::OutForDelivery)),
        ("E", "DELIVERY_ATTEMPT", Some(Checkpoint::Exception)),
        ("D", "DELIVERED", Some(Checkpoint::Delivered)),
        ("R", "IN_TRANSIT", None),
    ];
    for (status, node, expected) in cases {
        let nodes = json!([{"track_node_code": "IN_TRANSIT"}, {"track_node_code": node}]);
        let data = json!({"package_status": status, "track_events": nodes});
        check(
            Carrier::YunExpress,
            &json!({"data_code": "tisPushData", "data": data}),
            expected,
        );
    }
}

#[test]
fn the_date_is_what_the_text_says_and_no_other_text_is_a_date() {
    let read = |text: &'static str| date(Some(Text(text.into())), "it");
    for text in [
        "2026-11-25",
        "2026-11-25T23:59:00+09:00",
        "2026-11-25 18:00:00 -03:00",
    ] {
        assert_eq!(read(text).unwrap(), "2026-11-25");
    }
    for text in ["25/11/2026", "2026-11", "soon, very soon"] {
        assert!(read(text).is_err(), "{text}");
    }
}

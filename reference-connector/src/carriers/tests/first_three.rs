//! AfterShip, 17TRACK, YunExpress.

use super::*;

fn check(carrier: Carrier, body: &Value, expected: Option<Checkpoint>) {
    assert_eq!(
        checkpoint(carrier, &[], body.to_string()),
        expected,
        "{body}"
    );
}

#[test]
fn aftership_tags_and_subtags_are_checkpoints() {
    let cases = [
        ("InfoReceived", "InfoReceived_001", INFO),
        ("InTransit", "InTransit_003", TRANSIT),
        ("InTransit", "InTransit_006", CUSTOMS),
        ("Exception", "Exception_004", EXCEPTION),
        ("Exception", "Exception_013", EXCEPTION),
        ("OutForDelivery", "OutForDelivery_001", LAST_WAY),
        ("Delivered", "Delivered_005", DELIVERED),
        ("AvailableForPickup", "AvailableForPickup_001", None),
        ("AttemptFail", "AttemptFail_002", None),
        ("Expired", "Expired_001", None),
        ("Pending", "Pending_006", None),
    ];
    for (tag, subtag, expected) in cases {
        let body = json!({"event": "tracking_update", "msg": {"tag": tag, "subtag": subtag}});
        check(Carrier::AfterShip, &body, expected);
    }
}

#[test]
fn afterships_older_shape_tells_the_same() {
    let body = json!({"event": "tracking_update", "ts": 1, "msg": {
        "tracking_number": "LX1", "tag": "Delivered", "subtag": "Delivered_001", "customer_name": "João",
        "destination_country_iso3": "BRA", "expected_delivery": "2026-11-25T00:00:00-03:00",
        "emails": ["a@shop.example"], "smses": ["+55 11 9876"],
        "custom_fields": {"seller": "s1", "carrier_name": "China Post"}, "android": [], "ios": []
    }});
    let expected = Notice {
        tracking_number: "LX1".to_owned(),
        checkpoint: Checkpoint::Delivered,
        recipient: "55119876".to_owned(),
        country: "BRA".to_owned(),
        carrier_name: "China Post".to_owned(),
        estimated_delivery: "2026-11-25T00:00:00-03:00".to_owned(),
        seller: "s1".to_owned(),
    };
    assert_eq!(read(Carrier::AfterShip, &body), Reading::Notice(expected));
}

#[test]
fn seventeentrack_statuses_and_sub_statuses_are_checkpoints() {
    let cases = [
        ("InfoReceived", "InfoReceived", INFO),
        ("InTransit", "InTransit_Other", TRANSIT),
        ("InTransit", "InTransit_CustomsProcessing", CUSTOMS),
        ("InTransit", "InTransit_CustomsReleased", TRANSIT),
        (
            "InTransit",
            "InTransit_CustomsRequiringInformation",
            EXCEPTION,
        ),
        ("Exception", "Exception_Delayed", EXCEPTION),
        ("OutForDelivery", "OutForDelivery_Other", LAST_WAY),
        ("Delivered", "Delivered_Other", DELIVERED),
        ("NotFound", "NotFound_Other", None),
        ("DeliveryFailure", "DeliveryFailure_NoBody", None),
        (
            "DeliveryFailure",
            "DeliveryFailure_InvalidAddress",
            EXCEPTION,
        ),
        ("AvailableForPickup", "AvailableForPickup_Other", None),
        ("Expired", "Expired_Other", None),
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

fn yunexpress(status: &str, nodes: Value) -> Value {
    json!({"data_code": "tisPushData", "data": {"package_status": status, "track_events": nodes}})
}

#[test]
fn yunexpress_statuses_and_last_nodes_are_checkpoints() {
    let cases = [
        ("F", "ORDER_CREATION", INFO),
        ("T", "MAIN_LINE_ARRIVE", TRANSIT),
        ("T", "CUSTOMS_CLEARANCE", CUSTOMS),
        ("T", "LAST_MILE_DELIVERY", LAST_WAY),
        ("E", "DELIVERY_ATTEMPT", EXCEPTION),
        ("R", "IN_TRANSIT", EXCEPTION),
        ("C", "ORDER_CREATION", EXCEPTION),
        ("D", "DELIVERED", DELIVERED),
        ("N", "IN_TRANSIT", None),
    ];
    for (status, node, expected) in cases {
        let nodes = json!([{"track_node_code": "IN_TRANSIT"}, {"track_node_code": node}]);
        check(Carrier::YunExpress, &yunexpress(status, nodes), expected);
    }
}

#[test]
fn yunexpress_tells_an_attempt_in_vain_by_its_words_only() {
    let check = |words: &str, expected| {
        let node = json!({"track_node_code": "DELIVERY_ATTEMPT", "process_content": words});
        check(
            Carrier::YunExpress,
            &yunexpress("E", json!([node])),
            expected,
        );
    };
    check("Delivery attempted, recipient not available", None);
    check("Delivery delayed, a new attempt will be made", EXCEPTION);
}

#[test]
fn yunexpress_newest_node_counts_wherever_it_stands() {
    let node = |code: &str, utc: &str, words: &str| json!({"track_node_code": code, "process_utc_time": utc, "process_time": "", "track_node_description": words});
    let last = node(
        "LAST_MILE_DELIVERY",
        "2026-11-25 14:03:05",
        "Out for delivery",
    );
    let others = [
        node("IN_TRANSIT", "2026-11-24 23:00:00", "In transit"),
        node(
            "CUSTOMS_CLEARANCE",
            "2026-11-22 08:00:00",
            "Customs clearance",
        ),
    ];
    for nodes in [
        json!([last, others[0], others[1]]),
        json!([others[0], last, others[1]]),
        json!([others[1], others[0], last]),
    ] {
        check(Carrier::YunExpress, &yunexpress("T", nodes), LAST_WAY);
    }
    let shop = node(
        "LAST_MILE_DELIVERY",
        "2026-11-26 10:00:00",
        "Ready for collection",
    );
    check(
        Carrier::YunExpress,
        &yunexpress("T", json!([last, shop])),
        TRANSIT,
    );
}

#[test]
fn yunexpress_ciphertext_is_read_with_the_shared_key() {
    // AES-256-CBC under SHA-256 of `key`, made with OpenSSL.
    let body = json!({"encrypted_data": include_str!("yunexpress-ciphertext.txt").trim()});
    let notice = Notice {
        tracking_number: "YT2113021272281270".to_owned(),
        checkpoint: Checkpoint::Delivered,
        recipient: "5511".to_owned(),
        country: "BR".to_owned(),
        carrier_name: "YunExpress".to_owned(),
        estimated_delivery: "2026-11-25 18:00:00 -03:00".to_owned(),
        seller: "s1".to_owned(),
    };
    assert_eq!(read(Carrier::YunExpress, &body), Reading::Notice(notice));
    for text in ["", "AAAA", "no base64"] {
        let body = json!({"encrypted_data": text}).to_string();
        let error = read_with(Carrier::YunExpress, &[], body).unwrap_err();
        assert!(matches!(error, NoticeError::Ciphertext), "{error}");
    }
}

#[test]
fn histories_are_read_in_the_order_of_the_push() {
    let entries = |carrier: Carrier, body: Value| {
        let body = body.to_string();
        carrier.history(&Push {
            headers: &HeaderMap::new(),
            query: "",
            body: body.as_bytes(),
            secret: "key",
        })
    };
    let aftership = entries(
        Carrier::AfterShip,
        json!({"msg": {"checkpoints": [
            {"tag": "OutForDelivery", "subtag": "OutForDelivery_001", "checkpoint_time": "2026-11-25T08:00:00"},
            {"tag": "Pending", "checkpoint_time": "2026-11-20T08:00:00+08:00"},
        ]}}),
    );
    assert_eq!(aftership[0].checkpoint, LAST_WAY);
    assert_eq!(aftership[1].checkpoint, None);
    assert!(aftership[1].at.unwrap() < aftership[0].at.unwrap());
    let seventeentrack = entries(
        Carrier::SeventeenTrack,
        json!({"data": {"track_info": {"tracking": {"providers": [{"events": [
            {"sub_status": "Delivered_Other", "time_utc": "2026-11-25T08:00:00Z"},
            {"sub_status": "InTransit_Arrival", "time_utc": null, "time_iso": "2026-11-20T08:00:00+08:00"},
        ]}]}}}}),
    );
    let found: Vec<_> = seventeentrack.iter().map(|it| it.checkpoint).collect();
    assert_eq!(found, [DELIVERED, TRANSIT]);
    assert!(is_sorted(&seventeentrack));
}

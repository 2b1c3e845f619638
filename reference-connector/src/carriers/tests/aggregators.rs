//! ShipEngine, ShipStation, EasyPost, Shippo.

use super::*;

fn shipengine(code: &str, detail: Value, events: Value) -> Value {
    json!({
        "resource_url": "https://api.shipengine.com/v1/tracking?carrier_code=usps&tracking_number=9405511899223",
        "resource_type": "API_TRACK",
        "data": {
            "tracking_number": "9405511899223", "status_code": code, "status_detail_code": detail,
            "carrier_code": "usps", "estimated_delivery_date": "2026-11-25T00:00:00-05:00",
            "actual_delivery_date": null, "events": events
        }
    })
}

#[test]
fn shipengine_codes_and_details_are_checkpoints() {
    let cases = [
        ("NY", "ELEC_ADVICE_RECD_BY_CARRIER", INFO),
        ("AC", "PICKED_UP", TRANSIT),
        ("IT", "HUB_SCAN_IN", TRANSIT),
        ("IT", "CUSTOMS_PROCESSING", CUSTOMS),
        ("IT", "OUT_FOR_DELIVERY", LAST_WAY),
        ("IT", "CARRIER_DELAYS", EXCEPTION),
        ("EX", "HELD_BY_CUSTOMS", EXCEPTION),
        ("AT", "ATTEMPTED_DELIVERY", None),
        ("SP", "AWAITING_COLLECTION_FROM_PICKUP_POINT", None),
        ("DE", "DELIVERED_TO_NEIGHBOUR", DELIVERED),
        ("UN", "TRACKING_EXPIRED", None),
    ];
    for (code, detail, expected) in cases {
        for kind in ["API_TRACK", "TRACK_EVENT_V2"] {
            let mut body = shipengine(code, detail.into(), json!([]));
            body["resource_type"] = kind.into();
            let found = checkpoint(Carrier::ShipEngine, &[], body.to_string());
            assert_eq!(found, expected, "{code} {detail}");
        }
    }
    let batch = json!({"resource_type": "API_BATCH", "resource_url": "https://api.shipengine.com/v1/batches/1"});
    assert_eq!(read(Carrier::ShipEngine, &batch), Reading::Silent);
}

#[test]
fn shipengines_newest_scan_stands_in_for_a_missing_detail() {
    let events = json!([
        {"occurred_at": "2026-11-20T08:00:00Z", "status_code": "IT", "event_code": "HUB_SCAN_IN"},
        {"occurred_at": "2026-11-25T08:00:00Z", "status_code": "IT", "event_code": "OUT_FOR_DELIVERY"},
    ]);
    let news = one(read(
        Carrier::ShipEngine,
        &shipengine("IT", Value::Null, events),
    ));
    assert_eq!(news.checkpoint, LAST_WAY);
    let expected = Known {
        carrier_name: some("USPS"),
        estimated_delivery: some("2026-11-25T00:00:00-05:00"),
        ..Known::default()
    };
    assert_eq!(
        (news.tracking_number, news.known),
        (some("9405511899223"), expected)
    );
}

#[test]
fn a_pointer_of_shipstation_goes_to_the_carriers_api_and_nowhere_else() {
    let url = "https://ssapi.shipstation.com/shipments?batchId=7&includeShipmentItems=False";
    let body = json!({"resource_url": url, "resource_type": "SHIP_NOTIFY"});
    assert_eq!(
        read(Carrier::ShipStation, &body),
        Reading::Pointer(url.to_owned())
    );
    let orders = json!({"resource_url": url, "resource_type": "ORDER_NOTIFY"});
    assert_eq!(read(Carrier::ShipStation, &orders), Reading::Silent);

    let base = Some("http://127.0.0.1:4800/carriers");
    let own = "http://127.0.0.1:4800/carriers/shipstation-v1/shipments?batchId=7";
    let address = |pointer, base| shipstation::address(pointer, base).ok();
    assert_eq!(
        address(url, base),
        some(
            "http://127.0.0.1:4800/carriers/shipstation-v1/shipments?batchId=7&includeShipmentItems=False"
        )
    );
    assert_eq!(address(own, base), some(own));
    let elsewhere = "http://attacker.example/shipments?batchId=7";
    assert_eq!(address(elsewhere, base), some(own));
    assert_eq!(address(elsewhere, None), None);
    assert_eq!(
        address("https://ssapi.shipstation.com.attacker.example/x", None),
        None
    );
    assert_eq!(address(url, None), some(url));
}

#[test]
fn shipments_behind_a_pointer_are_news() {
    let shipment = |status: &str| {
        json!({
            "trackingNumber": "9449011899223", "carrierCode": "stamps_com", "trackingStatus": status,
            "estimatedDeliveryDate": "2026-11-25",
            "shipTo": {"name": "Ana", "phone": "+1 201 555 0123", "country": "US", "company": null},
            "advancedOptions": {"customField1": "s2", "customField2": null}
        })
    };
    let body = json!({"shipments": [shipment("delivered"), shipment("in_transit"), {"trackingNumber": null}],
        "total": 3, "page": 1, "pages": 4});
    let told = |checkpoint| checkpoint == Checkpoint::Delivered;
    let (news, pages) = shipstation::page(body.to_string().as_bytes(), &told).unwrap();
    assert_eq!(pages, 4);
    let expected = News {
        tracking_number: some("9449011899223"),
        order: None,
        checkpoint: DELIVERED,
        known: Known {
            recipient: some("12015550123"),
            country: some("US"),
            carrier_name: some("USPS"),
            estimated_delivery: some("2026-11-25"),
            seller: some("s2"),
        },
    };
    assert_eq!(news, [expected]);
}

fn easypost(status: &str, detail: &str) -> Value {
    json!({"object": "Event", "id": "evt_1", "description": "tracker.updated", "result": {
        "object": "Tracker", "tracking_code": "9400111899223", "status": status, "status_detail": detail,
        "est_delivery_date": "2026-11-25T00:00:00Z", "carrier": "USPS", "weight": null,
        "carrier_detail": {"est_delivery_date_local": null}, "tracking_details": [
            {"status": "pre_transit", "status_detail": "label_created", "datetime": "2026-11-20T08:00:00Z"},
            {"status": status, "status_detail": detail, "datetime": "2026-11-21T08:00:00Z"},
        ]
    }})
}

#[test]
fn easypost_statuses_and_details_are_checkpoints() {
    let cases = [
        ("pre_transit", "label_created", INFO),
        ("in_transit", "arrived_at_facility", TRANSIT),
        ("in_transit", "in_customs", CUSTOMS),
        ("in_transit", "delayed", EXCEPTION),
        ("in_transit", "held_in_customs", EXCEPTION),
        ("out_for_delivery", "out_for_delivery", LAST_WAY),
        ("available_for_pickup", "available_for_pickup", None),
        ("failure", "delivery_exception", None),
        ("failure", "lost", EXCEPTION),
        ("return_to_sender", "return", EXCEPTION),
        ("cancelled", "cancelled", EXCEPTION),
        ("delivered", "arrived_at_destination", DELIVERED),
        ("unknown", "unknown", None),
    ];
    for (status, detail, expected) in cases {
        let found = checkpoint(Carrier::EasyPost, &[], easypost(status, detail).to_string());
        assert_eq!(found, expected, "{status} {detail}");
    }
    let news = one(read(Carrier::EasyPost, &easypost("delivered", "")));
    assert_eq!(news.tracking_number, some("9400111899223"));
    assert_eq!(news.known.estimated_delivery, some("2026-11-25T00:00:00Z"));
    assert_eq!(
        (news.known.carrier_name, news.known.recipient),
        (some("USPS"), None)
    );
    let batch =
        json!({"object": "Event", "description": "batch.updated", "result": {"object": "Batch"}});
    assert_eq!(read(Carrier::EasyPost, &batch), Reading::Silent);
}

fn shippo(status: &str, detail: Value, metadata: &str) -> Value {
    let substatus = match detail {
        Value::Null => Value::Null,
        code => json!({"code": code, "text": "…", "action_required": false}),
    };
    json!({"event": "track_updated", "test": false, "data": {
        "carrier": "usps", "tracking_number": "9205590164917",
        "tracking_status": {"status": status, "status_details": "…", "substatus": substatus, "status_date": "2026-11-21T08:00:00Z"},
        "tracking_history": [], "address_to": {"city": "", "country": "US"},
        "eta": null, "original_eta": "2026-11-25T00:00:00Z", "metadata": metadata
    }})
}

#[test]
fn shippo_statuses_and_sub_statuses_are_checkpoints() {
    let cases = [
        ("PRE_TRANSIT", "information_received", INFO),
        ("TRANSIT", "package_accepted", TRANSIT),
        ("TRANSIT", "out_for_delivery", LAST_WAY),
        ("TRANSIT", "delivery_attempted", None),
        ("TRANSIT", "pickup_available", None),
        ("TRANSIT", "delayed", EXCEPTION),
        ("TRANSIT", "package_held", EXCEPTION),
        ("RETURNED", "return_to_sender", EXCEPTION),
        ("FAILURE", "package_lost", EXCEPTION),
        ("DELIVERED", "delivered", DELIVERED),
    ];
    for (status, detail, expected) in cases {
        let body = shippo(status, detail.into(), "");
        assert_eq!(
            checkpoint(Carrier::Shippo, &[], body.to_string()),
            expected,
            "{detail}"
        );
    }
    let unknown = shippo("UNKNOWN", Value::Null, "");
    assert_eq!(checkpoint(Carrier::Shippo, &[], unknown.to_string()), None);
}

#[test]
fn shippos_memo_names_the_customer_however_long_the_name_is() {
    for (memo, recipient, seller) in [
        (
            "+12015550123;Ana Lee;#1001;s2",
            some("12015550123"),
            some("s2"),
        ),
        ("+12015550123;A;B;C;#1;s1", some("12015550123"), some("s1")),
        ("order 1001", some("1001"), None),
        ("", None, None),
    ] {
        let news = one(read(
            Carrier::Shippo,
            &shippo("DELIVERED", Value::Null, memo),
        ));
        assert_eq!(
            (news.known.recipient, news.known.seller),
            (recipient, seller),
            "{memo}"
        );
        assert_eq!(news.known.estimated_delivery, some("2026-11-25T00:00:00Z"));
        assert_eq!(news.known.country, some("US"));
    }
}

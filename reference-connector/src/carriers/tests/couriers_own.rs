//! DHL (both), FedEx, UPS.

use super::*;

fn dhl_unified(code: &str, words: &str) -> Value {
    json!({
        "id": "JJD014112059", "service": "parcel-de",
        "destination": {"address": {"countryCode": "DE", "addressLocality": null}},
        "status": {"timestamp": "2026-11-25T08:00:00+01:00", "statusCode": code, "status": words, "description": null},
        "estimatedTimeOfDelivery": "2026-11-25T18:00:00+01:00",
        "details": {"references": [
            {"number": "#1001", "type": "customer-reference"}, {"number": "s2", "type": "shipper-reference"}
        ]},
        "events": [{"timestamp": "2026-11-25T08:00:00+01:00", "statusCode": code, "status": words}]
    })
}

#[test]
fn dhls_five_codes_and_their_words_are_checkpoints() {
    let cases = [
        ("pre-transit", "Shipment information received", INFO),
        ("transit", "Arrived at sorting facility", TRANSIT),
        ("transit", "Customs clearance in progress", CUSTOMS),
        ("transit", "Out for delivery", LAST_WAY),
        ("transit", "Ready for collection at the pickup point", None),
        (
            "transit",
            "Delayed due to circumstances beyond our control",
            EXCEPTION,
        ),
        (
            "transit",
            "Held by customs, documents are required",
            EXCEPTION,
        ),
        ("failure", "Package damaged", EXCEPTION),
        (
            "failure",
            "Delivery attempted, recipient not available",
            None,
        ),
        ("delivered", "Delivered", DELIVERED),
        ("unknown", "No information", None),
    ];
    for (code, words, expected) in cases {
        let body = json!({"shipments": [dhl_unified(code, words)]});
        let found = checkpoint(Carrier::DhlUnified, &[], body.to_string());
        assert_eq!(found, expected, "{code}: {words}");
    }
}

#[test]
fn dhls_shipments_come_in_an_object_or_bare_and_name_no_customer() {
    let shipment = dhl_unified("delivered", "Delivered");
    for body in [json!({"shipments": [shipment]}), json!([shipment])] {
        let news = one(read(Carrier::DhlUnified, &body));
        assert_eq!(news.tracking_number, some("JJD014112059"));
        let expected = Known {
            recipient: None,
            country: some("DE"),
            carrier_name: some("DHL"),
            estimated_delivery: some("2026-11-25T18:00:00+01:00"),
            seller: some("s2"),
        };
        assert_eq!(news.known, expected);
    }
}

#[test]
fn dhl_ecommerces_newest_entry_counts_wherever_it_stands() {
    let event = |code: &str, time: &str, zone: &str| {
        json!({"date": "2026-11-25", "time": time, "timeZone": zone, "primaryEventDescription": code,
               "secondaryEventDescription": null})
    };
    let last = event("OUT_FOR_DELIVERY", "08:00:00", "-05:00");
    // Earlier by five hours, although its clock shows more.
    let before = event("IN_TRANSIT", "08:30:00", "+00:00");
    for events in [json!([last, before]), json!([before, last])] {
        let body = json!({"packages": [{
            "package": {"dhlPackageId": "GM60511473", "expectedDelivery": "2026-11-25"},
            "recipient": {"name": "Ana", "phone": "+12015550123", "country": "US"},
            "pickupDetail": "s1", "events": events
        }]});
        let news = one(read(Carrier::DhlEcommerce, &body));
        assert_eq!(
            (news.tracking_number, news.checkpoint),
            (some("GM60511473"), LAST_WAY)
        );
        let expected = Known {
            recipient: some("12015550123"),
            country: some("US"),
            carrier_name: some("DHL eCommerce"),
            estimated_delivery: some("2026-11-25"),
            seller: some("s1"),
        };
        assert_eq!(news.known, expected);
    }
    let attempt = json!({"packages": [{"events": [{"date": "2026-11-25", "time": "08:00:00", "timeZone": "",
        "primaryEventDescription": "EXCEPTION", "secondaryEventDescription": "Delivery attempted"}]}]});
    assert_eq!(read(Carrier::DhlEcommerce, &attempt), Reading::News(vec![]));
}

fn fedex(code: &str, reason: Option<&str>, scans: Value) -> Value {
    let details: Vec<Value> = reason.map(|it| json!({"reason": it})).into_iter().collect();
    json!({"transactionId": "t", "output": {"completeTrackResults": [{"trackingNumber": "794000000001", "trackResults": [{
        "trackingNumberInfo": {"trackingNumber": "794000000001"},
        "additionalTrackingInfo": {"packageIdentifiers": [{"type": "DEPARTMENT", "values": ["s2"]}]},
        "recipientInformation": {"contact": {"personName": "Ana", "phoneNumber": "+5511"}, "address": {"countryCode": "BR"}},
        "latestStatusDetail": {"code": code, "derivedCode": "IT", "ancillaryDetails": details},
        "dateAndTimes": [{"type": "ACTUAL_PICKUP", "dateTime": "2026-11-20T08:00:00+08:00"},
                         {"type": "ESTIMATED_DELIVERY", "dateTime": "2026-11-25T18:00:00-03:00"}],
        "scanEvents": scans
    }]}]}})
}

#[test]
fn fedex_codes_are_checkpoints() {
    let cases = [
        ("OC", None, INFO),
        ("PU", None, TRANSIT),
        ("CC", None, CUSTOMS),
        ("CD", None, EXCEPTION),
        ("DY", None, EXCEPTION),
        ("DE", Some("07"), EXCEPTION),
        ("DE", Some("08"), None),
        ("HL", None, None),
        ("OD", None, LAST_WAY),
        ("RS", None, EXCEPTION),
        ("DL", None, DELIVERED),
    ];
    for (code, reason, expected) in cases {
        let body = fedex(code, reason, json!([]));
        let found = checkpoint(Carrier::FedEx, &[], body.to_string());
        assert_eq!(found, expected, "{code} {reason:?}");
    }
}

#[test]
fn a_fedex_scan_says_more_than_the_status_derived_from_it() {
    let scans = json!([
        {"date": "2026-11-25T08:00:00-03:00", "eventType": "OD", "derivedStatusCode": "IT", "exceptionCode": ""},
        {"date": "2026-11-24T08:00:00-03:00", "eventType": "AR", "derivedStatusCode": "IT", "exceptionCode": ""},
    ]);
    let news = one(read(Carrier::FedEx, &fedex("IT", None, scans)));
    assert_eq!(news.checkpoint, LAST_WAY);
    let expected = Known {
        recipient: some("5511"),
        country: some("BR"),
        carrier_name: some("FedEx"),
        estimated_delivery: some("2026-11-25T18:00:00-03:00"),
        seller: some("s2"),
    };
    assert_eq!(news.known, expected);
}

#[test]
fn ups_activities_are_checkpoints_and_empty_texts_are_nothing() {
    let cases = [
        ("M", "MP", INFO),
        ("I", "OR", TRANSIT),
        ("I", "CC", CUSTOMS),
        ("I", "OT", LAST_WAY),
        ("I", "RP", None),
        ("X", "DM", EXCEPTION),
        ("X", "NH", None),
        ("D", "FS", DELIVERED),
        ("U", "", None),
    ];
    let activity = |kind: &str, code: &str, scheduled: &str| {
        json!({"trackingNumber": "1ZSHAKE03", "localActivityDate": "20261125", "gmtOffset": "",
            "activityStatus": {"type": kind, "code": code, "description": "", "descriptionCode": ""},
            "scheduledDeliveryDate": scheduled, "deliveryPhoto": ""})
    };
    for (kind, code, expected) in cases {
        let body = activity(kind, code, "");
        let found = checkpoint(Carrier::Ups, &[], body.to_string());
        assert_eq!(found, expected, "{kind} {code}");
    }
    let news = one(read(Carrier::Ups, &activity("D", "FS", "20261125")));
    assert_eq!(news.known.estimated_delivery, some("2026-11-25"));
    assert_eq!(news.known.carrier_name, some("UPS"));
    let news = one(read(Carrier::Ups, &activity("D", "FS", "")));
    assert_eq!(news.known.estimated_delivery, None);
}

use super::*;
use crate::carriers::life::LifeKind;
use crate::carriers::magic_number;
use crate::tracking_number::CHINA_POST_REGISTERED;
use serde_json::json;

#[test]
fn easyposts_test_codes_have_its_statuses() {
    let mut street = Street::new();
    for (serial, status) in [
        (1, "pre_transit"),
        (2, "in_transit"),
        (3, "out_for_delivery"),
        (4, "delivered"),
        (5, "return_to_sender"),
        (6, "failure"),
        (7, "unknown"),
    ] {
        let code = format!("EZ100000000{serial}");
        let body = json!({ "tracker": { "tracking_code": code, "carrier": "USPS" } });
        let (http, tracker) = street.post(Api::EasyPost, "/v2/trackers", body);
        assert_eq!((http, &tracker["status"]), (201, &json!(status)), "{code}");
        let id = tracker["id"].as_str().unwrap();
        let (http, again) = street.get(Api::EasyPost, &format!("/v2/trackers/{id}"));
        assert_eq!((http, again), (200, tracker));
    }
    let (_, page) = street.get(Api::EasyPost, "/v2/trackers?page_size=3");
    assert_eq!(page["trackers"].as_array().unwrap().len(), 3);
    assert_eq!(page["has_more"], true);
    let last = page["trackers"][2]["id"].as_str().unwrap();
    let (_, rest) = street.get(
        Api::EasyPost,
        &format!("/v2/trackers?page_size=9&before_id={last}"),
    );
    assert_eq!(
        (
            rest["trackers"].as_array().unwrap().len(),
            &rest["has_more"]
        ),
        (4, &json!(false))
    );
}

#[test]
fn shippos_test_numbers_have_its_statuses() {
    let mut street = Street::new();
    for status in [
        "PRE_TRANSIT",
        "TRANSIT",
        "DELIVERED",
        "RETURNED",
        "FAILURE",
        "UNKNOWN",
    ] {
        let (http, track) = street.get(Api::Shippo, &format!("/tracks/shippo/SHIPPO_{status}"));
        assert_eq!(
            (http, &track["tracking_status"]["status"]),
            (200, &json!(status))
        );
        assert_eq!(track["carrier"], "shippo");
    }
    let (http, _) = street.get(Api::Shippo, "/tracks/shippo/SHIPPO_LATE");
    assert_eq!(http, 400);
}

#[test]
fn the_integration_environments_numbers_of_ups_are_known() {
    let mut street = Street::new();
    for number in ["1ZCIETST0111111114", "1ZCIETST0422222228"] {
        let (http, body) = street.get(Api::Ups, &format!("/api/track/v1/details/{number}"));
        let package = &body["trackResponse"]["shipment"][0]["package"][0];
        assert_eq!((http, &package["trackingNumber"]), (200, &json!(number)));
    }
}

#[test]
fn a_number_of_17track_is_registered_followed_stopped_and_gone() {
    let mut street = Street::new();
    let number = magic_number::number(CHINA_POST_REGISTERED, LifeKind::Lost, 5);
    let mut verb = |verb: &str, item: Value| {
        let (http, body) = street.post(
            Api::SeventeenTrack,
            &format!("/track/v2.4/{verb}"),
            json!([item]),
        );
        assert_eq!(http, 200, "{verb}");
        let accepted = body["data"]["accepted"][0].clone();
        (
            accepted,
            body["data"]["rejected"][0]["error"]["code"].as_i64(),
        )
    };
    let item = json!({ "number": number, "param": "memo", "tag": "t1" });
    assert_eq!(verb("gettrackinfo", item.clone()).1, Some(-18_019_902));
    assert_eq!(verb("register", item.clone()).0["carrier"], 3011);
    assert_eq!(verb("register", item.clone()).1, Some(-18_019_901));
    let (info, _) = verb("gettrackinfo", item.clone());
    assert_eq!(
        (&info["param"], &info["tag"]),
        (&json!("memo"), &json!("t1"))
    );
    assert!(info["track_info"]["tracking"]["providers"][0]["events"].is_array());
    assert_eq!(verb("retrack", item.clone()).1, Some(-18_019_904));
    assert_eq!(verb("stoptrack", item.clone()).1, None);
    assert_eq!(verb("retrack", item.clone()).1, None);
    assert_eq!(
        verb(
            "changecarrier",
            json!({ "number": number, "carrier_new": 21051 })
        )
        .0["carrier"],
        21051
    );
    assert_eq!(
        verb(
            "changeinfo",
            json!({ "number": number, "items": { "tag": "t2" } })
        )
        .1,
        None
    );
    assert_eq!(verb("gettrackinfo", item.clone()).0["tag"], "t2");
    assert_eq!(verb("deletetrack", item.clone()).1, None);
    assert_eq!(verb("gettrackinfo", item).1, Some(-18_019_902));
    assert_eq!(
        verb("register", json!({ "number": "NOBODYS123" })).1,
        Some(-18_019_903)
    );
    assert_eq!(
        verb(
            "register",
            json!({ "number": "NOBODYS123", "carrier": 3011 })
        )
        .1,
        None
    );
    let (info, _) = verb("gettrackinfo", json!({ "number": "NOBODYS123" }));
    assert_eq!(info["track_info"]["latest_status"]["status"], "NotFound");
    let (_, list) = street.post(Api::SeventeenTrack, "/track/v2.4/gettracklist", json!({}));
    assert_eq!(list["page"]["data_total"], 1);
    let (_, quota) = street.post(Api::SeventeenTrack, "/track/v2.2/getquota", json!({}));
    assert_eq!(quota["data"]["quota_used"], 2);
}

#[test]
fn a_tracking_of_aftership_is_created_found_ended_and_deleted() {
    let mut street = Street::new();
    let base = "/tracking/2026-07/trackings";
    let said = json!({ "tracking_number": "NOBODYS123", "slug": "yanwen", "order_number": "7" });
    let (http, made) = street.post(Api::AfterShip, base, said.clone());
    assert_eq!(
        (http, &made["meta"]["code"], &made["data"]["tag"]),
        (201, &json!(201), &json!("Pending"))
    );
    let id = made["data"]["id"].as_str().unwrap().to_owned();
    let (http, again) = street.post(Api::AfterShip, base, said);
    assert_eq!(
        (http, &again["meta"]["code"], &again["data"]["id"]),
        (400, &json!(4003), &json!(id))
    );
    let (_, list) = street.get(
        Api::AfterShip,
        &format!("{base}?tracking_numbers=NOBODYS123,X&tag=Pending"),
    );
    assert_eq!(list["data"]["pagination"]["total"], 1);
    let one = format!("{base}/{id}");
    let (_, changed) =
        street.ask(Question::new(Api::AfterShip, "PUT", &one).body(r#"{"note":"fragile"}"#));
    assert_eq!(changed["data"]["note"], "fragile");
    let (http, _) = street.post(Api::AfterShip, &format!("{one}/retrack"), json!({}));
    assert_eq!(http, 400);
    let (_, ended) = street.post(
        Api::AfterShip,
        &format!("{one}/mark-as-completed"),
        json!({ "reason": "LOST" }),
    );
    assert_eq!(
        (&ended["data"]["subtag"], &ended["data"]["active"]),
        (&json!("Exception_013"), &json!(false))
    );
    let (http, _) = street.post(Api::AfterShip, &format!("{one}/retrack"), json!({}));
    assert_eq!(http, 200);
    let (_, twice) = street.post(Api::AfterShip, &format!("{one}/retrack"), json!({}));
    assert_eq!(twice["meta"]["code"], 4016);
    let (http, _) = street.ask(Question::new(Api::AfterShip, "DELETE", &one));
    assert_eq!(http, 200);
    let (http, _) = street.get(Api::AfterShip, &one);
    assert_eq!(http, 404);
    let (_, couriers) = street.post(
        Api::AfterShip,
        "/tracking/2025-01/couriers/detect",
        json!({ "tracking_number": "UH183870291YP" }),
    );
    assert_eq!(couriers["data"]["couriers"][0]["slug"], "yanwen");
}

#[test]
fn a_token_is_handed_out_for_the_right_secret_and_opens() {
    for (api, target, body) in [
        (
            Api::FedEx,
            "/oauth/token",
            format!("grant_type=client_credentials&client_id=c&client_secret={SECRET}"),
        ),
        (
            Api::Ups,
            "/security/v1/oauth/token",
            "grant_type=client_credentials".to_owned(),
        ),
    ] {
        let mut street = Street::new();
        let question = Question::new(api, "POST", target)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let (http, grant) = street.ask(question);
        assert_eq!(http, 200, "{grant}");
        let token = grant["access_token"].as_str().unwrap();
        assert!(grant::valid(token, SECRET, NOW).is_ok());
    }
    let mut street = Street::new();
    let said = |secret| json!({ "grantType": "client_credentials", "appId": "a", "appSecret": secret, "sourceKey": "s" });
    let (http, _) = street.post(Api::YunExpress, "/openapi/oauth2/token", said("wrong"));
    assert_eq!(http, 401);
    let (http, grant) = street.post(Api::YunExpress, "/openapi/oauth2/token", said(SECRET));
    assert_eq!((http, &grant["expiresIn"]), (200, &json!(7200)));
}

#[test]
fn the_published_key_is_that_of_the_pushes() {
    let mut street = Street::new();
    let answered = street.ask_at(NOW, &Question::new(Api::ShipEngine, "GET", "/jwks"));
    assert_eq!(answered.status, 200);
    assert_eq!(
        answered.body,
        crate::carriers::ship_engine::jwks(SECRET).into_bytes()
    );
}

use super::*;
use serde_json::json;
use std::time::Duration;

/// A path of each API that takes a GET or a POST with authorization.
fn somewhere(api: Api) -> Question {
    let question = |method, target| Question::new(api, method, target);
    match api {
        Api::AfterShip => question("GET", "/tracking/2025-07/trackings"),
        Api::SeventeenTrack => question("POST", "/track/v2.4/getquota"),
        Api::YunExpress => question("GET", "/v1/track-service/info/get?order_number=YT1"),
        Api::ShipStation => question("GET", "/shipments"),
        Api::ShipEngine => question("GET", "/v1/tracking?carrier_code=usps&tracking_number=1"),
        Api::DhlUnified => question("GET", "/track/shipments?trackingNumber=1"),
        Api::FedEx => question("POST", "/track/v1/trackingnumbers").body("{}"),
        Api::Ups => question("GET", "/api/track/v1/details/1Z"),
        Api::EasyPost => question("GET", "/v2/trackers"),
        Api::Shippo => question("GET", "/tracks/usps/1"),
        Api::Yanwen => question("GET", "/api/tracking?nums=1"),
        Api::FourPx => question("POST", "/router/api/service").body("{}"),
    }
}

fn pointer(answered: &Answered, pointer: &str) -> Value {
    let body: Value = serde_json::from_slice(&answered.body).unwrap();
    body.pointer(pointer).cloned().unwrap_or_default()
}

#[test]
fn a_stranger_is_refused_in_the_words_of_each_api() {
    for (api, status, place, said) in [
        (Api::AfterShip, 401, "/meta/code", json!(401)),
        (
            Api::SeventeenTrack,
            401,
            "/data/errors/0/code",
            json!(-18_010_002),
        ),
        (Api::YunExpress, 401, "/success", json!(false)),
        (
            Api::ShipStation,
            401,
            "/Message",
            json!("Authorization has been denied for this request."),
        ),
        (
            Api::ShipEngine,
            401,
            "/errors/0/error_code",
            json!("unauthorized"),
        ),
        (Api::DhlUnified, 401, "/status", json!(401)),
        (
            Api::FedEx,
            401,
            "/errors/0/code",
            json!("NOT.AUTHORIZED.ERROR"),
        ),
        (Api::Ups, 401, "/response/errors/0/code", json!("250002")),
        (Api::EasyPost, 401, "/error/code", json!("APIKEY.INACTIVE")),
        (Api::Shippo, 401, "/detail", json!("Token does not exist")),
        (Api::Yanwen, 401, "/code", json!(1)),
        (Api::FourPx, 200, "/result", json!("0")),
    ] {
        let mut street = Street::new();
        let question = somewhere(api);
        let answered = street.ask_at(NOW, &question);
        assert_eq!(
            (answered.status, pointer(&answered, place)),
            (status, said),
            "{api:?}"
        );
        assert_eq!(
            answered.refused.unwrap().kind,
            Kind::Unauthorized,
            "{api:?}"
        );
        let known = street.ask_at(NOW, &question.signed());
        let kind = known.refused.map(|refused| refused.kind);
        assert_ne!(kind, Some(Kind::Unauthorized), "{api:?}");
    }
}

#[test]
fn who_asks_too_often_is_refused_and_told_when_to_come_again() {
    for api in Api::ALL {
        let Some(limit) = api.sheet().limit else {
            continue;
        };
        let mut street = Street::new();
        let question = somewhere(api).signed();
        for _ in 0..limit.requests {
            assert_ne!(street.ask_at(NOW, &question).status, 429, "{api:?}");
        }
        let refused = street.ask_at(NOW, &question);
        assert_eq!(refused.status, 429, "{api:?}");
        assert_eq!(refused.refused.unwrap().kind, Kind::TooManyRequests);
        let later = street.ask_at(NOW.after(limit.per), &question);
        assert_ne!(later.status, 429, "{api:?}");
    }
}

#[test]
fn the_headers_of_a_limit_count_down() {
    let mut street = Street::new();
    let of = |answered: &Answered, name: &str| {
        let mut headers = answered.headers.iter();
        headers
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let question = somewhere(Api::ShipStation).signed();
    let first = street.ask_at(NOW, &question);
    let later = street.ask_at(NOW.after(Duration::from_secs(20)), &question);
    let names = [
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
    ];
    assert_eq!(names.map(|name| of(&first, name)), ["40", "39", "60"]);
    assert_eq!(names.map(|name| of(&later, name)), ["40", "38", "40"]);
    let answered = street.ask_at(NOW, &somewhere(Api::AfterShip).signed());
    let names = [
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    ];
    assert_eq!(
        names.map(|name| of(&answered, name)),
        ["10", "9", "1795564801"]
    );
}

#[test]
fn too_many_numbers_and_bad_bodies_have_their_own_codes() {
    let mut street = Street::new();
    let many = |most: usize, item: Value| Value::Array(vec![item; most + 1]);
    let (status, body) = street.post(
        Api::SeventeenTrack,
        "/track/v2.2/register",
        many(40, json!({ "number": "RX1" })),
    );
    assert_eq!(
        (status, &body["data"]["errors"][0]["code"]),
        (200, &json!(-18_010_014))
    );
    let (status, body) = street.post(Api::SeventeenTrack, "/track/v2.2/register", json!({}));
    assert_eq!(
        (status, &body["data"]["errors"][0]["code"]),
        (200, &json!(-18_010_012))
    );
    let info = json!({ "trackingInfo": many(30, json!({ "trackingNumberInfo": { "trackingNumber": "1" } })) });
    let (status, body) = street.post(Api::FedEx, "/track/v1/trackingnumbers", info);
    assert_eq!(
        (status, &body["errors"][0]["code"]),
        (400, &json!("TRACKING.TRACKINGNUMBER.LIMITEXCEEDED"))
    );
    let (status, body) = street.post(
        Api::FedEx,
        "/track/v1/trackingnumbers",
        json!({ "trackingInfo": [{}] }),
    );
    assert_eq!(
        (status, &body["errors"][0]["code"]),
        (400, &json!("TRACKING.TRACKINGNUMBER.EMPTY"))
    );
    let numbers = vec!["UH183870291YP"; 31].join(",");
    let (_, body) = street.get(Api::Yanwen, &format!("/api/tracking?nums={numbers}"));
    assert_eq!(body["code"], 1);
    for (body, code) in [
        ("{", 4001),
        ("{}", 4009),
        (r#"{"tracking_number":"!!!!"}"#, 4005),
        (r#"{"tracking_number":"LX1234567","slug":"x"}"#, 4010),
        (r#"{"tracking_number":"LX1234567"}"#, 4012),
    ] {
        let question =
            Question::new(Api::AfterShip, "POST", "/tracking/2025-07/trackings").body(body);
        let (status, answer) = street.ask(question);
        assert_eq!(
            (status, &answer["meta"]["code"]),
            (400, &json!(code)),
            "{body}"
        );
    }
    let subscription = |body: Value| (body, "/api/track/v2/subscription/standard/package");
    for (body, code) in [
        (json!({}), "VSS300"),
        (json!({ "locale": "en" }), "VSS310"),
        (json!({ "locale": "en_US", "countryCode": "USA" }), "VSS400"),
        (json!({ "locale": "en_US" }), "VSS200"),
        (
            json!({ "locale": "en_US", "trackingNumberList": [] }),
            "VSS110",
        ),
        (
            json!({ "locale": "en_US", "trackingNumberList": ["1"] }),
            "VSS210",
        ),
        (
            json!({ "locale": "en_US", "trackingNumberList": vec!["1"; 101] }),
            "VSS220",
        ),
        (
            json!({ "locale": "en_US", "trackingNumberList": ["1"], "eventPreferences": ["Q"] }),
            "VSS930",
        ),
    ] {
        let (body, target) = subscription(body);
        let (status, answer) = street.post(Api::Ups, target, body);
        assert_eq!(
            (status, &answer["response"]["errors"][0]["code"]),
            (400, &json!(code))
        );
    }
}

#[test]
fn an_unknown_number_is_told_as_each_api_tells_it() {
    let mut street = Street::new();
    let (status, body) = street.get(Api::DhlUnified, "/track/shipments?trackingNumber=JJD1");
    assert_eq!((status, &body["title"]), (404, &json!("No result found")));
    let info = json!({ "trackingInfo": [{ "trackingNumberInfo": { "trackingNumber": "1" } }] });
    let (status, body) = street.post(Api::FedEx, "/track/v1/trackingnumbers", info);
    let error = &body["output"]["completeTrackResults"][0]["trackResults"][0]["error"];
    assert_eq!(
        (status, &error["code"]),
        (200, &json!("TRACKING.TRACKINGNUMBER.NOTFOUND"))
    );
    let (status, body) = street.get(Api::Ups, "/api/track/v1/details/1ZSHAKE03999999999");
    assert_eq!(
        (status, &body["response"]["errors"][0]["code"]),
        (404, &json!("TW0001"))
    );
    let (status, body) = street.get(
        Api::ShipEngine,
        "/v1/tracking?carrier_code=usps&tracking_number=1",
    );
    assert_eq!(
        (status, &body["status_code"], &body["events"]),
        (200, &json!("UN"), &json!([]))
    );
    let (status, body) = street.get(Api::Shippo, "/tracks/usps/1");
    assert_eq!((status, &body["tracking_status"]), (200, &Value::Null));
    let (status, body) = street.get(
        Api::YunExpress,
        "/api/Tracking/GetTrackInfo?OrderNumber=YT1",
    );
    assert_eq!((status, &body["Code"]), (200, &json!("5001")));
    let id = "0".repeat(32);
    let (status, body) = street.get(Api::AfterShip, &format!("/tracking/2025-07/trackings/{id}"));
    assert_eq!((status, &body["meta"]["code"]), (404, &json!(4004)));
}

#[test]
fn a_token_of_another_secret_or_one_that_has_ended_opens_nothing() {
    let lasts = Duration::from_secs(60);
    let token = grant::token(SECRET, NOW, lasts);
    assert!(grant::valid(&token, SECRET, NOW).is_ok());
    for (token, secret, now) in [
        (token.as_str(), SECRET, NOW.after(lasts)),
        (token.as_str(), "other", NOW),
        ("", SECRET, NOW),
        ("ffffffffffffffff.", SECRET, NOW),
        (".x", SECRET, NOW),
    ] {
        assert!(grant::valid(token, secret, now).is_err(), "{token}");
    }
}

use super::*;
use proptest::prelude::*;

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
const VALUES: [&str; 14] = [
    "",
    "1",
    "-1",
    "99999999999999999999",
    "../../etc/passwd",
    "%2e%2e%2f",
    "%00",
    "%ff%fe",
    "EZ1000000004",
    "SHIPPO_TRANSIT",
    "1ZCIETST0111111114",
    "LZ030000070CN",
    "a,b,,c",
    "{}",
];
const NAMES: [&str; 16] = [
    "trackingNumber",
    "tracking_number",
    "carrier_code",
    "batchId",
    "page",
    "pageSize",
    "limit",
    "cursor",
    "tag",
    "slug",
    "nums",
    "order_number",
    "OrderNumber",
    "method",
    "sign",
    "page_size",
];
const KEYS: [&str; 14] = [
    "tracking_number",
    "number",
    "carrier",
    "tracker",
    "tracking_code",
    "tracking_codes",
    "trackingInfo",
    "trackingNumberInfo",
    "trackingNumber",
    "deliveryOrderNo",
    "locale",
    "trackingNumberList",
    "items",
    "reason",
];

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(VALUES.to_vec()).prop_map(str::to_owned),
        "\\PC{0,40}",
        "[A-Z]{2}[0-9]{9}[A-Z]{2}",
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop::sample::select(KEYS.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..45).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => json().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
        1 => (1..400usize).prop_map(|deep| "[".repeat(deep).into_bytes()),
        1 => words().prop_map(|word| format!("grant_type={word}&client_id={word}").into_bytes()),
    ]
}

/// A path of the API's own with something else where a name stands, or anything at all.
fn paths(api: Api) -> impl Strategy<Value = (String, &'static str)> {
    let own =
        (prop::sample::select(api.sheet().paths.to_vec()), words()).prop_map(|(path, word)| {
            let (method, path) = path.split_once(' ').unwrap_or(("GET", path));
            let path = path.split('?').next().unwrap_or(path);
            let parts = path.split('/').map(|part| match part {
                "{version}" => "2025-07".to_owned(),
                "{v2.2|v2.4}" => "v2.4".to_owned(),
                "{standard|enhanced}" => "standard".to_owned(),
                part if part.starts_with('{') => word.replace('/', "%2F"),
                part => part.to_owned(),
            });
            (parts.collect::<Vec<_>>().join("/"), method)
        });
    let any = (words(), prop::sample::select(METHODS.to_vec()));
    prop_oneof![4 => own, 1 => any.prop_map(|(word, method)| (format!("/{word}"), method))]
}

fn questions() -> impl Strategy<Value = Question> {
    let api = prop::sample::select(Api::ALL.to_vec());
    api.prop_flat_map(|api| {
        let pairs = prop::collection::vec((prop::sample::select(NAMES.to_vec()), words()), 0..4);
        (Just(api), paths(api), pairs, bodies(), any::<[u8; 3]>())
    })
    .prop_map(|(api, (path, method), pairs, body, dice)| {
        let method = METHODS.into_iter().find(|known| *known == method).unwrap();
        let method = if dice[0] < 20 {
            METHODS[usize::from(dice[1]) % METHODS.len()]
        } else {
            method
        };
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let question = Question {
            api,
            method,
            path,
            query: pairs.join("&"),
            headers: Given::default(),
            body,
        };
        let question = match dice[2] % 4 {
            0 => question.header("content-type", "application/x-www-form-urlencoded"),
            _ => question.header("content-type", "application/json"),
        };
        if dice[0] > 230 {
            question
        } else {
            question.signed()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_is_answered_in_the_apis_own_shape(question in questions()) {
        let mut street = Street::new();
        if question.api != Api::ShipEngine {
            for carrier in [Carrier::AfterShip, Carrier::EasyPost] {
                street.parcels.pushed(&drawn_once(carrier), Checkpoint::Delivered, NOW);
            }
        }
        let answered = street.ask_at(NOW, &question);
        prop_assert!((200..600).contains(&answered.status));
        prop_assert!(answered.status < 500, "{:?}", answered);
        if answered.status != 204 {
            let body: Result<Value, _> = serde_json::from_slice(&answered.body);
            prop_assert!(body.is_ok_and(|body| body.is_object()), "{:?}", String::from_utf8_lossy(&answered.body));
        }
        prop_assert!(answered.status < 400 || answered.refused.is_some());
        prop_assert!(answered.numbers.len() <= 40);
    }
}

/// Drawing two dozen parcels for every case would take longer than everything else.
fn drawn_once(carrier: Carrier) -> Parcel {
    use std::sync::OnceLock;
    static KEPT: [OnceLock<Parcel>; 2] = [OnceLock::new(), OnceLock::new()];
    let place = usize::from(carrier != Carrier::AfterShip);
    KEPT[place].get_or_init(|| drawn(carrier).remove(0)).clone()
}

#[test]
fn a_body_of_ten_megabytes_is_refused_by_every_api() {
    let body = vec![b'['; 10_000_000];
    for api in Api::ALL {
        let sheet = api.sheet();
        let (method, path) = sheet.paths[0].split_once(' ').unwrap();
        let method = METHODS.into_iter().find(|known| *known == method).unwrap();
        let path = path
            .replace("{version}", "2025-07")
            .replace("{v2.2|v2.4}", "v2.4");
        let question = Question::new(api, method, &path)
            .body(body.clone())
            .signed();
        let answered = Street::new().ask_at(NOW, &question);
        assert!(answered.status < 500, "{api:?}");
        assert!(
            serde_json::from_slice::<Value>(&answered.body)
                .unwrap()
                .is_object()
        );
    }
}

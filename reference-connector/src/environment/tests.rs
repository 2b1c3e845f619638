#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;
use crate::config::SmsAccount;

const COMPLETE: [(&str, &str); 8] = [
    ("CLOUD_API_URL", "http://127.0.0.1:4800/"),
    ("ACCESS_TOKEN", "secret-token"),
    ("APP_SECRET", "secret-app"),
    ("VERIFY_TOKEN", "secret-word"),
    ("PHONE_NUMBERS", "s1=1001,s2=1002"),
    ("AFTERSHIP_SECRET", "secret-a"),
    ("SEVENTEENTRACK_KEY", "secret-b"),
    ("YUNEXPRESS_KEY", "secret-c"),
];

/// Reads the complete environment with `changes` on top; an empty value takes the variable away.
fn read_with(changes: &[(&str, &str)]) -> Result<(SocketAddr, Config), EnvironmentError> {
    read(&|name| {
        let mut set = changes
            .iter()
            .chain(&COMPLETE)
            .filter(|(key, _)| *key == name);
        set.next()
            .map(|(_, value)| (*value).to_owned())
            .filter(|value| !value.is_empty())
    })
}

#[test]
fn the_needed_variables_make_a_connector_with_the_documented_defaults() {
    let (listen, config) = read_with(&[]).unwrap();
    assert_eq!(listen.to_string(), "127.0.0.1:4700");
    assert_eq!(config.cloud_api_url, "http://127.0.0.1:4800");
    assert_eq!(
        config.phone_numbers[1],
        PhoneNumber {
            seller: "s2".to_owned(),
            id: "1002".to_owned()
        }
    );
    assert_eq!((config.database, config.send_rate_per_second), (None, 75.0));
    assert_eq!(config.defects, Defects::default());
    assert_eq!((config.carriers_url, config.clock_scale), (None, 1.0));
    assert!(config.sms.is_none());
    let carriers: Vec<_> = config.secrets.carriers.into_iter().collect();
    let expected = [
        ("17track", "secret-b"),
        ("aftership", "secret-a"),
        ("yunexpress", "secret-c"),
    ];
    assert_eq!(
        carriers,
        expected.map(|(word, secret)| (word, secret.to_owned()))
    );
}

#[test]
fn optional_variables_are_read() {
    let given = [
        ("LISTEN", "127.0.0.1:0"),
        ("DATABASE", "a.db"),
        ("SEND_RATE_PER_SECOND", "2.5"),
        ("DEFECTS", "slow-ack, capacity=2600,"),
    ];
    let (listen, config) = read_with(&given).unwrap();
    assert_eq!(listen.port(), 0);
    assert_eq!(config.database, Some("a.db".into()));
    assert_eq!(config.send_rate_per_second, 2.5);
    assert_eq!(config.defects.to_string(), "capacity=2600,slow-ack");
}

#[test]
fn every_carriers_secret_has_its_variable() {
    let given = [
        ("17TRACK_SECRET", "b"),
        ("YUNEXPRESS_SECRET", "c"),
        ("SHIPSTATION_V1_SECRET", "key:secret"),
        ("DHL_UNIFIED_SECRET", "token"),
        ("SF_EXPRESS_SECRET", ""),
        ("KUAIDI100_SECRET", "salt"),
    ];
    let (_, config) = read_with(&given).unwrap();
    let carriers = config.secrets.carriers;
    let secret = |word| carriers.get(word).map(String::as_str);
    assert_eq!(secret("17track"), Some("b"));
    assert_eq!(secret("yunexpress"), Some("c"));
    assert_eq!(secret("shipstation-v1"), Some("key:secret"));
    assert_eq!(secret("dhl-unified"), Some("token"));
    assert_eq!(secret("sf-express"), None);
    assert_eq!(secret("kuaidi100"), Some("salt"));
}

#[test]
fn an_sms_gateway_is_set_up_by_its_providers_name() {
    let aliyun = [
        ("SMS_PROVIDER", "aliyun"),
        ("SMS_URL", "http://127.0.0.1:4800/sms/"),
        ("ALIYUN_ACCESS_KEY_ID", "secret-id"),
        ("ALIYUN_ACCESS_KEY_SECRET", "secret-key"),
    ];
    let gateway = read_with(&aliyun).unwrap().1.sms.unwrap();
    assert_eq!(gateway.url, "http://127.0.0.1:4800/sms");
    let SmsAccount::Aliyun { sign, template, .. } = gateway.account else {
        panic!("not Aliyun's");
    };
    assert_eq!(
        (sign.as_str(), template.as_str()),
        ("Shakedown", "SMS_PARCEL")
    );

    let twilio = [
        ("SMS_PROVIDER", "twilio"),
        ("SMS_URL", "http://127.0.0.1:4800/sms"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
    ];
    let error = read_with(&twilio).unwrap_err().to_string();
    assert!(error.contains("TWILIO_AUTH_TOKEN is not set"), "{error}");
}

#[test]
fn an_unusable_variable_is_named_with_its_cure() {
    let cases = [
        (("ACCESS_TOKEN", ""), "ACCESS_TOKEN is not set"),
        (
            ("LISTEN", "4700"),
            "LISTEN is \"4700\"; give an address and a port",
        ),
        (
            ("CLOUD_API_URL", "https://graph.facebook.com"),
            "plain HTTP only",
        ),
        (
            ("PHONE_NUMBERS", "1001"),
            "pairs of seller and phone number id",
        ),
        (("SEND_RATE_PER_SECOND", "0"), "at least 0.01"),
        (("SELLER_TEMPLATES", "yes"), "else false"),
        (("CLOCK_SCALE", "0"), "how many seconds of the world"),
        (("CARRIERS_URL", "ssapi.shipstation.com"), "plain HTTP only"),
        (("SMS_PROVIDER", "smpp"), "aliyun, twilio, or nothing"),
        (
            ("DEFECTS", "nodedup"),
            "DEFECTS: no defect is called `nodedup`; did you mean `no-dedup`?",
        ),
    ];
    for (change, expected) in cases {
        let error = read_with(&[change]).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn no_secret_shows_in_debug_output() {
    let aliyun = [
        ("SMS_PROVIDER", "aliyun"),
        ("SMS_URL", "http://127.0.0.1:4800/sms"),
        ("ALIYUN_ACCESS_KEY_ID", "secret-id"),
        ("ALIYUN_ACCESS_KEY_SECRET", "secret-key"),
    ];
    let shown = format!("{:?}", read_with(&aliyun).unwrap());
    assert!(!shown.contains("secret-"), "{shown}");
}

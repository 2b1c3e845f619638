#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

fn keys() -> Keys {
    Keys::new(&Secrets {
        access_token: String::new(),
        app_secret: "hush".to_owned(),
        verify_token: String::new(),
        aftership: "test-secret".to_owned(),
        seventeentrack: "test-key".to_owned(),
        yunexpress: "shared".to_owned(),
    })
}

#[test]
fn known_signatures_are_right_and_nearly_known_ones_are_wrong() {
    // Computed with another implementation of the same digests.
    let aftership = (
        r#"{"event":"tracking_update","ts":1700000000}"#,
        "FWmLXbL8o28lEEmtJnqaq73Q+ceuoT2H1LormBtGgVE=",
    );
    let seventeentrack = (
        r#"{"event":"TRACKING_UPDATED","data":{"number":"RR123456785CN"}}"#,
        "28f729ce70210b66bf88500512e37e1ff2e4879d6e286b4388ffa49448e505d2",
    );
    let signed =
        |header: &str| keys().aftership_signed(Some(header.as_bytes()), aftership.0.as_bytes());
    assert!(signed(aftership.1));
    assert!(!signed(&aftership.1[..43]));
    assert!(!signed(&aftership.1.to_lowercase()));
    let signed = |header: &str| {
        keys().seventeentrack_signed(Some(header.as_bytes()), seventeentrack.0.as_bytes())
    };
    assert!(signed(seventeentrack.1));
    assert!(!signed(&seventeentrack.1.to_uppercase()));
    assert!(!signed(&format!("{}00", seventeentrack.1)));
    assert!(!keys().seventeentrack_signed(None, seventeentrack.0.as_bytes()));
}

#[test]
fn metas_signature_needs_its_prefix_and_lower_case() {
    let hmac = STANDARD
        .decode("VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=")
        .unwrap();
    let digits = String::from_utf8(hex(&hmac)).unwrap();
    let signed = |header: String| keys().meta_signed(Some(header.as_bytes()), br#"{"id":1}"#);
    assert!(signed(format!("sha256={digits}")));
    assert!(!signed(digits.clone()));
    assert!(!signed(format!("sha1={digits}")));
    assert!(!signed(format!("sha256={}", digits.to_uppercase())));
    assert!(!signed("sha256=".to_owned()));
}

#[test]
fn re_serialising_drops_white_space_and_escapes_and_keeps_the_order() {
    let cases = [
        (
            r#"{"b":1,"a":[true,null,-2.50]}"#,
            r#"{"b":1,"a":[true,null,-2.50]}"#,
        ),
        ("{ \"a\" :\t\"x y\" }\n", r#"{"a":"x y"}"#),
        (r#"{"a":"\u00e4\ud83d\ude42\/\"\n"}"#, r#"{"a":"ä🙂/\"\n"}"#),
        (r#"{"a":"broken"#, r#"{"a":"broken"#),
    ];
    for (before, after) in cases {
        assert_eq!(
            String::from_utf8(reserialised(before.as_bytes())).unwrap(),
            after
        );
    }
}

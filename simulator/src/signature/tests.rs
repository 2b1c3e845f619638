//! Claims about signatures. Known answers first; then every forgery against every scheme.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::*;
use proptest::prelude::*;

const BODY: &[u8] = br#"{"id":"1","timestamp":"1700000000","text":"Jo\u00e3o"}"#;

const SIGNERS: [Signer; 6] = [
    Signer::HmacBase64 { secret: "s1" },
    Signer::HmacHex { secret: "s1" },
    Signer::BodySlashKey { key: "s1" },
    Signer::TimestampKeyBody {
        timestamp: "1700000000000",
        key: "s1",
    },
    Signer::TextSaltMd5 { salt: "s1" },
    Signer::Token { token: "s1" },
];
/// Slow to make and to sign with, so it has claims of its own.
const RSA: Signer = Signer::TimestampDotRsa {
    timestamp: "2026-08-07T16:10:01Z",
    seed: "s1",
};

#[test]
fn known_answers() {
    let aftership = Signer::HmacBase64 {
        secret: "test-secret",
    };
    let body = br#"{"event":"tracking_update","ts":1700000000}"#;
    assert_eq!(
        aftership.sign(body),
        "FWmLXbL8o28lEEmtJnqaq73Q+ceuoT2H1LormBtGgVE="
    );

    let shopify = Signer::HmacBase64 { secret: "hush" };
    assert_eq!(
        shopify.sign(br#"{"id":1}"#),
        "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="
    );

    let seventeen = Signer::BodySlashKey { key: "test-key" };
    let body = br#"{"event":"TRACKING_UPDATED","data":{"number":"RR123456785CN"}}"#;
    let expected = "28f729ce70210b66bf88500512e37e1ff2e4879d6e286b4388ffa49448e505d2";
    assert_eq!(seventeen.sign(body), expected);

    // RFC 4231, test case 2, and RFC 2202, test case 2.
    let hex_signer = Signer::HmacHex { secret: "Jefe" };
    let data = b"what do ya want for nothing?";
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(hex_signer.sign(data), expected);
    assert_eq!(
        hex_signer.sign_sha1(data),
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    );

    // FIPS 180-2: SHA-256 of "abc", in three parts.
    let concatenated = Signer::TimestampKeyBody {
        timestamp: "a",
        key: "b",
    };
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(concatenated.sign(b"c"), expected);
}

#[test]
fn known_answers_of_carriers() {
    // EasyPost's own: the body and the secret of the tests of its clients (EasyPost/examples, MIT License).
    let secret = compatible("s\u{e9}cret");
    let easypost = Signer::HmacHex { secret: &secret };
    assert_eq!(
        easypost.sign(include_bytes!("tests/easypost-event-body.json")),
        "38f3f53c103713df81616a0a186d77141957323ec21d5fe9363db93840f527db"
    );

    let kuaidi100 = Signer::TextSaltMd5 { salt: "salt1" };
    let text = br#"{"status":"polling","lastResult":{"nu":"YT2113021272281270"}}"#;
    assert_eq!(kuaidi100.sign(text), "9B0727745CD12D86C3DC603D74233086");
}

#[test]
fn a_published_key_verifies_what_its_pair_signed() {
    use rsa::signature::Verifier;
    let key = RsaKey::of("s1");
    let set: serde_json::Value = serde_json::from_str(key.jwks()).unwrap();
    let published = &set["keys"][0];
    assert_eq!(published["kid"], key.kid());
    let number = |name: &str| {
        let text = published[name].as_str().unwrap();
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(text)
            .unwrap();
        rsa::BoxedUint::from_be_slice_vartime(&bytes)
    };
    let public = rsa::RsaPublicKey::new(number("n"), number("e")).unwrap();
    let verifying = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(public);
    let signature = STANDARD.decode(RSA.sign(BODY)).unwrap();
    let signature = rsa::pkcs1v15::Signature::try_from(signature.as_slice()).unwrap();
    let signed = [b"2026-08-07T16:10:01Z.".as_slice(), BODY].concat();
    verifying.verify(&signed, &signature).unwrap();
    verifying.verify(BODY, &signature).unwrap_err();
    assert!(std::sync::Arc::ptr_eq(&key, &RsaKey::of("s1")));
}

#[test]
fn what_is_sealed_verifies_and_what_is_forged_does_not() {
    for signer in SIGNERS.into_iter().chain([RSA]) {
        let genuine = seal(&signer, BODY.to_vec());
        assert_eq!(genuine.signature, Some(signer.sign(&genuine.body)));
        for forgery in Forgery::ALL {
            let forged = forge(&signer, BODY.to_vec(), forgery);
            let right = signer.sign(&forged.body);
            let given = forged.signature.unwrap_or_default();
            assert!(
                !given.eq_ignore_ascii_case(&right),
                "{signer:?} {forgery:?}"
            );
        }
    }
}

#[test]
fn only_a_flipped_byte_changes_the_body_and_it_stays_the_same_json_but_for_a_time() {
    for forgery in Forgery::ALL {
        let forged = forge(&SIGNERS[0], BODY.to_vec(), forgery);
        let changed = forged.body.iter().zip(BODY).filter(|(a, b)| a != b).count();
        assert_eq!(
            changed,
            usize::from(forgery == Forgery::ByteFlipped),
            "{forgery:?}"
        );
        assert_eq!(forged.body.len(), BODY.len());
    }
    let forged = forge(&SIGNERS[0], BODY.to_vec(), Forgery::ByteFlipped);
    let json: serde_json::Value = serde_json::from_slice(&forged.body).unwrap();
    assert_eq!(json["timestamp"], "1700000001");
}

#[test]
fn a_body_without_a_time_is_flipped_too() {
    for body in ["", "{}", r#"{"a":"b"}"#, "not json"] {
        let forged = forge(&SIGNERS[0], body.as_bytes().to_vec(), Forgery::ByteFlipped);
        assert_ne!(forged.body, body.as_bytes(), "{body}");
    }
}

#[test]
fn meta_signs_escaped_ascii() {
    let cases: [(&str, &str); 6] = [
        ("{\"a\":\"äöå\"}", "{\"a\":\"\\u00e4\\u00f6\\u00e5\"}"),
        ("{\"a\":\"💚\"}", "{\"a\":\"\\ud83d\\udc9a\"}"),
        ("{\"a\":\"b/c\"}", "{\"a\":\"b\\/c\"}"),
        ("{\"a\":\"b\\/c\"}", "{\"a\":\"b\\/c\"}"),
        ("{\"a\":\"\\\\/\"}", "{\"a\":\"\\\\\\/\"}"),
        ("{\"a\":\"\\u00e4\\n\\\"\"}", "{\"a\":\"\\u00e4\\n\\\"\"}"),
    ];
    for (json, expected) in cases {
        assert_eq!(
            String::from_utf8(meta_escape(json)).unwrap(),
            expected,
            "{json}"
        );
    }
}

#[test]
fn meta_sends_two_right_signatures_or_two_wrong_ones() {
    let signer = Signer::HmacHex { secret: "app" };
    let (genuine, body) = meta_headers("app", BODY.to_vec(), None);
    assert_eq!(body, BODY);
    assert_eq!(
        genuine[0],
        (
            "X-Hub-Signature-256".into(),
            format!("sha256={}", signer.sign(BODY))
        )
    );
    assert_eq!(
        genuine[1],
        (
            "X-Hub-Signature".into(),
            format!("sha1={}", signer.sign_sha1(BODY))
        )
    );
    for forgery in Forgery::ALL {
        let (headers, body) = meta_headers("app", BODY.to_vec(), Some(forgery));
        let right = [signer.sign(&body), signer.sign_sha1(&body)];
        let rights = [format!("sha256={}", right[0]), format!("sha1={}", right[1])];
        for ((name, value), right) in headers.iter().zip(&rights) {
            assert!(!value.eq_ignore_ascii_case(right), "{forgery:?} {name}");
        }
        assert_eq!(
            headers.is_empty(),
            forgery == Forgery::NoHeader,
            "{forgery:?}"
        );
    }
}

#[test]
fn oddities_keep_the_meaning() {
    let json = r#"{"name":"João","path":"a/b"}"#;
    let meaning: serde_json::Value = serde_json::from_str(json).unwrap();
    for oddity in Oddity::ALL {
        let body = oddity.shape_body(json.as_bytes().to_vec());
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&body).unwrap(),
            meaning
        );
    }
    let escaped = Oddity::EscapedUnicode.shape_body(json.as_bytes().to_vec());
    assert_eq!(escaped, br#"{"name":"Jo\u00e3o","path":"a/b"}"#);
    let mut headers = vec![("X-Hub-Signature".to_owned(), "v".to_owned())];
    Oddity::HeaderCase.shape_headers(&mut headers);
    assert_eq!(headers[0].0, "X-HUB-SIGNATURE");
}

#[test]
fn every_word_leads_back() {
    for forgery in Forgery::ALL {
        assert_eq!(Forgery::parse(forgery.word()), Some(forgery));
        assert!(!forgery.about().is_empty());
    }
    for oddity in Oddity::ALL {
        assert_eq!(Oddity::parse(oddity.word()), Some(oddity));
        assert!(!oddity.about().is_empty());
    }
}

proptest! {
    #[test]
    fn escaping_keeps_every_text_and_can_be_repeated(text: String) {
        let json = serde_json::to_string(&text).unwrap();
        let escaped = meta_escape(&json);
        prop_assert!(escaped.is_ascii());
        prop_assert_eq!(&serde_json::from_slice::<String>(&escaped).unwrap(), &text);
        let twice = meta_escape(std::str::from_utf8(&escaped).unwrap());
        prop_assert_eq!(escaped, twice);
    }

    #[test]
    fn no_forgery_of_any_body_verifies(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        for signer in SIGNERS {
            for forgery in Forgery::ALL {
                let forged = forge(&signer, body.clone(), forgery);
                prop_assert_ne!(forged.signature, Some(signer.sign(&forged.body)));
            }
        }
    }
}

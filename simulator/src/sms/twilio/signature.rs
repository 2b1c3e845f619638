//! `X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL with its query, and the form's parameters sorted by name, each
//! name followed by its value. (Twilio, webhooks security.)

use crate::sms::mac;

/// The signature of a POST with these parameters.
pub(super) fn sign(token: &str, url: &str, parameters: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = parameters.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut text = url.to_owned();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    mac::sha1_base64(token, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_request_has_the_published_signature() {
        let parameters = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ];
        let parameters: Vec<(String, String)> = parameters
            .into_iter()
            .rev()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(
            sign(
                "12345",
                "https://mycompany.com/myapp.php?foo=1&bar=2",
                &parameters
            ),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        );
    }
}

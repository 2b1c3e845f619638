//! The handshake that Meta makes each time a callback is saved: a GET with a challenge, which has to come back bare
//! (Meta, webhooks, verification requests).

use super::{ANSWER_TIMEOUT, Outbox};

impl Outbox {
    /// Asks a callback to prove itself.
    ///
    /// # Errors
    /// In words, when the callback may not be called, cannot be reached, or does not answer 200 with the bare
    /// challenge: then Meta does not save it.
    pub async fn verify(
        &self,
        url: &str,
        verify_token: &str,
        challenge: &str,
    ) -> Result<(), String> {
        (self.permit)(url)?;
        let asked = handshake_url(url, verify_token, challenge);
        let answered = self
            .call("GET", &asked, &[], Vec::new(), ANSWER_TIMEOUT)
            .await;
        let (status, body) = answered.map_err(|(_, error)| {
            format!("{url} cannot be verified: {error}; start the connector, and check the URL")
        })?;
        if status != 200 {
            return Err(format!(
                "{url} answered {status} to the handshake, not 200; compare hub.verify_token with the one that was given"
            ));
        }
        if body.trim_ascii() != challenge.as_bytes() {
            let seen: String = String::from_utf8_lossy(&body).chars().take(80).collect();
            return Err(format!(
                "{url} answered {seen:?} to the handshake, not the bare challenge; answer hub.challenge as plain text"
            ));
        }
        Ok(())
    }
}

/// The callback with the handshake's query.
pub(crate) fn handshake_url(url: &str, verify_token: &str, challenge: &str) -> String {
    let joiner = if url.contains('?') { '&' } else { '?' };
    format!(
        "{url}{joiner}hub.mode=subscribe&hub.challenge={}&hub.verify_token={}",
        escaped(challenge),
        escaped(verify_token)
    )
}

/// A token may hold anything.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

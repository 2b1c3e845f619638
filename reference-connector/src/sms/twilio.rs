//! Twilio Messaging: `POST …/Messages.json` (Twilio, Message resource).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{Sent, ShortMessage};
use crate::checkpoint::Checkpoint;
use crate::form::{encode, written};
use crate::http::{Answered, Http};

/// Whose account sends, and where it is to report to.
pub(super) struct Account<'a> {
    pub(super) sid: &'a str,
    pub(super) token: &'a str,
    pub(super) from: &'a str,
    pub(super) callback_url: &'a str,
}

pub(super) async fn send(
    http: &Http,
    url: &str,
    account: &Account<'_>,
    message: &ShortMessage,
) -> Sent {
    let url = format!(
        "{url}/twilio/2010-04-01/Accounts/{}/Messages.json",
        account.sid
    );
    let credentials = STANDARD.encode(format!("{}:{}", account.sid, account.token));
    let headers = [("authorization", format!("Basic {credentials}"))];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    match http.post_form(&url, &headers, form(account, message)).await {
        Ok(answer) => read(&answer),
        Err(unanswered) => unanswered.into(),
    }
}

/// Callbacks come to an address that names the journey: they may be here before the answer to the send is.
fn form(account: &Account<'_>, message: &ShortMessage) -> String {
    let (to, text) = (format!("+{}", message.to), text(message));
    let callback = format!(
        "{}?out_id={}",
        account.callback_url,
        encode(&message.reference())
    );
    let sender = match account.from.starts_with("MG") && account.from.len() == 34 {
        true => "MessagingServiceSid",
        false => "From",
    };
    written(&[
        ("To", &to),
        (sender, account.from),
        ("Body", &text),
        ("StatusCallback", &callback),
    ])
}

/// Short enough for one part in any alphabet.
fn text(message: &ShortMessage) -> String {
    let state = match message.checkpoint {
        Checkpoint::Delivered => "delivered",
        Checkpoint::OutForDelivery => "out for delivery",
        _ => "delayed",
    };
    format!(
        "Parcel {} ({}): {state}",
        message.tracking_number, message.carrier_name
    )
}

#[derive(Deserialize)]
struct Accepted {
    sid: String,
}

fn read(answer: &Answered) -> Sent {
    if answer.status.is_success() {
        let accepted: Option<Accepted> = serde_json::from_slice(&answer.body).ok();
        return accepted.map_or(Sent::InDoubt, |accepted| Sent::Accepted(accepted.sid));
    }
    match answer.status.as_u16() {
        429 | 500.. => Sent::Later,
        _ => Sent::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_send_names_its_journey_in_text_and_callback() {
        let message = ShortMessage {
            id: 1,
            tracking_number: "LX473124829CN".to_owned(),
            checkpoint: Checkpoint::OutForDelivery,
            to: "5511".to_owned(),
            carrier_name: "China Post".to_owned(),
        };
        let account = Account {
            sid: "AC",
            token: "t",
            from: "Shakedown",
            callback_url: "http://127.0.0.1:1/webhooks/twilio",
        };
        let expected = "To=%2B5511&From=Shakedown&Body=Parcel%20LX473124829CN%20%28China%20Post%29%3A%20out%20for%20delivery\
            &StatusCallback=http%3A%2F%2F127.0.0.1%3A1%2Fwebhooks%2Ftwilio%3Fout_id%3DLX473124829CN%253Aout_for_delivery";
        assert_eq!(form(&account, &message), expected);
        assert!(text(&message).chars().count() <= 70);
        let service = Account {
            from: "MG5a4b3c2d1e0f5a4b3c2d1e0f5a4b3c2d",
            ..account
        };
        assert!(form(&service, &message).contains("&MessagingServiceSid=MG5a"));
    }
}

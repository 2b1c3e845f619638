//! What the gateways report back: receipts, and messages that customers send to the gateway.

use hyper::{HeaderMap, StatusCode, Uri};
use serde::Deserialize;

use super::journey;
use crate::config::SmsAccount;
use crate::defects::Planted;
use crate::dialogue::{self, Kind};
use crate::form;
use crate::routes::{Answer, Desk, Refusal, acknowledgement, json};
use crate::signature::{same, twilio};

/// Aliyun counts an answer only if its body has a number as `code` (Aliyun, SMS, SmsReport).
const ALIYUN_ACK: &str = r#"{"code":0,"msg":"ok"}"#;

/// A receipt of Aliyun's.
#[derive(Deserialize)]
struct Receipt {
    out_id: Option<String>,
    success: bool,
}

/// A customer's message to Aliyun's gateway.
#[derive(Deserialize)]
struct Up {
    phone_number: String,
    content: String,
}

/// Aliyun's `SmsReport`: receipts in an array, possibly more than once.
pub(crate) async fn aliyun_report(desk: &Desk, body: &[u8]) -> Result<Answer, Refusal> {
    let receipts: Vec<Receipt> = serde_json::from_slice(body)?;
    for receipt in receipts {
        let status = if receipt.success {
            "delivered"
        } else {
            "failed"
        };
        if let Some((number, checkpoint)) = receipt.out_id.as_deref().and_then(journey) {
            desk.store.sms_reported(number, checkpoint, status).await?;
        }
    }
    aliyun_ack(desk).await
}

/// Aliyun's `SmsUp`: customers' messages in an array. Whoever wants no more gets no more on WhatsApp either.
pub(crate) async fn aliyun_up(desk: &Desk, body: &[u8]) -> Result<Answer, Refusal> {
    let messages: Vec<Up> = serde_json::from_slice(body)?;
    for message in messages {
        refuse_further(desk, &message.phone_number, &message.content).await?;
    }
    aliyun_ack(desk).await
}

/// Twilio's status callbacks and incoming messages, signed over the address that was called.
pub(crate) async fn twilio_callback(
    desk: &Desk,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let fields = form::fields(body);
    if !twilio_signed(desk, uri, headers, &fields)
        && !desk.config.defects.has(Planted::NoSignatureCheck)
    {
        return Err(Refusal::Signature);
    }
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    let query = uri.query().unwrap_or_default();
    let named = form::value_of(query.as_bytes(), "out_id");
    let known = named.as_deref().and_then(journey);
    match (
        known,
        field("MessageStatus").and_then(status),
        field("Body"),
    ) {
        (Some((number, checkpoint)), Some(status), _) => {
            desk.store.sms_reported(number, checkpoint, status).await?;
        }
        (None, None, Some(text)) => {
            refuse_further(desk, field("From").unwrap_or_default(), text).await?;
        }
        _ => (),
    }
    Ok(acknowledgement(desk.config.defects).await)
}

fn twilio_signed(desk: &Desk, uri: &Uri, headers: &HeaderMap, fields: &[(String, String)]) -> bool {
    let Some(SmsAccount::Twilio { auth_token, .. }) =
        desk.config.sms.as_ref().map(|sms| &sms.account)
    else {
        return false;
    };
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let (Some(given), Some(host)) = (header("x-twilio-signature"), header("host")) else {
        return false;
    };
    let path = uri.path_and_query().map_or("", |it| it.as_str());
    let expected = twilio(auth_token, &format!("http://{host}{path}"), fields);
    same(expected.as_bytes(), given.as_bytes())
}

/// Our word for Twilio's.
fn status(word: &str) -> Option<&'static str> {
    match word {
        "sent" => Some("sent"),
        "delivered" => Some("delivered"),
        "undelivered" | "failed" => Some("failed"),
        _ => None,
    }
}

async fn refuse_further(desk: &Desk, from: &str, text: &str) -> Result<(), Refusal> {
    let number: String = from.chars().filter(char::is_ascii_digit).collect();
    // What people answer to short messages in China, where the sign says so.
    let unsubscribes = matches!(
        text.trim().to_uppercase().as_str(),
        "T" | "TD" | "N" | "退订"
    );
    if unsubscribes || dialogue::kind(text, &number) == Kind::OptOut {
        desk.store.opt_out(number).await?;
    }
    Ok(())
}

async fn aliyun_ack(desk: &Desk) -> Result<Answer, Refusal> {
    let answer = acknowledgement(desk.config.defects).await;
    Ok(match desk.config.defects.has(Planted::AckWrongBody) {
        true => answer,
        false => json(StatusCode::OK, ALIYUN_ACK),
    })
}

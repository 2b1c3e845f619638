//! The SMS gateway's variables. Without SMS_PROVIDER there is no gateway, whatever else is set.

use super::{EnvironmentError, Variable, given, needed, plain_http};
use crate::config::{SmsAccount, SmsGateway};

pub(super) fn read(variable: Variable<'_>) -> Result<Option<SmsGateway>, EnvironmentError> {
    let Some(provider) = given(variable, "SMS_PROVIDER") else {
        return Ok(None);
    };
    let or =
        |name: &str, default: &str| given(variable, name).unwrap_or_else(|| default.to_owned());
    let account = match provider.as_str() {
        "aliyun" => SmsAccount::Aliyun {
            key_id: needed(variable, "ALIYUN_ACCESS_KEY_ID")?,
            key_secret: needed(variable, "ALIYUN_ACCESS_KEY_SECRET")?,
            sign: or("SMS_SIGN", "Shakedown"),
            template: or("SMS_TEMPLATE", "SMS_PARCEL"),
        },
        "twilio" => SmsAccount::Twilio {
            account_sid: needed(variable, "TWILIO_ACCOUNT_SID")?,
            auth_token: needed(variable, "TWILIO_AUTH_TOKEN")?,
            from: or("TWILIO_FROM", "Shakedown"),
        },
        _ => {
            return Err(EnvironmentError::Unreadable {
                name: "SMS_PROVIDER".to_owned(),
                value: provider,
                wanted: "aliyun, twilio, or nothing for no SMS",
            });
        }
    };
    let url = plain_http("SMS_URL", needed(variable, "SMS_URL")?)?;
    Ok(Some(SmsGateway { url, account }))
}

//! Access tokens: who may call, for how long, and for what.
//!
//! Source: Meta, Cloud API, access tokens; Graph API, error handling (subcodes of 190).

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;

/// Most tokens of a world.
pub const TOKENS_MAX: usize = 100_000;

/// What a token allows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Messages and media: `whatsapp_business_messaging`.
    WhatsappBusinessMessaging,
    /// Templates, numbers, accounts: `whatsapp_business_management`.
    WhatsappBusinessManagement,
    /// Portfolios: `business_management`.
    BusinessManagement,
}

impl Permission {
    /// Meta's word.
    pub fn word(self) -> &'static str {
        match self {
            Permission::WhatsappBusinessMessaging => "whatsapp_business_messaging",
            Permission::WhatsappBusinessManagement => "whatsapp_business_management",
            Permission::BusinessManagement => "business_management",
        }
    }
}

/// Whose token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A system user's: for ever, or 60 days.
    SystemUser,
    /// A person's: 24 hours.
    User,
    /// The app itself: `APP_ID|APP_SECRET`.
    App,
}

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Its value.
    pub value: String,
    /// The app it was made for.
    pub app_id: String,
    /// Whose it is.
    pub holder: Holder,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// When it ends; None = never.
    pub expires: Option<Moment>,
    /// Why it is no longer valid: a subcode of 190, such as 460 after a change of password.
    pub ended_by: Option<u32>,
}

/// All tokens.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    by_value: RwLock<HashMap<String, Arc<Token>>>,
}

impl Tokens {
    pub(crate) fn find(&self, value: &str) -> Option<Arc<Token>> {
        self.by_value
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(value)
            .cloned()
    }

    /// False when there are too many.
    pub(crate) fn insert(&self, token: Token) -> bool {
        let mut tokens = self
            .by_value
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= TOKENS_MAX && !tokens.contains_key(&token.value) {
            return false;
        }
        tokens.insert(token.value.clone(), Arc::new(token));
        true
    }

    pub(crate) fn clear(&self) {
        self.by_value
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// Refuses a token that has ended.
///
/// # Errors
/// 190 with Graph's subcode: 463 expired, or the one it was ended by.
pub(crate) fn valid(token: &Token, now: Moment) -> Result<(), Box<Refusal>> {
    if let Some(subcode) = token.ended_by {
        return Err(Box::new(Refusal {
            subcode: Some(subcode),
            message: "Error validating access token: The session has been invalidated.".to_owned(),
            ..Refusal::new(190, "Authorization", "the token has been invalidated")
                .nearest("a new token")
        }));
    }
    if let Some(expires) = token.expires.filter(|expires| now >= *expires) {
        return Err(Box::new(Refusal {
            subcode: Some(463),
            message: format!(
                "Error validating access token: Session has expired on {}. The current time is {}.",
                words(expires),
                words(now)
            ),
            ..Refusal::new(190, "Authorization", "the token has expired").nearest("a new token")
        }));
    }
    Ok(())
}

/// As Graph writes times in its messages.
fn words(at: Moment) -> String {
    let seconds = i64::try_from(at.unix_s()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| at.unix_s().to_string(),
        |time| time.strftime("%A, %d-%b-%y %H:%M:%S UTC").to_string(),
    )
}

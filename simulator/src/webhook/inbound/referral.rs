//! The ad or post that led a customer to the chat.
//!
//! Source: Meta, Cloud API, "Text messages webhook", referral.

use serde::{Deserialize, Serialize};

/// An ad or post. What is left out is that of a plain image ad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Referral {
    /// The ad's address.
    pub source_url: String,
    /// The ad's id.
    pub source_id: String,
    /// `ad` or `post`.
    pub source_type: String,
    /// Its text.
    pub body: String,
    /// Its headline.
    pub headline: String,
    /// `image` or `video`.
    pub media_type: String,
    /// The picture's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The film's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// The address of the film's still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// The click's id; absent for ads in WhatsApp's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ctwa_clid: Option<String>,
    /// The ad's greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_message: Option<WelcomeMessage>,
}

/// An ad's greeting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WelcomeMessage {
    /// What it says.
    pub text: String,
}

impl Default for Referral {
    fn default() -> Referral {
        Referral {
            source_url: "https://fb.example/shakedown-ad".to_owned(),
            source_id: "120226305854810726".to_owned(),
            source_type: "ad".to_owned(),
            body: "Parcels that tell you where they are".to_owned(),
            headline: "Chat with us".to_owned(),
            media_type: "image".to_owned(),
            image_url: Some("https://fb.example/shakedown-ad.jpg".to_owned()),
            video_url: None,
            thumbnail_url: None,
            ctwa_clid: Some("Aff-shakedown-click-0001".to_owned()),
            welcome_message: Some(WelcomeMessage {
                text: "Hello! How can we help?".to_owned(),
            }),
        }
    }
}

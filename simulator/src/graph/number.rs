//! A business phone number's card: registration, profile, settings, what it shows and whom it blocks. Limits on sends
//! live in the world's shards, where the hot path finds them.
//!
//! Source: Meta, Cloud API, phone numbers, business profiles, block users, QR codes, settings.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use crate::clock::Moment;

/// Most blocked customers of a number (Meta, Cloud API, block users).
pub const BLOCKED_MAX: usize = 64_000;
/// Most QR codes of a number (Meta, Cloud API, QR codes).
pub const QR_CODES_MAX: usize = 2_000;

/// A number's card.
#[derive(Debug, Clone)]
pub struct NumberCard {
    /// Registered for the Cloud API: sends are refused with 133010 without it.
    pub registered: bool,
    /// The number has proved that it belongs to the business.
    pub verified: bool,
    /// The code sent for verification, until it is used.
    pub code: Option<String>,
    /// PIN of two-step verification.
    pub pin: Option<String>,
    /// Wrong PINs in a row.
    pub wrong_pins: Vec<Moment>,
    /// Operations on groups of late.
    pub group_operations: VecDeque<Moment>,
    /// When it was deleted.
    pub deleted: Option<Moment>,
    /// Customers who permitted calls, and until when.
    pub call_permissions: BTreeMap<String, Moment>,
    /// Registrations and deregistrations of late.
    pub registrations: Vec<Moment>,
    /// Where messages are stored, when not everywhere.
    pub region: Option<String>,
    /// GREEN, YELLOW, RED, NA or UNKNOWN.
    pub quality: &'static str,
    /// The name under review, with its state.
    pub new_name: Option<String>,
    /// An official business account, and how its application stands.
    pub official: &'static str,
    /// The public profile.
    pub profile: Map<String, Value>,
    /// Calling, storage, identity check, encryption.
    pub settings: Map<String, Value>,
    /// Welcome message, prompts, commands.
    pub automation: Map<String, Value>,
    /// Compliance facts of India.
    pub compliance: Option<Value>,
    /// Key for flows.
    pub public_key: Option<String>,
    /// `is_cart_enabled`, `is_catalog_visible`.
    pub commerce: (bool, bool),
    /// The business's username.
    pub username: Option<String>,
    /// Whether people can find it by search.
    pub visible: bool,
    /// Blocked customers, since when.
    pub blocked: BTreeMap<String, Moment>,
    /// QR codes, newest first.
    pub qr_codes: VecDeque<QrCode>,
}

/// A QR code and its short link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// 14 characters.
    pub code: String,
    /// What the customer's message says before it is sent.
    pub prefilled_message: String,
    /// When it was made.
    pub created: Moment,
}

impl Default for NumberCard {
    fn default() -> NumberCard {
        NumberCard {
            registered: true,
            verified: true,
            code: None,
            pin: None,
            wrong_pins: Vec::new(),
            group_operations: VecDeque::new(),
            deleted: None,
            call_permissions: BTreeMap::new(),
            registrations: Vec::new(),
            region: None,
            quality: "GREEN",
            new_name: None,
            official: "NOT_STARTED",
            profile: profile_at_rest(),
            settings: settings_at_rest(),
            automation: automation_at_rest(),
            compliance: None,
            public_key: None,
            commerce: (true, true),
            username: None,
            visible: true,
            blocked: BTreeMap::new(),
            qr_codes: VecDeque::new(),
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn profile_at_rest() -> Map<String, Value> {
    object(
        json!({ "messaging_product": "whatsapp", "about": "Hey there! I am using WhatsApp.", "vertical": "UNDEFINED" }),
    )
}

fn settings_at_rest() -> Map<String, Value> {
    object(json!({
        "calling": {
            "status": "DISABLED",
            "call_icon_visibility": "DEFAULT",
            "ip_addresses": { "default": [] },
            "callback_permission_status": "DISABLED",
            "srtp_key_exchange_protocol": "DTLS",
        },
        "payload_encryption": { "status": "DISABLED" },
        "storage_configuration": { "status": "DEFAULT" },
        "user_identity_change": { "enable_identity_key_check": false },
    }))
}

fn automation_at_rest() -> Map<String, Value> {
    object(json!({ "enable_welcome_message": false, "prompts": [], "commands": [] }))
}

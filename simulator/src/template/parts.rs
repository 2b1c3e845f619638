//! The parts of a template beside its texts: headers, buttons, cards, offers, one-time passwords.
//!
//! Source: Meta, Cloud API, "Template components" and the pages of each kind of template.

/// A template's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// Text with at most one placeholder.
    Text(String),
    /// `image`, `video`, `document` or `gif`: a send must bring the media.
    Media(&'static str),
    /// A location: a send must bring it.
    Location,
    /// A product of a catalog: a send must name it.
    Product,
}

impl Header {
    /// The word in `format`.
    pub fn format(&self) -> &'static str {
        match self {
            Header::Text(_) => "TEXT",
            Header::Media("video") => "VIDEO",
            Header::Media("document") => "DOCUMENT",
            Header::Media("gif") => "GIF",
            Header::Media(_) => "IMAGE",
            Header::Location => "LOCATION",
            Header::Product => "PRODUCT",
        }
    }
}

/// A template's button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Button {
    /// A canned answer; a send may bring a payload.
    QuickReply {
        /// Its label.
        text: String,
    },
    /// A link; with a placeholder in the address a send must bring its value.
    Url {
        /// Its label.
        text: String,
        /// The address.
        url: String,
    },
    /// A call.
    Phone {
        /// Its label.
        text: String,
        /// The number.
        number: String,
    },
    /// Copies an offer's code, which a send must bring. Its label is Meta's.
    CopyCode {
        /// A code as shown in review.
        example: String,
    },
    /// Hands over a one-time password, which a send must bring.
    Otp(Otp),
    /// Opens a flow.
    Flow {
        /// Its label.
        text: String,
        /// The flow.
        flow_id: String,
        /// `navigate` or `data_exchange`.
        action: String,
        /// Its first screen, when the template says so.
        screen: Option<String>,
    },
    /// Opens the catalog; a send may choose the product whose picture is shown.
    Catalog {
        /// Its label.
        text: String,
    },
    /// Opens a list of products (`MPM`), which a send must bring.
    MultiProduct {
        /// Its label.
        text: String,
    },
    /// Opens one product (`SPM`), the one of the header.
    SingleProduct {
        /// Its label.
        text: String,
    },
    /// Calls the business over WhatsApp.
    VoiceCall {
        /// Its label.
        text: String,
    },
    /// Asks a customer who is known by a user name only for the phone number.
    RequestContactInfo,
    /// Opens an order to pay, which a send must bring (payments in India and Brazil).
    OrderDetails {
        /// Its label.
        text: String,
    },
}

impl Button {
    /// The word in `type` of the REST interface.
    pub fn word(&self) -> &'static str {
        match self {
            Button::QuickReply { .. } => "QUICK_REPLY",
            Button::Url { .. } => "URL",
            Button::Phone { .. } => "PHONE_NUMBER",
            Button::CopyCode { .. } => "COPY_CODE",
            Button::Otp(_) => "OTP",
            Button::Flow { .. } => "FLOW",
            Button::Catalog { .. } => "CATALOG",
            Button::MultiProduct { .. } => "MPM",
            Button::SingleProduct { .. } => "SPM",
            Button::VoiceCall { .. } => "VOICE_CALL",
            Button::RequestContactInfo => "REQUEST_CONTACT_INFO",
            Button::OrderDetails { .. } => "ORDER_DETAILS",
        }
    }

    /// What the customer reads on it.
    pub fn label(&self) -> &str {
        match self {
            Button::QuickReply { text }
            | Button::Url { text, .. }
            | Button::Phone { text, .. }
            | Button::Flow { text, .. }
            | Button::Catalog { text }
            | Button::MultiProduct { text }
            | Button::SingleProduct { text }
            | Button::VoiceCall { text }
            | Button::OrderDetails { text } => text,
            Button::CopyCode { .. } => "Copy offer code",
            Button::Otp(otp) => &otp.text,
            Button::RequestContactInfo => "Share contact info",
        }
    }
}

/// A button for a one-time password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otp {
    /// How the code gets into the customer's app.
    pub kind: OtpKind,
    /// The label for copying.
    pub text: String,
    /// The label for filling in, one-tap and zero-tap.
    pub autofill_text: Option<String>,
    /// The customer's apps that may take the code, one-tap and zero-tap.
    pub apps: Vec<SupportedApp>,
}

impl Otp {
    /// A button that copies the code.
    pub fn copy_code() -> Otp {
        Otp {
            kind: OtpKind::CopyCode,
            text: "Copy code".to_owned(),
            autofill_text: None,
            apps: Vec::new(),
        }
    }
}

/// How a one-time password gets into the customer's app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtpKind {
    /// The customer copies it.
    CopyCode,
    /// The customer taps once.
    OneTap,
    /// The customer does nothing.
    ZeroTap,
}

impl OtpKind {
    /// The word in `otp_type`.
    pub fn word(self) -> &'static str {
        match self {
            OtpKind::CopyCode => "COPY_CODE",
            OtpKind::OneTap => "ONE_TAP",
            OtpKind::ZeroTap => "ZERO_TAP",
        }
    }
}

/// An Android app that may take a one-time password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportedApp {
    /// Such as `com.example.shop`.
    pub package_name: String,
    /// Its signing key's hash, 11 characters.
    pub signature_hash: String,
}

/// What an authentication template's fixed texts say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Authentication {
    /// Whether the body warns against sharing the code.
    pub security_recommendation: bool,
    /// Minutes in the footer, 1 to 90; None: no footer.
    pub code_expiration_minutes: Option<u32>,
}

impl Authentication {
    /// The body, in English, its placeholder the code.
    pub fn body(self) -> &'static str {
        if self.security_recommendation {
            "*{{1}}* is your verification code. For your security, do not share this code."
        } else {
            "*{{1}}* is your verification code."
        }
    }

    /// The footer, in English.
    pub fn footer(self) -> Option<String> {
        let minutes = self.code_expiration_minutes?;
        Some(format!("This code expires in {minutes} minutes."))
    }
}

/// An offer that runs out (component `limited_time_offer`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitedTimeOffer {
    /// At most 16 characters.
    pub text: String,
    /// Whether a send must say when it ends.
    pub has_expiration: bool,
}

/// A card of a carousel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Image, video or product.
    pub header: Header,
    /// Text with placeholders, at most 160 characters.
    pub body: Option<String>,
    /// At most 2.
    pub buttons: Vec<Button>,
}

//! Contact cards from customers, and the answer to a request for the customer's own number.
//!
//! Source: Meta, Cloud API, "Contacts messages webhook"; "Business-scoped user IDs", requesting phone numbers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::About;

/// Contact cards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharedContacts {
    /// Why they come; None before usernames came.
    pub origin: Option<Origin>,
    /// The cards; none = the customer's own.
    pub contacts: Vec<SharedContact>,
}

/// Why contact cards come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The customer tapped the button that asks for their number.
    ContactRequest,
    /// The customer shared them unasked.
    Other,
}

/// One contact card. Only what is given is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SharedContact {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ContactName>,
    /// Phone numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<ContactPhone>,
    /// Mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<ContactEmail>,
    /// Postal addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<ContactAddress>,
    /// Pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<ContactUrl>,
    /// Employer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<ContactOrg>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<String>,
    /// The card as a vCard (RFC 6350), when it answers a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vcard: Option<String>,
}

macro_rules! texts {
    ($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $field:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$each])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $field: Option<String>,)*
        }
    };
}

texts!(
    /// A name on a card.
    ContactName {
        /// As shown.
        formatted_name,
        /// First name.
        first_name,
        /// Last name.
        last_name,
        /// Middle name.
        middle_name,
        /// Such as `Dr.`.
        prefix,
        /// Such as `Jr.`.
        suffix,
    }
);
texts!(
    /// A phone number on a card.
    ContactPhone {
        /// As written on the card.
        phone,
        /// The same on WhatsApp, digits.
        wa_id,
        /// Such as `MOBILE`.
        r#type,
    }
);
texts!(
    /// A mail address on a card.
    ContactEmail {
        /// The address.
        email,
        /// Such as `WORK`.
        r#type,
    }
);
texts!(
    /// A page on a card.
    ContactUrl {
        /// Its address.
        url,
        /// Such as `WORK`.
        r#type,
    }
);
texts!(
    /// A postal address on a card.
    ContactAddress {
        /// Street and house number.
        street,
        /// City.
        city,
        /// State.
        state,
        /// Postal code.
        zip,
        /// Country.
        country,
        /// ISO 3166-1 alpha-2.
        country_code,
        /// Such as `HOME`.
        r#type,
    }
);
texts!(
    /// An employer on a card.
    ContactOrg {
        /// Company.
        company,
        /// Department.
        department,
        /// Title.
        title,
    }
);

impl SharedContacts {
    /// The first card's name.
    pub(super) fn shown(&self) -> &str {
        self.contacts
            .first()
            .and_then(|contact| contact.name.as_ref())
            .and_then(|name| name.formatted_name.as_deref())
            .unwrap_or("")
    }

    pub(super) fn node(&self, about: About<'_>) -> Value {
        if self.contacts.is_empty() {
            return json!([self.own(about)]);
        }
        json!(self.contacts)
    }

    /// The customer's own card. One that answers a request has the number and the vCard alone.
    fn own(&self, about: About<'_>) -> SharedContact {
        let phone = format!("+{}", about.message.from);
        let name = &about.message.name;
        if self.origin == Some(Origin::ContactRequest) {
            let vcard = format!(
                "BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL;type=CELL;waid={}:{phone}\nEND:VCARD",
                about.message.from
            );
            return SharedContact {
                phones: vec![ContactPhone {
                    phone: Some(phone),
                    ..ContactPhone::default()
                }],
                vcard: Some(vcard),
                ..SharedContact::default()
            };
        }
        SharedContact {
            name: Some(ContactName {
                formatted_name: Some(name.clone()),
                first_name: name.split(' ').next().map(str::to_owned),
                ..ContactName::default()
            }),
            phones: vec![ContactPhone {
                phone: Some(phone),
                wa_id: Some(about.message.from.clone()),
                r#type: Some("MOBILE".to_owned()),
            }],
            ..SharedContact::default()
        }
    }
}

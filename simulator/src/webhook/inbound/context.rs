//! What a customer's message refers to: a quoted message, a product, or the chat it was forwarded from.
//!
//! Source: Meta, Cloud API, "Text messages webhook", context.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::settings::PhoneNumber;

/// What a message refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Context {
    /// Who wrote the quoted message; the business's number unless said otherwise.
    pub from: Option<String>,
    /// The quoted message.
    pub id: Option<String>,
    /// Forwarded, five times at most.
    pub forwarded: bool,
    /// Forwarded more than five times.
    pub frequently_forwarded: bool,
    /// The product that the customer asks about.
    pub referred_product: Option<ReferredProduct>,
}

/// A product of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferredProduct {
    /// The catalog.
    pub catalog_id: String,
    /// The product in it.
    pub product_retailer_id: String,
}

impl Context {
    /// An answer to this message.
    pub fn reply_to(id: &str) -> Context {
        Context {
            id: Some(id.to_owned()),
            ..Context::default()
        }
    }

    pub(super) fn node(&self, number: &PhoneNumber) -> Value {
        let mut node = json!({});
        if self.id.is_some() || self.referred_product.is_some() || self.from.is_some() {
            node["from"] = json!(self.from.as_deref().unwrap_or(&number.display));
        }
        if let Some(id) = &self.id {
            node["id"] = json!(id);
        }
        if self.forwarded {
            node["forwarded"] = json!(true);
        }
        if self.frequently_forwarded {
            node["frequently_forwarded"] = json!(true);
        }
        if let Some(product) = &self.referred_product {
            node["referred_product"] = json!(product);
        }
        node
    }
}

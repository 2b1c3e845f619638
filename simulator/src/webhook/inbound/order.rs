//! Orders from a catalog.
//!
//! Source: Meta, Cloud API, "Order messages webhook".

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Order {
    /// The catalog.
    pub catalog_id: String,
    /// The customer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What is ordered.
    pub product_items: Vec<OrderItem>,
}

/// One product of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderItem {
    /// The product.
    pub product_retailer_id: String,
    /// How many.
    pub quantity: u32,
    /// Price of one, in the currency's main unit.
    pub item_price: Number,
    /// ISO 4217 code.
    pub currency: String,
}

impl Default for Order {
    fn default() -> Order {
        Order {
            catalog_id: "194836987003835".to_owned(),
            text: None,
            product_items: vec![OrderItem::default()],
        }
    }
}

impl Default for OrderItem {
    fn default() -> OrderItem {
        OrderItem {
            product_retailer_id: "box-medium".to_owned(),
            quantity: 1,
            item_price: Number::from(30),
            currency: "USD".to_owned(),
        }
    }
}

//! `order_details` and `order_status`: an order to pay and what became of it, in India, Brazil and Singapore.
//!
//! Amounts are judged by their arithmetic; what a payment provider would say is not. Source: Meta, Cloud API,
//! "Payments" (India: order details, order status; Brazil: orders).

use super::super::super::request::Param;
use super::asks::is_named;
use super::{Checked, count};

const REFERENCE_MAX: usize = 35;

pub(super) fn details(action: &Param<'_>) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, "review_and_pay")?;
    let parameters = action.required("parameters")?;
    reference(&parameters, REFERENCE_MAX)?;
    parameters
        .required("type")?
        .one_of(&["digital-goods", "physical-goods"])?;
    parameters
        .required("currency")?
        .one_of(&["INR", "BRL", "SGD"])?;
    if parameters.optional("payment_configuration").is_none() {
        let settings = parameters.required("payment_settings")?;
        count(&settings, "payment_settings", 1..=10)?;
    }
    let total = amount(&parameters.required("total_amount")?)?;
    let order = parameters.required("order")?;
    order.required("status")?.one_of(&["pending"])?;
    let subtotal = amount(&order.required("subtotal")?)?;
    let items = order.required("items")?;
    let mut sum: i64 = 0;
    for item in items.list()? {
        item.required("name")?.limited(1..=60)?;
        let quantity = item.required("quantity")?;
        let number = quantity.integer()?;
        if number < 1 {
            return Err(quantity.unfit(format!("Param {} must be positive", quantity.path())));
        }
        let regular = amount(&item.required("amount")?)?;
        let each = match item.optional("sale_amount") {
            Some(sale) => amount(&sale)?,
            None => regular,
        };
        sum = sum.saturating_add(each.saturating_mul(number));
    }
    if sum != subtotal {
        return Err(items.unfit(format!(
            "order.subtotal ({subtotal}) must be equal to the sum of the items' amounts ({sum})"
        )));
    }
    let mut expected = subtotal.saturating_add(amount(&order.required("tax")?)?);
    if let Some(shipping) = order.optional("shipping") {
        expected = expected.saturating_add(amount(&shipping)?);
    }
    if let Some(discount) = order.optional("discount") {
        expected = expected.saturating_sub(amount(&discount)?);
    }
    if expected != total {
        return Err(parameters.required("total_amount")?.unfit(format!(
            "total_amount ({total}) must be equal to subtotal + tax + shipping - discount ({expected})"
        )));
    }
    Ok(())
}

pub(super) fn status(action: &Param<'_>) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, "review_order")?;
    let parameters = action.required("parameters")?;
    // No limit is documented here, and Meta's own example is longer than the order's.
    reference(&parameters, 512)?;
    let order = parameters.required("order")?;
    order.required("status")?.one_of(&[
        "pending",
        "processing",
        "partially_shipped",
        "partially-shipped",
        "shipped",
        "completed",
        "canceled",
    ])?;
    if let Some(description) = order.optional("description") {
        description.limited(0..=120)?;
    }
    Ok(())
}

fn reference(parameters: &Param<'_>, longest: usize) -> Checked {
    let reference = parameters.required("reference_id")?;
    let text = reference.limited(1..=longest)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if text.bytes().all(plain) {
        return Ok(());
    }
    Err(reference.unfit(format!(
        "Param {} can only have letters, digits, underscores, dashes and dots",
        reference.path()
    )))
}

/// In hundredths, never negative.
fn amount(param: &Param<'_>) -> Result<i64, Box<super::Refusal>> {
    let offset = param.required("offset")?;
    if offset.integer()? != 100 {
        return Err(offset.unfit(format!("Param {} must be 100", offset.path())));
    }
    let value = param.required("value")?;
    let number = value.integer()?;
    if number < 0 {
        return Err(value.unfit(format!("Param {} must not be negative", value.path())));
    }
    Ok(number)
}

//! Interactive kinds that show products: a catalog, one product, a list of products. Whether a product exists is not
//! asked: this world has no catalogs of products.
//!
//! Source: Meta, Cloud API, "Share products with customers".

use super::super::super::answer::Refusal;
use super::super::super::request::Param;
use super::asks::is_named;
use super::choices::section_title;
use super::{Checked, count};

const PRODUCTS_MAX: usize = 30;

pub(super) fn catalog(action: &Param<'_>) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, "catalog_message")?;
    let Some(parameters) = action.optional("parameters") else {
        return Ok(());
    };
    parameters.object(&["thumbnail_product_retailer_id"])?;
    if let Some(product) = parameters.optional("thumbnail_product_retailer_id") {
        product.limited(1..=100)?;
    }
    Ok(())
}

pub(super) fn product(action: &Param<'_>) -> Checked {
    action.object(&["catalog_id", "product_retailer_id"])?;
    action.required("catalog_id")?.limited(1..=100)?;
    action.required("product_retailer_id")?.limited(1..=100)?;
    Ok(())
}

pub(super) fn product_list(action: &Param<'_>) -> Checked {
    action.object(&["catalog_id", "sections", "thumbnail_product_retailer_id"])?;
    action.required("catalog_id")?.limited(1..=100)?;
    sections(&action.required("sections")?)
}

/// Sections of products, here and in templates with a button for several products.
pub(crate) fn sections(sections: &Param<'_>) -> Result<(), Box<Refusal>> {
    count(sections, "sections", 1..=10)?;
    let several = sections.list()?.len() > 1;
    let mut products = 0;
    for section in sections.list()? {
        section.object(&["title", "product_items"])?;
        section_title(&section, several)?;
        let items = section.required("product_items")?;
        count(&items, "product_items", 1..=PRODUCTS_MAX)?;
        products += items.list()?.len();
        if products > PRODUCTS_MAX {
            let details = format!("Total product count exceed max allowed count: {PRODUCTS_MAX}");
            return Err(items.unfit(details));
        }
        for item in items.list()? {
            item.object(&["product_retailer_id"])?;
            item.required("product_retailer_id")?.limited(1..=100)?;
        }
    }
    Ok(())
}

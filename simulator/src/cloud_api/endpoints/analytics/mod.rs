//! Analytics of an account: as fields of `GET /{waba-id}`, and as edges of its own. The counts are the world's real ones.
//!
//! Source: Meta, Cloud API, analytics.

mod asked;
mod points;
mod templates;

use serde_json::{Map, Value};

use super::family::{Family, MANAGES};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::Endpoint;
use crate::cloud_api::route;
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use asked::Filters;

const ANALYTICS: Family = Family {
    node: NodeKind::Account,
    needs: MANAGES,
    source: "Meta, Cloud API, analytics",
};
const TEMPLATE_FILTERS: &[&str] = &[
    "start",
    "end",
    "granularity",
    "template_ids",
    "metric_types",
    "product_type",
];

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    ANALYTICS.full(
        "GET",
        "template_analytics",
        TEMPLATE_FILTERS,
        templates::edge,
    ),
    ANALYTICS.shape(
        "GET",
        "template_group_analytics",
        &["start", "end", "granularity", "template_group_ids"],
        "there are no template groups here",
        templates::group_edge,
    ),
];

/// Fills in the analytics that `?fields=` asks for.
///
/// # Errors
/// 100 for filters that Meta does not know; 200007 for template analytics of an account without insights.
pub(crate) fn fill(
    world: &World,
    call: &Call<'_>,
    fields: &str,
    whole: &mut Map<String, Value>,
) -> Result<(), Box<Refusal>> {
    for part in route::top_level_parts(fields) {
        let (name, filters) = Filters::of_field(part);
        let value = match name {
            "analytics" => points::messaging(world, call, &filters)?,
            "conversation_analytics" => points::conversations(world, call, &filters)?,
            "pricing_analytics" => points::pricing(world, call, &filters)?,
            "template_analytics" => templates::of_templates(world, call, &filters)?,
            "template_group_analytics" => templates::of_groups(world, call, &filters)?,
            _ => continue,
        };
        whole.insert(name.to_owned(), value);
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! Analytics of templates: by day, for 90 days, once the account has insights.

use serde_json::{Value, json};

use super::asked::Filters;
use super::points::{fits, money};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::wrong;
use crate::graph::tally::{DAY_S, TemplateDay};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// Most templates in one look (Meta, Cloud API, analytics).
const TEMPLATES_MAX: usize = 10;
/// How far back a look goes (Meta, Cloud API, analytics).
const LOOKBACK_S: u64 = 90 * DAY_S;
const PRODUCTS: [&str; 2] = ["CLOUD_API", "MARKETING_MESSAGES_API_FOR_WHATSAPP"];

pub(super) fn edge(world: &World, call: &Call<'_>) -> Outcome {
    paged(of_templates(world, call, &Filters::of_call(call)?)?)
}

pub(super) fn group_edge(world: &World, call: &Call<'_>) -> Outcome {
    paged(of_groups(world, call, &Filters::of_call(call)?)?)
}

fn paged(mut shown: Value) -> Outcome {
    shown["paging"] = json!({ "cursors": { "before": "MAZDZD", "after": "MAZDZD" } });
    Ok(Done::json(&shown))
}

pub(super) fn of_templates(
    world: &World,
    call: &Call<'_>,
    filters: &Filters,
) -> Result<Value, Box<Refusal>> {
    let (from_s, to_s) = range(world, call, filters)?;
    let ids = ids(filters, "template_ids")?;
    let metrics = filters.words("metric_types");
    let product = filters.words_of("product_type", &PRODUCTS)?;
    let cloud = product.first().is_none_or(|word| word == "CLOUD_API");
    let points: Vec<Value> = ids
        .iter()
        .filter(|_| cloud)
        .flat_map(|id| world.tally.template_days(id, from_s, to_s))
        .map(|day| point(&day, &metrics))
        .collect();
    let product = if cloud {
        "cloud_api"
    } else {
        "marketing_messages_lite_api"
    };
    Ok(
        json!({ "data": [{ "granularity": "DAILY", "product_type": product, "data_points": points }] }),
    )
}

pub(super) fn of_groups(
    world: &World,
    call: &Call<'_>,
    filters: &Filters,
) -> Result<Value, Box<Refusal>> {
    range(world, call, filters)?;
    ids(filters, "template_group_ids")?;
    Ok(
        json!({ "data": [{ "granularity": "DAILY", "product_type": "cloud_api", "data_points": [] }] }),
    )
}

/// Whole days of an account that has insights.
fn range(world: &World, call: &Call<'_>, filters: &Filters) -> Result<(u64, u64), Box<Refusal>> {
    if !world.account_cards.with(call.node, |card| card.insights) {
        return Err(Box::new(
            Refusal::new(200_007, "template_analytics", "the account has no insights")
                .nearest("POST /{waba-id}?is_enabled_for_insights=true"),
        ));
    }
    let granularity = filters.text("granularity").unwrap_or_default();
    if !granularity.eq_ignore_ascii_case("DAILY") {
        return Err(wrong(
            "granularity",
            "templates are counted by day",
            granularity,
            "DAILY",
        ));
    }
    let range = filters.range()?;
    let from_s = range.start_s / DAY_S * DAY_S;
    if from_s + LOOKBACK_S + DAY_S < call.now.unix_s() {
        return Err(wrong(
            "start",
            "at most 90 days ago",
            range.start_s.to_string(),
            &(call.now.unix_s().saturating_sub(LOOKBACK_S)).to_string(),
        ));
    }
    // An end that is not midnight belongs to its day.
    Ok((from_s, range.end_s.div_ceil(DAY_S) * DAY_S))
}

fn ids(filters: &Filters, name: &str) -> Result<Vec<String>, Box<Refusal>> {
    let ids = filters.words(name);
    if filters.has(name) && (1..=TEMPLATES_MAX).contains(&ids.len()) {
        return Ok(ids);
    }
    Err(wrong(
        name,
        "1 to 10 ids",
        ids.len().to_string(),
        "[1924084211297547]",
    ))
}

fn point(day: &TemplateDay, metrics: &[String]) -> Value {
    let mut point = json!({
        "template_id": day.template,
        "start": day.start_s,
        "end": day.start_s + DAY_S,
    });
    let counts = &day.counts;
    for (metric, name, count) in [
        ("SENT", "sent", counts.sent),
        ("DELIVERED", "delivered", counts.delivered),
        ("READ", "read", counts.read),
    ] {
        if fits(metrics, metric) {
            point[name] = json!(count);
        }
    }
    if fits(metrics, "CLICKED") && !day.clicked.is_empty() {
        point["clicked"] = day
            .clicked
            .iter()
            .map(|((kind, label), count)| {
                json!({ "type": kind, "button_content": label, "count": count })
            })
            .collect();
    }
    if fits(metrics, "COST") {
        let spent = money(counts.cost_micros);
        let mut cost = vec![json!({ "type": "amount_spent", "value": spent })];
        if let Some(each) = counts.cost_micros.checked_div(counts.delivered) {
            let each = money(each);
            cost.push(json!({ "type": "cost_per_delivered", "value": each }));
        }
        point["cost"] = Value::Array(cost);
    }
    point
}

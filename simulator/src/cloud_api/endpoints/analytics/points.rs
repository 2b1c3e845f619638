//! Data points of messages, conversations and prices, added up from the tally's cells.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::asked::{Filters, Step};
use crate::cloud_api::answer::Refusal;
use crate::graph::tally::{Cell, Counts};
use crate::world::World;
use crate::world::call::Call;

const MESSAGING: [(&str, Step); 3] = [
    ("HALF_HOUR", Step::HalfHour),
    ("DAY", Step::Day),
    ("MONTH", Step::Month),
];
const OTHERS: [(&str, Step); 3] = [
    ("HALF_HOUR", Step::HalfHour),
    ("DAILY", Step::Day),
    ("MONTHLY", Step::Month),
];

/// `analytics`: sent and delivered.
pub(super) fn messaging(
    world: &World,
    call: &Call<'_>,
    filters: &Filters,
) -> Result<Value, Box<Refusal>> {
    let step = filters.step(MESSAGING)?;
    let wanted = filters.words("product_types");
    let cells = cells(world, call, filters, step, |cell| {
        // 0: notifications, that is templates; 2: customer support, that is all else.
        let product = if cell.category == "service" { "2" } else { "0" };
        wanted.is_empty() || wanted.iter().any(|word| word == product)
    })?;
    let mut points: BTreeMap<u64, Counts> = BTreeMap::new();
    let mut countries = BTreeSet::new();
    for cell in &cells {
        countries.insert(cell.country.clone());
        let (start_s, _) = step.around(cell.start_s);
        points.entry(start_s).or_default().add(&cell.counts);
    }
    let points: Vec<Value> = points
        .into_iter()
        .map(|(start_s, counts)| {
            json!({
                "start": start_s,
                "end": step.around(start_s).1,
                "sent": counts.sent,
                "delivered": counts.delivered,
            })
        })
        .collect();
    let granularity = filters.text("granularity").unwrap_or_default();
    Ok(json!({
        "phone_numbers": displays(world, call, filters),
        "country_codes": countries,
        "granularity": granularity.to_uppercase(),
        "data_points": points,
    }))
}

/// `conversation_analytics`. Since July 2025 each message that arrives is a conversation of its own.
pub(super) fn conversations(
    world: &World,
    call: &Call<'_>,
    filters: &Filters,
) -> Result<Value, Box<Refusal>> {
    let categories = filters.words_of(
        "conversation_categories",
        &["AUTHENTICATION", "MARKETING", "SERVICE", "UTILITY"],
    )?;
    let types = filters.words_of(
        "conversation_types",
        &["FREE_ENTRY", "FREE_ENTRY_POINT", "FREE_TIER", "REGULAR"],
    )?;
    let metrics = filters.words_of("metric_types", &["COST", "CONVERSATION"])?;
    let dimensions = filters.words_of(
        "dimensions",
        &[
            "CONVERSATION_CATEGORY",
            "CONVERSATION_DIRECTION",
            "CONVERSATION_TYPE",
            "COUNTRY",
            "PHONE",
        ],
    )?;
    let step = filters.step(OTHERS)?;
    let cells = cells(world, call, filters, step, |cell| {
        fits(&categories, &category_of(cell))
            && (types.is_empty()
                || types
                    .iter()
                    .any(|word| type_of(cell).starts_with(word.as_str())))
    })?;
    let added = added(world, &cells, step, |cell, number| {
        let mut key = Map::new();
        for dimension in &dimensions {
            let (name, value) = match dimension.as_str() {
                "CONVERSATION_CATEGORY" => ("conversation_category", category_of(cell)),
                "CONVERSATION_DIRECTION" => ("conversation_direction", "UNKNOWN".to_owned()),
                "CONVERSATION_TYPE" => ("conversation_type", type_of(cell).to_owned()),
                "COUNTRY" => ("country", cell.country.clone()),
                _ => ("phone_number", number.to_owned()),
            };
            key.insert(name.to_owned(), Value::String(value));
        }
        key
    });
    Ok(shown(added, step, &metrics, "CONVERSATION", "conversation"))
}

/// `pricing_analytics`: how many arrived, and for how much.
pub(super) fn pricing(
    world: &World,
    call: &Call<'_>,
    filters: &Filters,
) -> Result<Value, Box<Refusal>> {
    let categories = filters.words("pricing_categories");
    let types = filters.words_of(
        "pricing_types",
        &["FREE_CUSTOMER_SERVICE", "FREE_ENTRY_POINT", "REGULAR"],
    )?;
    let metrics = filters.words_of("metric_types", &["COST", "VOLUME"])?;
    let dimensions = filters.words_of(
        "dimensions",
        &[
            "COUNTRY",
            "PHONE",
            "PRICING_CATEGORY",
            "PRICING_TYPE",
            "TIER",
        ],
    )?;
    let step = filters.step(OTHERS)?;
    let cells = cells(world, call, filters, step, |cell| {
        fits(&categories, &cell.category.to_uppercase())
            && fits(&types, &cell.pricing.to_uppercase())
    })?;
    let added = added(world, &cells, step, |cell, number| {
        let mut key = Map::new();
        for dimension in &dimensions {
            let (name, value) = match dimension.as_str() {
                "COUNTRY" => ("country", cell.country.clone()),
                "PHONE" => ("phone_number", number.to_owned()),
                "PRICING_CATEGORY" => ("pricing_category", cell.category.to_uppercase()),
                "PRICING_TYPE" => ("pricing_type", cell.pricing.to_uppercase()),
                // Free messages count towards no tier.
                _ if cell.pricing != "regular" => continue,
                _ => ("tier", "0:MAX".to_owned()),
            };
            key.insert(name.to_owned(), Value::String(value));
        }
        key
    });
    Ok(shown(added, step, &metrics, "VOLUME", "volume"))
}

/// The account's cells within the range that pass the filters for numbers and countries, and `wanted`.
fn cells(
    world: &World,
    call: &Call<'_>,
    filters: &Filters,
    step: Step,
    wanted: impl Fn(&Cell) -> bool,
) -> Result<Vec<Cell>, Box<Refusal>> {
    let range = filters.range()?;
    let countries = filters.words("country_codes");
    let numbers = numbers(world, call, filters);
    let mut cells = world.tally.cells(step.around(range.start_s).0, range.end_s);
    cells.retain(|cell| {
        numbers.iter().any(|(id, _)| **id == *cell.number)
            && fits(&countries, &cell.country)
            && wanted(cell)
    });
    Ok(cells)
}

/// The account's numbers that are asked for: id, and digits as shown.
fn numbers<'w>(world: &'w World, call: &Call<'_>, filters: &Filters) -> Vec<(&'w str, &'w str)> {
    let asked: Vec<String> = filters
        .words("phone_numbers")
        .iter()
        .map(|number| number.chars().filter(char::is_ascii_digit).collect())
        .collect();
    let mut numbers: Vec<(&str, &str)> = world
        .shards
        .values()
        .filter(|shard| *shard.account_id == *call.node)
        .map(|shard| (shard.number.id.as_str(), shard.number.display.as_str()))
        .filter(|(id, display)| {
            asked.is_empty() || asked.iter().any(|one| one == display || one == id)
        })
        .collect();
    numbers.sort_unstable_by_key(|(_, display)| *display);
    numbers
}

fn displays(world: &World, call: &Call<'_>, filters: &Filters) -> Vec<String> {
    numbers(world, call, filters)
        .iter()
        .map(|(_, display)| (*display).to_owned())
        .collect()
}

/// Cells added up by data point and dimensions.
fn added(
    world: &World,
    cells: &[Cell],
    step: Step,
    key_of: impl Fn(&Cell, &str) -> Map<String, Value>,
) -> BTreeMap<(u64, String), (Map<String, Value>, Counts)> {
    let mut added: BTreeMap<(u64, String), (Map<String, Value>, Counts)> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.counts.delivered > 0) {
        let number = world
            .shards
            .get(&*cell.number)
            .map_or("", |shard| shard.number.display.as_str());
        let key = key_of(cell, number);
        let order = Value::Object(key.clone()).to_string();
        let (start_s, _) = step.around(cell.start_s);
        let point = added
            .entry((start_s, order))
            .or_insert_with(|| (key, Counts::default()));
        point.1.add(&cell.counts);
    }
    added
}

/// Data points in Meta's shape: how many under `name`, and the cost, each unless `metrics` leaves it out.
fn shown(
    added: BTreeMap<(u64, String), (Map<String, Value>, Counts)>,
    step: Step,
    metrics: &[String],
    metric: &str,
    name: &str,
) -> Value {
    let points: Vec<Value> = added
        .into_iter()
        .map(|((start_s, _), (mut point, counts))| {
            point.insert("start".to_owned(), json!(start_s));
            point.insert("end".to_owned(), json!(step.around(start_s).1));
            if fits(metrics, metric) {
                point.insert(name.to_owned(), json!(counts.delivered));
            }
            if fits(metrics, "COST") {
                point.insert("cost".to_owned(), json!(money(counts.cost_micros)));
            }
            Value::Object(point)
        })
        .collect();
    json!({ "data": [{ "data_points": points }] })
}

/// Millionths as the currency's units.
pub(super) fn money(micros: u64) -> f64 {
    micros as f64 / 1e6
}

/// An empty list restricts nothing.
pub(super) fn fits(asked: &[String], word: &str) -> bool {
    asked.is_empty() || asked.iter().any(|one| one == word)
}

/// Conversation categories are fewer than those of prices.
fn category_of(cell: &Cell) -> String {
    match cell.category {
        "authentication_international" => "AUTHENTICATION".to_owned(),
        "marketing_lite" => "MARKETING".to_owned(),
        "referral_conversion" => "SERVICE".to_owned(),
        other => other.to_uppercase(),
    }
}

fn type_of(cell: &Cell) -> &'static str {
    match cell.pricing {
        "free_customer_service" => "FREE_TIER",
        "free_entry_point" => "FREE_ENTRY_POINT",
        _ => "REGULAR",
    }
}

//! What an account's analytics count: messages by half-hour, number, country, category and kind of price; and by day and
//! template. Counters alone: who was charged what, and why, is decided elsewhere and told here.
//!
//! Source: Meta, Cloud API, analytics (granularities, dimensions, look-back).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Moment;

/// Seconds of the finest granularity.
pub const HALF_HOUR_S: u64 = 1_800;
/// Seconds of a day.
pub const DAY_S: u64 = 86_400;
/// Most cells; beyond it the oldest half-hour goes.
pub const CELLS_MAX: usize = 200_000;
/// Most templates over all days; beyond it the oldest day goes.
pub const TEMPLATE_DAYS_MAX: usize = 200_000;
/// Most different buttons of a template in a day.
const BUTTONS_MAX: usize = 20;

/// Categories of price, as webhooks write them (Meta, Cloud API, pricing).
pub const CATEGORIES: [&str; 7] = [
    "authentication",
    "authentication_international",
    "marketing",
    "marketing_lite",
    "referral_conversion",
    "service",
    "utility",
];
/// Kinds of price, as webhooks write them (Meta, Cloud API, pricing).
pub const PRICINGS: [&str; 3] = ["regular", "free_customer_service", "free_entry_point"];

/// A message, as far as it is counted.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// The phone number id.
    pub number: &'a str,
    /// The customer's country, ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// One of [`CATEGORIES`]; anything else counts as `service`.
    pub category: &'a str,
    /// One of [`PRICINGS`]; anything else counts as `regular`.
    pub pricing: &'a str,
    /// The template's id.
    pub template: Option<&'a str>,
}

/// Counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages sent.
    pub sent: u64,
    /// Messages delivered.
    pub delivered: u64,
    /// Messages read.
    pub read: u64,
    /// Messages that failed.
    pub failed: u64,
    /// What was charged, in millionths of the currency.
    pub cost_micros: u64,
}

impl Counts {
    /// Both together.
    pub fn add(&mut self, other: &Counts) {
        self.sent += other.sent;
        self.delivered += other.delivered;
        self.read += other.read;
        self.failed += other.failed;
        self.cost_micros += other.cost_micros;
    }
}

/// Counts of one half-hour, number, country, category and kind of price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its start, seconds since the Unix epoch.
    pub start_s: u64,
    /// The phone number id.
    pub number: Arc<str>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// One of [`CATEGORIES`].
    pub category: &'static str,
    /// One of [`PRICINGS`].
    pub pricing: &'static str,
    /// The counts.
    pub counts: Counts,
}

/// Counts of one template on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateDay {
    /// Its start, seconds since the Unix epoch.
    pub start_s: u64,
    /// The template's id.
    pub template: String,
    /// The counts.
    pub counts: Counts,
    /// Clicks by kind of button, such as `url_button`, and its label.
    pub clicked: BTreeMap<(&'static str, String), u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    number: u32,
    country: [u8; 2],
    category: &'static str,
    pricing: &'static str,
}

/// All counters.
#[derive(Debug)]
pub(crate) struct Tally {
    store: Mutex<Store>,
    cells_max: usize,
    template_days_max: usize,
}

#[derive(Debug, Default)]
struct Store {
    numbers: Vec<Arc<str>>,
    by_half_hour: BTreeMap<u64, HashMap<Key, Counts>>,
    cells: usize,
    by_day: BTreeMap<u64, HashMap<String, TemplateDay>>,
    template_days: usize,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally::keeping(CELLS_MAX, TEMPLATE_DAYS_MAX)
    }
}

impl Tally {
    fn keeping(cells_max: usize, template_days_max: usize) -> Tally {
        Tally {
            store: Mutex::default(),
            cells_max,
            template_days_max,
        }
    }

    /// A message left for its customer.
    pub(crate) fn note_sent(&self, at: Moment, message: &Counted<'_>) {
        self.note(at, message, |counts| counts.sent += 1);
    }

    /// A message arrived, for `cost_micros` millionths of the currency. A `read` without a `delivered` counts here too:
    /// call this at the first of the two.
    pub(crate) fn note_delivered(&self, at: Moment, message: &Counted<'_>, cost_micros: u64) {
        self.note(at, message, |counts| {
            counts.delivered += 1;
            counts.cost_micros += cost_micros;
        });
    }

    /// A message was read.
    pub(crate) fn note_read(&self, at: Moment, message: &Counted<'_>) {
        self.note(at, message, |counts| counts.read += 1);
    }

    /// A message failed.
    pub(crate) fn note_failed(&self, at: Moment, message: &Counted<'_>) {
        self.note(at, message, |counts| counts.failed += 1);
    }

    /// A customer tapped a template's button: `quick_reply_button` or `url_button`, and its label.
    pub(crate) fn note_clicked(&self, at: Moment, template: &str, kind: &'static str, label: &str) {
        let mut store = self.lock();
        let day = store.template_day(at, template, self.template_days_max);
        let key = (kind, label.to_owned());
        if day.clicked.len() < BUTTONS_MAX || day.clicked.contains_key(&key) {
            *day.clicked.entry(key).or_default() += 1;
        }
    }

    /// All cells that start within `from_s..to_s`.
    pub(crate) fn cells(&self, from_s: u64, to_s: u64) -> Vec<Cell> {
        let store = self.lock();
        let mut found = Vec::new();
        for (start_s, cells) in store.by_half_hour.range(from_s..to_s.max(from_s)) {
            for (key, counts) in cells {
                found.push(Cell {
                    start_s: *start_s,
                    number: Arc::clone(&store.numbers[key.number as usize]),
                    country: String::from_utf8_lossy(&key.country).into_owned(),
                    category: key.category,
                    pricing: key.pricing,
                    counts: *counts,
                });
            }
        }
        found
    }

    /// A template's days that start within `from_s..to_s`, oldest first.
    pub(crate) fn template_days(&self, template: &str, from_s: u64, to_s: u64) -> Vec<TemplateDay> {
        let store = self.lock();
        store
            .by_day
            .range(from_s..to_s.max(from_s))
            .filter_map(|(_, templates)| templates.get(template).cloned())
            .collect()
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Store::default();
    }

    fn note(&self, at: Moment, message: &Counted<'_>, count: impl Fn(&mut Counts)) {
        let mut store = self.lock();
        let number = store.number(message.number);
        let key = Key {
            number,
            country: alpha2(message.country),
            category: known(&CATEGORIES, message.category, "service"),
            pricing: known(&PRICINGS, message.pricing, "regular"),
        };
        count(store.cell(at, key, self.cells_max));
        if let Some(template) = message.template {
            let day = store.template_day(at, template, self.template_days_max);
            count(&mut day.counts);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// A number's place in the list of numbers. A world has few: a search beats a map.
    fn number(&mut self, id: &str) -> u32 {
        let at = self.numbers.iter().position(|known| **known == *id);
        let at = at.unwrap_or_else(|| {
            self.numbers.push(id.into());
            self.numbers.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn cell(&mut self, at: Moment, key: Key, most: usize) -> &mut Counts {
        let start_s = at.unix_s() / HALF_HOUR_S * HALF_HOUR_S;
        while self.cells >= most && self.by_half_hour.len() > 1 {
            let Some((_, gone)) = self.by_half_hour.pop_first() else {
                break;
            };
            self.cells -= gone.len();
        }
        let cells = self.by_half_hour.entry(start_s).or_default();
        let before = cells.len();
        // A half-hour with more cells than there is room for: the last ones share one.
        let key = if before >= most && !cells.contains_key(&key) {
            Key {
                country: *b"ZZ",
                ..key
            }
        } else {
            key
        };
        if !cells.contains_key(&key) {
            self.cells += 1;
        }
        cells.entry(key).or_default()
    }

    fn template_day(&mut self, at: Moment, template: &str, most: usize) -> &mut TemplateDay {
        let start_s = at.unix_s() / DAY_S * DAY_S;
        while self.template_days >= most && self.by_day.len() > 1 {
            let Some((_, gone)) = self.by_day.pop_first() else {
                break;
            };
            self.template_days -= gone.len();
        }
        let templates = self.by_day.entry(start_s).or_default();
        if !templates.contains_key(template) {
            self.template_days += 1;
        }
        templates
            .entry(template.to_owned())
            .or_insert_with(|| TemplateDay {
                start_s,
                template: template.to_owned(),
                ..TemplateDay::default()
            })
    }
}

fn alpha2(country: &str) -> [u8; 2] {
    match country.as_bytes() {
        [first, second] => [*first, *second],
        _ => *b"ZZ",
    }
}

fn known(words: &[&'static str], word: &str, otherwise: &'static str) -> &'static str {
    words
        .iter()
        .find(|known| **known == word)
        .copied()
        .unwrap_or(otherwise)
}

#[cfg(test)]
mod tests;

//! What an account's analytics count: messages by half-hour, number, country, category and kind of price; and by day and
//! template. Counters alone: who was charged what, and why, is decided elsewhere and told here.
//!
//! Source: Meta, Cloud API, analytics (granularities, dimensions, look-back).

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;

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

/// A step in a message's life.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// It left for its customer.
    Sent,
    /// It arrived, for so many millionths of the currency.
    Delivered {
        /// What was charged.
        cost_micros: u64,
    },
    /// It was read.
    Read,
    /// It failed.
    Failed,
}

impl Step {
    fn count(self, counts: &mut Counts) {
        match self {
            Step::Sent => counts.sent += 1,
            Step::Delivered { cost_micros } => {
                counts.delivered += 1;
                counts.cost_micros += cost_micros;
            }
            Step::Read => counts.read += 1,
            Step::Failed => counts.failed += 1,
        }
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// Each number's place among them.
    places: HashMap<Arc<str>, u32, FixedState>,
    by_half_hour: BTreeMap<u64, HashMap<Key, Counts, FixedState>>,
    cells: usize,
    by_day: BTreeMap<u64, HashMap<String, TemplateDay, FixedState>>,
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

    /// What became of a message, each step at its own time. A `read` without a `delivered` is both: say so with two steps.
    pub(crate) fn note(
        &self,
        message: &Counted<'_>,
        steps: impl IntoIterator<Item = (Moment, Step)>,
    ) {
        let mut store = self.lock();
        let key = Key {
            number: store.number(message.number),
            country: alpha2(message.country),
            category: known(&CATEGORIES, message.category, "service"),
            pricing: known(&PRICINGS, message.pricing, "regular"),
        };
        // Most messages live for less than half an hour; a day begins with a half-hour.
        let half_hour = |at: Moment| at.unix_s() / HALF_HOUR_S;
        let mut steps = steps.into_iter().peekable();
        while let Some((at, step)) = steps.next() {
            let mut counts = Counts::default();
            step.count(&mut counts);
            while let Some((_, step)) = steps.next_if(|(next, _)| half_hour(*next) == half_hour(at))
            {
                step.count(&mut counts);
            }
            store.cell(at, key, self.cells_max).add(&counts);
            if let Some(template) = message.template {
                let day = store.template_day(at, template, self.template_days_max);
                day.counts.add(&counts);
            }
        }
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

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// A number's place in the list of numbers.
    fn number(&mut self, id: &str) -> u32 {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let place = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let id: Arc<str> = id.into();
        self.numbers.push(Arc::clone(&id));
        self.places.insert(id, place);
        place
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
        match cells.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                self.cells += 1;
                new.insert(Counts::default())
            }
        }
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
            let day = TemplateDay {
                start_s,
                template: template.to_owned(),
                ..TemplateDay::default()
            };
            templates.insert(template.to_owned(), day);
        }
        templates.get_mut(template).expect("it was put in above")
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

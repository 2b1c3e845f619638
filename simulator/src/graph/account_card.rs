//! What a WhatsApp business account says of itself, who may use it, and what happened to it. Its templates and numbers
//! live elsewhere.
//!
//! Source: Meta, Cloud API, WhatsApp business account; business messaging OpenAPI v23.0, activities, assigned users.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::clock::Moment;

/// Most accounts with a card.
pub const ACCOUNTS_MAX: usize = 100_000;
/// Most people assigned to an account. Meta publishes none: ours.
pub const USERS_MAX: usize = 1_000;
/// Most catalogs connected with an account. Meta publishes none: ours.
pub const CATALOGS_MAX: usize = 100;
/// Most activities of an account; the oldest go first.
pub const ACTIVITIES_MAX: usize = 1_000;

/// An account's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCard {
    /// Its name.
    pub name: String,
    /// Meta's number of its time zone.
    pub timezone_id: String,
    /// Its currency, ISO 4217.
    pub currency: String,
    /// Its country, ISO 3166-1 alpha-2.
    pub country: String,
    /// `APPROVED`, `PENDING`, `REJECTED` or `RESTRICTED`.
    pub review: &'static str,
    /// A number of the owner's bookkeeping.
    pub purchase_order: Option<String>,
    /// Template insights are on, and stay on.
    pub insights: bool,
    /// Marketing templates go by the Marketing Messages API alone: sends by `/messages` are refused with 131063.
    pub marketing_off: bool,
    /// Who may use it, with their tasks.
    pub users: BTreeMap<String, Vec<String>>,
    /// Catalogs connected with it.
    pub catalogs: BTreeSet<String>,
    /// What happened, newest first.
    pub activities: VecDeque<Activity>,
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its id.
    pub id: String,
    /// Meta's word, such as `USER_ADDED`.
    pub kind: &'static str,
    /// When.
    pub at: Moment,
    /// By whose token: its app.
    pub app_id: String,
    /// In words.
    pub description: String,
}

impl Default for AccountCard {
    fn default() -> AccountCard {
        AccountCard {
            name: "Shakedown".to_owned(),
            timezone_id: "1".to_owned(),
            currency: "USD".to_owned(),
            country: "US".to_owned(),
            review: "APPROVED",
            purchase_order: None,
            insights: false,
            marketing_off: false,
            users: BTreeMap::new(),
            catalogs: BTreeSet::new(),
            activities: VecDeque::new(),
        }
    }
}

impl AccountCard {
    /// Keeps an activity.
    pub fn note(&mut self, activity: Activity) {
        self.activities.push_front(activity);
        self.activities.truncate(ACTIVITIES_MAX);
    }
}

/// The cards of all accounts; one that nobody has changed is as at rest.
#[derive(Debug, Default)]
pub(crate) struct AccountCards {
    by_account: Mutex<HashMap<String, AccountCard>>,
}

impl AccountCards {
    /// Looks at an account's card, or changes it.
    pub(crate) fn with<R>(&self, account: &str, look: impl FnOnce(&mut AccountCard) -> R) -> R {
        let mut cards = self
            .by_account
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if cards.len() >= ACCOUNTS_MAX && !cards.contains_key(account) {
            return look(&mut AccountCard::default());
        }
        look(cards.entry(account.to_owned()).or_default())
    }

    /// Whether `/messages` refuses marketing templates (131063).
    pub(crate) fn marketing_off(&self, account: &str) -> bool {
        let cards = self
            .by_account
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        cards.get(account).is_some_and(|card| card.marketing_off)
    }

    pub(crate) fn clear(&self) {
        self.by_account
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_activities_go_first() {
        let mut card = AccountCard::default();
        for n in 0..ACTIVITIES_MAX + 2 {
            card.note(Activity {
                id: n.to_string(),
                kind: "ACCOUNT_UPDATED",
                at: Moment::from_unix_s(1),
                app_id: String::new(),
                description: String::new(),
            });
        }
        assert_eq!(card.activities.len(), ACTIVITIES_MAX);
        assert_eq!(card.activities[0].id, (ACTIVITIES_MAX + 1).to_string());
    }

    #[test]
    fn an_account_keeps_what_was_changed_and_another_is_as_at_rest() {
        let cards = AccountCards::default();
        cards.with("1", |card| card.marketing_off = true);
        assert!(cards.marketing_off("1"));
        assert!(!cards.marketing_off("2"));
    }
}

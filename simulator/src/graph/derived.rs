//! Ids that follow from other ids: a number's profile, its bot and its catalog are nodes of their own on Graph, and here
//! they need no store.

use crate::chance::index_of;

/// The id of a number's business profile.
pub(crate) fn profile_id(number_id: &str) -> String {
    sixteen_digits("profile", number_id)
}

/// The id of a number's conversational automation.
pub(crate) fn bot_id(number_id: &str) -> String {
    sixteen_digits("bot", number_id)
}

/// The id of the person or system user behind a token, as `/me` gives it.
pub(crate) fn user_id(token: &str) -> String {
    index_of(token).to_string()
}

fn sixteen_digits(kind: &str, id: &str) -> String {
    let hash = index_of(&format!("{kind}/{id}"));
    (hash % 9_000_000_000_000_000 + 1_000_000_000_000_000).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_differ_by_kind_and_by_number() {
        let ids = [profile_id("1"), profile_id("2"), bot_id("1"), bot_id("2")];
        for (at, id) in ids.iter().enumerate() {
            assert_eq!(id.len(), 16, "{id}");
            assert!(!ids[..at].contains(id), "{id}");
        }
    }
}

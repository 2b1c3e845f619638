//! Groups of customers around a business number: who is in, and who wants in.
//!
//! Source: Meta, Cloud API, groups (limits, join requests, invite links, reference).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Moment;

/// Most groups of a number (Meta, Cloud API, groups).
pub const GROUPS_MAX: usize = 10_000;
/// Most customers in a group (Meta, Cloud API, groups).
pub const PARTICIPANTS_MAX: usize = 8;
/// Longest subject (Meta, Cloud API, groups, reference).
pub const SUBJECT_MAX: usize = 128;
/// Longest description (Meta, Cloud API, groups, reference).
pub const DESCRIPTION_MAX: usize = 2_048;
/// Most open requests to join a group. Meta publishes none: ours.
pub const JOIN_REQUESTS_MAX: usize = 1_000;
/// Most customers that a group remembers as removed. Meta publishes none: ours.
const REMOVED_MAX: usize = 1_000;

/// Whether somebody with the link has to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinApproval {
    /// The business approves each.
    Required,
    /// The link is enough.
    Auto,
}

impl JoinApproval {
    /// Meta's word.
    pub fn word(self) -> &'static str {
        match self {
            JoinApproval::Required => "approval_required",
            JoinApproval::Auto => "auto_approve",
        }
    }
}

/// A request to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinRequest {
    /// Its id.
    pub id: String,
    /// Who asks.
    pub wa_id: String,
    /// Since when.
    pub created: Moment,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// The phone number id that owns it.
    pub number_id: String,
    /// Its subject.
    pub subject: String,
    /// Its description.
    pub description: Option<String>,
    /// How people get in.
    pub approval: JoinApproval,
    /// Groups are made in the background: not there before this time.
    pub ready: Moment,
    /// Meta stopped it: sends are refused with 131207.
    pub suspended: bool,
    /// The end of the invite link; None without a link.
    pub link: Option<String>,
    /// Who is in, the business left out.
    pub participants: BTreeSet<String>,
    /// Who was removed and cannot come back by the link.
    pub removed: BTreeSet<String>,
    /// Who wants in, oldest first.
    pub requests: Vec<JoinRequest>,
}

/// What came of somebody's tap on the invite link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Join {
    /// In.
    Joined,
    /// The business has to approve first.
    Asked(JoinRequest),
    /// Not possible; why.
    Refused(&'static str),
}

impl Group {
    /// The address by which customers join.
    pub fn invite_link(&self) -> Option<String> {
        let link = self.link.as_ref()?;
        Some(format!("https://chat.whatsapp.com/{link}"))
    }

    /// A customer taps the invite link.
    pub fn join(&mut self, wa_id: &str, request_id: String, now: Moment) -> Join {
        if self.participants.contains(wa_id) {
            return Join::Refused("the customer is in the group already");
        }
        if self.removed.contains(wa_id) {
            return Join::Refused("who was removed cannot come back by the link");
        }
        if self.link.is_none() {
            return Join::Refused("the group has no invite link");
        }
        if self.participants.len() >= PARTICIPANTS_MAX {
            return Join::Refused("the group is full");
        }
        match self.approval {
            JoinApproval::Auto => {
                self.participants.insert(wa_id.to_owned());
                Join::Joined
            }
            JoinApproval::Required if self.requests.len() >= JOIN_REQUESTS_MAX => {
                Join::Refused("too many requests to join are open")
            }
            JoinApproval::Required => {
                let request = JoinRequest {
                    id: request_id,
                    wa_id: wa_id.to_owned(),
                    created: now,
                };
                self.requests.retain(|other| other.wa_id != wa_id);
                self.requests.push(request.clone());
                Join::Asked(request)
            }
        }
    }

    /// The business removes a customer; false when there was none.
    pub(crate) fn remove(&mut self, wa_id: &str) -> bool {
        let was_in = self.participants.remove(wa_id);
        if was_in && self.removed.len() < REMOVED_MAX {
            self.removed.insert(wa_id.to_owned());
        }
        was_in
    }

    /// Takes an open request out of the list.
    pub(crate) fn take_request(&mut self, id: &str) -> Option<JoinRequest> {
        let at = self.requests.iter().position(|request| request.id == id)?;
        Some(self.requests.remove(at))
    }
}

/// All groups, by id.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    by_id: Mutex<BTreeMap<String, Group>>,
}

impl Groups {
    /// False when the number has too many.
    pub(crate) fn insert(&self, group: Group) -> bool {
        let mut groups = self.lock();
        let of_number = groups
            .values()
            .filter(|other| other.number_id == group.number_id)
            .count();
        if of_number >= GROUPS_MAX {
            return false;
        }
        groups.insert(group.id.clone(), group);
        true
    }

    /// Copies of a group under ids of their own, as if they had been made one by one.
    #[cfg(test)]
    pub(crate) fn fill(&self, group: &Group, copies: usize) {
        let mut groups = self.lock();
        for copy in 0..copies {
            let id = format!("{}{copy}", group.id);
            let group = Group {
                id: id.clone(),
                ..group.clone()
            };
            groups.insert(id, group);
        }
    }

    /// Looks at a group that is there at `now`, or changes it.
    pub(crate) fn with<R>(
        &self,
        id: &str,
        now: Moment,
        look: impl FnOnce(&mut Group) -> R,
    ) -> Option<R> {
        self.lock()
            .get_mut(id)
            .filter(|group| group.ready <= now)
            .map(look)
    }

    /// Whether a number is in a group.
    pub(crate) fn has(&self, id: &str, number: &str, now: Moment) -> bool {
        self.with(id, now, |group| group.number_id == number) == Some(true)
    }

    /// Whether a group takes a message.
    ///
    /// # Errors
    /// 131041 for one that is not there, 131207 for one that is suspended, 131020 for one without customers.
    pub(crate) fn takes_message(&self, id: &str, now: Moment) -> Result<(), u32> {
        self.with(id, now, |group| {
            if group.suspended {
                Err(131_207)
            } else if group.participants.is_empty() {
                Err(131_020)
            } else {
                Ok(())
            }
        })
        .unwrap_or(Err(131_041))
    }

    /// Copies of a number's groups that are there at `now`, newest first.
    pub(crate) fn of(&self, number: &str, now: Moment) -> Vec<Group> {
        let mut groups: Vec<Group> = self
            .lock()
            .values()
            .filter(|group| group.number_id == number && group.ready <= now)
            .cloned()
            .collect();
        groups.sort_by(|a, b| b.ready.cmp(&a.ready).then_with(|| a.id.cmp(&b.id)));
        groups
    }

    /// The group that was there.
    pub(crate) fn remove(&self, id: &str) -> Option<Group> {
        self.lock().remove(id)
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Group>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_unix_s(1_800_000_000);

    fn group(approval: JoinApproval) -> Group {
        Group {
            id: "g".into(),
            number_id: "1".into(),
            subject: "Parcels".into(),
            description: None,
            approval,
            ready: NOW,
            suspended: false,
            link: Some("X".into()),
            participants: BTreeSet::new(),
            removed: BTreeSet::new(),
            requests: Vec::new(),
        }
    }

    #[test]
    fn a_ninth_customer_and_one_who_was_removed_do_not_get_in() {
        let mut group = group(JoinApproval::Auto);
        for n in 0..8 {
            assert_eq!(group.join(&n.to_string(), String::new(), NOW), Join::Joined);
        }
        let full = group.join("8", String::new(), NOW);
        assert_eq!(full, Join::Refused("the group is full"));
        assert!(group.remove("3"));
        assert!(!group.remove("3"));
        let back = group.join("3", String::new(), NOW);
        assert!(matches!(back, Join::Refused(_)), "{back:?}");
        assert_eq!(group.join("8", String::new(), NOW), Join::Joined);
    }

    #[test]
    fn a_request_to_join_is_open_until_it_is_taken_and_is_asked_once() {
        let mut group = group(JoinApproval::Required);
        for id in ["r1", "r2"] {
            let asked = group.join("5", id.into(), NOW);
            assert!(matches!(asked, Join::Asked(_)), "{asked:?}");
        }
        assert_eq!(group.requests.len(), 1);
        assert_eq!(group.take_request("r1"), None);
        assert!(group.take_request("r2").is_some());
        assert!(group.requests.is_empty());
    }

    #[test]
    fn a_group_takes_messages_when_somebody_is_in_and_meta_has_not_stopped_it() {
        let groups = Groups::default();
        groups.insert(group(JoinApproval::Auto));
        assert_eq!(groups.takes_message("x", NOW), Err(131_041));
        assert_eq!(groups.takes_message("g", NOW), Err(131_020));
        groups.with("g", NOW, |group| group.join("5", String::new(), NOW));
        assert_eq!(groups.takes_message("g", NOW), Ok(()));
        groups.with("g", NOW, |group| group.suspended = true);
        assert_eq!(groups.takes_message("g", NOW), Err(131_207));
    }

    #[test]
    fn a_group_is_there_when_it_is_ready() {
        let groups = Groups::default();
        let later = NOW.after(std::time::Duration::from_secs(1));
        groups.insert(Group {
            ready: later,
            ..group(JoinApproval::Auto)
        });
        assert!(groups.of("1", NOW).is_empty());
        assert_eq!(groups.with("g", NOW, |_| ()), None);
        assert_eq!(groups.of("1", later).len(), 1);
    }
}

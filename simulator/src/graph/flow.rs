//! Flows: forms that a customer fills in within a chat. Where each stands decides whether it can be sent.
//!
//! Source: Meta, WhatsApp Flows, "Flows API", "Flow status lifecycle", health monitoring.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::clock::Moment;
pub use crate::cloud_api::messages::FlowState;

/// Most flows of a world. Meta publishes none: ours.
pub const FLOWS_MAX: usize = 20_000;
/// Sends of a throttled flow, and in which time (Meta, Cloud API, error 132069).
pub const THROTTLED_SENDS: usize = 10;
/// See [`THROTTLED_SENDS`].
pub const THROTTLED_WITHIN: Duration = Duration::from_secs(3_600);

impl FlowState {
    /// Meta's word.
    pub fn word(self) -> &'static str {
        match self {
            FlowState::Draft => "DRAFT",
            FlowState::Published => "PUBLISHED",
            FlowState::Deprecated => "DEPRECATED",
            FlowState::Blocked => "BLOCKED",
            FlowState::Throttled => "THROTTLED",
        }
    }
}

/// A flow.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its id.
    pub id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// Its name: an account has each once.
    pub name: String,
    /// Meta's words for what it is for.
    pub categories: Vec<String>,
    /// Where it stands.
    pub state: FlowState,
    /// Where its data comes from.
    pub endpoint_uri: Option<String>,
    /// The app connected with it.
    pub app_id: String,
    /// Its drawing, as it was uploaded.
    pub json: Option<String>,
    /// `version` of the drawing.
    pub json_version: Option<String>,
    /// `data_api_version` of the drawing.
    pub data_api_version: Option<String>,
    /// What is wrong with the drawing.
    pub mistakes: Vec<Value>,
    /// The last change.
    pub updated: Moment,
    /// How often its preview's address was made anew.
    pub preview: u32,
    /// Sends while it is throttled.
    throttled_sends: VecDeque<Moment>,
}

impl Flow {
    /// A draft without a drawing.
    pub(crate) fn draft(id: String, account_id: &str, name: String, now: Moment) -> Flow {
        Flow {
            id,
            account_id: account_id.to_owned(),
            name,
            categories: Vec::new(),
            state: FlowState::Draft,
            endpoint_uri: None,
            app_id: String::new(),
            json: None,
            json_version: None,
            data_api_version: None,
            mistakes: Vec::new(),
            updated: now,
            preview: 0,
            throttled_sends: VecDeque::new(),
        }
    }
}

/// All flows, by id.
#[derive(Debug, Default)]
pub(crate) struct Flows {
    by_id: Mutex<BTreeMap<String, Flow>>,
}

impl Flows {
    /// False when there are too many.
    pub(crate) fn insert(&self, flow: Flow) -> bool {
        let mut flows = self.lock();
        if flows.len() >= FLOWS_MAX {
            return false;
        }
        flows.insert(flow.id.clone(), flow);
        true
    }

    pub(crate) fn with<R>(&self, id: &str, look: impl FnOnce(&mut Flow) -> R) -> Option<R> {
        self.lock().get_mut(id).map(look)
    }

    /// A copy of one.
    pub(crate) fn find(&self, id: &str) -> Option<Flow> {
        self.lock().get(id).cloned()
    }

    /// Copies of an account's.
    pub(crate) fn of(&self, account: &str) -> Vec<Flow> {
        self.lock()
            .values()
            .filter(|flow| flow.account_id == account)
            .cloned()
            .collect()
    }

    /// The id of an account's flow with a name.
    pub(crate) fn named(&self, account: &str, name: &str) -> Option<String> {
        self.lock()
            .values()
            .find(|flow| flow.account_id == account && flow.name == name)
            .map(|flow| flow.id.clone())
    }

    /// True when there was one.
    pub(crate) fn remove(&self, id: &str) -> bool {
        self.lock().remove(id).is_some()
    }

    /// Where an account's flow (by its id or its name) stands for a send at `now`. A throttled one counts as published
    /// while it has sends left in the hour, and each look takes one.
    pub(crate) fn standing(
        &self,
        account: &str,
        id_or_name: &str,
        now: Moment,
    ) -> Option<FlowState> {
        let mut flows = self.lock();
        let flow = match flows.get_mut(id_or_name) {
            Some(flow) => Some(flow).filter(|flow| flow.account_id == account),
            None => flows
                .values_mut()
                .find(|flow| flow.account_id == account && flow.name == id_or_name),
        }?;
        if flow.state == FlowState::Throttled && flow.takes_a_send(now) {
            return Some(FlowState::Published);
        }
        Some(flow.state)
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Flow>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flow {
    /// Whether a throttled flow has a send left, which is taken.
    fn takes_a_send(&mut self, now: Moment) -> bool {
        self.throttled_sends
            .retain(|at| now.since(*at) < THROTTLED_WITHIN);
        let left = self.throttled_sends.len() < THROTTLED_SENDS;
        if left {
            self.throttled_sends.push_back(now);
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(s: u64) -> Moment {
        Moment::from_unix_s(1_800_000_000 + s)
    }

    fn flows(state: FlowState) -> Flows {
        let flows = Flows::default();
        flows.insert(Flow {
            state,
            ..Flow::draft("7".into(), "10", "survey".into(), now(0))
        });
        flows
    }

    #[test]
    fn a_flow_is_found_by_its_id_and_its_name_within_its_account() {
        let flows = flows(FlowState::Published);
        let cases = [
            ("10", "7", Some(FlowState::Published)),
            ("10", "survey", Some(FlowState::Published)),
            ("11", "7", None),
            ("10", "8", None),
        ];
        for (account, flow, expected) in cases {
            assert_eq!(
                flows.standing(account, flow, now(0)),
                expected,
                "{account} {flow}"
            );
        }
    }

    #[test]
    fn a_throttled_flow_is_sent_ten_times_an_hour() {
        let flows = flows(FlowState::Throttled);
        let standing = |s: u64| flows.standing("10", "7", now(s));
        for n in 0..10 {
            assert_eq!(standing(n), Some(FlowState::Published));
        }
        assert_eq!(standing(10), Some(FlowState::Throttled));
        assert_eq!(standing(3_600), Some(FlowState::Published));
        assert_eq!(standing(3_600), Some(FlowState::Throttled));
    }
}

//! What Meta's judgement of an account or a number means for sends and for their health.
//!
//! Source: Meta, Cloud API, error codes, policy enforcement, health status.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Shard, World, lock};
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::error_code;
use crate::cloud_api::messages::{Addressed, Message, Product};
use crate::graph::account::Account;
use crate::graph::trouble::Trouble;
use crate::meta_switches::TemplateLimit;

/// How long the deletion of a number takes: until then it cannot be registered again (Meta, Cloud API, error 133015).
pub(crate) const DELETION_TAKES: Duration = Duration::from_secs(5 * 60);
/// Calling codes of Cuba, North Korea, Syria and Iran: businesses cannot write there (Meta, WhatsApp Business Platform,
/// country restrictions). No other country's number begins so.
const BARRED: [&str; 4] = ["53", "850", "963", "98"];
/// How numbers begin that WhatsApp gives away (Meta, Cloud API, error 131037).
const GIVEN_AWAY: &str = "1555";

impl World {
    /// What stands against every send of an account and a number.
    ///
    /// # Errors
    /// 33, 368, 131031, 131037, 131064.
    pub(super) fn troubled(
        &self,
        account: &Account,
        shard: &Shard,
        message: &Message,
    ) -> Result<(), Box<Refusal>> {
        if account.troubles.none() && shard.troubles.none() {
            return Ok(());
        }
        // Templates and direct send carry a category, whatever their kind.
        let classified = message.category.is_some();
        let named = !shard.number.display.starts_with(GIVEN_AWAY);
        let held = |trouble| account.troubles.has(trouble) || shard.troubles.has(trouble);
        let cases = [
            (Trouble::Deleted, true, 33, "the number was deleted"),
            (
                Trouble::Disabled,
                true,
                368,
                "the account is restricted or disabled",
            ),
            (Trouble::Locked, true, 131_031, "the account is locked"),
            (
                Trouble::Unnamed,
                !named,
                131_037,
                "a 555 number needs an approved display name",
            ),
            (
                Trouble::Misclassified,
                classified,
                131_064,
                "too many of the account's templates were classified wrongly",
            ),
        ];
        match cases
            .into_iter()
            .find(|(trouble, concerned, ..)| *concerned && held(*trouble))
        {
            Some((_, _, code, rule)) => Err(Box::new(Refusal::new(code, "", rule))),
            None => Ok(()),
        }
    }

    /// What the Marketing Messages API has against a send.
    ///
    /// # Errors
    /// 134101 for a template that is not synced yet, 134102 for an account that is not onboarded.
    pub(super) fn marketing_api_refuses(
        &self,
        now: Moment,
        account: &Account,
        message: &Message,
    ) -> Result<(), Box<Refusal>> {
        if message.product == Product::CloudApi {
            return Ok(());
        }
        if account.troubles.has(Trouble::NotOnboarded) {
            let rule = "the account is not onboarded to the Marketing Messages API";
            return Err(Box::new(
                Refusal::new(134_102, "path", rule).nearest("POST /{phone-number-id}/messages"),
            ));
        }
        let submitted = message
            .template_id
            .as_ref()
            .and_then(|id| self.templates.record(id))
            .and_then(|record| lock(&record).submitted);
        if submitted.is_some_and(|at| now.since(at) < self.settings.graph.templates.marketing_sync)
        {
            let rule = "a template has not reached the Marketing Messages API yet";
            return Err(Box::new(Refusal::new(134_101, "template", rule)));
        }
        Ok(())
    }

    /// 130497 for a country that is barred, 131042 for what costs something while nobody pays, 130403 for a customer whom the number has blocked.
    pub(super) fn account_or_number_fails(&self, shard: &Shard, message: &Message) -> Option<u32> {
        if shard.blocks.load(Ordering::Relaxed)
            && lock(&shard.card).blocked.contains_key(&message.to)
        {
            return Some(130_403);
        }
        if message.addressed == Addressed::Number && barred(&message.to) {
            return Some(130_497);
        }
        let account = self.accounts.get(&*shard.account_id)?;
        let unpaid = message.category.is_some() && account.troubles.has(Trouble::Unpaid);
        unpaid.then_some(131_042)
    }

    /// Something is held against an account or a number from now on, or no longer; false when there is none of this id.
    pub fn trouble(&self, now: Moment, id: &str, trouble: Trouble, on: bool) -> bool {
        if !trouble.of_a_number() {
            let account = self.accounts.get(id);
            return account.is_some_and(|account| {
                account.troubles.set(trouble, on);
                true
            });
        }
        self.shards.get(id).is_some_and(|shard| {
            shard.troubles.set(trouble, on);
            if trouble == Trouble::Deleted {
                lock(&shard.card).deleted = on.then_some(now);
            }
            true
        })
    }

    /// The entities above a number and a template, as `health_status` has them, and the worst word among them.
    pub(crate) fn health_above(&self, account: &str) -> (&'static str, Vec<Value>) {
        let held = |trouble| {
            let account = self.accounts.get(account);
            account.is_some_and(|account| account.troubles.has(trouble))
        };
        let unverified = self.settings.graph.switches.template_limit == TemplateLimit::Unverified;
        let mut own = Vec::new();
        own.extend(held(Trouble::Disabled).then_some(141_014));
        own.extend(held(Trouble::Unpaid).then_some(141_006));
        let business = if unverified {
            vec![141_010]
        } else {
            Vec::new()
        };
        let word = match (own.is_empty(), business.is_empty()) {
            (false, _) => "BLOCKED",
            (true, false) => "LIMITED",
            (true, true) => "AVAILABLE",
        };
        let entities = vec![
            entity("WABA", account, "BLOCKED", &own),
            entity(
                "BUSINESS",
                &self.settings.graph.business_id,
                "LIMITED",
                &business,
            ),
            entity("APP", &self.settings.app.id, "BLOCKED", &[]),
        ];
        (word, entities)
    }
}

/// Whether a number is of a country to which no business may write.
fn barred(digits: &str) -> bool {
    BARRED.iter().any(|code| digits.starts_with(code))
}

/// The worse of two words of `can_send_message`.
pub(crate) fn worse(one: &'static str, other: &'static str) -> &'static str {
    let rank = |word| match word {
        "BLOCKED" => 2,
        "LIMITED" => 1,
        _ => 0,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn entity(kind: &str, id: &str, word: &str, codes: &[u32]) -> Value {
    let word = if codes.is_empty() { "AVAILABLE" } else { word };
    let mut entity = json!({ "entity_type": kind, "id": id, "can_send_message": word });
    if !codes.is_empty() {
        entity["errors"] = codes
            .iter()
            .map(|code| {
                let known = error_code::known(*code);
                json!({
                    "error_code": code,
                    "error_description": known.title,
                    "possible_solution": known.details,
                })
            })
            .collect();
    }
    entity
}

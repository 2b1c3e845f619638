//! What becomes of an accepted message: what it costs, whether it arrives, and which statuses tell of it.

use std::sync::Arc;
use std::time::Duration;

use super::super::{MessageFacts, Shard, StatusDue, World, lock, status_id};
use crate::clock::Moment;
use crate::cloud_api::messages::Message;
use crate::cloud_api::wamid;
use crate::handset::{self, Fate};
use crate::limits::charge::{self, Category, Charge, SendKind};
use crate::limits::key;
use crate::limits::marketing::{MarketingDecision, MarketingSend, Why};
use crate::limits::price::destination::Destination;
use crate::observation::{Class, Status, StatusMade};
use crate::webhook::{PricingType, StatusExtras};

/// Where nothing can be fetched (RFC 2606).
const UNREACHABLE: &str = ".invalid";

impl World {
    /// What a message is charged as, if it arrives.
    pub(super) fn charge(
        &self,
        now: Moment,
        day: Moment,
        shard: &Shard,
        message: &Message,
    ) -> Charge {
        let kind = match message.category.as_deref().and_then(Category::of_template) {
            Some(category) => SendKind::Template(category),
            None => SendKind::FreeForm,
        };
        let mut state = lock(&shard.state);
        let windows = state.windows.note_answer(now, 0, key::of(&message.to));
        charge::classify(day, kind, &windows, &self.calendar, &mut state.allowance)
    }

    /// Books a message that goes and will arrive (Meta, Cloud API, pricing: delivered messages); its price in millionths
    /// of a dollar.
    pub(in crate::world) fn book(
        &self,
        (now, day): (Moment, Moment),
        message: &MessageFacts,
        to: Destination,
        charge: &Charge,
    ) -> u64 {
        if !charge.billable() || self.is_free_of_charge(now, &message.number.id) {
            return 0;
        }
        lock(&self.cost).add(day, to, charge, &self.rates)
    }

    /// Whether a number is a test number in its first 90 days.
    fn is_free_of_charge(&self, now: Moment, number: &str) -> bool {
        let until = self.shards.get(number).and_then(|shard| shard.free_until);
        until.is_some_and(|until| now < until)
    }

    /// The day whose prices and rules hold for an account's messages.
    pub(super) fn pricing_day(&self, now: Moment, account: &str) -> Moment {
        let stated = self.settings.graph.switches.stated_pricing_day();
        stated
            .or_else(|| Some(self.accounts.get(account)?.wall_clock(now)))
            .unwrap_or(now)
    }

    pub(super) fn fate(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
        (forced, in_window): (Option<u32>, bool),
        id: u64,
    ) -> Fate {
        let certain = forced
            .or(message.fails_later)
            .or_else(|| self.account_or_number_fails(shard, message))
            .or_else(|| self.customer_refuses(message))
            .or_else(|| unreachable(message))
            .or_else(|| (message.needs_window() && !in_window).then_some(131_047))
            .or_else(|| self.marketing_refuses(now, shard, message, in_window));
        if let Some(code) = certain {
            return Fate::Fails(code);
        }
        if let Some(target) = &message.reaction_to {
            return match wamid::decode(target) {
                Some(_) => Fate::EndsAtSent,
                None => Fate::Fails(131_009),
            };
        }
        if self
            .chance
            .happens("forged status", id, self.settings.forged_statuses)
        {
            return Fate::StaysUnread;
        }
        Fate::Reaches
    }

    fn customer_refuses(&self, message: &Message) -> Option<u32> {
        self.customers.look(&message.to, |customer| {
            let hash_differs = message
                .identity_hash
                .as_ref()
                .is_some_and(|sent| customer.identity_hash.as_ref() != Some(sent));
            if customer.not_on_whatsapp {
                Some(131_026)
            } else if customer.blocked_business {
                Some(130_403)
            } else if hash_differs {
                Some(137_000)
            } else if customer.stopped_marketing && message.category.as_deref() == Some("marketing")
            {
                Some(131_050)
            } else {
                None
            }
        })?
    }

    fn marketing_refuses(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
        in_window: bool,
    ) -> Option<u32> {
        if message.category.as_deref() != Some("marketing") {
            return None;
        }
        let send = MarketingSend {
            account: key::of(&shard.account_id),
            business: key::of(&self.settings.graph.business_id),
            from: &shard.number.display,
            to: &message.to,
            in_window,
        };
        match lock(&self.marketing).admit(now, &send) {
            MarketingDecision::Delivered => None,
            MarketingDecision::NotDelivered(Why::Enough | Why::UnitedStates | Why::Retries) => {
                Some(131_049)
            }
            MarketingDecision::OptedOut => Some(131_050),
        }
    }

    /// The statuses of a message accepted, or let go, at `now`.
    pub(crate) fn statuses(
        &self,
        now: Moment,
        message: &Arc<MessageFacts>,
        fate: Fate,
    ) -> Vec<StatusDue> {
        let mut chance = self.chance.stream("handset", message.send);
        let voice = message.extras.as_ref().is_some_and(|extras| extras.played);
        let planned = handset::plan(&self.settings.handsets, fate, voice, now, &mut chance);
        let code = match fate {
            Fate::Fails(code) => Some(code),
            _ => None,
        };
        let mut priced_arrival = false;
        let mut due: Vec<StatusDue> = planned
            .iter()
            .enumerate()
            .map(|(place, status)| {
                let arrival = matches!(status.status, Status::Delivered | Status::Read);
                let priced = status.status == Status::Sent || (arrival && !priced_arrival);
                priced_arrival |= arrival;
                StatusDue {
                    id: status_id(message.send, place),
                    status: status.status,
                    happened: status.happened,
                    due: status.due,
                    code,
                    forged: false,
                    priced,
                    message: Arc::clone(message),
                }
            })
            .collect();
        if fate == Fate::StaysUnread {
            let last = planned.last().map_or(now, |status| status.due);
            let forged_at = last.after(Duration::from_millis(300));
            due.push(StatusDue {
                id: status_id(message.send, planned.len()),
                status: Status::Read,
                happened: forged_at,
                due: forged_at,
                code: None,
                forged: true,
                priced: false,
                message: Arc::clone(message),
            });
        }
        due
    }

    /// What a message's statuses say beyond the plain facts; None for a plain one.
    pub(super) fn extras(&self, message: &Message, charge: &Charge) -> Option<Box<StatusExtras>> {
        let known = self.customers.look(&message.to, |customer| {
            (
                customer.username.clone(),
                customer.name.clone(),
                customer.identity_hash.clone(),
            )
        });
        let plain = match charge.category {
            Category::Service => !charge.billable(),
            _ => charge.billable() && charge.category != Category::MarketingLite,
        };
        if plain && known.is_none() && !message.voice && message.user_id.is_none() {
            return None;
        }
        let (username, profile_name, identity_hash) = known.unwrap_or_default();
        Some(Box::new(StatusExtras {
            pricing_type: Some(match charge.kind {
                charge::PricingType::Regular => PricingType::Regular,
                charge::PricingType::FreeCustomerService => PricingType::FreeCustomerService,
                charge::PricingType::FreeEntryPoint => PricingType::FreeEntryPoint,
            }),
            pricing_category: Some(charge.category.word().to_owned()),
            user_id: message.user_id.clone(),
            username,
            profile_name,
            identity_hash: identity_hash.filter(|_| message.identity_hash.is_some()),
            played: message.voice,
            ..StatusExtras::default()
        }))
    }
}

/// A link that leads nowhere: Meta fetches media only after it accepted the message.
fn unreachable(message: &Message) -> Option<u32> {
    let nowhere = |link: &String| {
        let host = link.split("://").nth(1).unwrap_or(link);
        let host = host.split(['/', ':', '?']).next().unwrap_or(host);
        host.ends_with(UNREACHABLE)
    };
    message.media_links.iter().any(nowhere).then_some(131_053)
}

pub(crate) fn status_fact(due: &StatusDue) -> StatusMade {
    StatusMade {
        id: due.id,
        send: due.message.send,
        status: due.status,
        code: due.code,
        class: if due.forged {
            Class::Forged
        } else {
            Class::Genuine
        },
        due: due.due,
    }
}

//! Customers' messages: what they write, and Meta's webhook that brings it.

use std::sync::Arc;

use bytes::Bytes;
use rand::RngExt;
use simulator::magic;
use simulator::observation::Class;
use simulator::outbox::ANSWER_TIMEOUT;
use simulator::parcel::Parcel;
use simulator::population::{FORGED, MAIN};
use simulator::signature::{self, Forgery};
use simulator::webhook::{self, Content, CustomerMessage};

use super::{Plan, Stimuli};
use crate::injector::{Ack, Shot, Subject};
use crate::ledger::Row;

/// Inbound ids start here.
const INBOUND_BASE: i64 = 1 << 48;

impl Plan {
    pub(super) fn inbound(
        &self,
        stimuli: &mut Stimuli,
        number: u64,
        ticket: Option<u64>,
        due_us: i64,
        class: Class,
    ) {
        let Some(url) = &self.whatsapp_url else {
            return;
        };
        let mut draw = self.chance.stream("inbound text", number);
        let parcel = self.population.parcel(MAIN.start + number / 2);
        let forged = class == Class::Forged;
        // Forged customers use numbers of their own, so that an effect on one is a proof.
        let unreachable = magic::forced_code(&parcel.recipient.phone).is_some();
        if unreachable && ticket.is_none() && !forged {
            return;
        }
        let from = if forged || unreachable {
            self.population
                .parcel(FORGED.start + number)
                .recipient
                .phone
        } else {
            parcel.recipient.phone.clone()
        };
        let seller = parcel.seller as usize % self.phone_number_ids.len();
        let phone_number_id = &self.phone_number_ids[seller];
        let now = self.world_time(due_us);
        let wamid = self.world.customer_writes(now, phone_number_id, &from);
        let content = words(&parcel, number, &mut draw);
        let message = CustomerMessage {
            wamid,
            from,
            name: parcel.recipient.name.clone(),
            timestamp_s: now.unix_s(),
            content,
        };
        let Some((account, phone)) = self.world.number(phone_number_id) else {
            return;
        };
        let forgery = forged.then(|| Forgery::ALL[(number % Forgery::ALL.len() as u64) as usize]);
        let body = signature::meta_escape(&webhook::customer_message(account, phone, &message));
        let secret = &self.world.settings().app.secret;
        let (mut headers, body) = signature::meta_headers(secret, body, forgery);
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        headers.push(("user-agent".to_owned(), "facebookexternalua".to_owned()));
        let webhook = self.outbox.next_webhook_id() as i64;
        // Statuses and inbound messages share `webhook_items`, so their ids must not meet.
        let id = INBOUND_BASE + number as i64 * 2 + i64::from(forged);
        stimuli.rows.push(Row::Inbound {
            id,
            ticket: ticket.map(|ticket| ticket as i64),
            wamid: message.wamid,
            from_number: message.from,
            kind: message.content.word(),
            body: message.content.shown().to_owned(),
            class: class.word(),
            intended_us: due_us,
        });
        let variant = forgery.map_or("", Forgery::word);
        stimuli.rows.push(Row::Webhook {
            id: webhook,
            kind: "inbound",
            class: class.word(),
            variant,
            items: vec![id],
        });
        let journey = ticket.map(|_| id);
        if journey.is_some() {
            stimuli.journeys.push((id, due_us));
        }
        stimuli.shots.push(Shot {
            subject: Subject::Webhook(webhook),
            journey,
            attempt: 1,
            due_us,
            method: "POST",
            url: Arc::clone(url),
            headers: headers.into(),
            title_case: false,
            body: Bytes::from(body),
            ack: Ack::Meta,
            timeout: ANSWER_TIMEOUT,
            offered_again: !forged,
            row: "customer",
        });
    }

    pub(super) fn forged_inbound(&self, stimuli: &mut Stimuli, number: u64, due_us: i64) {
        if self
            .chance
            .happens("forged inbound", number, self.mix.forged_webhooks)
        {
            self.inbound(stimuli, number, None, due_us, Class::Forged);
        }
    }
}

/// What a customer writes: about the parcel, in words that need escaping.
fn words(parcel: &Parcel, number: u64, draw: &mut impl RngExt) -> Content {
    const OPENINGS: [&str; 6] = [
        "Where is my parcel {}?",
        "Olá! Cadê meu pacote {}? Não chegou 😕",
        "Wo ist mein Päckchen {}? Es sollte schon da sein/angekommen sein.",
        "¿Dónde está mi paquete {}? ¡Ya pasó la fecha!",
        "मेरा पार्सल {} कहाँ है?",
        "Paket {} saya di mana ya?",
    ];
    if draw.random::<f64>() < 0.2 {
        let text = "View parcel".to_owned();
        return Content::QuickReply {
            text,
            payload: format!("view:{}", parcel.tracking_number),
            context: None,
        };
    }
    let opening = OPENINGS[draw.random_range(0..OPENINGS.len())];
    Content::Text(format!(
        "{} (#{number})",
        opening.replace("{}", &parcel.tracking_number)
    ))
}

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
use simulator::webhook::{self, Content, Context, CustomerMessage, Inbound, InboundOptions};

use super::{Plan, Stimuli};
use crate::injector::{Ack, Shot, Subject};
use crate::ledger::Row;

/// Inbound ids start here: first what customers write beside the load, then dialogues, then taps. Statuses, with which
/// they share `webhook_items`, stay below.
const BESIDE: i64 = 1 << 48;
/// Ids of messages in dialogues.
pub(super) const DIALOGUES: i64 = 1 << 49;
/// Ids of taps.
pub(super) const TAPS: i64 = 1 << 50;

/// A customer's message about to be posted.
pub(super) struct Letter<'a> {
    /// Its id in the ledger.
    pub(super) id: i64,
    /// Set when it is a journey of its own.
    pub(super) ticket: Option<u64>,
    /// The parcel that its writer waits for: says the name and the seller.
    pub(super) parcel: &'a Parcel,
    /// The writer's number.
    pub(super) from: String,
    /// What it says.
    pub(super) content: Content,
    /// The message that it quotes.
    pub(super) quoted: Option<String>,
    /// When.
    pub(super) due_us: i64,
    /// What is wrong with its signature.
    pub(super) forgery: Option<Forgery>,
}

impl Plan {
    pub(super) fn inbound(
        &self,
        stimuli: &mut Stimuli,
        number: u64,
        ticket: Option<u64>,
        due_us: i64,
        class: Class,
    ) {
        let mut draw = self.chance.stream("inbound text", number);
        let parcel = self.parcel(MAIN.start + number / 2);
        let forged = class == Class::Forged;
        // Forged customers use numbers of their own, so that an effect on one is a proof.
        let unreachable = magic::forced_code(&parcel.recipient.phone).is_some()
            || Plan::lacks_country_code(&parcel);
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
        let id = BESIDE + number as i64 * 2 + i64::from(forged);
        if ticket.is_some() {
            stimuli.journeys.push((id, due_us));
        }
        let letter = Letter {
            id,
            ticket,
            parcel: &parcel,
            from,
            content: words(&parcel, number, &mut draw),
            quoted: None,
            due_us,
            forgery: forged.then(|| Forgery::ALL[(number % Forgery::ALL.len() as u64) as usize]),
        };
        self.post(stimuli, letter);
    }

    /// The rows of a customer's message, and the post that brings it.
    pub(super) fn post(&self, stimuli: &mut Stimuli, letter: Letter<'_>) {
        let Some(url) = &self.whatsapp_url else {
            return;
        };
        let Letter {
            id,
            ticket,
            parcel,
            from,
            mut content,
            quoted,
            due_us,
            forgery,
        } = letter;
        let seller = parcel.seller as usize % self.phone_number_ids.len();
        let phone_number_id = &self.phone_number_ids[seller];
        let Some((account, phone)) = self.world.number(phone_number_id) else {
            return;
        };
        let now = self.world_time(due_us);
        let wamid = self.world.customer_writes(now, phone_number_id, &from);
        self.world.furnish(now, phone_number_id, &mut content);
        let inbound = Inbound {
            message: CustomerMessage {
                wamid,
                from,
                name: parcel.recipient.name.clone(),
                timestamp_s: now.unix_s(),
                content,
            },
            options: InboundOptions {
                context: quoted.map(|id| Context::reply_to(&id)),
                ..InboundOptions::default()
            },
        };
        let id_of_post = self.outbox.next_webhook_id() as i64;
        let class = match forgery {
            Some(_) => Class::Forged,
            None => Class::Genuine,
        };
        stimuli.rows.push(Row::Inbound {
            id,
            ticket: ticket.map(|ticket| ticket as i64),
            wamid: inbound.message.wamid.clone(),
            from_number: inbound.message.from.clone(),
            kind: inbound.message.content.word(),
            body: inbound.message.content.shown().to_owned(),
            class: class.word(),
            intended_us: due_us,
        });
        stimuli.rows.push(Row::Webhook {
            id: id_of_post,
            kind: "inbound",
            class: class.word(),
            variant: forgery.map_or("", Forgery::word),
            items: vec![id],
        });
        let body = webhook::inbound(account, phone, &inbound);
        stimuli.shots.push(Shot {
            subject: Subject::Webhook(id_of_post),
            journey: ticket.map(|_| id),
            due_us,
            url: Arc::clone(url),
            offered_again: forgery.is_none(),
            ..self.signed(&body, forgery)
        });
    }

    /// A post of Meta's with this body, to nowhere yet.
    fn signed(&self, body: &str, forgery: Option<Forgery>) -> Shot {
        let secret = &self.world.settings().app.secret;
        let (mut headers, body) =
            signature::meta_headers(secret, signature::meta_escape(body), forgery);
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        headers.push(("user-agent".to_owned(), "facebookexternalua".to_owned()));
        Shot {
            subject: Subject::Webhook(0),
            journey: None,
            attempt: 1,
            due_us: 0,
            method: "POST",
            url: "".into(),
            headers: headers.into(),
            title_case: false,
            body: Bytes::from(body),
            ack: Ack::Meta,
            timeout: ANSWER_TIMEOUT,
            offered_again: false,
            row: "customer",
        }
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

//! `POST /customer-message`: a customer writes, or taps a template's quick reply. Opens the service window, in
//! which the connector may answer with free text.

use serde::{Deserialize, Serialize};

use super::{Errand, Exchange, Purpose, phone, read, shortened};
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::control::problem::Problem;
use crate::control::show::{self, AttemptShown};
use crate::control::{Control, Handled, Returned, json_answer};
use crate::observation::Outcome;
use crate::settings::PhoneNumber;
use crate::signature;
use crate::webhook::{self, Content, CustomerMessage};
use crate::world::SERVICE_WINDOW;

const EXAMPLE: &str = r#"{"from":"5511987654321","name":"Ana","text":"Where is my parcel?"}"#;
const NAME_MAX: usize = 100;
const TEXT_MAX: usize = 4_096;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    from: String,
    text: String,
    name: Option<String>,
    /// To which number; the first without it.
    phone_number_id: Option<String>,
    /// Makes it a tap on a quick reply.
    payload: Option<String>,
    /// The template message that the quick reply belongs to.
    reply_to: Option<String>,
}

/// What the customer wrote.
#[derive(Debug)]
pub(super) struct Written {
    wamid: String,
    window_ends: Moment,
}

#[derive(Serialize)]
struct Shown<'a> {
    wamid: &'a str,
    service_window_ends: String,
    webhook: Option<u64>,
    connector: AttemptShown<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'static str>,
}

impl Control {
    pub(in crate::control) fn customer_message(
        &self,
        now: Moment,
        body: &[u8],
    ) -> Result<Handled, Problem> {
        let asked: Asked = read(body, EXAMPLE)?;
        self.callback()?;
        let from = phone("from", &asked.from)?;
        let name = asked.name.unwrap_or_else(|| "Customer".to_owned());
        within("text", &asked.text, TEXT_MAX)?;
        within("name", &name, NAME_MAX)?;
        let (account, number) = self.addressed(asked.phone_number_id.as_deref())?;
        let content = match asked.payload {
            None => Content::Text(asked.text),
            Some(payload) => Content::QuickReply {
                text: asked.text,
                payload,
                context: asked.reply_to,
            },
        };
        let message = CustomerMessage {
            wamid: self.world.customer_writes(now, &number.id, &from),
            from,
            name,
            timestamp_s: now.unix_s(),
            content,
        };
        let body = signature::meta_escape(&webhook::customer_message(account, number, &message));
        let secret = &self.world.settings().app.secret;
        let (headers, body) = signature::meta_headers(secret, body, None);
        let written = Written {
            wamid: message.wamid,
            window_ends: now.after(SERVICE_WINDOW),
        };
        Ok(Handled::Errand(Box::new(Errand {
            exchanges: vec![Exchange::Webhook { headers, body }],
            purpose: Purpose::CustomerMessage(written),
        })))
    }

    pub(super) fn customer_wrote(&self, written: Written, returned: &Returned) -> Answer {
        let taken = returned.attempt.outcome == Outcome::Ack;
        json_answer(&Shown {
            wamid: &written.wamid,
            service_window_ends: show::time(written.window_ends),
            webhook: returned.webhook,
            connector: AttemptShown::new(&returned.attempt, self.clock.scale()),
            next: (!taken).then_some("offered again with growing pauses, as Meta does"),
        })
    }

    /// The account and number that the customer writes to.
    pub(super) fn addressed(&self, asked: Option<&str>) -> Result<(&str, &PhoneNumber), Problem> {
        let accounts = self.world.settings().accounts.iter();
        let mut all = accounts.flat_map(|account| {
            let numbers = account.numbers.iter();
            numbers.map(|number| (account.id.as_str(), number))
        });
        let known: Vec<String> = all
            .clone()
            .take(5)
            .map(|(_, number)| number.id.clone())
            .collect();
        let found = all.find(|(_, number)| asked.is_none_or(|asked| number.id == asked));
        found.ok_or_else(|| {
            let asked = shortened(asked.unwrap_or(""), 60);
            Problem::new(
                400,
                format!("phone_number_id: {asked:?} is none of this world's"),
            )
            .hint(format!(
                "leave it out for the first, or use {}",
                known.join(", ")
            ))
        })
    }
}

pub(super) fn within(field: &str, text: &str, most: usize) -> Result<(), Problem> {
    let length = text.chars().count();
    if (1..=most).contains(&length) {
        return Ok(());
    }
    let problem = Problem::new(400, format!("{field}: {length} characters"));
    Err(problem.hint(format!("write 1 to {most}")))
}

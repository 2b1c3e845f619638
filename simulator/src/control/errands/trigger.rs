//! `POST /trigger`: makes one thing happen, by its word. A customer writes, a carrier pushes, Meta tells of an account,
//! a number or a template. `GET /trigger` lists the words.

use serde_json::{Map, Value, json};

use super::{Errand, Exchange, Purpose, customer_sms, phone, shortened};
use crate::carriers::Carrier;
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::control::problem::Problem;
use crate::control::show::{self, AttemptShown};
use crate::control::{Control, Handled, Returned, json_answer};
use crate::graph::group::Join;
use crate::graph::template_life::Ordered;
use crate::observation::{Observer, Outcome};
use crate::parcel::Checkpoint;
use crate::settings::PhoneNumber;
use crate::signature;
use crate::webhook::fields::{self, ExampleContext};
use crate::webhook::{self, Content, INBOUND_KINDS, Reply};
use crate::world::CustomerChange;

mod judgements;

const EXAMPLE: &str = r#"{"what":"customer.image","from":"5511987654321"}"#;
/// What stands before the kind of a customer's message.
const CUSTOMER: &str = "customer.";
const PARCEL: &str = "parcel.";
const UPGRADE: &str = "number.throughput_upgrade";
const ERRORS: &str = "system.errors";
/// With `group_id` a customer taps the link of that group; which of the two it becomes is the group's setting.
const JOINED: &str = "group.joined";
const JOIN_REQUESTED: &str = "group.join_requested";
/// Graph versions whose shapes are known.
const VERSIONS: std::ops::RangeInclusive<u64> = 21..=26;

/// What was triggered.
#[derive(Debug)]
pub(super) struct Triggered {
    what: String,
    wamid: Option<String>,
    body: String,
}

/// The parts of a request that every word takes.
struct Asked {
    what: String,
    version: u32,
    rest: Map<String, Value>,
}

impl Control {
    pub(in crate::control) fn triggers(&self) -> Answer {
        let customer = INBOUND_KINDS.iter().map(|kind| {
            json!({ "what": format!("{CUSTOMER}{kind}"), "field": "messages", "takes": "from, name, text, … as POST /customer-message" })
        });
        let changes = CustomerChange::WORDS.iter().map(
            |word| json!({ "what": format!("{CUSTOMER}{word}"), "field": "", "takes": "from" }),
        );
        let short = customer_sms::WORDS
            .iter()
            .map(|(word, takes)| json!({ "what": word, "field": "", "takes": takes }));
        let errors = [json!({ "what": ERRORS, "field": "messages", "takes": "code" })];
        let parcels = Checkpoint::ALL.iter().map(|checkpoint| {
            json!({ "what": format!("{PARCEL}{}", checkpoint.word()), "takes": "carrier, country, url, to, form, parcel or tracking_number" })
        });
        let fields = fields::FIELDS.iter().map(|kind| {
            json!({ "what": kind.word, "field": kind.field, "event": kind.event, "takes": "version, customer, time; template (and language) for one of this world's: then it changes, too", "source": kind.source })
        });
        let words: Vec<Value> = customer
            .chain(changes)
            .chain(short)
            .chain(judgements::words())
            .chain(errors)
            .chain(fields)
            .chain(parcels)
            .collect();
        json_answer(
            &json!({ "words": words, "every_word_takes": "what, version (21 to 26), phone_number_id" }),
        )
    }

    pub(in crate::control) fn trigger(&self, now: Moment, body: &[u8]) -> Result<Handled, Problem> {
        let asked = asked(body, self.world.settings().app.version)?;
        if let Some(checkpoint) = asked.what.strip_prefix(PARCEL) {
            return self.trigger_parcel(now, checkpoint, asked.rest);
        }
        if customer_sms::is_word(&asked.what) {
            return self.trigger_sms(now, &asked.what, &asked.rest);
        }
        if let Some(change) = asked
            .what
            .strip_prefix(CUSTOMER)
            .and_then(CustomerChange::of_word)
        {
            return self.change_customer(&asked, change);
        }
        if asked.what == UPGRADE
            && let Some(number) = asked.rest.get("phone_number_id").and_then(Value::as_str)
        {
            return self.upgrade(now, number);
        }
        if [JOINED, JOIN_REQUESTED].contains(&asked.what.as_str())
            && let Some(group) = asked.rest.get("group_id").and_then(Value::as_str)
        {
            return self.customer_joins(now, &asked, group);
        }
        if let Some(done) = self.judged(now, &asked) {
            return done;
        }
        if let Some(template) = asked.rest.get("template").and_then(Value::as_str)
            && let Some(order) = Ordered::of_word(&asked.what)
        {
            return self.order_template(now, &asked, template, &order);
        }
        self.callback()?;
        let phone_number_id = asked.rest.get("phone_number_id").and_then(Value::as_str);
        let (account, number) = self.addressed(phone_number_id)?;
        let field = fields::find(&asked.what);
        // Some words of customers are webhooks of their own: user preferences, a changed user id.
        if field.is_none()
            && let Some(kind) = asked.what.strip_prefix(CUSTOMER)
        {
            return self.trigger_message(now, kind, &asked, account, number);
        }
        if asked.what == ERRORS {
            let code = asked
                .rest
                .get("code")
                .and_then(Value::as_u64)
                .unwrap_or(130_429);
            let code = u32::try_from(code).unwrap_or(0);
            let body = webhook::system_errors(account, number, code, asked.version);
            return Ok(self.webhook(asked.what, None, &body));
        }
        let Some(kind) = field else {
            let shown = shortened(&asked.what, 60);
            return Err(
                Problem::new(400, format!("what: {shown:?} is no word of this world's"))
                    .hint(format!("{}; GET /trigger lists all", nearest(&asked.what))),
            );
        };
        let context = context(&asked, account, number, now)?;
        let body = kind.webhook(&context);
        Ok(self.webhook(asked.what, None, &body))
    }

    /// A number goes to high throughput: refused with 131057 meanwhile, told by a webhook afterwards.
    fn upgrade(&self, now: Moment, number: &str) -> Result<Handled, Problem> {
        let due = self.world.upgrade_throughput(now, number).ok_or_else(|| {
            Problem::new(
                409,
                "phone_number_id: nothing to upgrade: no such number, or it is there already",
            )
            .hint("without phone_number_id an example webhook is sent")
        })?;
        let until = show::time(due.at());
        let answer =
            json_answer(&json!({ "what": UPGRADE, "phone_number_id": number, "until": until }));
        Ok(Handled::Ordered(answer, vec![due]))
    }

    /// A template of this world changes as if Meta had changed it: its state, its webhooks, what it held.
    fn order_template(
        &self,
        now: Moment,
        asked: &Asked,
        template: &str,
        order: &Ordered,
    ) -> Result<Handled, Problem> {
        let language = asked.rest.get("language").and_then(Value::as_str);
        let effects = self
            .world
            .template_called_in(template, language)
            .and_then(|id| self.world.order_template(now, &id, order))
            .ok_or_else(|| {
                Problem::new(404, format!("template: {:?} is none of this world's", shortened(template, 60)))
                    .hint("name it by its id, or by its name and language; without `template` an example webhook is sent")
            })?;
        let (facts, due) = self.world.settled(now, effects);
        drop(self.recent.record(facts));
        let answer = json_answer(&json!({
            "what": asked.what,
            "template": template,
            "falls_due": due.len(),
            "held_messages": self.world.held_messages(),
        }));
        Ok(Handled::Ordered(answer, due))
    }

    fn customer_joins(&self, now: Moment, asked: &Asked, group: &str) -> Result<Handled, Problem> {
        let from = asked.rest.get("from").and_then(Value::as_str).unwrap_or("");
        let from = phone("from", from)?;
        let (join, due) = self.world.customer_joins_group(now, group, &from);
        let (what, join_request_id) = match join {
            Join::Joined => (JOINED, None),
            Join::Asked(request) => (JOIN_REQUESTED, Some(request.id)),
            Join::Refused(why) => {
                return Err(Problem::new(409, format!("group_id: {why}"))
                    .hint("without group_id an example webhook is sent"));
            }
        };
        let answer = json_answer(&json!({
            "what": what, "group_id": group, "from": from, "join_request_id": join_request_id,
        }));
        Ok(Handled::Ordered(answer, due.into_iter().collect()))
    }

    fn change_customer(&self, asked: &Asked, change: CustomerChange) -> Result<Handled, Problem> {
        let from = asked.rest.get("from").and_then(Value::as_str).unwrap_or("");
        let from = phone("from", from)?;
        if !self.world.customer_changes(&from, change) {
            return Err(
                Problem::new(409, "from: too many customers are known already")
                    .hint("POST /reset forgets them"),
            );
        }
        Ok(Handled::Answer(json_answer(
            &json!({ "what": asked.what, "from": from, "changed": true }),
        )))
    }

    fn trigger_message(
        &self,
        now: Moment,
        kind: &str,
        asked: &Asked,
        account: &str,
        number: &PhoneNumber,
    ) -> Result<Handled, Problem> {
        let mut object = asked.rest.clone();
        let kind = if kind == "message" { "text" } else { kind };
        let template = object.remove("template");
        if !object.contains_key(kind) {
            object.insert("type".to_owned(), json!(kind));
        }
        let text = Value::Object(object).to_string();
        let mut message =
            webhook::customer_message_from_json(text.as_bytes()).map_err(|error| {
                Problem::new(400, error.to_string()).hint(format!("such as {EXAMPLE}"))
            })?;
        message.from = phone("from", &message.from)?;
        let wamid = self.world.customer_writes(now, &number.id, &message.from);
        self.world.furnish(now, &number.id, &mut message.content);
        if let (Content::QuickReply { text, .. }, Some(template)) =
            (&message.content, template.as_ref().and_then(Value::as_str))
        {
            self.world.taps_quick_reply(now, template, text);
        }
        if let Content::Reply(Reply::CallPermission(reply)) = &message.content {
            let may = reply.accepts();
            self.world
                .customer_permits_calls(now, &number.id, &message.from, may);
        }
        let inbound = message.written(wamid.clone(), now.unix_s());
        let body = webhook::inbound(account, number, &inbound);
        Ok(self.webhook(asked.what.clone(), Some(wamid), &body))
    }

    fn trigger_parcel(
        &self,
        now: Moment,
        checkpoint: &str,
        mut rest: Map<String, Value>,
    ) -> Result<Handled, Problem> {
        rest.insert("checkpoint".to_owned(), json!(checkpoint));
        rest.entry("carrier")
            .or_insert_with(|| json!(Carrier::ALL[0].word()));
        rest.remove("phone_number_id");
        self.parcel(now, Value::Object(rest).to_string().as_bytes())
    }

    /// A signed webhook of Meta's to the callback.
    fn webhook(&self, what: String, wamid: Option<String>, body: &str) -> Handled {
        let escaped = signature::meta_escape(body);
        let secret = &self.world.settings().app.secret;
        let (headers, bytes) = signature::meta_headers(secret, escaped, None);
        let triggered = Triggered {
            what,
            wamid,
            body: body.to_owned(),
        };
        Handled::Errand(Box::new(Errand {
            exchanges: vec![Exchange::Webhook {
                headers,
                body: bytes,
            }],
            purpose: Purpose::Trigger(triggered),
        }))
    }

    pub(super) fn triggered(&self, triggered: &Triggered, returned: &Returned) -> Answer {
        let taken = returned.attempt.outcome == Outcome::Ack;
        let body: Value = serde_json::from_str(&triggered.body).unwrap_or(Value::Null);
        json_answer(&json!({
            "what": triggered.what,
            "wamid": triggered.wamid,
            "webhook": returned.webhook,
            "connector": AttemptShown::new(&returned.attempt, self.clock.scale()),
            "next": (!taken).then_some("offered again with growing pauses, as Meta does"),
            "body": body,
        }))
    }
}

fn asked(body: &[u8], version: u32) -> Result<Asked, Problem> {
    let mut rest: Map<String, Value> = super::read(body, EXAMPLE)?;
    let what = match rest.remove("what") {
        Some(Value::String(what)) => what,
        _ => {
            return Err(
                Problem::new(400, "what: a word is needed").hint(format!("such as {EXAMPLE}"))
            );
        }
    };
    let version = match rest.remove("version") {
        None => version,
        Some(value) => value
            .as_u64()
            .filter(|version| VERSIONS.contains(version))
            .and_then(|version| u32::try_from(version).ok())
            .ok_or_else(|| Problem::new(400, format!("version: {value}")).hint("21 to 26"))?,
    };
    Ok(Asked {
        what,
        version,
        rest,
    })
}

fn context(
    asked: &Asked,
    account: &str,
    number: &PhoneNumber,
    now: Moment,
) -> Result<ExampleContext, Problem> {
    let time = asked.rest.get("time").and_then(Value::as_u64);
    let mut context =
        ExampleContext::of(account, number, time.unwrap_or(now.unix_s()), asked.version);
    if let Some(from) = asked
        .rest
        .get("customer")
        .or_else(|| asked.rest.get("from"))
    {
        let digits = phone("customer", from.as_str().unwrap_or(""))?;
        context.customer = fields::Customer::of(&digits, "Ana Souza", context.time_s);
    }
    if let Some(template) = asked.rest.get("template").and_then(Value::as_str) {
        context.template.name = template.to_owned();
    }
    if let Some(language) = asked.rest.get("language").and_then(Value::as_str) {
        context.template.language = language.to_owned();
    }
    Ok(context)
}

/// The words that begin as this one does.
fn nearest(what: &str) -> String {
    let family = what.split('.').next().unwrap_or(what);
    let words: Vec<&str> = fields::FIELDS
        .iter()
        .map(|kind| kind.word)
        .filter(|word| word.starts_with(family))
        .take(6)
        .collect();
    if words.is_empty() {
        "such as customer.text, template.paused, parcel.delivered".to_owned()
    } else {
        format!("nearest are {}", words.join(", "))
    }
}

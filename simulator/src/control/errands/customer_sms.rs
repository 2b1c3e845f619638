//! `POST /customer-sms`: a customer writes a short message to a number of Twilio's account, or to an extension code of
//! Aliyun's; and the words of `POST /trigger` for the SMS gateways. The webhook is the outbox's: nobody waits for it.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{phone, read, shortened};
use crate::clock::Moment;
use crate::control::problem::Problem;
use crate::control::{Control, Handled, json_answer, provider};
use crate::observation::Observer;
use crate::sms::settings::Approval;
use crate::sms::{Provider, SmsFact, SmsHandled};

const EXAMPLE: &str =
    r#"{"provider":"twilio","from":"5511987654321","text":"Where is my parcel?"}"#;
const WRITES: &str = "customer.sms";
const SIGN: &str = "sms.sign_review";
const TEMPLATE: &str = "sms.template_review";
/// Words of `POST /trigger`, and what they take.
pub(super) const WORDS: [(&str, &str); 3] = [
    (WRITES, "provider, from, text, to as POST /customer-sms"),
    (SIGN, "sign, state (approved, reviewing, rejected), reason"),
    (
        TEMPLATE,
        "template, state (approved, reviewing, rejected), reason",
    ),
];
/// Longest message of ten parts that a phone sends (3GPP TS 23.040 allows more, phones do not).
const TEXT_MAX: usize = 1_600;
const TO_MAX: usize = 20;
/// The extension code that customers answer to where none is named.
const ALIYUN_CODE: &str = "10690000";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    provider: String,
    from: String,
    text: String,
    /// Twilio's number or Aliyun's extension code; the first without it.
    to: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    #[serde(alias = "sign", alias = "template")]
    name: String,
    state: String,
    #[serde(default)]
    reason: String,
}

/// Whether a word of `POST /trigger` is one of these.
pub(super) fn is_word(what: &str) -> bool {
    WORDS.iter().any(|(word, _)| *word == what)
}

impl Control {
    pub(in crate::control) fn customer_sms(
        &self,
        now: Moment,
        body: &[u8],
    ) -> Result<Handled, Problem> {
        let asked: Asked = read(body, EXAMPLE)?;
        let provider = provider(&asked.provider)?;
        let from = phone("from", &asked.from)?;
        super::customer_message::within("text", &asked.text, TEXT_MAX)?;
        let to = self.written_to(provider, asked.to)?;
        let gateways = self.world.gateways();
        let handled = gateways.customer_writes(now, provider, &from, &to, &asked.text);
        let consent = handled.facts.iter().find_map(|fact| match fact {
            SmsFact::Inbound(inbound) => inbound.consent,
            _ => None,
        });
        let pushed = !handled.due.is_empty();
        let answer = json_answer(&json!({
            "provider": provider.word(),
            "from": from,
            "to": to,
            "consent": consent.map(|renews| if renews { "renewed" } else { "ended" }),
            "pushed": pushed,
            "next": if pushed {
                "GET /webhooks says how the connector took it".to_owned()
            } else {
                format!("the connector is not told: state sms.{}.inbound_url at the start", provider.word())
            },
        }));
        Ok(self.noted(answer, handled))
    }

    pub(super) fn trigger_sms(
        &self,
        now: Moment,
        what: &str,
        rest: &Map<String, Value>,
    ) -> Result<Handled, Problem> {
        let body = Value::Object(rest.clone()).to_string();
        if what == WRITES {
            return self.customer_sms(now, body.as_bytes());
        }
        let of = if what == SIGN { "sign" } else { "template" };
        let example = format!(r#"{{"what":"{what}","{of}":"…","state":"rejected"}}"#);
        let review: Review = read(body.as_bytes(), &example)?;
        let approval = Approval::of_word(&review.state, &review.reason).ok_or_else(|| {
            let shown = shortened(&review.state, 40);
            Problem::new(400, format!("state: {shown:?} is none"))
                .hint("use approved, reviewing or rejected")
        })?;
        let aliyun = self.world.gateways().aliyun();
        let known = match of {
            "sign" => aliyun.review_sign(&review.name, approval),
            _ => aliyun.review_template(&review.name, approval),
        };
        if !known {
            let shown = shortened(&review.name, 60);
            return Err(
                Problem::new(404, format!("{of}: {shown:?} is none of this world's"))
                    .hint("GET /snapshot lists them under [sms.aliyun]"),
            );
        }
        Ok(Handled::Answer(json_answer(
            &json!({ "what": what, of: review.name, "state": review.state }),
        )))
    }

    /// Whom the customer writes to.
    fn written_to(&self, provider: Provider, asked: Option<String>) -> Result<String, Problem> {
        if let Some(to) = &asked {
            super::customer_message::within("to", to, TO_MAX)?;
        }
        if provider == Provider::Aliyun {
            return Ok(asked.unwrap_or_else(|| ALIYUN_CODE.to_owned()));
        }
        let numbers = &self.world.settings().sms.twilio.numbers;
        let plain = |number: &str| number.trim().trim_start_matches('+').to_owned();
        let found = numbers.iter().find(|one| {
            let asked = asked.as_deref().map(plain);
            asked.is_none_or(|asked| plain(&one.number) == asked)
        });
        found.map(|one| one.number.clone()).ok_or_else(|| {
            let known: Vec<&str> = numbers.iter().map(|one| one.number.as_str()).collect();
            let shown = asked.unwrap_or_default();
            Problem::new(
                400,
                format!("to: {shown:?} is no number of Twilio's account"),
            )
            .hint(format!(
                "leave it out for the first, or use {}",
                known.join(", ")
            ))
        })
    }

    /// An answer whose facts are on record, and what falls due of it.
    fn noted(&self, answer: crate::cloud_api::answer::Answer, handled: SmsHandled) -> Handled {
        let (facts, due) = handled.into_effects();
        drop(self.recent.record(facts));
        Handled::Ordered(answer, due)
    }
}

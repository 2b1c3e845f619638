//! What the world's SMS gateways saw and did, as rows of the ledger. A short message names its parcel by Aliyun's `OutId`
//! (or Twilio's callback query), else by a tracking number among its parameters or in its text.

use simulator::observation::Parameter;
use simulator::parcel::Checkpoint;
use simulator::sms::{Acked, ReceiptMade, SmsDecision, SmsFact, SmsSend};
use simulator::tracking_number;

use super::Witness;
use crate::ledger::Row;
use crate::ledger::row::SmsSendRow;
use crate::plan::stimuli::expectation_id;

impl Witness {
    /// A fact as a row.
    pub(super) fn sms_row(&self, fact: SmsFact) -> Row {
        match fact {
            SmsFact::Sent(send) => self.sms_send_row(*send),
            SmsFact::ReceiptMade(receipt) => self.receipt_row(receipt),
            SmsFact::AnswerLost { request, at, why } => Row::SmsAnswerLost {
                request: request as i64,
                at_us: self.us(at),
                why,
            },
            SmsFact::Inbound(inbound) => Row::SmsInbound {
                id: inbound.id as i64,
                at_us: self.us(inbound.at),
                provider: inbound.provider.word(),
                from_number: inbound.from,
                to_number: inbound.to,
                body: inbound.text,
                consent: inbound.consent,
            },
            SmsFact::Pushed {
                id,
                kind,
                class,
                carries,
            } => Row::SmsPush {
                id: id as i64,
                kind: kind.profile().word,
                class: class.word(),
                items: carries.len() as i64,
            },
            SmsFact::PushAttempt {
                push,
                attempt,
                acked,
            } => Row::SmsPushAttempt {
                push: push as i64,
                attempt: i64::from(attempt.number),
                started_us: self.us(attempt.started),
                ended_us: self.us(attempt.ended),
                outcome: attempt.outcome.word(),
                http_status: attempt.http_status,
                by_status: acked.map(|acked| acked != Acked::No),
                by_body: acked.map(|acked| acked == Acked::Yes),
                error: attempt.error,
            },
            SmsFact::PushDropped { push, why, carries } => Row::Control {
                at_us: self.clock.elapsed_us(),
                kind: "note",
                detail: serde_json::json!({
                    "text": format!("push {push} of an SMS gateway was given up with {} receipts: {why}", carries.len())
                })
                .to_string(),
            },
        }
    }

    fn sms_send_row(&self, send: SmsSend) -> Row {
        let (parcel, checkpoint, traced_by) = self.trace_sms(&send);
        let expectation = parcel
            .zip(checkpoint)
            .map(|(parcel, checkpoint)| expectation_id(parcel, checkpoint))
            .filter(|id| self.journeys.expects(*id, None));
        let parameters: Vec<Parameter> = send
            .parameters
            .iter()
            .map(|(key, text)| Parameter {
                component: "body".into(),
                key: key.clone().into(),
                text: text.clone(),
            })
            .collect();
        let (decision, refusal_class, code) = match send.decision {
            SmsDecision::Accepted => ("accepted", None, None),
            SmsDecision::Refused { code, transient } => {
                let class = if transient { "transient" } else { "permanent" };
                ("refused", Some(class), Some(code))
            }
        };
        if let Some(parcel) = parcel.filter(|_| refusal_class != Some("transient")) {
            self.journeys.paid(parcel as i64);
        }
        Row::SmsSend(Box::new(SmsSendRow {
            id: send.id as i64,
            at_us: self.us(send.at),
            provider: send.provider.word(),
            to_number: send.to,
            sender: send.sender,
            template: send.template,
            params: (!parameters.is_empty())
                .then(|| serde_json::to_string(&parameters).expect("strings always serialise")),
            text: send.text,
            segments: i64::from(send.segments),
            reference: Some(send.reference).filter(|reference| !reference.is_empty()),
            out_id: send.out_id,
            decision,
            refusal_class,
            code,
            http_status: send.http_status,
            request: send.request as i64,
            expectation,
            parcel: parcel.map(|parcel| parcel as i64),
            traced_by,
        }))
    }

    fn trace_sms(&self, send: &SmsSend) -> (Option<u64>, Option<Checkpoint>, &'static str) {
        let parcel_in = |text: &str| {
            tracking_number::scan(text).find_map(|token| self.population.index_of(token))
        };
        if let Some(out_id) = &send.out_id
            && let Some(parcel) = parcel_in(out_id)
        {
            let checkpoint = out_id
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .find_map(Checkpoint::parse);
            return (Some(parcel), checkpoint, "out_id");
        }
        let mut parameters = send.parameters.iter();
        let parcel = parameters
            .find_map(|(_, text)| parcel_in(text))
            .or_else(|| parcel_in(&send.text));
        match parcel {
            Some(parcel) => (Some(parcel), None, "parameter"),
            None => (None, None, "none"),
        }
    }

    fn receipt_row(&self, receipt: ReceiptMade) -> Row {
        Row::SmsReceipt {
            id: receipt.id as i64,
            sms: receipt.send as i64,
            status: receipt.status.word(),
            code: Some(receipt.code).filter(|code| !code.is_empty()),
            due_us: self.us(receipt.due),
            told: receipt.told,
        }
    }
}

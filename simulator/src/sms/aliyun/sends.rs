//! `SendSms` and `SendBatchSms`: one request, all or nothing.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::Call;
use super::number::{self, Recipient};
use super::quotas::One;
use super::refused::Refused;
use super::signing::Signed;
use super::text::{self, Filled};
use super::{Aliyun, Delivery, PENDING_MAX, State, codes};
use crate::cloud_api::answer::Answer;
use crate::sms::fact::{Provider, ReceiptMade, SmsDecision, SmsFact, SmsSend, SmsStatus};
use crate::sms::fate::{self, End, Forced};
use crate::sms::push::{SmsDue, SmsErrand, SmsTimer};
use crate::sms::settings::{AliyunAccount, Approval, SmsFaultEffect, SmsTemplate, TemplateKind};
use crate::sms::{SmsHandled, calendar, magic};
use crate::world::lock;

/// Most numbers of a `SendSms` (Aliyun, SMS, SendSms).
pub(super) const NUMBERS_MAX: usize = 1_000;
/// Most numbers of a `SendBatchSms`. Unconfirmed.
pub(super) const BATCH_MAX: usize = 100;

/// Whether an action sends.
pub(super) fn is_send(action: &str) -> bool {
    matches!(action, "SendSms" | "SendBatchSms")
}

/// What is asked for, per recipient, before it is judged.
#[derive(Debug, Clone, Default)]
struct Wanted {
    phone: String,
    sign: String,
    parameters: Option<String>,
}

/// A message that nothing stands against.
#[derive(Debug)]
struct Ready {
    recipient: Recipient,
    sign: String,
    filled: Filled,
    forced: Option<Forced>,
}

impl Aliyun {
    pub(super) fn send(&self, call: &Call<'_>, action: &str, signed: &Signed<'_>) -> SmsHandled {
        let asked = match asked(call, action) {
            Ok(asked) => asked,
            Err(refused) => return self.refused_send(call, action, &refused),
        };
        let recipients: Vec<&str> = asked.iter().map(|one| one.phone.as_str()).collect();
        let content = format!(
            "{}{:?}",
            call.get("TemplateCode").unwrap_or_default(),
            asked[0].parameters
        );
        let struck = self
            .faults
            .strike(call.now, &recipients.join(","), &content);
        match struck {
            Some(SmsFaultEffect::Refuse(code)) => {
                return self.refused_send(call, action, &Refused::known(code));
            }
            Some(SmsFaultEffect::Http(status)) => return self.bare(call, action, *status),
            Some(SmsFaultEffect::DropAnswer) | None => {}
        }
        let mut state = lock(&self.state);
        let ready = match self.judged(&mut state, call, &asked, signed) {
            Ok(ready) => ready,
            Err(refused) => {
                drop(state);
                return self.refused_send(call, action, &refused);
            }
        };
        let mut handled = self.accept(&mut state, call, action, ready);
        handled.drop_answer = struck == Some(&SmsFaultEffect::DropAnswer);
        handled
    }

    /// Every rule of the service, in its order; the first that is broken decides for the whole request.
    fn judged(
        &self,
        state: &mut State,
        call: &Call<'_>,
        asked: &[Wanted],
        signed: &Signed<'_>,
    ) -> Result<Vec<Ready>, Refused> {
        account(self.settings.account)?;
        if !signed.key.permitted {
            return Err(Refused::known("isp.RAM_PERMISSION_DENY"));
        }
        let code = call
            .get("TemplateCode")
            .ok_or_else(|| Refused::missing("TemplateCode"))?;
        let template = self.approved_template(state, code)?;
        let mut ready = Vec::with_capacity(asked.len());
        for one in asked {
            ready.push(self.ready(state, template, one)?);
        }
        self.within_limits(state, call, template, &ready)?;
        Ok(ready)
    }

    fn ready(&self, state: &State, template: &SmsTemplate, one: &Wanted) -> Result<Ready, Refused> {
        let recipient = number::parse(&one.phone, template.kind)?;
        if let Some(code) = magic::outcomes(&recipient.digits).find_map(codes::refusal_numbered) {
            return Err(Refused::known(code.code));
        }
        let opted_out = state.opted_out.contains(&recipient.digits);
        if opted_out && template.kind == TemplateKind::Promotion {
            return Err(Refused::known("isv.CUSTOMER_REFUSED"));
        }
        if state.sign(&self.settings, &one.sign) != Some(&Approval::Approved) {
            return Err(Refused::known("isv.SMS_SIGNATURE_ILLEGAL"));
        }
        let filled = text::fill(
            &self.settings,
            template,
            &one.sign,
            one.parameters.as_deref(),
        )?;
        let mut forced = fate::forced(&recipient.digits, codes::failure_numbered);
        if opted_out {
            forced = Some(Forced::Fails("USER_REJECT".to_owned()));
        }
        Ok(Ready {
            recipient,
            sign: one.sign.clone(),
            filled,
            forced,
        })
    }

    fn approved_template(&self, state: &State, code: &str) -> Result<&SmsTemplate, Refused> {
        let illegal = || Refused::known("isv.SMS_TEMPLATE_ILLEGAL");
        if state.template(&self.settings, code) != Some(&Approval::Approved) {
            return Err(illegal());
        }
        let found = self.settings.templates.iter().find(|one| one.code == code);
        found.ok_or_else(illegal)
    }

    /// Limits per recipient, of the day and of the money; counts when all of them hold.
    fn within_limits(
        &self,
        state: &mut State,
        call: &Call<'_>,
        template: &SmsTemplate,
        ready: &[Ready],
    ) -> Result<(), Refused> {
        let limits = self.settings.recipient_limits.as_ref();
        let ones = || {
            ready.iter().map(|one| One {
                sign: &one.sign,
                template: &template.code,
                kind: template.kind,
                digits: &one.recipient.digits,
            })
        };
        if let Some(limits) = limits {
            let against = |one| state.quotas.against(call.now, limits, &one);
            if let Some(words) = ones().find_map(against) {
                return Err(Refused::known("isv.BUSINESS_LIMIT_CONTROL").saying(words));
            }
        }
        let today = calendar::beijing_day(call.now);
        if state.day.0 != today {
            state.day = (today, 0);
        }
        let day = state.day.1 + ready.len() as u64;
        if self.settings.day_limit.is_some_and(|most| day > most) {
            return Err(Refused::known("isv.DAY_LIMIT_CONTROL"));
        }
        let parts: u64 = ready
            .iter()
            .map(|one| u64::from(one.filled.segments.parts))
            .sum();
        if let Some(balance) = &mut state.balance {
            *balance = balance
                .checked_sub(parts)
                .ok_or_else(|| Refused::known("isv.AMOUNT_NOT_ENOUGH"))?;
        }
        state.day.1 = day;
        if let Some(limits) = limits {
            ones().for_each(|one| state.quotas.count(call.now, limits, &one));
        }
        Ok(())
    }

    fn accept(
        &self,
        state: &mut State,
        call: &Call<'_>,
        action: &str,
        ready: Vec<Ready>,
    ) -> SmsHandled {
        let request = self.ids.request();
        // Eighteen digits and a caret, as Aliyun's are: the time and the request.
        let biz_id = format!("{:010}{:08}^0", call.now.unix_s(), request % 100_000_000);
        let answer = self.success(call, action, json!({ "BizId": biz_id }));
        let mut handled = SmsHandled::answered(answer);
        for one in ready {
            let delivery = self.delivery(call, &biz_id, &one);
            handled.facts.push(SmsFact::Sent(Box::new(SmsSend {
                id: delivery.id,
                request,
                at: call.now,
                provider: Provider::Aliyun,
                to: one.recipient.digits,
                sender: one.sign,
                template: Some(delivery.template.clone()),
                parameters: one.filled.parameters,
                text: one.filled.text,
                segments: delivery.parts,
                reference: biz_id.clone(),
                out_id: delivery.out_id.clone(),
                decision: SmsDecision::Accepted,
                http_status: 200,
            })));
            let delivery = Arc::new(delivery);
            self.plan(state, &delivery, &mut handled);
            state.shelf.put(delivery);
        }
        handled
    }

    fn delivery(&self, call: &Call<'_>, biz_id: &str, one: &Ready) -> Delivery {
        let id = self.ids.send();
        let fate = fate::draw(
            &self.settings.receipts,
            one.forced.clone(),
            call.now,
            codes::FAILURES[0].code,
            &mut self.chance.stream("sms fate aliyun", id),
        );
        let receipt = if fate.end == End::Silent {
            0
        } else {
            self.ids.receipt()
        };
        Delivery {
            id,
            receipt,
            named: one.recipient.named.clone(),
            biz_id: biz_id.to_owned(),
            out_id: call.get("OutId").map(str::to_owned),
            template: call.get("TemplateCode").unwrap_or_default().to_owned(),
            text: one.filled.text.clone(),
            parts: one.filled.segments.parts,
            accepted: call.now,
            fate,
        }
    }

    /// The receipt as a fact, and its push.
    fn plan(&self, state: &mut State, delivery: &Arc<Delivery>, handled: &mut SmsHandled) {
        let (status, code) = match &delivery.fate.end {
            End::Silent => return,
            End::Delivered => (SmsStatus::Delivered, codes::DELIVERED.code),
            End::Fails(code) => (SmsStatus::Undelivered, code.as_str()),
        };
        let told = self.settings.report_url.is_some();
        let due = delivery.fate.receipt;
        handled.facts.push(SmsFact::ReceiptMade(ReceiptMade {
            id: delivery.receipt,
            send: delivery.id,
            status,
            code: code.to_owned(),
            due,
            told,
        }));
        if !told {
            return;
        }
        if state.pending.len() >= PENDING_MAX {
            handled.facts.push(SmsFact::PushDropped {
                push: 0,
                carries: vec![delivery.receipt],
                why: "too many receipts wait to be pushed",
            });
            return;
        }
        state
            .pending
            .insert((due, delivery.id), Arc::clone(delivery));
        handled.due.push(SmsDue {
            due: due.after(self.settings.batch_wait),
            errand: SmsErrand::Wake(SmsTimer::AliyunReceipts),
        });
    }

    /// A refused send: the answer, and a fact for each recipient that could be read.
    pub(super) fn refused_send(
        &self,
        call: &Call<'_>,
        action: &str,
        refused: &Refused,
    ) -> SmsHandled {
        let decision = SmsDecision::Refused {
            code: refused.code.clone(),
            transient: refused.transient,
        };
        let mut handled = SmsHandled::answered(self.refusal(call, refused));
        handled.facts = self.refused_facts(call, action, &decision, refused.http);
        handled
    }

    fn bare(&self, call: &Call<'_>, action: &str, status: u16) -> SmsHandled {
        let decision = SmsDecision::Refused {
            code: format!("http.{status}"),
            transient: status >= 500 || status == 429,
        };
        let mut handled = SmsHandled::answered(Answer::html(status));
        handled.facts = self.refused_facts(call, action, &decision, status);
        handled
    }

    fn refused_facts(
        &self,
        call: &Call<'_>,
        action: &str,
        decision: &SmsDecision,
        http_status: u16,
    ) -> Vec<SmsFact> {
        let request = self.ids.request();
        let unread = || {
            vec![Wanted {
                phone: call
                    .get("PhoneNumbers")
                    .unwrap_or_default()
                    .chars()
                    .take(64)
                    .collect(),
                ..Wanted::default()
            }]
        };
        let asked = asked(call, action).unwrap_or_else(|_| unread());
        let fact = |one: Wanted| {
            SmsFact::Sent(Box::new(SmsSend {
                id: self.ids.send(),
                request,
                at: call.now,
                provider: Provider::Aliyun,
                to: one.phone,
                sender: one.sign,
                template: call.get("TemplateCode").map(str::to_owned),
                parameters: Vec::new(),
                text: String::new(),
                segments: 0,
                reference: String::new(),
                out_id: call.get("OutId").map(str::to_owned),
                decision: decision.clone(),
                http_status,
            }))
        };
        asked.into_iter().map(fact).collect()
    }
}

fn account(state: AliyunAccount) -> Result<(), Refused> {
    let code = match state {
        AliyunAccount::Active => return Ok(()),
        AliyunAccount::OutOfService => "isv.OUT_OF_SERVICE",
        AliyunAccount::NotACustomer => "isv.PRODUCT_UN_SUBSCRIPT",
        AliyunAccount::NotSubscribed => "isv.PRODUCT_UNSUBSCRIBE",
        AliyunAccount::Unknown => "isv.ACCOUNT_NOT_EXISTS",
        AliyunAccount::Abnormal => "isv.ACCOUNT_ABNORMAL",
    };
    Err(Refused::known(code))
}

/// Who is to get what; at least one recipient.
fn asked(call: &Call<'_>, action: &str) -> Result<Vec<Wanted>, Refused> {
    let wanted = |name: &'static str| call.get(name).ok_or_else(|| Refused::missing(name));
    if action == "SendSms" {
        let phones: Vec<&str> = wanted("PhoneNumbers")?.split(',').collect();
        let sign = wanted("SignName")?;
        wanted("TemplateCode")?;
        within(phones.len(), NUMBERS_MAX)?;
        let one = |phone: &str| Wanted {
            phone: phone.to_owned(),
            sign: sign.to_owned(),
            parameters: call.get("TemplateParam").map(str::to_owned),
        };
        return Ok(phones.into_iter().map(one).collect());
    }
    let phones: Vec<String> = list(wanted("PhoneNumberJson")?)?;
    let signs: Vec<String> = list(wanted("SignNameJson")?)?;
    wanted("TemplateCode")?;
    within(phones.len(), BATCH_MAX)?;
    let parameters: Option<Vec<Value>> = call.get("TemplateParamJson").map(list).transpose()?;
    let lengths = [Some(signs.len()), parameters.as_ref().map(Vec::len)];
    if phones.is_empty()
        || lengths
            .into_iter()
            .flatten()
            .any(|length| length != phones.len())
    {
        return Err(Refused::known("isv.INVALID_PARAMETERS"));
    }
    let pairs = phones.into_iter().zip(signs).enumerate();
    let one = |(place, (phone, sign)): (usize, (String, String))| Wanted {
        phone,
        sign,
        parameters: parameters.as_ref().map(|all| all[place].to_string()),
    };
    Ok(pairs.map(one).collect())
}

fn within(count: usize, most: usize) -> Result<(), Refused> {
    if count > most {
        return Err(Refused::known("isv.MOBILE_COUNT_OVER_LIMIT"));
    }
    Ok(())
}

fn list<T: serde::de::DeserializeOwned>(json: &str) -> Result<Vec<T>, Refused> {
    serde_json::from_str(json).map_err(|_| Refused::known("isv.INVALID_JSON_PARAM"))
}

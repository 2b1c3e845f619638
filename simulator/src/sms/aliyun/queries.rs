//! What became of messages, and how reviews stand: the `Query…` actions.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::Call;
use super::refused::Refused;
use super::{Aliyun, Delivery, codes, number};
use crate::sms::calendar;
use crate::sms::fate::End;
use crate::sms::settings::{Approval, TemplateKind};
use crate::world::lock;

/// Longest page.
const PAGE_MAX: usize = 50;

impl Aliyun {
    /// `QuerySendDetails`: one number, one day in Beijing, newest first.
    pub(super) fn send_details(&self, call: &Call<'_>) -> Result<Value, Refused> {
        let wanted = |name: &'static str| call.get(name).ok_or_else(|| Refused::missing(name));
        let phone = number::named(wanted("PhoneNumber")?);
        let day = wanted("SendDate")?;
        let invalid = || Refused::known("isv.INVALID_PARAMETERS");
        if day.len() != 8 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid());
        }
        let (size, page) = (
            number_of(wanted("PageSize")?)?,
            number_of(wanted("CurrentPage")?)?,
        );
        if !(1..=PAGE_MAX).contains(&size) || page == 0 {
            return Err(invalid());
        }
        let state = lock(&self.state);
        let found: Vec<&Arc<Delivery>> = state
            .shelf
            .newest_to(&phone)
            .filter(|one| calendar::beijing_day(one.accepted) == day)
            .filter(|one| call.get("BizId").is_none_or(|id| one.biz_id == id))
            .collect();
        let rows: Vec<Value> = found
            .iter()
            .skip((page - 1) * size)
            .take(size)
            .map(|one| detail(call, one))
            .collect();
        Ok(json!({
            "TotalCount": found.len().to_string(),
            "SmsSendDetailDTOs": { "SmsSendDetailDTO": rows },
        }))
    }

    /// `QuerySmsTemplate`.
    pub(super) fn template(&self, call: &Call<'_>) -> Result<Value, Refused> {
        let code = call
            .get("TemplateCode")
            .ok_or_else(|| Refused::missing("TemplateCode"))?;
        let state = lock(&self.state);
        let illegal = || Refused::known("isv.SMS_TEMPLATE_ILLEGAL");
        let approval = state.template(&self.settings, code).ok_or_else(illegal)?;
        let template = self.settings.templates.iter().find(|one| one.code == code);
        let template = template.ok_or_else(illegal)?;
        Ok(json!({
            "TemplateCode": template.code, "TemplateName": template.name,
            "TemplateContent": template.content, "TemplateType": kind(template.kind),
            "TemplateStatus": status(approval), "Reason": reason(approval),
            "CreateDate": CREATED,
        }))
    }

    /// `QuerySmsTemplateList`.
    pub(super) fn template_list(&self, call: &Call<'_>) -> Result<Value, Refused> {
        let state = lock(&self.state);
        let row = |one: &crate::sms::settings::SmsTemplate| {
            let approval = state
                .template(&self.settings, &one.code)
                .unwrap_or(&one.approval);
            json!({
                "TemplateCode": one.code, "TemplateName": one.name, "TemplateContent": one.content,
                "TemplateType": kind(one.kind), "OuterTemplateType": kind(one.kind),
                "AuditStatus": audit(approval), "Reason": rejection(approval),
                "CreateDate": CREATED, "OrderId": one.code.trim_start_matches("SMS_"),
            })
        };
        page(
            call,
            "SmsTemplateList",
            self.settings.templates.iter().map(row).collect(),
        )
    }

    /// `QuerySmsSign`.
    pub(super) fn sign(&self, call: &Call<'_>) -> Result<Value, Refused> {
        let name = call
            .get("SignName")
            .ok_or_else(|| Refused::missing("SignName"))?;
        let state = lock(&self.state);
        let approval = state
            .sign(&self.settings, name)
            .ok_or_else(|| Refused::known("isv.SMS_SIGNATURE_ILLEGAL"))?;
        Ok(json!({
            "SignName": name, "SignStatus": status(approval), "Reason": reason(approval),
            "CreateDate": CREATED,
        }))
    }

    /// `QuerySmsSignList`.
    pub(super) fn sign_list(&self, call: &Call<'_>) -> Result<Value, Refused> {
        let state = lock(&self.state);
        let row = |one: &crate::sms::settings::Sign| {
            let approval = state
                .sign(&self.settings, &one.name)
                .unwrap_or(&one.approval);
            json!({
                "SignName": one.name, "AuditStatus": audit(approval), "Reason": rejection(approval),
                "BusinessType": "通用类型", "CreateDate": CREATED,
            })
        };
        page(
            call,
            "SmsSignList",
            self.settings.signs.iter().map(row).collect(),
        )
    }
}

/// When every sign and template was made; it matters to nobody.
const CREATED: &str = "2024-01-02 11:42:17";

fn detail(call: &Call<'_>, one: &Delivery) -> Value {
    let known = call.now >= one.fate.receipt;
    let (status, code) = match &one.fate.end {
        End::Delivered if known => (3, Some(codes::DELIVERED.code)),
        End::Fails(code) if known => (2, Some(code.as_str())),
        _ => (1, None),
    };
    let mut row = json!({
        "PhoneNum": one.named, "SendStatus": status, "TemplateCode": one.template,
        "Content": one.text, "SendDate": calendar::beijing(one.accepted),
    });
    if let Some(code) = code {
        row["ErrCode"] = json!(code);
        row["ReceiveDate"] = json!(calendar::beijing(one.fate.receipt));
    }
    if let Some(out_id) = &one.out_id {
        row["OutId"] = json!(out_id);
    }
    row
}

fn page(call: &Call<'_>, name: &str, rows: Vec<Value>) -> Result<Value, Refused> {
    let number = |name, default| call.get(name).map_or(Ok(default), number_of);
    let (size, index) = (number("PageSize", 10)?, number("PageIndex", 1)?);
    if !(1..=PAGE_MAX).contains(&size) || index == 0 {
        return Err(Refused::known("isv.INVALID_PARAMETERS"));
    }
    let total = rows.len();
    let rows: Vec<Value> = rows
        .into_iter()
        .skip((index - 1) * size)
        .take(size)
        .collect();
    let mut body = json!({ "CurrentPage": index, "PageSize": size, "TotalCount": total });
    body[name] = Value::Array(rows);
    Ok(body)
}

fn number_of(text: &str) -> Result<usize, Refused> {
    let number = text.parse().ok().filter(|number| *number <= 1_000_000);
    number.ok_or_else(|| Refused::known("isv.INVALID_PARAMETERS"))
}

fn kind(kind: TemplateKind) -> u8 {
    match kind {
        TemplateKind::Verification => 0,
        TemplateKind::Notification => 1,
        TemplateKind::Promotion => 2,
        TemplateKind::International => 3,
    }
}

fn status(approval: &Approval) -> u8 {
    match approval {
        Approval::Reviewing => 0,
        Approval::Approved => 1,
        Approval::Rejected(_) => 2,
    }
}

fn audit(approval: &Approval) -> &'static str {
    match approval {
        Approval::Reviewing => "AUDIT_STATE_INIT",
        Approval::Approved => "AUDIT_STATE_PASS",
        Approval::Rejected(_) => "AUDIT_STATE_NOT_PASS",
    }
}

fn reason(approval: &Approval) -> &str {
    match approval {
        Approval::Rejected(why) => why,
        _ => "无审批备注",
    }
}

fn rejection(approval: &Approval) -> Value {
    match approval {
        Approval::Rejected(why) => {
            json!({ "RejectInfo": why, "RejectSubInfo": "", "RejectDate": CREATED })
        }
        _ => json!({}),
    }
}

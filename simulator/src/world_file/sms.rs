//! `[sms]` of a world file: the SMS gateways. A list that a file states takes the place of the world's whole list.

mod sections;
mod written;

use std::time::Duration;

use super::{WorldFileError, wrong};
use crate::sms::settings::{
    AccessKey, AliyunAccount, AliyunSettings, Approval, MessagingService, Receipts,
    RecipientLimits, Sign, SmsFault, SmsFaultEffect, SmsSettings, SmsTemplate, TwilioNumber,
    TwilioSettings,
};
use crate::sms::{Provider, aliyun, twilio};
use sections::{
    AccessKeySection, AliyunSection, FaultSection, LimitsSection, ReceiptsSection, SignSection,
    SmsSection, TemplateSection, TwilioSection,
};

pub(super) use self::sections::SmsSection as Section;
pub(super) use written::section as written;

pub(super) fn apply(settings: &mut SmsSettings, section: SmsSection) -> Result<(), WorldFileError> {
    if let Some(section) = section.aliyun {
        of_aliyun(&mut settings.aliyun, section)?;
    }
    if let Some(section) = section.twilio {
        of_twilio(&mut settings.twilio, section)?;
    }
    if let Some(faults) = section.fault {
        settings.faults = faults.into_iter().map(fault).collect::<Result<_, _>>()?;
    }
    Ok(())
}

fn put<T>(to: &mut T, stated: Option<T>) {
    if let Some(stated) = stated {
        *to = stated;
    }
}

fn of_aliyun(aliyun: &mut AliyunSettings, from: AliyunSection) -> Result<(), WorldFileError> {
    if let Some(word) = from.account {
        aliyun.account = AliyunAccount::of_word(&word).ok_or_else(|| {
            let known = AliyunAccount::ALL.map(AliyunAccount::word).join(", ");
            wrong(
                "sms.aliyun.account",
                format!("{word:?} is none"),
                format!("use one of {known}"),
            )
        })?;
    }
    if let Some(keys) = from.access_key {
        let usable = |key: &AccessKeySection| !key.id.is_empty() && !key.secret.is_empty();
        if keys.is_empty() || !keys.iter().all(usable) {
            return Err(wrong(
                "sms.aliyun.access_key",
                "a key without id or secret, or none at all",
                "state at least one with both",
            ));
        }
        let keys = keys.into_iter().map(|key| AccessKey {
            id: key.id,
            secret: key.secret,
            permitted: key.permitted,
        });
        aliyun.access_keys = keys.collect();
    }
    if let Some(signs) = from.sign {
        aliyun.signs = signs.into_iter().map(sign).collect::<Result<_, _>>()?;
    }
    if let Some(templates) = from.template {
        let all = templates.into_iter().map(template);
        aliyun.templates = all.collect::<Result<_, _>>()?;
    }
    if let Some(limits) = from.recipient_limits {
        aliyun.recipient_limits = Some(limits.over(aliyun.recipient_limits.unwrap_or_default()));
    }
    if let Some(section) = from.receipts {
        receipts(&mut aliyun.receipts, section, "sms.aliyun.receipts")?;
    }
    if let Some(seconds) = from.timestamp_window_s {
        aliyun.timestamp_window = (seconds > 0).then(|| Duration::from_secs(seconds));
    }
    aliyun.balance = from.balance.or(aliyun.balance);
    aliyun.day_limit = from.day_limit.or(aliyun.day_limit);
    aliyun.requests_per_second = from.requests_per_second.or(aliyun.requests_per_second);
    put(
        &mut aliyun.parameter_characters_max,
        from.parameter_characters_max,
    );
    put(&mut aliyun.black_words, from.black_words);
    put(&mut aliyun.forbidden_words, from.forbidden_words);
    put(&mut aliyun.opted_out, from.opted_out);
    aliyun.report_url = from.report_url.or(aliyun.report_url.take());
    aliyun.inbound_url = from.inbound_url.or(aliyun.inbound_url.take());
    put(
        &mut aliyun.batch_max,
        from.batch_max.map(|most| most.clamp(1, 1_000)),
    );
    put(
        &mut aliyun.batch_wait,
        from.batch_wait_ms.map(Duration::from_millis),
    );
    Ok(())
}

fn sign(one: SignSection) -> Result<Sign, WorldFileError> {
    let approval = approval("sms.aliyun.sign", &one.name, &one.state, &one.reason)?;
    let name = one.name;
    Ok(Sign { name, approval })
}

fn template(one: TemplateSection) -> Result<SmsTemplate, WorldFileError> {
    let approval = approval("sms.aliyun.template", &one.code, &one.state, &one.reason)?;
    Ok(SmsTemplate {
        name: one.name.unwrap_or_else(|| one.code.clone()),
        code: one.code,
        content: one.content,
        kind: one.kind,
        approval,
    })
}

fn approval(
    place: &str,
    name: &str,
    state: &str,
    reason: &str,
) -> Result<Approval, WorldFileError> {
    Approval::of_word(state, reason).ok_or_else(|| {
        wrong(
            format!("{place} {name}"),
            format!("state {state:?} is none"),
            "use approved, reviewing or rejected",
        )
    })
}

impl LimitsSection {
    fn over(self, limits: RecipientLimits) -> RecipientLimits {
        RecipientLimits {
            verification_minute: self
                .verification_minute
                .unwrap_or(limits.verification_minute),
            verification_hour: self.verification_hour.unwrap_or(limits.verification_hour),
            verification_day: self.verification_day.unwrap_or(limits.verification_day),
            platform_day: self.platform_day.unwrap_or(limits.platform_day),
            notification_day: self.notification_day.unwrap_or(limits.notification_day),
        }
    }
}

fn of_twilio(twilio: &mut TwilioSettings, from: TwilioSection) -> Result<(), WorldFileError> {
    if let Some(sid) = from.account_sid {
        twilio.account_sid = sid_of("AC", "sms.twilio.account_sid", sid)?;
    }
    put(&mut twilio.auth_token, from.auth_token);
    if let Some(keys) = from.api_key {
        twilio.api_keys = keys.into_iter().map(|key| (key.sid, key.secret)).collect();
    }
    if let Some(numbers) = from.number {
        if numbers.is_empty() {
            return Err(wrong(
                "sms.twilio.number",
                "there is none",
                "state at least one, such as +12015550123",
            ));
        }
        let numbers = numbers.into_iter().map(|one| {
            Ok(TwilioNumber {
                number: plus_number("sms.twilio.number", one.number)?,
                inbound_url: one.inbound_url,
            })
        });
        twilio.numbers = numbers.collect::<Result<_, WorldFileError>>()?;
    }
    if let Some(services) = from.service {
        let services = services.into_iter().map(|one| {
            Ok(MessagingService {
                sid: sid_of("MG", "sms.twilio.service", one.sid)?,
                numbers: one.numbers,
                status_callback: one.status_callback,
                inbound_url: one.inbound_url,
            })
        });
        twilio.services = services.collect::<Result<_, WorldFileError>>()?;
    }
    if let Some(section) = from.receipts {
        receipts(&mut twilio.receipts, section, "sms.twilio.receipts")?;
    }
    for number in &mut twilio.numbers {
        let stated = number.inbound_url.take();
        number.inbound_url = stated.or_else(|| from.inbound_url.clone());
    }
    for service in &mut twilio.services {
        let stated = service.status_callback.take();
        service.status_callback = stated.or_else(|| from.status_callback.clone());
    }
    put(&mut twilio.permitted_prefixes, from.permitted_prefixes);
    twilio.verified_only = from.verified_only.or(twilio.verified_only.take());
    twilio.requests_per_second = from.requests_per_second.or(twilio.requests_per_second);
    twilio.segments_per_second = from.segments_per_second.or(twilio.segments_per_second);
    if let Some(pairs) = from.opted_out {
        let pairs = pairs.into_iter().map(|pair| (pair.sender, pair.number));
        twilio.opted_out = pairs.collect();
    }
    put(&mut twilio.price_per_segment, from.price_per_segment);
    Ok(())
}

fn receipts(
    receipts: &mut Receipts,
    from: ReceiptsSection,
    place: &str,
) -> Result<(), WorldFileError> {
    put(
        &mut receipts.sent_after,
        from.sent_after_ms.map(Duration::from_millis),
    );
    put(
        &mut receipts.receipt_after,
        from.receipt_after_ms.map(Duration::from_millis),
    );
    for (key, to, stated) in [
        (
            "failure_share",
            &mut receipts.failure_share,
            from.failure_share,
        ),
        (
            "silent_share",
            &mut receipts.silent_share,
            from.silent_share,
        ),
        ("duplicates", &mut receipts.duplicates, from.duplicates),
    ] {
        if let Some(stated) = stated {
            *to = share(&format!("{place}.{key}"), stated)?;
        }
    }
    put(&mut receipts.failure_codes, from.failure_codes);
    Ok(())
}

fn fault(from: FaultSection) -> Result<SmsFault, WorldFileError> {
    let place = "sms.fault";
    let providers = Provider::ALL;
    let mut known = providers.into_iter();
    let provider = known.find(|one| one.word() == from.provider);
    let provider = provider.ok_or_else(|| {
        wrong(
            format!("{place}.provider"),
            format!("{:?} is none", from.provider),
            format!("use {}", providers.map(Provider::word).join(" or ")),
        )
    })?;
    let effect = match (from.code, from.http_status, from.drop_answer) {
        (Some(code), None, false) => SmsFaultEffect::Refuse(known_code(provider, code)?),
        (None, Some(status), false) if (400..600).contains(&status) => SmsFaultEffect::Http(status),
        (None, None, true) => SmsFaultEffect::DropAnswer,
        _ => {
            return Err(wrong(
                place,
                "its effect is not clear",
                "state one of code, http_status (400 to 599) and drop_answer = true",
            ));
        }
    };
    Ok(SmsFault {
        provider,
        effect,
        share: share(&format!("{place}.share"), from.share)?,
        from: Duration::from_secs(from.from_s),
        to: from.to_s.map(Duration::from_secs),
    })
}

fn known_code(provider: Provider, code: String) -> Result<String, WorldFileError> {
    let known = match provider {
        Provider::Aliyun => aliyun::codes::refusal(&code).is_some(),
        Provider::Twilio => code
            .parse()
            .is_ok_and(|code| twilio::codes::refusal(code).is_some()),
    };
    if known {
        return Ok(code);
    }
    let example = match provider {
        Provider::Aliyun => "isv.BUSINESS_LIMIT_CONTROL",
        Provider::Twilio => "20429",
    };
    Err(wrong(
        "sms.fault.code",
        format!("{code:?} is no code of {}", provider.word()),
        format!("such as {example}; docs/carriers.md lists them"),
    ))
}

fn share(place: &str, stated: f64) -> Result<f64, WorldFileError> {
    if (0.0..=1.0).contains(&stated) {
        return Ok(stated);
    }
    Err(wrong(place, format!("{stated} is no share"), "use 0 to 1"))
}

fn sid_of(prefix: &str, place: &str, sid: String) -> Result<String, WorldFileError> {
    let digits = sid.strip_prefix(prefix).unwrap_or_default();
    if digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(sid);
    }
    let cure = format!("{prefix} and 32 hexadecimal digits");
    Err(wrong(place, format!("{sid:?} is no SID"), cure))
}

fn plus_number(place: &str, number: String) -> Result<String, WorldFileError> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    if (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(number);
    }
    let what = format!("{number:?} is no phone number");
    Err(wrong(place, what, "a plus sign and 7 to 15 digits"))
}

#[cfg(test)]
mod tests;

//! The SMS gateways as they stand, as `[sms]` of a world file.

use std::time::Duration;

use super::sections::{
    AccessKeySection, AliyunSection, ApiKeySection, FaultSection, LimitsSection, OptedOutSection,
    ReceiptsSection, ServiceSection, SignSection, SmsSection, TemplateSection, TwilioNumberSection,
    TwilioSection,
};
use crate::sms::Gateways;
use crate::sms::settings::{
    AliyunSettings, Approval, Receipts, RecipientLimits, SmsFault, SmsFaultEffect, TwilioSettings,
};

/// Deliveries, queues and counters of limits are not part of it.
pub(in crate::world_file) fn section(gateways: &Gateways, faults: &[SmsFault]) -> SmsSection {
    SmsSection {
        aliyun: Some(aliyun(gateways.aliyun().standing())),
        twilio: Some(twilio(gateways.twilio().standing())),
        fault: (!faults.is_empty()).then(|| faults.iter().map(fault).collect()),
    }
}

fn aliyun(from: AliyunSettings) -> AliyunSection {
    let keys = from.access_keys.into_iter().map(|key| AccessKeySection {
        id: key.id,
        secret: key.secret,
        permitted: key.permitted,
    });
    let signs = from.signs.into_iter().map(|sign| SignSection {
        name: sign.name,
        state: sign.approval.word().to_owned(),
        reason: reason(&sign.approval),
    });
    let templates = from.templates.into_iter().map(|one| TemplateSection {
        code: one.code,
        name: Some(one.name),
        content: one.content,
        kind: one.kind,
        state: one.approval.word().to_owned(),
        reason: reason(&one.approval),
    });
    AliyunSection {
        report_url: from.report_url,
        inbound_url: from.inbound_url,
        account: Some(from.account.word().to_owned()),
        balance: from.balance,
        day_limit: from.day_limit,
        requests_per_second: from.requests_per_second,
        timestamp_window_s: Some(from.timestamp_window.map_or(0, |window| window.as_secs())),
        parameter_characters_max: Some(from.parameter_characters_max),
        black_words: Some(from.black_words),
        forbidden_words: Some(from.forbidden_words),
        opted_out: Some(from.opted_out),
        batch_max: Some(from.batch_max),
        batch_wait_ms: Some(ms(from.batch_wait)),
        access_key: Some(keys.collect()),
        sign: Some(signs.collect()),
        template: Some(templates.collect()),
        recipient_limits: from.recipient_limits.map(limits),
        receipts: Some(receipts(from.receipts)),
    }
}

fn twilio(from: TwilioSettings) -> TwilioSection {
    let numbers = from.numbers.into_iter().map(|one| TwilioNumberSection {
        number: one.number,
        inbound_url: one.inbound_url,
    });
    let services = from.services.into_iter().map(|one| ServiceSection {
        sid: one.sid,
        numbers: one.numbers,
        status_callback: one.status_callback,
        inbound_url: one.inbound_url,
    });
    let keys = from.api_keys.into_iter();
    let pairs = from.opted_out.into_iter();
    TwilioSection {
        account_sid: Some(from.account_sid),
        auth_token: Some(from.auth_token),
        inbound_url: None,
        status_callback: None,
        permitted_prefixes: Some(from.permitted_prefixes),
        verified_only: from.verified_only,
        requests_per_second: from.requests_per_second,
        segments_per_second: from.segments_per_second,
        price_per_segment: Some(from.price_per_segment),
        number: Some(numbers.collect()),
        service: Some(services.collect()),
        api_key: Some(
            keys.map(|(sid, secret)| ApiKeySection { sid, secret })
                .collect(),
        ),
        opted_out: Some(
            pairs
                .map(|(sender, number)| OptedOutSection { sender, number })
                .collect(),
        ),
        receipts: Some(receipts(from.receipts)),
    }
}

fn limits(from: RecipientLimits) -> LimitsSection {
    LimitsSection {
        verification_minute: Some(from.verification_minute),
        verification_hour: Some(from.verification_hour),
        verification_day: Some(from.verification_day),
        platform_day: Some(from.platform_day),
        notification_day: Some(from.notification_day),
    }
}

fn receipts(from: Receipts) -> ReceiptsSection {
    ReceiptsSection {
        sent_after_ms: Some(ms(from.sent_after)),
        receipt_after_ms: Some(ms(from.receipt_after)),
        failure_share: Some(from.failure_share),
        failure_codes: Some(from.failure_codes),
        silent_share: Some(from.silent_share),
        duplicates: Some(from.duplicates),
    }
}

fn fault(from: &SmsFault) -> FaultSection {
    let (code, http_status, drop_answer) = match &from.effect {
        SmsFaultEffect::Refuse(code) => (Some(code.clone()), None, false),
        SmsFaultEffect::Http(status) => (None, Some(*status), false),
        SmsFaultEffect::DropAnswer => (None, None, true),
    };
    FaultSection {
        provider: from.provider.word().to_owned(),
        code,
        http_status,
        drop_answer,
        share: from.share,
        from_s: from.from.as_secs(),
        to_s: from.to.map(|to| to.as_secs()),
    }
}

fn reason(approval: &Approval) -> String {
    match approval {
        Approval::Rejected(reason) => reason.clone(),
        Approval::Approved | Approval::Reviewing => String::new(),
    }
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

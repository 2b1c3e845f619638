//! The world's SMS gateways as a policy needs them: its sign and its template approved, its pushes to the connector.

use simulator::sms::SmsSettings;
use simulator::sms::settings::{Approval, Sign, SmsTemplate, TemplateKind};

use crate::connector_file::Filled;
use crate::policy::{Policy, Source};

/// Settings for a policy and a connector. `clock_scale` other than 1: Aliyun's timestamps are the connector's own, so
/// they are not held against the world's clock.
pub fn settings(policy: &Policy, filled: &Filled, clock_scale: f64) -> SmsSettings {
    let mut settings = SmsSettings::default();
    settings.aliyun.report_url = filled.aliyun_report_url.clone();
    settings.aliyun.inbound_url = filled.aliyun_up_url.clone();
    if (clock_scale - 1.0).abs() > f64::EPSILON {
        settings.aliyun.timestamp_window = None;
    }
    for service in &mut settings.twilio.services {
        service.status_callback = filled.twilio_url.clone();
    }
    let Some(sms) = &policy.sms_fallback else {
        return settings;
    };
    if let Some(name) = &sms.sign {
        settings.aliyun.signs.retain(|known| known.name != *name);
        settings.aliyun.signs.push(Sign {
            name: name.clone(),
            approval: Approval::Approved,
        });
    }
    if let Some(code) = &sms.template {
        settings.aliyun.templates.push(SmsTemplate {
            code: code.clone(),
            name: "parcel news".to_owned(),
            content: content(&sms.params),
            kind: TemplateKind::International,
            approval: Approval::Approved,
        });
    }
    settings
}

/// A text with the policy's parameters, each under its own word.
fn content(params: &[Source]) -> String {
    let named = Source::WORDS
        .iter()
        .filter(|(_, source)| params.contains(source));
    let marks: Vec<String> = named.map(|(word, _)| format!("${{{word}}}")).collect();
    match marks.is_empty() {
        true => "News of your parcel.".to_owned(),
        false => format!("News of your parcel: {}.", marks.join(", ")),
    }
}

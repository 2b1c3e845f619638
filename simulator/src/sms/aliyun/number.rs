//! Phone numbers as Aliyun takes them: eleven digits in mainland China, country code and number without plus elsewhere.

use crate::sms::settings::TemplateKind;

use super::refused::Refused;

/// A recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recipient {
    /// E.164 digits without plus.
    pub(super) digits: String,
    /// As Aliyun names it in answers and receipts: without 86 in mainland China.
    pub(super) named: String,
}

/// Reads a number for a template of a kind: the kind decides what eleven digits that begin with 1 mean. A magic number
/// fits every kind.
pub(super) fn parse(text: &str, kind: TemplateKind) -> Result<Recipient, Refused> {
    let illegal = || {
        Refused::known("isv.MOBILE_NUMBER_ILLEGAL").saying(format!("{text}invalid mobile number"))
    };
    let bare = text.trim();
    let bare = bare.strip_prefix('+').unwrap_or(bare);
    let bare = bare.strip_prefix("00").unwrap_or(bare);
    let digits = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || bare.starts_with('0') || bare.len() > 15 {
        return Err(illegal());
    }
    let mainland = mainland_number(bare);
    let abroad = || Recipient {
        digits: bare.to_owned(),
        named: bare.to_owned(),
    };
    if crate::magic::forced_code(bare).is_some() {
        return Ok(abroad());
    }
    let has_country_code = bare.len() == 13;
    match (kind, mainland) {
        (TemplateKind::International, Some(_)) if has_country_code => {
            Err(Refused::known("isv.DOMESTIC_NUMBER_NOT_SUPPORTED"))
        }
        (TemplateKind::International, _) if bare.len() >= 8 => Ok(abroad()),
        (TemplateKind::International, _) | (_, None) => Err(illegal()),
        (_, Some(number)) => Ok(Recipient {
            digits: format!("86{number}"),
            named: number.to_owned(),
        }),
    }
}

/// The eleven digits of a mobile number in mainland China.
fn mainland_number(digits: &str) -> Option<&str> {
    let number = match digits.len() {
        13 => digits.strip_prefix("86")?,
        _ => digits,
    };
    let mobile = number.len() == 11 && number.starts_with('1') && number.as_bytes()[1] >= b'3';
    mobile.then_some(number)
}

/// The name under which deliveries to a number are found again.
pub(super) fn named(text: &str) -> String {
    let bare = text.trim().trim_start_matches('+');
    mainland_number(bare).unwrap_or(bare).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mainland_number_has_many_forms_and_one_name() {
        for text in [
            "13800138000",
            "+8613800138000",
            "8613800138000",
            "008613800138000",
        ] {
            let found = parse(text, TemplateKind::Notification).expect(text);
            assert_eq!(
                (found.digits.as_str(), found.named.as_str()),
                ("8613800138000", "13800138000")
            );
        }
    }

    #[test]
    fn a_number_that_its_template_does_not_reach_is_refused() {
        let cases = [
            (
                "12800138000",
                TemplateKind::Notification,
                "isv.MOBILE_NUMBER_ILLEGAL",
            ),
            (
                "5511987654321",
                TemplateKind::Notification,
                "isv.MOBILE_NUMBER_ILLEGAL",
            ),
            (
                "1380013800a",
                TemplateKind::Verification,
                "isv.MOBILE_NUMBER_ILLEGAL",
            ),
            ("", TemplateKind::International, "isv.MOBILE_NUMBER_ILLEGAL"),
            (
                "1234567",
                TemplateKind::International,
                "isv.MOBILE_NUMBER_ILLEGAL",
            ),
            (
                "8613800138000",
                TemplateKind::International,
                "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
            ),
        ];
        for (text, kind, code) in cases {
            assert_eq!(parse(text, kind).expect_err(text).code, code, "{text}");
        }
        let us = parse("14155550100", TemplateKind::International).expect("a US number");
        assert_eq!(us.digits, "14155550100");
    }
}

//! Trouble on purpose with short messages: which send it strikes. It strikes a message's first send only.

use std::sync::Mutex;
use std::time::Duration;

use crate::chance::{Chance, index_of};
use crate::clock::Moment;
use crate::sms::fact::Provider;
use crate::sms::remembered::Remembered;
use crate::sms::settings::{SmsFault, SmsFaultEffect};
use crate::world::lock;

/// Messages of which it is known that they were struck.
const STRUCK_MAX: usize = 200_000;
/// How long that is known.
const STRUCK_FOR: Duration = Duration::from_secs(3_600);

/// The faults of one gateway.
#[derive(Debug)]
pub(super) struct Faults {
    faults: Vec<SmsFault>,
    chance: Chance,
    started: Moment,
    struck: Mutex<Remembered>,
}

impl Faults {
    pub(super) fn new(
        faults: &[SmsFault],
        provider: Provider,
        chance: Chance,
        started: Moment,
    ) -> Faults {
        Faults {
            faults: faults
                .iter()
                .filter(|fault| fault.provider == provider)
                .cloned()
                .collect(),
            chance,
            started,
            struck: Mutex::new(Remembered::new(STRUCK_FOR, STRUCK_MAX)),
        }
    }

    /// Forgets what was struck.
    pub(super) fn reset(&self) {
        *lock(&self.struck) = Remembered::new(STRUCK_FOR, STRUCK_MAX);
    }

    /// What strikes the send of this content to these recipients.
    pub(super) fn strike(
        &self,
        now: Moment,
        recipients: &str,
        content: &str,
    ) -> Option<&SmsFaultEffect> {
        if self.faults.is_empty() {
            return None;
        }
        let message = index_of(&format!("{recipients}\n{content}"));
        let since = now.since(self.started);
        let fault = self.faults.iter().enumerate().find(|(place, fault)| {
            let active = since >= fault.from && fault.to.is_none_or(|to| since < to);
            let index = message.wrapping_add(*place as u64);
            active && self.chance.happens("sms fault", index, fault.share)
        });
        let (_, fault) = fault?;
        (!lock(&self.struck).seen(now, message)).then_some(&fault.effect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_struck_once_within_the_faults_time() {
        let fault = SmsFault {
            provider: Provider::Twilio,
            effect: SmsFaultEffect::Http(503),
            share: 1.0,
            from: Duration::from_secs(10),
            to: Some(Duration::from_secs(20)),
        };
        let start = Moment::from_unix_s(1_800_000_000);
        let faults = |provider| {
            Faults::new(
                std::slice::from_ref(&fault),
                provider,
                Chance::new(1),
                start,
            )
        };
        let of_twilio = faults(Provider::Twilio);
        let at = |seconds| start.after(Duration::from_secs(seconds));
        assert_eq!(of_twilio.strike(at(9), "1", "a"), None);
        assert_eq!(
            of_twilio.strike(at(10), "1", "a"),
            Some(&SmsFaultEffect::Http(503))
        );
        assert_eq!(of_twilio.strike(at(11), "1", "a"), None, "the retry");
        assert!(of_twilio.strike(at(11), "2", "a").is_some());
        assert_eq!(of_twilio.strike(at(20), "3", "a"), None);
        assert_eq!(faults(Provider::Aliyun).strike(at(11), "1", "a"), None);
    }
}

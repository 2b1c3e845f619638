//! How often a recipient may be written to: rolling windows per sign, template and number.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::chance::index_of;
use crate::clock::Moment;
use crate::sms::settings::{RecipientLimits, TemplateKind};

/// Keys of which times are kept; recipients beyond are not limited.
const KEYS_MAX: usize = 200_000;
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// One limit on one key.
#[derive(Debug, Clone, Copy)]
struct Rule {
    key: u64,
    window: Duration,
    most: usize,
    /// How Aliyun calls the window.
    level: &'static str,
}

/// Times of accepted messages by key. Memory: at most [`KEYS_MAX`] keys with as many times as the widest limit.
#[derive(Debug, Default)]
pub(super) struct Quotas {
    times: HashMap<u64, VecDeque<Moment>>,
    /// When keys without a time in the last day were last thrown out.
    cleared: Moment,
}

impl Quotas {
    /// What stands against one more message, in Aliyun's words; None: nothing.
    pub(super) fn against(
        &self,
        now: Moment,
        limits: &RecipientLimits,
        one: &One<'_>,
    ) -> Option<String> {
        let broken = one.rules(limits).into_iter().find(|rule| {
            let times = self.times.get(&rule.key);
            let within = |at: &&Moment| now.since(**at) < rule.window;
            times.is_some_and(|times| times.iter().rev().take_while(within).count() >= rule.most)
        })?;
        Some(format!("触发{}级流控Permits:{}", broken.level, broken.most))
    }

    /// Counts an accepted message.
    pub(super) fn count(&mut self, now: Moment, limits: &RecipientLimits, one: &One<'_>) {
        let mut keys: Vec<(u64, usize)> = Vec::new();
        for rule in one.rules(limits) {
            match keys.iter_mut().find(|(key, _)| *key == rule.key) {
                Some((_, most)) => *most = rule.most.max(*most),
                None => keys.push((rule.key, rule.most)),
            }
        }
        for (key, most) in keys {
            self.make_room(now);
            if self.times.len() >= KEYS_MAX && !self.times.contains_key(&key) {
                continue;
            }
            let times = self.times.entry(key).or_default();
            times.push_back(now);
            while times.len() > most.max(1) {
                times.pop_front();
            }
        }
    }

    fn make_room(&mut self, now: Moment) {
        if self.times.len() >= KEYS_MAX && now.since(self.cleared) >= MINUTE {
            self.cleared = now;
            self.times
                .retain(|_, times| times.back().is_some_and(|at| now.since(*at) < DAY));
        }
    }
}

/// A message as far as limits go.
#[derive(Debug, Clone, Copy)]
pub(super) struct One<'a> {
    pub(super) sign: &'a str,
    pub(super) template: &'a str,
    pub(super) kind: TemplateKind,
    pub(super) digits: &'a str,
}

impl One<'_> {
    fn rules(&self, limits: &RecipientLimits) -> Vec<Rule> {
        let rule = |name: String, window, most, level| Rule {
            key: index_of(&name),
            window,
            most,
            level,
        };
        match self.kind {
            TemplateKind::Verification => {
                let own = format!("code\n{}\n{}", self.sign, self.digits);
                let any = format!("platform\n{}", self.digits);
                vec![
                    rule(own.clone(), MINUTE, limits.verification_minute, "分钟"),
                    rule(own.clone(), HOUR, limits.verification_hour, "小时"),
                    rule(own, DAY, limits.verification_day, "天"),
                    rule(any, DAY, limits.platform_day, "天"),
                ]
            }
            TemplateKind::Notification => {
                let own = format!("notice\n{}\n{}\n{}", self.sign, self.template, self.digits);
                vec![rule(own, DAY, limits.notification_day, "天")]
            }
            TemplateKind::Promotion | TemplateKind::International => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one<'a>(kind: TemplateKind, sign: &'a str, digits: &'a str) -> One<'a> {
        One {
            sign,
            template: "SMS_1",
            kind,
            digits,
        }
    }

    /// Seconds at which messages to one number are tried, and how many are accepted.
    fn accepted(kind: TemplateKind, tries: impl Iterator<Item = u64>) -> (usize, Vec<String>) {
        let limits = RecipientLimits::default();
        let mut quotas = Quotas::default();
        let (mut taken, mut refusals) = (0, Vec::new());
        for seconds in tries {
            let now = Moment::from_unix_s(1_800_000_000 + seconds);
            match quotas.against(now, &limits, &one(kind, "S", "8613800138000")) {
                None => {
                    quotas.count(now, &limits, &one(kind, "S", "8613800138000"));
                    taken += 1;
                }
                Some(words) => refusals.push(words),
            }
        }
        refusals.dedup();
        (taken, refusals)
    }

    #[test]
    fn verification_texts_are_one_a_minute_five_an_hour_ten_a_day() {
        let verification = TemplateKind::Verification;
        assert_eq!(
            accepted(verification, (0..3).map(|n| n * 20)),
            (1, vec!["触发分钟级流控Permits:1".to_owned()])
        );
        assert_eq!(
            accepted(verification, (0..10).map(|n| n * 60)),
            (5, vec!["触发小时级流控Permits:5".to_owned()])
        );
        assert_eq!(
            accepted(verification, (0..20).map(|n| n * 1_800)),
            (10, vec!["触发天级流控Permits:10".to_owned()])
        );
        assert_eq!(accepted(verification, [0, 60, 86_400].into_iter()).0, 3);
    }

    #[test]
    fn notices_of_one_template_are_fifty_a_day() {
        let (taken, words) = accepted(TemplateKind::Notification, 0..60);
        assert_eq!((taken, words.len()), (50, 1));
        assert_eq!(accepted(TemplateKind::International, 0..60).0, 60);
    }

    #[test]
    fn another_sign_or_number_has_its_own_count() {
        let limits = RecipientLimits::default();
        let mut quotas = Quotas::default();
        let now = Moment::from_unix_s(1_800_000_000);
        let kind = TemplateKind::Verification;
        quotas.count(now, &limits, &one(kind, "S", "8613800138000"));
        assert!(
            quotas
                .against(now, &limits, &one(kind, "S", "8613800138000"))
                .is_some()
        );
        assert!(
            quotas
                .against(now, &limits, &one(kind, "T", "8613800138000"))
                .is_none()
        );
        assert!(
            quotas
                .against(now, &limits, &one(kind, "S", "8613800138001"))
                .is_none()
        );
    }
}

//! What the outbox asks of the world: who listens, and what comes of a reminder.

use crate::clock::Moment;
use crate::due::{Due, Target, Timer};
use crate::graph::history::WebhookState;
use crate::observation::Observation;
use crate::settings::App;
use crate::sms::SmsTimer;
use crate::world::World;

/// Who listens.
pub trait Directory: Send + Sync + 'static {
    /// Every subscribed app with its callback for this field, overrides applied. Answers are kept until
    /// [`Directory::generation`] changes.
    fn targets(&self, account_id: &str, number_id: Option<&str>, field: &str) -> Vec<Target>;

    /// Another number whenever `targets` may answer otherwise than before. Asked often: an atomic load.
    fn generation(&self) -> u64;

    /// False when nobody listens at all: then what would be posted is not even kept.
    fn listens(&self) -> bool;

    /// How a webhook with these statuses fared at a target.
    fn posted(&self, _statuses: &[u64], _target: &Target, _acked: bool) {}
}

/// What comes of a reminder.
pub trait Wake: Send + Sync + 'static {
    /// Facts that have to be on record first, and what falls due next.
    fn wake(&self, now: Moment, timer: &Timer) -> (Vec<Observation>, Vec<Due>);

    /// The same for a look of the SMS gateways at themselves.
    fn wake_gateways(&self, _now: Moment, _timer: &SmsTimer) -> (Vec<Observation>, Vec<Due>) {
        (Vec::new(), Vec::new())
    }
}

impl Directory for World {
    fn targets(&self, account_id: &str, number_id: Option<&str>, field: &str) -> Vec<Target> {
        World::targets(self, account_id, number_id, field)
    }

    fn generation(&self) -> u64 {
        self.apps.generation()
    }

    fn listens(&self) -> bool {
        self.apps.any_listens()
    }

    fn posted(&self, statuses: &[u64], target: &Target, acked: bool) {
        let state = if acked {
            WebhookState::Delivered
        } else {
            WebhookState::Retrying
        };
        for status in statuses {
            self.history
                .note_webhook(*status, &target.app_id, &target.url, state);
        }
    }
}

impl Wake for World {
    fn wake(&self, now: Moment, timer: &Timer) -> (Vec<Observation>, Vec<Due>) {
        World::wake(self, now, timer)
    }

    fn wake_gateways(&self, now: Moment, timer: &SmsTimer) -> (Vec<Observation>, Vec<Due>) {
        self.gateways.wake(now, timer).into_effects()
    }
}

/// One app with one callback for everything, or none.
#[derive(Debug)]
pub struct OneCallback(Option<Target>);

impl OneCallback {
    /// From the settings of the app.
    pub fn new(app: &App) -> OneCallback {
        OneCallback(app.callback_url.as_deref().map(|url| Target {
            app_id: app.id.as_str().into(),
            url: url.into(),
            secret: app.secret.as_str().into(),
            version: app.version,
        }))
    }
}

impl Directory for OneCallback {
    fn targets(&self, _: &str, _: Option<&str>, _: &str) -> Vec<Target> {
        self.0.iter().cloned().collect()
    }

    fn generation(&self) -> u64 {
        0
    }

    fn listens(&self) -> bool {
        self.0.is_some()
    }
}

/// Nothing comes of reminders.
#[derive(Debug)]
pub struct NoReminders;

impl Wake for NoReminders {
    fn wake(&self, _: Moment, _: &Timer) -> (Vec<Observation>, Vec<Due>) {
        (Vec::new(), Vec::new())
    }
}

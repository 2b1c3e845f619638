//! The rules of a send, in the order in which they are checked.

use std::time::Duration;

use super::form::Form;
use super::refused::Refused;
use super::{State, Twilio, codes};
use crate::clock::Moment;
use crate::sms::segments::{self, Segments};
use crate::sms::settings::MessagingService;
use crate::sms::{calendar, magic};

/// Longest body in characters (Twilio, Message resource).
pub(super) const BODY_MAX: usize = 1_600;
/// Most media of a message (Twilio, Message resource).
const MEDIA_MAX: usize = 10;
/// Longest validity in seconds (Twilio, Message resource).
const VALIDITY_MAX: u32 = 36_000;
/// What a sender's queue holds (Twilio, message queues: four hours).
const QUEUE_MAX: Duration = Duration::from_secs(4 * 3_600);
/// A schedule's earliest and latest time from now (Twilio, message scheduling).
const SCHEDULE: (Duration, Duration) = (
    Duration::from_secs(300),
    Duration::from_secs(35 * 24 * 3_600),
);
/// A send that nothing stands against.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) service: Option<String>,
    pub(super) body: String,
    pub(super) media: usize,
    pub(super) size: Segments,
    pub(super) callback: Option<String>,
    pub(super) send_at: Option<Moment>,
}

impl Twilio {
    /// Every rule, in order; the first that is broken decides.
    pub(super) fn judged(
        &self,
        now: Moment,
        state: &mut State,
        form: &Form,
    ) -> Result<Ready, Refused> {
        let to = form.get("To").ok_or_else(|| Refused::known(21604))?;
        let (from, service) = self.sender(form, to)?;
        let to = self.recipient(to, &from)?;
        let (body, media) = content(form)?;
        let callback = match form.get("StatusCallback") {
            Some(url) => Some(checked_url(url)?),
            None => service.and_then(|one| one.status_callback.clone()),
        };
        if let Some(period) = form.get("ValidityPeriod") {
            let seconds = period.parse().unwrap_or(0);
            if !(1..=VALIDITY_MAX).contains(&seconds) {
                return Err(Refused::known(21624).got(period));
            }
        }
        let send_at = schedule(now, form, service.is_some())?;
        let scope = service.map_or(&from, |one| &one.sid);
        if state.opted_out.contains(&(scope.clone(), to.clone())) {
            return Err(Refused::known(21610));
        }
        let size = segments::smallest(&body);
        self.queue_has_room(now, state, &from, &to)?;
        Ok(Ready {
            to,
            from,
            service: service.map(|one| one.sid.clone()),
            body,
            media,
            size,
            callback,
            send_at,
        })
    }

    /// The sending number, and its service when one was named.
    fn sender(
        &self,
        form: &Form,
        to: &str,
    ) -> Result<(String, Option<&MessagingService>), Refused> {
        let from = form.get("From");
        let service = match form.get("MessagingServiceSid") {
            None => None,
            Some(sid) => {
                let found = self.settings.services.iter().find(|one| one.sid == sid);
                Some(found.ok_or_else(|| Refused::known(21701).got(sid))?)
            }
        };
        let from = match (from, service) {
            (Some(from), _) => from.to_owned(),
            (None, Some(service)) => {
                let first = service.numbers.first();
                first.cloned().ok_or_else(|| Refused::known(21703))?
            }
            (None, None) => return Err(Refused::known(21603)),
        };
        let refuse = |code| Err(Refused::known(code).between(&from, to));
        match magic::twilio_from(&from) {
            Some(0) => return Ok((from, service)),
            Some(code) => return refuse(code),
            None => {}
        }
        if from.contains(':') {
            return refuse(63007);
        }
        let alphanumeric = from.len() <= 11
            && from.bytes().any(|byte| byte.is_ascii_alphabetic())
            && from
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b' ');
        let owned = self.settings.numbers.iter().any(|one| one.number == from);
        if owned || alphanumeric {
            return Ok((from, service));
        }
        refuse(if e164(&from).is_some() { 21606 } else { 21212 })
    }

    /// The recipient as E.164 with plus.
    fn recipient(&self, text: &str, from: &str) -> Result<String, Refused> {
        let refused = |code| Refused::known(code).between(from, text);
        if let Some(code) = magic::twilio_to(text.trim()) {
            return Err(refused(code));
        }
        if text.contains(':') {
            return Err(refused(63007));
        }
        let to = e164(text).ok_or_else(|| refused(21211))?;
        let digits = &to[1..];
        if let Some(code) = magic::outcomes(digits).find_map(codes::refusal) {
            return Err(refused(code.code));
        }
        if to == from {
            return Err(refused(21266));
        }
        let permitted = &self.settings.permitted_prefixes;
        let within = permitted
            .iter()
            .any(|prefix| digits.starts_with(prefix.trim_start_matches('+')));
        if !permitted.is_empty() && !within {
            return Err(refused(21408));
        }
        if let Some(verified) = &self.settings.verified_only
            && !verified
                .iter()
                .any(|one| one.trim_start_matches('+') == digits)
        {
            return Err(refused(21608));
        }
        Ok(to)
    }

    fn queue_has_room(
        &self,
        now: Moment,
        state: &State,
        from: &str,
        to: &str,
    ) -> Result<(), Refused> {
        let free = state.lanes.get(from).copied().unwrap_or(now);
        if free.since(now) > QUEUE_MAX {
            return Err(Refused::known(21611).between(from, to));
        }
        Ok(())
    }
}

/// Body and count of media.
fn content(form: &Form) -> Result<(String, usize), Refused> {
    if form.get("ContentSid").is_some() {
        return Err(Refused::known(21655));
    }
    let media: Vec<&str> = form.all("MediaUrl").collect();
    if media.len() > MEDIA_MAX {
        return Err(Refused::known(21623));
    }
    if media.iter().any(|url| checked_url(url).is_err()) {
        return Err(Refused::known(21620));
    }
    let body = form.get("Body").unwrap_or_default();
    if body.is_empty() && media.is_empty() {
        return Err(Refused::known(21602));
    }
    if body.chars().count() > BODY_MAX {
        return Err(Refused::known(21617));
    }
    Ok((body.to_owned(), media.len()))
}

/// When a message is scheduled for.
fn schedule(now: Moment, form: &Form, has_service: bool) -> Result<Option<Moment>, Refused> {
    if form.get("ScheduleType").is_none() {
        return Ok(None);
    }
    let at = form.get("SendAt").ok_or_else(|| Refused::known(35111))?;
    if !has_service {
        return Err(Refused::known(35118));
    }
    let at = calendar::parse_iso(at).ok_or_else(|| Refused::known(35114))?;
    let ahead = at.since(now);
    if ahead < SCHEDULE.0 || ahead > SCHEDULE.1 {
        return Err(Refused::known(35114));
    }
    Ok(Some(at))
}

/// An absolute URL without its fragment.
fn checked_url(url: &str) -> Result<String, Refused> {
    let whole = url.split('#').next().unwrap_or_default();
    let rest = whole
        .strip_prefix("http://")
        .or_else(|| whole.strip_prefix("https://"));
    let host = rest.and_then(|rest| rest.split(['/', '?']).next());
    let good = host.is_some_and(|host| !host.is_empty())
        && !whole.contains(|sign: char| sign.is_whitespace() || sign.is_control());
    if good {
        Ok(whole.to_owned())
    } else {
        Err(Refused::known(21609).got(url))
    }
}

/// Plus and 8 to 15 digits; spaces, dots, dashes and parentheses are left out, as Twilio does.
pub(super) fn e164(text: &str) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '-' | '.' | '(' | ')'))
        .collect();
    let digits = bare.strip_prefix('+')?;
    let good = (8..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    good.then_some(bare)
}

//! `pin`: pins a message in a group, or unpins it. Source: Meta, Cloud API, "Group messaging".

use super::super::answer::Refusal;
use super::super::request::Param;
use super::{Addressed, Message, unfit};

pub(super) fn judged(root: &Param<'_>, message: &Message) -> Result<(), Box<Refusal>> {
    if message.addressed != Addressed::Group {
        let refusal = unfit("recipient_type", "Messages can only be pinned in groups");
        return Err(Box::new(refusal.nearest("group")));
    }
    root.object(&["type", "message_id", "expiration_days"])?;
    root.required("message_id")?.limited(1..=1_024)?;
    if root.required("type")?.one_of(&["pin", "unpin"])? == "pin" {
        let days = root.required("expiration_days")?;
        if !(1..=30).contains(&days.integer()?) {
            return Err(days.unfit("Param pin['expiration_days'] must be from 1 to 30"));
        }
    }
    Ok(())
}

//! The free-form carousel: two to ten cards, all of one kind.
//!
//! Source: Meta, Cloud API, "Interactive media carousel messages", "Interactive product carousel messages".

use super::super::super::request::Param;
use super::super::Surroundings;
use super::{Checked, asks, commerce, count, heading};

const BODY_MAX: usize = 160;
const BREAKS_MAX: usize = 2;

pub(super) fn judged(action: &Param<'_>, around: &Surroundings<'_>) -> Checked {
    action.object(&["cards"])?;
    let cards = action.required("cards")?;
    count(&cards, "cards", 2..=10)?;
    let mut seen = Seen::default();
    for card in cards.list()? {
        card.object(&["card_index", "type", "header", "body", "action"])?;
        seen.index(&card)?;
        let kind = card.required("type")?.one_of(&["cta_url", "product"])?;
        seen.same("type", &card, kind)?;
        let action = card.required("action")?;
        if kind == "product" {
            commerce::product(&action)?;
            let catalog = action.required("catalog_id")?.text()?.into_owned();
            seen.same("catalog_id", &card, &catalog)?;
            continue;
        }
        let header = card.required("header")?;
        heading(&header, &["image", "video"], around)?;
        let media = header.required("type")?.text()?.into_owned();
        seen.same("header type", &card, &media)?;
        if let Some(body) = card.optional("body") {
            body.object(&["text"])?;
            let text = body.required("text")?;
            if text.limited(1..=BODY_MAX)?.matches('\n').count() > BREAKS_MAX {
                let details = format!(
                    "Param {} must have at most {BREAKS_MAX} line breaks",
                    text.path()
                );
                return Err(text.unfit(details));
            }
        }
        match action.optional("buttons") {
            Some(buttons) => quick_replies(&action, &buttons)?,
            None => asks::cta_url(&action)?,
        }
    }
    Ok(())
}

/// Cards say `cta_url` as their type with quick replies, too (Meta, interactive media carousel messages).
fn quick_replies(action: &Param<'_>, buttons: &Param<'_>) -> Checked {
    action.object(&["buttons"])?;
    count(buttons, "buttons", 1..=2)?;
    for button in buttons.list()? {
        button.object(&["type", "quick_reply"])?;
        button.required("type")?.one_of(&["quick_reply"])?;
        let reply = button.required("quick_reply")?;
        reply.object(&["id", "title"])?;
        reply.required("id")?.limited(1..=256)?;
        reply.required("title")?.limited(1..=20)?;
    }
    Ok(())
}

/// What the cards before had.
#[derive(Default)]
struct Seen {
    indices: u16,
    words: Vec<(&'static str, String)>,
}

impl Seen {
    fn index(&mut self, card: &Param<'_>) -> Checked {
        let index = card.required("card_index")?;
        let number = index.integer()?;
        if !(0..=9).contains(&number) {
            return Err(index.unfit(format!("Param {} must be from 0 to 9", index.path())));
        }
        if self.indices & (1 << number) != 0 {
            return Err(index.unfit(format!("Param {} must be unique", index.path())));
        }
        self.indices |= 1 << number;
        Ok(())
    }

    fn same(&mut self, what: &'static str, card: &Param<'_>, word: &str) -> Checked {
        match self.words.iter().find(|(known, _)| *known == what) {
            None => {
                self.words.push((what, word.to_owned()));
                Ok(())
            }
            Some((_, first)) if first == word => Ok(()),
            Some((_, first)) => Err(card.unfit(format!(
                "All cards must have the same {what}: {first}, not {word}"
            ))),
        }
    }
}

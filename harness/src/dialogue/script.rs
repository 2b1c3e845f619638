//! What one customer writes, message by message: a pure function of what it is about, the customer and the draws.

use rand::RngExt;
use scenarios::dialogue_kind::DialogueKind;
use scenarios::scenario::Dialogues;
use simulator::parcel::Parcel;

use super::phrases::Book;

/// Most messages of one dialogue.
pub(super) const LINES_MAX: usize = 5;
/// Share of follow-ups that are a word of thanks, with which a dialogue ends.
const THANKS: f64 = 0.3;
/// Share of follow-ups that quote the connector's last message.
const QUOTES: f64 = 0.6;

/// One message of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub kind: DialogueKind,
    /// Its text, or the words below the photo.
    pub text: String,
    /// Whether it is a photo.
    pub photo: bool,
    /// Whether it quotes the connector's last message, when there is one.
    pub quotes: bool,
}

/// Who tells: the customer, in a language and at an hour.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// The parcel that the customer waits for.
    pub parcel: &'a Parcel,
    /// The customer's language.
    pub book: &'a Book,
    /// `HH:MM` where the customer lives.
    pub local_time: &'a str,
}

/// The messages of a dialogue, in order; at least one, at most [`LINES_MAX`].
pub fn script(
    kind: DialogueKind,
    teller: Teller<'_>,
    settings: &Dialogues,
    draw: &mut impl RngExt,
) -> Vec<Line> {
    let phrases = teller.book.about(kind);
    let photo = kind == DialogueKind::Damaged && draw.random::<f64>() < settings.photos;
    let opening = pick(&phrases.openings, draw.random());
    let mut lines = vec![Line {
        kind,
        text: teller.filled(opening),
        photo,
        quotes: false,
    }];
    while lines.len() < LINES_MAX
        && !phrases.follow_ups.is_empty()
        && draw.random::<f64>() < settings.follow_ups
    {
        let thanks = draw.random::<f64>() < THANKS;
        let (kind, text) = match thanks {
            true => (
                DialogueKind::Other,
                pick(&teller.book.thanks, draw.random()),
            ),
            false => (kind, pick(&phrases.follow_ups, draw.random())),
        };
        lines.push(Line {
            kind,
            text: teller.filled(text),
            photo: false,
            quotes: draw.random::<f64>() < QUOTES,
        });
        if thanks {
            break;
        }
    }
    lines
}

impl Teller<'_> {
    fn filled(&self, phrase: &str) -> String {
        phrase
            .replace("{tracking_number}", &self.parcel.tracking_number)
            .replace("{order_number}", &self.parcel.order_number)
            .replace("{local_time}", self.local_time)
    }
}

fn pick(phrases: &[String], draw: u64) -> &str {
    &phrases[(draw % phrases.len() as u64) as usize]
}

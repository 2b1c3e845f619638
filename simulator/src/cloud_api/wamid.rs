//! The message id `wamid.…`: opaque to clients, decodable by us.
//!
//! Layout as decoded from ids in Meta's own documentation: a compact struct with the customer's number, a
//! direction marker and an upper-case hex id, in base64. Ours carries the run's tag and a sequence number in the
//! hex part, so that loss and duplication show in the id alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Who wrote the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The business.
    Outbound,
    /// The customer.
    Inbound,
}

/// What an id of ours says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The customer's number, E.164 digits.
    pub wa_id: String,
    /// Who wrote it.
    pub direction: Direction,
    /// Which run it belongs to.
    pub run_tag: u32,
    /// Position in the run, from 1.
    pub sequence: u64,
}

const PREFIX: &str = "wamid.";
const WA_ID_MAX: usize = 32;
/// Hexadecimal digits of tag and sequence number.
const ID_LENGTH: usize = 18;
/// Marks around the number and the id, and both at their longest.
const BYTES_MAX: usize = 3 + WA_ID_MAX + 6 + ID_LENGTH + 1;
const OUTBOUND: u8 = 0x11;
const INBOUND: u8 = 0x12;

/// Makes an id. `run_tag` is cut to 24 bits, `sequence` to 48.
pub fn encode(wa_id: &str, direction: Direction, run_tag: u32, sequence: u64) -> String {
    let wa_id = &wa_id.as_bytes()[..wa_id.len().min(WA_ID_MAX)];
    let mut bytes = [0; BYTES_MAX];
    let mut length = 0;
    let mut put = |part: &[u8]| {
        bytes[length..length + part.len()].copy_from_slice(part);
        length += part.len();
    };
    put(&[0x1c, 0x18, wa_id.len() as u8]);
    put(wa_id);
    let marker = match direction {
        Direction::Outbound => OUTBOUND,
        Direction::Inbound => INBOUND,
    };
    put(&[0x15, 0x02, 0x00, marker, 0x18, ID_LENGTH as u8]);
    put(&hexadecimal::<6>(run_tag.into()));
    put(&hexadecimal::<12>(sequence));
    put(&[0]);
    let mut text = String::with_capacity(PREFIX.len() + 88);
    text.push_str(PREFIX);
    STANDARD.encode_string(&bytes[..length], &mut text);
    text
}

/// The lowest digits of a number, capital letters.
fn hexadecimal<const DIGITS: usize>(number: u64) -> [u8; DIGITS] {
    std::array::from_fn(|place| {
        let shift = 4 * (DIGITS - 1 - place);
        b"0123456789ABCDEF"[(number >> shift & 0xf) as usize]
    })
}

/// Reads an id of ours; None for anything else, however shaped.
pub fn decode(wamid: &str) -> Option<Decoded> {
    let bytes = STANDARD.decode(wamid.strip_prefix(PREFIX)?).ok()?;
    let rest = bytes.strip_prefix(&[0x1c, 0x18])?;
    let (&length, rest) = rest.split_first()?;
    let (wa_id, rest) = rest.split_at_checked(length as usize)?;
    let rest = rest.strip_prefix(&[0x15, 0x02, 0x00])?;
    let (&marker, rest) = rest.split_first()?;
    let direction = match marker {
        OUTBOUND => Direction::Outbound,
        INBOUND => Direction::Inbound,
        _ => return None,
    };
    let hex = std::str::from_utf8(
        rest.strip_prefix(&[0x18, ID_LENGTH as u8])?
            .strip_suffix(&[0])?,
    )
    .ok()?;
    if hex.len() != ID_LENGTH {
        return None;
    }
    Some(Decoded {
        wa_id: std::str::from_utf8(wa_id).ok()?.to_owned(),
        direction,
        run_tag: u32::from_str_radix(&hex[..6], 16).ok()?,
        sequence: u64::from_str_radix(&hex[6..], 16).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_whom_which_run_and_which_message() {
        let wamid = encode("5511987654321", Direction::Outbound, 0xabcdef, 42);
        assert_eq!(
            decode(&wamid),
            Some(Decoded {
                wa_id: "5511987654321".into(),
                direction: Direction::Outbound,
                run_tag: 0xabcdef,
                sequence: 42
            })
        );
    }

    #[test]
    fn the_layout_is_the_one_of_metas_own_sample() {
        let sample = "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJBRkJENzExMTRFRjk2NTI1OTEA";
        let ours = encode("16503879439", Direction::Outbound, 0xAFBD71, 0x114EF9652591);
        assert_eq!(ours, sample);
    }

    #[test]
    fn foreign_text_is_no_id_of_ours() {
        for text in [
            "",
            "wamid.",
            "wamid.gBGG",
            "wamid.HBgL",
            "HBgLMTY1MDM4Nzk0MzkVAgARGBJBRkJENzExMTRFRjk2NTI1OTEA",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}

//! How many parts a text takes on the air, and in which alphabet.
//!
//! Sources: 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table), TS 23.040 (concatenation): one part
//! holds 160 septets or 70 UTF-16 units, a part of several holds 153 or 67. A character of two units is never cut.

/// The alphabet of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// The GSM default alphabet with its extension table: seven bits a unit.
    Gsm7,
    /// UCS-2, as far as phones go UTF-16: sixteen bits a unit.
    Ucs2,
}

/// A text's size on the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// Its alphabet.
    pub alphabet: Alphabet,
    /// Septets or UTF-16 units in all.
    pub units: usize,
    /// Parts; an empty text takes one.
    pub parts: u32,
}

const GSM_BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Each takes an escape and a septet.
const GSM_EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The size of a text in the smallest alphabet that has all its characters (Twilio; Aliyun abroad).
pub fn smallest(text: &str) -> Segments {
    let septets: Option<Vec<usize>> = text.chars().map(gsm_units).collect();
    match septets {
        Some(units) => size(Alphabet::Gsm7, &units, 160, 153),
        None => ucs2(text),
    }
}

/// The size of a text in UCS-2, whatever its characters (Aliyun in mainland China: 70 characters, Latin ones too).
pub fn ucs2(text: &str) -> Segments {
    let units: Vec<usize> = text.chars().map(char::len_utf16).collect();
    size(Alphabet::Ucs2, &units, 70, 67)
}

fn gsm_units(letter: char) -> Option<usize> {
    if GSM_BASIC.contains(letter) {
        Some(1)
    } else if GSM_EXTENSION.contains(letter) {
        Some(2)
    } else {
        None
    }
}

fn size(alphabet: Alphabet, letters: &[usize], alone: usize, concatenated: usize) -> Segments {
    let units = letters.iter().sum();
    let parts = if units <= alone {
        1
    } else {
        let mut parts = 1;
        let mut filled = 0;
        for letter in letters {
            if filled + letter > concatenated {
                parts += 1;
                filled = 0;
            }
            filled += letter;
        }
        parts
    };
    Segments {
        alphabet,
        units,
        parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Alphabet, usize, u32) {
        let size = smallest(text);
        (size.alphabet, size.units, size.parts)
    }

    #[test]
    fn a_text_in_the_gsm_alphabet_takes_160_or_153_a_part() {
        for (letters, expected) in [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3)] {
            assert_eq!(
                parts(&"a".repeat(letters)),
                (Alphabet::Gsm7, letters, expected)
            );
        }
    }

    #[test]
    fn one_other_character_makes_it_70_or_67_a_part() {
        for (letters, expected) in [(69, 1), (70, 2), (133, 2), (134, 3)] {
            let text = format!("您{}", "a".repeat(letters));
            assert_eq!(parts(&text), (Alphabet::Ucs2, letters + 1, expected));
        }
        assert_eq!(parts("Olá, ê"), (Alphabet::Ucs2, 6, 1), "no á in GSM");
        assert_eq!(parts("è à ß Ω ñ"), (Alphabet::Gsm7, 9, 1));
    }

    #[test]
    fn characters_of_the_extension_table_take_two_and_are_not_cut() {
        assert_eq!(parts(&"€".repeat(80)), (Alphabet::Gsm7, 160, 1));
        assert_eq!(parts(&"€".repeat(81)), (Alphabet::Gsm7, 162, 2));
        // 152 septets and one that does not fit into the 153rd place.
        let text = format!("{}{}{}", "a".repeat(152), "€", "a".repeat(152));
        assert_eq!(parts(&text), (Alphabet::Gsm7, 306, 3));
        assert_eq!(parts(&"🚚".repeat(35)), (Alphabet::Ucs2, 70, 1));
        // 33 pairs fill 66 of 67 units: the next one starts a new part.
        assert_eq!(parts(&"🚚".repeat(67)), (Alphabet::Ucs2, 134, 3));
    }

    #[test]
    fn mainland_texts_are_counted_in_characters_of_70() {
        assert_eq!(ucs2(&"a".repeat(70)).parts, 1);
        assert_eq!(ucs2(&"a".repeat(71)).parts, 2);
        assert_eq!(ucs2(&"a".repeat(135)).parts, 3);
    }

    #[test]
    fn the_basic_table_has_all_its_127_characters() {
        assert_eq!(GSM_BASIC.chars().count(), 127, "0x1B is the escape");
        assert_eq!(GSM_EXTENSION.chars().count(), 10);
    }
}

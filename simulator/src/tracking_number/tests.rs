//! Claims about tracking numbers.

use super::*;
use proptest::prelude::*;

#[test]
fn the_check_digit_is_the_one_that_the_postal_union_computes() {
    // Published and hand-computed values, with both special remainders.
    let known = [(47312482, 9), (12345678, 5), (18387029, 1), (8, 0), (15, 5)];
    for (digits, expected) in known {
        assert_eq!(check_digit(digits), expected, "{digits:08}");
    }
    assert_eq!(write_s10("RR", 12_345_678, "CN"), "RR123456785CN");
    assert_eq!(write_s10("UH", 18_387_029, "YP"), "UH183870291YP");
}

#[test]
fn a_wrong_check_digit_is_refused() {
    let good = encode(CHINA_POST_PACKET, 4_711, 42);
    assert_eq!(decode(&good, 42), Some(4_711));
    let check = good.as_bytes()[10];
    let bad = format!("{}{}{}", &good[..10], (check - b'0' + 1) % 10, &good[11..]);
    assert_eq!(decode(&bad, 42), None, "{bad}");
}

#[test]
fn foreign_numbers_are_refused() {
    let strange = [
        "",
        "LX473124829CX",
        "RR123456785CN",
        "lx473124829cn",
        "LX47312482９CN",
        "1Z999AA10123456784",
    ];
    for text in strange {
        assert_eq!(decode(text, 42), None, "{text}");
    }
    let of_another_seed = encode(NumberFormat::YunExpress, 5, 41);
    assert_eq!(decode(&of_another_seed, 42), None);
}

#[test]
fn a_yunexpress_number_is_yt_and_sixteen_digits() {
    let number = encode(NumberFormat::YunExpress, 99_999_999, 7);
    assert_eq!(number.len(), 18);
    assert!(number.starts_with("YT26"), "{number}");
}

#[test]
fn numbers_are_found_inside_any_text() {
    let cases: [(&str, &[&str]); 7] = [
        ("LX473124829CN:delivered", &["LX473124829CN"]),
        ("Olá, é hoje: LX473124829CN. Até já!", &["LX473124829CN"]),
        (
            "a=YT2612500702088888&b=UH183870291YP",
            &["YT2612500702088888", "UH183870291YP"],
        ),
        ("包裹LX473124829CN已送达", &["LX473124829CN"]),
        ("https://t.example/LX473124829CN?x", &["LX473124829CN"]),
        ("XLX473124829CN LX473124829CN1", &[]),
        ("nothing here", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(scan(text).collect::<Vec<_>>(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn every_number_leads_back_to_its_index(index in 0..SPACE, key: u64, which in 0..FORMATS.len()) {
        let format = FORMATS[which];
        let number = encode(format, index, key);
        prop_assert_eq!(format_of(&number), Some(format));
        prop_assert_eq!(decode(&number, key), Some(index));
        let text = format!("é{number}:out_for_delivery");
        prop_assert_eq!(scan(&text).collect::<Vec<_>>(), vec![number.as_str()]);
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text: String, key: u64) {
        let _ = decode(&text, key);
        for token in scan(&text) {
            prop_assert!(text.contains(token));
        }
    }
}

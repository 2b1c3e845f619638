#![allow(clippy::unwrap_used)] // a claim that cannot go on should stop, and say where

use super::folklore::{self, ALIASES};
use super::*;
use crate::magic;

#[test]
fn codes_are_sorted_and_unique_so_that_lookup_finds_each() {
    assert!(ALL.windows(2).all(|pair| pair[0].last_code < pair[1].code));
    for entry in ALL {
        assert_eq!(find(entry.code), Some(entry));
        assert_eq!(find(entry.last_code), Some(entry));
    }
    for stranger in [5, 300, 199_999, 130_432, u32::MAX] {
        assert_eq!(find(stranger), None, "{stranger}");
    }
}

#[test]
fn a_range_is_one_entry() {
    for code in [200, 201, 250, 299] {
        assert_eq!(find(code).unwrap().code, 200);
    }
}

#[test]
fn every_documented_code_is_there() {
    let documented = [
        0, 1, 2, 3, 4, 10, 17, 33, 100, 102, 104, 190, 200, 299, 368, 613, 80_007, 80_008, 130_403,
        130_429, 130_472, 130_497, 130_501, 131_000, 131_005, 131_008, 131_009, 131_016, 131_020,
        131_021, 131_026, 131_030, 131_031, 131_037, 131_041, 131_042, 131_044, 131_045, 131_047,
        131_048, 131_049, 131_050, 131_051, 131_052, 131_053, 131_055, 131_056, 131_057, 131_059,
        131_062, 131_063, 131_064, 131_201, 131_202, 131_204, 131_207, 131_208, 131_209, 131_210,
        131_211, 131_212, 131_213, 131_214, 131_215, 132_000, 132_001, 132_005, 132_007, 132_008,
        132_012, 132_015, 132_016, 132_018, 132_068, 132_069, 133_000, 133_004, 133_005, 133_006,
        133_008, 133_009, 133_010, 133_015, 133_016, 134_011, 134_100, 134_101, 134_102, 135_000,
        137_000, 138_000, 138_006, 138_023, 139_000, 139_001, 139_002, 139_003, 139_004, 139_100,
        139_101, 139_102, 139_103, 139_200, 141_002, 147_001, 147_002, 147_003, 147_004, 147_005,
        200_005, 200_006, 200_007, 1_752_041, 2_388_001, 2_388_012, 2_388_019, 2_388_039,
        2_388_040, 2_388_047, 2_388_072, 2_388_073, 2_388_091, 2_388_093, 2_388_103, 2_388_293,
        2_388_299, 2_388_318, 2_388_330, 2_494_100, 2_593_107, 2_593_108,
    ];
    let missing: Vec<u32> = documented
        .into_iter()
        .filter(|code| find(*code).is_none())
        .collect();
    assert!(missing.is_empty(), "Meta documents {missing:?}");
}

#[test]
fn every_entry_says_what_how_and_who_says_so() {
    for entry in ALL {
        let ErrorCode { code, title, .. } = *entry;
        let texts = [
            ("title", title),
            ("cause", entry.cause),
            ("advice", entry.advice),
            ("source", entry.source),
        ];
        for (name, text) in texts {
            assert!(!text.is_empty(), "{code} has no {name}");
            assert_eq!(text.trim(), text, "{code}: {name}");
        }
        assert!(entry.reach().next().is_some(), "{code} cannot be had");
        assert!(
            !title.contains(['\n', '|']) && title.chars().count() <= 100,
            "{code}: {title}"
        );
    }
}

#[test]
fn generic_graph_errors_carry_no_details_and_all_others_may() {
    for entry in ALL.iter().filter(|entry| entry.code < 300) {
        let generic = entry.code != 33;
        assert_eq!(entry.details.is_empty(), generic, "{}", entry.code);
    }
}

#[test]
fn http_statuses_are_those_that_meta_answers_with() {
    let partial = [131_201];
    for entry in ALL {
        let permitted: &[u16] = match entry.code {
            code if partial.contains(&code) => &[206],
            141_000..=141_999 => &[200],
            _ => &[400, 401, 403, 404, 429, 500, 503],
        };
        assert!(permitted.contains(&entry.http_status), "{}", entry.code);
        let token = entry.retry == RetryClass::Auth;
        assert!(!token || entry.http_status == 401, "{}", entry.code);
        let (asked, server) = (entry.throttle, entry.http_status >= 500);
        assert!(!(asked && server), "{}: throttling is 4xx", entry.code);
    }
}

#[test]
fn the_switch_moves_only_the_codes_that_partners_see_with_429() {
    let moved: Vec<u32> = ALL
        .iter()
        .filter(|entry| entry.http_status_when(429) != entry.http_status_when(400))
        .map(|entry| entry.code)
        .collect();
    assert_eq!(moved, [4, 613, 80_007, 130_429, 131_056]);
    assert_eq!(known(131_056).http_status_when(429), 429);
    assert_eq!(known(131_026).http_status_when(429), 400);
}

#[test]
fn who_may_send_again_is_as_meta_advises() {
    let table = [
        (
            RetryClass::Transient,
            &[
                1, 2, 4, 17, 613, 80_007, 130_429, 131_000, 131_016, 131_056, 131_057, 134_101,
            ][..],
        ),
        (RetryClass::Auth, &[0, 102, 104, 190]),
        (
            RetryClass::Permanent,
            &[
                10, 100, 368, 131_008, 131_009, 131_026, 131_047, 131_049, 131_050, 132_000,
                132_001, 132_015, 132_016, 133_010, 2_388_299,
            ],
        ),
    ];
    for (class, codes) in table {
        for code in codes {
            assert_eq!(known(*code).retry, class, "{code}");
        }
    }
}

#[test]
fn what_a_connector_learns_only_from_webhooks_is_never_only_an_answer() {
    let by_webhook = [
        131_026, 131_042, 131_047, 131_049, 131_050, 130_472, 130_403, 137_000, 131_053, 132_015,
        131_009, 131_000, 131_016,
    ];
    for code in by_webhook {
        let stage = known(code).stage;
        assert!(matches!(stage, Stage::Async | Stage::Both), "{code}");
    }
}

#[test]
fn a_magic_recipient_names_every_code_that_a_send_can_meet() {
    for entry in ALL {
        let recipient = entry.magic_recipient(1);
        let expected = entry.stage.concerns_a_send() && (1..=999_999).contains(&entry.code);
        assert_eq!(recipient.is_some(), expected, "{}", entry.code);
        if let Some(recipient) = recipient {
            assert_eq!(magic::forced_code(&recipient), Some(entry.code));
            assert_eq!(sendable(entry.code), Some(entry));
        }
    }
    assert_eq!(sendable(133_005), None, "no send meets a wrong PIN");
}

#[test]
fn answers_can_be_had_by_a_fault_and_webhooks_cannot() {
    for entry in ALL {
        let fault = entry.reach().any(|reach| reach == Reach::Fault);
        let webhook = matches!(entry.stage, Stage::Async | Stage::Inbound);
        let no_error = entry.http_status < 400;
        assert_eq!(fault, !webhook && !no_error, "{}", entry.code);
    }
}

#[test]
fn a_number_of_the_template_reviewer_travels_as_a_subcode_of_100() {
    let entry = known(2_388_299);
    assert_eq!(
        (entry.wire_code(), entry.wire_subcode()),
        (100, Some(2_388_299))
    );
    let plain = known(132_001);
    assert_eq!((plain.wire_code(), plain.wire_subcode()), (132_001, None));
    for entry in ALL.iter().filter(|entry| entry.under.is_some()) {
        assert_eq!(entry.code / 1_000, 2_388, "{}", entry.code);
        assert_eq!(entry.stage, Stage::Management, "{}", entry.code);
    }
}

#[test]
fn subcodes_of_an_entry_are_sorted_and_unique() {
    for entry in ALL {
        let sorted = entry
            .subcodes
            .windows(2)
            .all(|pair| pair[0].number < pair[1].number);
        assert!(sorted, "{}", entry.code);
    }
    let token = known(190).subcodes.iter().map(|subcode| subcode.number);
    assert_eq!(
        token.collect::<Vec<_>>(),
        [458, 459, 460, 463, 464, 467, 492]
    );
}

#[test]
fn every_entry_is_in_the_family_of_its_list_and_every_family_has_some() {
    let total: usize = Family::ALL
        .into_iter()
        .map(|family| of(family).count())
        .sum();
    assert_eq!(total, ALL.len());
    assert!(Family::ALL.into_iter().all(|family| of(family).count() > 0));
}

#[test]
fn folklore_points_to_codes_that_exist() {
    assert!(ALIASES.windows(2).all(|pair| pair[0].code < pair[1].code));
    for alias in ALIASES {
        assert_eq!(
            alias.means.is_some(),
            find(alias.code).is_some(),
            "{}",
            alias.code
        );
        assert!(!alias.instead.is_empty(), "{}", alias.code);
        for (code, when) in alias.instead {
            assert!(find(*code).is_some() && !when.is_empty(), "{code}");
            assert_ne!(*code, alias.code);
        }
    }
    assert_eq!(folklore::alias(130_432).unwrap().means, None);
    assert_eq!(folklore::alias(132_001), None);
}

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;
use crate::checkpoint::Checkpoint;
use crate::message::Message;

fn planted(words: &[&str]) -> Defects {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    Defects::parse(&words).unwrap()
}

/// How 10,000 messages look after the defect: (place, the message, whether it is to be sent).
fn spoilt(defect: &str) -> Vec<(usize, Message, bool)> {
    let mut plants = Plants::new(planted(&[defect]));
    let spoil = |place: usize| {
        let mut message = message(place);
        let sent = plants.spoil(&mut message);
        (place, message, sent)
    };
    (0..10_000).map(spoil).collect()
}

fn message(place: usize) -> Message {
    Message {
        tracking_number: format!("P{place}"),
        checkpoint: Checkpoint::Delivered,
        phone_number_id: "1001".to_owned(),
        to: format!("55{place}"),
        template: "parcel_delivered".into(),
        language: "pt_BR",
        parameters: [
            format!("P{place}"),
            "China Post".to_owned(),
            "2026-11-25".to_owned(),
        ],
        callback: Some(format!("P{place}:delivered")),
    }
}

#[test]
fn every_name_plants_its_own_defect() {
    let all = [
        (Planted::LoseOneIn1000, "lose-one-in-1000"),
        (Planted::NoDedup, "no-dedup"),
        (Planted::DedupRace, "dedup-race"),
        (Planted::NotifySilent, "notify-silent"),
        (Planted::WrongRecipient, "wrong-recipient"),
        (Planted::AnonymousSends, "anonymous-sends"),
        (Planted::WrongParameter, "wrong-parameter"),
        (Planted::DateNotIso, "date-not-iso"),
        (Planted::WrongLanguage, "wrong-language"),
        (Planted::Capacity, "capacity=2600"),
        (Planted::UnorderedWorkers, "unordered-workers"),
        (Planted::NotifyStale, "notify-stale"),
        (Planted::StatusRegress, "status-regress"),
        (
            Planted::FirstStatusOfBatchOnly,
            "first-status-of-batch-only",
        ),
        (Planted::WamidOnWrongParcel, "wamid-on-wrong-parcel"),
        (Planted::NoSignatureCheck, "no-signature-check"),
        (Planted::ReserialisedSignature, "reserialised-signature"),
        (Planted::RetryPermanent, "retry-permanent"),
        (Planted::GiveUpOn503, "give-up-on-503"),
        (Planted::SlowAck, "slow-ack"),
        (Planted::MessagePerHistoryEntry, "message-per-history-entry"),
        (Planted::AckWrongBody, "ack-wrong-body"),
        (Planted::DropsUnsortedHistory, "drops-unsorted-history"),
        (Planted::LocalTimeAsUtc, "local-time-as-utc"),
        (Planted::PointerNotFetched, "pointer-not-fetched"),
        (Planted::WrongCarrierName, "wrong-carrier-name"),
        (Planted::SmsTwice, "sms-twice"),
        (Planted::SmsNever, "sms-never"),
        (Planted::TagWrong, "tag-wrong"),
        (Planted::HandoverMissed, "handover-missed"),
        (Planted::ReminderTwice, "reminder-twice"),
        (Planted::OptOutIgnored, "opt-out-ignored"),
        (Planted::FourthSameTemplate, "fourth-same-template"),
    ];
    assert_eq!(all.len(), ALL.len());
    for (defect, word) in all {
        let defects = planted(&[word]);
        let others = all.iter().filter(|(other, _)| *other != defect);
        assert!(defects.has(defect), "{word}");
        assert!(
            others.into_iter().all(|(other, _)| !defects.has(*other)),
            "{word}"
        );
        assert_eq!(defects.to_string(), word);
    }
}

#[test]
fn several_defects_can_be_planted_and_none_is_the_default() {
    let defects = planted(&["slow-ack", "capacity=100"]);
    assert_eq!(defects.to_string(), "capacity=100,slow-ack");
    assert_eq!(defects.capacity_per_minute(), Some(100));
    assert_eq!(planted(&[]), Defects::default());
}

#[test]
fn a_wrong_word_is_answered_with_the_right_one() {
    let error = |word: &str| Defects::parse(&[word.to_owned()]).unwrap_err().to_string();
    assert_eq!(
        error("no-dedupe"),
        "no defect is called `no-dedupe`; did you mean `no-dedup`?"
    );
    assert_eq!(
        error("slow_ack"),
        "no defect is called `slow_ack`; did you mean `slow-ack`?"
    );
    let needs = "defect `capacity` needs a whole number above 0, such as `capacity=2600`";
    for word in ["capacity", "capacity=", "capacity=0", "capacity=many"] {
        assert_eq!(error(word), needs);
    }
    assert_eq!(
        error("slow-ack=2"),
        "defect `slow-ack` takes no value; write `slow-ack`"
    );
}

#[test]
fn without_defects_a_message_stays_as_it_is() {
    let mut plants = Plants::new(Defects::default());
    for place in 0..2_000 {
        let mut message = message(place);
        assert!(plants.spoil(&mut message));
        assert_eq!(message.body(), super::tests::message(place).body());
    }
}

#[test]
fn lose_one_in_1000_loses_one_in_any_1000_messages_in_a_row() {
    let lost: Vec<usize> = spoilt("lose-one-in-1000")
        .into_iter()
        .filter(|(_, _, sent)| !sent)
        .map(|it| it.0)
        .collect();
    assert_eq!(lost.len(), 10);
    assert!(
        lost.windows(2).all(|pair| pair[1] - pair[0] == 1_000),
        "{lost:?}"
    );
    assert!(lost[0] < 1_000);
}

#[test]
fn wrong_recipient_sends_one_message_in_200_to_the_customer_before() {
    let wrong: Vec<_> = spoilt("wrong-recipient")
        .into_iter()
        .filter(|(place, message, _)| message.to != format!("55{place}"))
        .collect();
    assert_eq!(wrong.len(), 50);
    for (place, spoilt, _) in wrong {
        assert_eq!(spoilt.to, format!("55{}", place - 1));
        assert_eq!(spoilt.parameters, message(place).parameters);
    }
}

#[test]
fn wrong_parameter_names_another_parcel_in_one_message_in_200_and_keeps_its_callback_data() {
    let wrong: Vec<_> = spoilt("wrong-parameter")
        .into_iter()
        .filter(|(place, message, _)| message.parameters[0] != format!("P{place}"))
        .collect();
    assert_eq!(wrong.len(), 50);
    for (place, spoilt, _) in wrong {
        assert_eq!(spoilt.parameters[0], format!("P{}", place - 1));
        assert_eq!(
            (spoilt.to, spoilt.callback),
            (message(place).to, message(place).callback)
        );
    }
}

#[test]
fn wrong_language_is_another_known_one_in_one_message_in_50() {
    let languages: Vec<_> = spoilt("wrong-language")
        .iter()
        .map(|it| it.1.language)
        .filter(|it| *it != "pt_BR")
        .collect();
    assert_eq!(languages, ["id"; 200]);
}

#[test]
fn date_not_iso_puts_the_day_first() {
    assert!(
        spoilt("date-not-iso")
            .iter()
            .all(|it| it.1.parameters[2] == "25/11/2026")
    );
}

#[test]
fn a_mix_up_waits_for_another_parcel_with_another_customer() {
    let mut plants = Plants::new(planted(&["wrong-recipient"]));
    let mut to = |place: usize| {
        let mut message = message(place);
        plants.spoil(&mut message);
        message.to
    };
    for _ in 0..150 {
        assert_eq!(to(1), "551");
    }
    assert_eq!(to(2), "551");
    assert_eq!(to(3), "553");
}

#[test]
fn one_record_in_200_swaps_with_the_next_one_of_another_parcel() {
    let mut plants = Plants::new(planted(&["wamid-on-wrong-parcel"]));
    let parcel = |record: i64| {
        if record == 101 {
            "P100".to_owned()
        } else {
            format!("P{record}")
        }
    };
    let swapped: Vec<_> = (1..=400)
        .filter_map(|record| Some((record, plants.swap_with(record, &parcel(record))?)))
        .collect();
    assert_eq!(swapped, [(102, 100), (301, 300)]);
}

#[test]
fn every_second_tag_and_every_second_hand_over_is_wrong_and_nothing_else() {
    use crate::dialogue::{Handover, Kind};
    let mut plants = Plants::new(planted(&["tag-wrong"]));
    let tags: Vec<Kind> = (0..4).map(|_| plants.tag(Kind::Late)).collect();
    assert_eq!(
        tags,
        [Kind::WhereIsIt, Kind::Late, Kind::WhereIsIt, Kind::Late]
    );
    assert_eq!(plants.handover(Handover::Yes), Handover::Yes);

    let mut plants = Plants::new(planted(&["handover-missed"]));
    assert_eq!(plants.handover(Handover::No), Handover::No);
    let handovers: Vec<Handover> = (0..2).map(|_| plants.handover(Handover::Yes)).collect();
    assert_eq!(handovers, [Handover::No, Handover::Yes]);
    assert_eq!(plants.tag(Kind::Late), Kind::Late);
}

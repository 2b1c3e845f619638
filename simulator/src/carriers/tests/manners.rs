//! Claims about versions, disorder and whole lives.

use super::*;
use crate::carriers::disorder::{Disorder, Disorders};
use crate::carriers::life::{Leg, Life, LifeKind, Told};

fn in_version(version: &'static str) -> Manner<'static> {
    Manner {
        version: Some(version),
        ..Manner::default()
    }
}

fn with(disorder: Disorder) -> Manner<'static> {
    Manner {
        disorders: Disorders::NONE.with(disorder),
        ..Manner::default()
    }
}

#[test]
fn every_version_renders_and_the_first_is_the_usual_one() {
    for carrier in Carrier::ALL {
        let parcel = &parcels(carrier)[0];
        let notice = notice(parcel, Checkpoint::OutForDelivery);
        let usual = render(&notice, SECRET);
        for version in carrier.profile().versions {
            let rendered = render_in(&notice, &in_version(version), SECRET);
            assert!(!rendered.body.is_empty());
            let same = rendered == usual;
            // 17TRACK's two versions have the same body.
            let usual = *version == carrier.profile().version || carrier == Carrier::SeventeenTrack;
            assert_eq!(same, usual, "{carrier:?} {version}");
        }
        let unknown = render_in(&notice, &in_version("of the moon"), SECRET);
        assert_eq!(unknown, usual);
    }
}

#[test]
fn aftership_names_the_postal_code_by_version() {
    let parcel = &parcels(Carrier::AfterShip)[0];
    let notice = notice(parcel, Checkpoint::Delivered);
    for (version, there, header_value) in [
        ("2025-01", "zip", Some("2025-01")),
        ("2026-07", "postal_code", Some("2026-07")),
        ("v4", "zip", None),
    ] {
        let rendered = render_in(&notice, &in_version(version), SECRET);
        assert!(verifies(Carrier::AfterShip, &rendered));
        assert_eq!(header(&rendered, "as-webhook-version"), header_value);
        let json = meaning_of(&rendered);
        assert!(
            json["msg"]["checkpoints"][0].get(there).is_some(),
            "{version}"
        );
    }
    let old = meaning_of(&render_in(&notice, &in_version("v4"), SECRET));
    assert_eq!(old["msg"]["origin_country_iso3"], "CHN");
    assert_eq!(
        old["msg"]["smses"][0],
        format!("+{}", parcel.recipient.phone)
    );
}

#[test]
fn disordered_notices_still_parse_and_verify() {
    for carrier in Carrier::ALL {
        let parcel = &parcels(carrier)[0];
        for disorder in Disorder::ALL {
            let rendered = render_in(
                &notice(parcel, Checkpoint::Delivered),
                &with(disorder),
                SECRET,
            );
            assert!(verifies(carrier, &rendered), "{carrier:?} {disorder:?}");
            meaning_of(&rendered);
            assert_eq!(Disorder::parse(disorder.word()), Some(disorder));
            assert!(!disorder.about().is_empty());
        }
    }
}

#[test]
fn an_unsorted_history_keeps_the_latest_status() {
    let parcel = &parcels(Carrier::AfterShip)[0];
    let rendered = render_in(
        &notice(parcel, Checkpoint::Delivered),
        &with(Disorder::Unsorted),
        SECRET,
    );
    let json = meaning_of(&rendered);
    let times: Vec<&str> = json["msg"]["checkpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["created_at"].as_str().unwrap())
        .collect();
    assert!(
        !times.is_sorted() && !times.iter().rev().is_sorted(),
        "{times:?}"
    );
    assert_eq!(json["msg"]["tag"], "Delivered");
}

#[test]
fn disorder_changes_what_it_says() {
    let seventeen = &parcels(Carrier::SeventeenTrack)[0];
    let of = |disorder| {
        meaning_of(&render_in(
            &notice(seventeen, Checkpoint::Delivered),
            &with(disorder),
            SECRET,
        ))
    };
    let event = "/data/track_info/tracking/providers/0/events/0";
    let at = |json: &Value, field: &str| json.pointer(event).unwrap()[field].clone();
    assert_eq!(at(&of(Disorder::NullHeavy), "location"), Value::Null);
    assert_eq!(
        at(&of(Disorder::NoZone), "time_iso")
            .as_str()
            .unwrap()
            .len(),
        19
    );
    let empty = of(Disorder::EmptyForNull);
    assert_eq!(
        empty
            .pointer("/data/track_info/latest_status/sub_status_descr")
            .unwrap(),
        ""
    );
    let to = "/data/track_info/time_metrics/estimated_delivery_date/to";
    let (usual, changed) = (of(Disorder::Duplicate), of(Disorder::ChangedRepeat));
    assert_ne!(usual.pointer(to), changed.pointer(to));
    let zones = |json: &Value| -> HashSet<String> {
        let events = "/data/track_info/tracking/providers/0/events";
        let events = json.pointer(events).unwrap().as_array().unwrap();
        events
            .iter()
            .map(|one| one["time_iso"].as_str().unwrap()[19..].to_owned())
            .collect()
    };
    assert!(zones(&of(Disorder::MixedZones)).contains("+00:00"));
}

#[test]
fn a_life_is_told_step_by_step() {
    for carrier in Carrier::ALL {
        let parcel = &parcels(carrier)[1];
        for kind in LifeKind::ALL {
            let life = Life::of(parcel, kind);
            // RSA takes its time; the last step has to do.
            let from = if carrier == Carrier::ShipEngine {
                life.steps.len() - 1
            } else {
                0
            };
            for (upto, step) in life.steps.iter().enumerate().skip(from) {
                let manner = Manner {
                    told: Some(Told { life: &life, upto }),
                    ..Manner::default()
                };
                let notice = Notice {
                    at: step.at,
                    ..notice(parcel, step.leg.checkpoint())
                };
                let rendered = render_in(&notice, &manner, SECRET);
                assert!(verifies(carrier, &rendered));
                meaning_of(&rendered);
            }
        }
    }
}

#[test]
fn a_number_changes_at_the_hand_over() {
    let parcel = &parcels(Carrier::Ups)[0];
    let life = Life::of(parcel, LifeKind::NumberChange);
    let alternate = |upto| {
        let manner = Manner {
            told: Some(Told { life: &life, upto }),
            ..Manner::default()
        };
        let json = meaning_of(&render_in(
            &notice(parcel, Checkpoint::Delivered),
            &manner,
            SECRET,
        ));
        json["alternateTrackingNumber"].as_str().unwrap().to_owned()
    };
    assert_eq!(alternate(2), "");
    let other = alternate(life.steps.len() - 1);
    assert!(other.starts_with("CY"), "{other}");
}

#[test]
fn pieces_of_a_split_shipment_have_numbers_of_their_own() {
    for carrier in Carrier::ALL {
        let parcel = &parcels(carrier)[0];
        let life = Life::of(parcel, LifeKind::SplitShipment);
        assert_eq!(life.pieces(), 2);
        let number = life::piece_number(parcel, 1);
        assert_ne!(number, parcel.tracking_number);
        assert_eq!(
            crate::tracking_number::decode(&number, 42),
            None,
            "{number}"
        );
        for piece in 0..2 {
            let mut its = life.steps.iter().filter(|step| step.piece == piece);
            assert_eq!(its.next_back().unwrap().leg, Leg::Delivered);
        }
    }
}

#[test]
fn a_magic_number_decides_about_the_trouble() {
    let mut parcel = parcels(Carrier::AfterShip).remove(0);
    parcel.tracking_number = magic_number::number(parcel.courier.number, LifeKind::Lost, 1);
    let json = meaning_of(&render(&notice(&parcel, Checkpoint::Exception), SECRET));
    assert_eq!(json["msg"]["subtag"], "Exception_013");
    parcel.tracking_number = "SHIPPO_FAILURE".to_owned();
    let json = meaning_of(&render(&notice(&parcel, Checkpoint::Exception), SECRET));
    assert_eq!(json["msg"]["subtag"], "Exception_001");
}

#[test]
fn disorder_in_time_is_there_when_asked_for() {
    for parcel in parcels(Carrier::EasyPost) {
        let life = Life::of(&parcel, LifeKind::Ordinary);
        let plain = life.pushes(&parcel, Disorders::NONE);
        assert_eq!(plain.len(), life.steps.len());
        assert!(plain.is_sorted_by_key(|push| push.step));
        let of = |disorder| life.pushes(&parcel, Disorders::NONE.with(disorder));
        assert!(of(Disorder::Duplicate).len() > plain.len());
        let late = of(Disorder::LateOlder);
        assert!(!late.is_sorted_by_key(|push| push.step) && late.len() == plain.len());
        let changed = of(Disorder::ChangedRepeat);
        assert!(changed.iter().any(|push| push.changed));
        for pushes in [late, changed] {
            assert!(pushes.is_sorted_by_key(|push| push.due));
        }
    }
    assert_eq!(Leg::ALL.len(), 23);
}

#[test]
fn some_aftership_times_have_no_offset() {
    let parcel = &parcels(Carrier::AfterShip)[0];
    let rendered = render(&notice(parcel, Checkpoint::Delivered), SECRET);
    let json: Value = serde_json::from_slice(&rendered.body).unwrap();
    let times = json["msg"]["checkpoints"].as_array().unwrap().iter();
    let lengths: HashSet<usize> = times
        .map(|item| item["checkpoint_time"].as_str().unwrap().len())
        .collect();
    assert_eq!(lengths, HashSet::from([19, 25]));
}

#[test]
fn two_notices_agree_about_the_past() {
    let parcel = &parcels(Carrier::AfterShip)[0];
    let first = history(parcel, Checkpoint::Customs, BASE);
    let second = history(parcel, Checkpoint::Delivered, BASE);
    // All but the last one, which is the notice itself.
    for (before, after) in first.iter().zip(&second).take(first.len() - 1) {
        assert_eq!((before.leg, before.at), (after.leg, after.at));
    }
}

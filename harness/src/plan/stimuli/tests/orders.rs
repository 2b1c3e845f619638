//! Claims about the shop's orders, without which a connector could not know a parcel's customer.

use super::*;

fn pushed_by(carriers: &[Carrier]) -> Plan {
    let mut plan = plan(21);
    plan.mix.carriers = carriers.iter().map(|carrier| (*carrier, 1.0)).collect();
    let settings = PopulationSettings {
        carriers: plan.mix.carriers.clone(),
        countries: plan.mix.countries.clone(),
        sellers: 2,
        repeat_recipients: 0.0,
        undeliverable: 0.0,
        refused: 0.0,
        base: Moment::from_unix_s(1_800_000_000),
    };
    plan.population = Population::new(plan.chance, settings).unwrap();
    plan
}

/// Expectations of orders by parcel, each with when it is first due.
fn orders(stimuli: &[Stimuli]) -> BTreeMap<i64, i64> {
    let rows = stimuli.iter().flat_map(|one| &one.rows);
    let told = rows.filter_map(|row| match row {
        Row::Expectation {
            parcel,
            checkpoint: ORDER_WORD,
            intended_us,
            ..
        } => Some((*parcel, *intended_us)),
        _ => None,
    });
    told.collect()
}

/// When the first notice of each parcel's checkpoints that call for a message is due.
fn first_notices(stimuli: &[Stimuli]) -> BTreeMap<i64, i64> {
    let mut first: BTreeMap<i64, i64> = BTreeMap::new();
    for row in stimuli.iter().flat_map(|one| &one.rows) {
        let Row::Notice {
            expectation,
            intended_us,
            class,
            ..
        } = row
        else {
            continue;
        };
        if *class == "silent" {
            continue;
        }
        let parcel = expectation / CHECKPOINTS_PER_PARCEL;
        if *expectation != order_id(parcel as u64) {
            let earliest = first.entry(parcel).or_insert(*intended_us);
            *earliest = (*earliest).min(*intended_us);
        }
    }
    first
}

#[tokio::test]
async fn every_parcel_of_a_carrier_that_does_not_name_the_customer_is_ordered_ahead_of_its_notices()
{
    let untold = Carrier::ALL.map(|carrier| (carrier, carrier.profile().names_customer()));
    let untold: Vec<Carrier> = untold
        .into_iter()
        .filter_map(|(carrier, named)| (!named).then_some(carrier))
        .collect();
    assert_eq!(untold.len(), 6);
    let mut plan = pushed_by(&untold);
    plan.dialogues.share = 0.1;
    plan.numbers.crowded = 0.1;
    let stimuli = all(&plan, 2_000);
    let (orders, notices) = (orders(&stimuli), first_notices(&stimuli));
    assert!(notices.len() > 1_000);
    for (parcel, due_us) in notices {
        assert_eq!(
            orders.get(&parcel),
            Some(&(due_us - plan.lead_us())),
            "parcel {parcel}"
        );
    }
    assert!(plan.lead_us() >= 1_000_000);
}

#[tokio::test]
async fn an_order_is_the_shops_and_is_never_made_twice() {
    let plan = pushed_by(&[Carrier::Ups, Carrier::SfExpress]);
    let (mut offered, mut expected) = (0, BTreeSet::new());
    for stimuli in all(&plan, 2_000) {
        for row in &stimuli.rows {
            if let Row::Expectation {
                id,
                checkpoint: ORDER_WORD,
                want,
                ..
            } = row
            {
                assert!(expected.insert(*id) && *want == "silent");
            }
        }
        let shop = Carrier::Shopify.word();
        for shot in stimuli.shots.iter().filter(|shot| shot.row == shop) {
            offered += 1;
            assert!(shot.url.ends_with("/shopify") && shot.journey.is_none());
            assert!(shot.offered_again);
        }
    }
    // Some are told twice.
    assert!(offered > expected.len() && offered < expected.len() * 5 / 4);
}

#[tokio::test]
async fn carriers_that_name_the_customer_need_no_order_and_no_lead() {
    let plan = pushed_by(&[Carrier::AfterShip, Carrier::ShipStation, Carrier::Shopify]);
    assert!(orders(&all(&plan, 500)).is_empty());
    assert_eq!(plan.lead_us(), 0);
}

#[tokio::test]
async fn the_canarys_order_goes_before_its_notice() {
    let plan = pushed_by(&[Carrier::EasyPost]);
    let canary = plan.canary(0, 5);
    let urls: Vec<&str> = canary.shots.iter().map(|shot| &*shot.url).collect();
    assert!(urls[0].ends_with("/shopify"), "{urls:?}");
    assert!(urls.last().unwrap().ends_with("/easypost"), "{urls:?}");
    assert!(canary.shots.iter().all(|shot| shot.due_us >= 5));
}

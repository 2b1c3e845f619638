//! What is charged of messages that pacing held.

use super::*;
use crate::cloud_api::endpoints::templates::tests::get;

/// A world in which one message went and two are held.
fn holding() -> (World, String) {
    let world = world();
    let id = approved(&world, &parcel("a__paced_green"));
    (0..3).for_each(|to| drop(send(&world, at(20), "a__paced_green", to)));
    assert_eq!(world.held_messages(), 2);
    (world, id)
}

/// Sent, delivered and failed messages of the account's analytics.
fn counted(world: &World) -> (u64, u64) {
    let (from, to) = (at(0).unix_s() - HOUR, at(48 * HOUR).unix_s());
    let fields = format!("fields=analytics.start({from}).end({to}).granularity(DAY)");
    let answer = get(world, &format!("{ACCOUNT}?{fields}"));
    let points = answer.body["analytics"]["data_points"].clone();
    let sum = |key: &str| {
        let points = points.as_array().unwrap().iter();
        points.map(|point| point[key].as_u64().unwrap()).sum()
    };
    (sum("sent"), sum("delivered"))
}

#[test]
fn a_held_message_costs_nothing_until_it_goes() {
    let (world, id) = holding();
    let one = world.cost_usd();
    assert!(one > 0.0);
    assert_eq!(counted(&world), (1, 1));
    order(&world, at(60), &id, Ordered::Release);
    assert!((world.cost_usd() - 3.0 * one).abs() < 1e-9, "{one}");
    assert_eq!(counted(&world), (3, 3));
}

#[test]
fn a_held_message_that_fails_is_not_charged_and_not_counted_as_delivered() {
    let (world, id) = holding();
    let one = world.cost_usd();
    let (_, due) = order(&world, at(60), &id, Ordered::FailHeld);
    assert_eq!(fates(&due), [(Status::Failed, Some(132_015)); 2]);
    assert!((world.cost_usd() - one).abs() < 1e-9, "{one}");
    assert_eq!(counted(&world), (1, 1));
}

#[test]
fn a_send_that_its_paused_template_refuses_is_not_charged() {
    let (world, id) = holding();
    order(&world, at(60), &id, Ordered::FailHeld);
    let before = world.cost_usd();
    assert_eq!(send(&world, at(90), "a__paced_green", 9).error().0, 132_015);
    assert!((world.cost_usd() - before).abs() < 1e-9);
}

//! The list of routes, and that each is one.

use super::*;

#[test]
fn every_route_of_the_list_is_one() {
    let plane = plane(Some(CALLBACK));
    let (_, list) = plane.ask("GET /", "");
    assert_eq!(list["routes"].as_array().unwrap().len(), ROUTES.len());
    for route in ROUTES {
        let handled = plane.handle(&format!("{} {}", route.method, route.path), "");
        if let Handled::Answer(answer) = handled {
            let unrouted = String::from_utf8_lossy(&answer.body).contains("is no route");
            assert!(
                !unrouted && answer.status != 405,
                "{} {}",
                route.method,
                route.path
            );
        }
    }
}

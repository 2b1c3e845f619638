//! Questions to the carriers over the wire: nothing of Graph's is on the answers.

use super::*;
use crate::observation::CarrierQuery;

fn asked(seen: &Seen) -> Vec<CarrierQuery> {
    let facts = seen.all();
    let questions = facts.into_iter().filter_map(|fact| match fact {
        Observation::CarrierAsked(query) => Some(*query),
        _ => None,
    });
    questions.collect()
}

#[tokio::test]
async fn an_answer_of_a_carrier_has_none_of_graphs_headers_and_is_on_record() {
    let (rim, seen) = rim();
    let answer = told(&rim, &call("GET /carriers/shippo/tracks/usps/1", "", "")).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(
        !answer.contains("facebook") && !answer.contains("x-fb"),
        "{answer}"
    );
    let trace = header(&answer, "x-request-id").unwrap();
    assert!(explained(&seen, trace));
    let query = &asked(&seen)[0];
    assert_eq!((query.api, query.refused), ("shippo", "unauthorized"));
    let answer = told(&rim, &call("GET /carriers/nobody/tracks", "", "")).await;
    assert!(
        answer.starts_with("HTTP/1.1 404") && answer.contains("known are aftership"),
        "{answer}"
    );
    let answer = told(&rim, &call("GET /carriers/shippo/../../v23.0/me", "", "")).await;
    assert!(answer.contains("\"detail\""), "{answer}");
}

#[tokio::test]
async fn a_long_body_is_refused_in_the_carriers_own_shape() {
    let (rim, seen) = rim();
    let body = "[".repeat(10_000_000);
    let line = "POST /carriers/17track/track/v2.4/register";
    let (mut stream, _serving) = connect(&rim, 16 * WINDOW);
    stream.write_all(&whole_call(line, &body)).await.unwrap();
    let answer = text_of(&mut stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 413") && answer.contains("-18010014"),
        "{answer}"
    );
    assert_eq!(asked(&seen)[0].refused, "too_long");
}

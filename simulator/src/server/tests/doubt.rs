//! Sends whose answer did not arrive, alone and in a batch.

use serde_json::{Value, json};

use super::*;
use crate::observation::{Observer, Recorded};
use crate::server::stand::settings;

/// A batch of `count` reactions, each a send that needs no template.
fn batch(count: usize) -> Vec<u8> {
    let part = json!({
        "method": "POST", "relative_url": format!("v23.0/{NUMBER}/messages"),
        "body": "messaging_product=whatsapp&to=5511987654321&type=reaction&reaction={\"message_id\":\"wamid.X\",\"emoji\":\"\"}",
    });
    let body = json!({ "batch": Value::Array(vec![part; count]) }).to_string();
    whole_call("POST /v23.0/", &body)
}

fn accepted(facts: &[Observation]) -> Vec<u64> {
    facts
        .iter()
        .filter_map(|fact| match fact {
            Observation::Send(send) => Some(send.id),
            _ => None,
        })
        .collect()
}

fn in_doubt(facts: &[Observation]) -> Vec<u64> {
    facts
        .iter()
        .filter_map(|fact| match fact {
            Observation::AnswerLost { send, .. } => Some(*send),
            _ => None,
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn each_send_of_a_batch_whose_answer_is_not_read_is_in_doubt() {
    let (rim, seen) = rim();
    let (mut stream, serving) = connect(&rim, 64);
    stream.write_all(&batch(3)).await.unwrap();
    // The answer is longer than the stream takes, and nobody reads.
    serving.await.unwrap();
    let facts = seen.all();
    assert_eq!(accepted(&facts).len(), 3);
    assert_eq!(in_doubt(&facts), accepted(&facts));
}

#[tokio::test]
async fn a_batch_whose_answer_arrives_leaves_no_doubt() {
    let (rim, seen) = rim();
    let answer = told(&rim, &batch(3)).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let facts = seen.all();
    assert_eq!((accepted(&facts).len(), in_doubt(&facts)), (3, Vec::new()));
}

/// Its record never comes to an end.
#[derive(Default)]
struct Stuck(Seen);

impl Observer for Stuck {
    fn record(&self, facts: Vec<Observation>) -> Recorded {
        drop(self.0.record(facts));
        Box::pin(std::future::pending())
    }

    fn note(&self, fact: Observation) {
        self.0.note(fact);
    }
}

#[tokio::test]
async fn each_send_of_a_batch_whose_sender_hangs_up_before_the_answer_is_in_doubt() {
    for (request, sends) in [(text_message(), 1), (batch(2), 2)] {
        let (settings, seen) = (settings(None), Arc::new(Stuck::default()));
        let (clock, observer) = (Clock::start(1.0), Arc::clone(&seen) as Arc<dyn Observer>);
        let outbox = Outbox::new(&settings, clock, Arc::clone(&observer));
        let world = Arc::new(World::new(settings, clock.now()));
        let rim = Arc::new(Rim::new(world, clock, observer, outbox));
        let (mut stream, serving) = connect(&rim, WINDOW);
        stream.write_all(&request).await.unwrap();
        while accepted(&seen.0.all()).is_empty() {
            tokio::task::yield_now().await;
        }
        drop(stream);
        serving.await.unwrap();
        let facts = seen.0.all();
        assert_eq!(in_doubt(&facts).len(), sends);
        assert_eq!(in_doubt(&facts), accepted(&facts));
    }
}

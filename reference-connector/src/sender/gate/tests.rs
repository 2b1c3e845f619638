use super::*;

#[test]
fn a_refused_token_closes_the_gate_for_the_pause_and_then_lets_one_probe_through() {
    let pause = Duration::from_secs(30);
    let (start, mut gate) = (Instant::now(), Gate::new(pause));
    assert_eq!(gate.pass(start), Pass::Go);
    gate.go();
    gate.close(start);
    // A second send that left earlier is refused as well.
    gate.close(start + Duration::from_secs(1));
    assert_eq!(gate.pass(start), Pass::WaitUntil(start + pause));
    assert_eq!(gate.pass(start + pause), Pass::Go);
    gate.go();
    assert_eq!(gate.pass(start + pause), Pass::Wait);
    gate.close(start + pause);
    assert_eq!(
        gate.pass(start + pause),
        Pass::WaitUntil(start + pause + pause)
    );
    gate.go();
    gate.answered();
    assert_eq!(gate.pass(start + pause), Pass::Go);
}

#[test]
fn an_answer_to_a_send_that_left_before_does_not_open_a_closed_gate() {
    let (start, mut gate) = (Instant::now(), Gate::new(Duration::from_secs(30)));
    gate.close(start);
    gate.answered();
    assert!(matches!(gate.pass(start), Pass::WaitUntil(_)));
}

//! The harness is only believable if it sees the bugs that are planted on purpose: each defect of the reference
//! connector is caught by the check that `shakedown defects` names, and by no other, in the scenario that it names.

use ::reports::verdict::Verdict;
use harness::shown_by;
use libtest_mimic::Trial;
use reference_connector::defects::{ALL, Defect};

use crate::brief::Brief;
use crate::claim::{alone, beside, claims};
use crate::program::shakedown;

/// What a defect needs to show itself in a run of seconds of its scenario.
struct Form {
    /// Behind the name, where it takes a value.
    value: &'static str,
    set: &'static [&'static str],
    /// How much faster the world's clock runs; empty: as the scenario says.
    clock_scale: &'static str,
    /// Its check measures time, so that it needs the machine for itself.
    measures: bool,
}

/// 4 s of what the scenario is about, as they are.
const BRIEF: Form = Form {
    value: "",
    set: &[],
    clock_scale: "",
    measures: false,
};

/// Customers who write at once, and once more.
const TALK: Form = Form {
    set: &["dialogues.after=500ms", "dialogues.follow_up_after=500ms"],
    ..BRIEF
};

/// The others show themselves in [`BRIEF`].
const FORMS: [(&str, Form); 12] = [
    (
        // Half of what arrives: 4 s of load take 8 s, so that the slowest twentieth waits for almost 4 s.
        "capacity",
        Form {
            value: "=5200",
            set: &["criteria.end_to_end=1s", "drain.limit=30s"],
            measures: true,
            ..BRIEF
        },
    ),
    (
        // A message a second each for 256 slots at most: 1.5 s an answer leave room for 60 a second.
        "slow-ack",
        Form {
            set: &["load.rate=3600"],
            measures: true,
            ..BRIEF
        },
    ),
    (
        // What it refuses is offered again for longer than anybody would wait.
        "reserialised-signature",
        Form {
            set: &["drain.limit=4s"],
            ..BRIEF
        },
    ),
    (
        // The 500th message is the lost one.
        "lose-one-in-1000",
        Form {
            set: &["load.duration=5s"],
            ..BRIEF
        },
    ),
    // Exceptions, which histories repeat, and no customers between them.
    (
        "message-per-history-entry",
        Form {
            set: &["dialogues.share=0"],
            ..BRIEF
        },
    ),
    (
        // Nobody else tells what is behind the pointers.
        "pointer-not-fetched",
        Form {
            set: &[
                "mix.carriers={aftership=0.5, shipstation-v1=0.5}",
                "mix.two_sources=0",
                "world.carrier_limits=false",
            ],
            ..BRIEF
        },
    ),
    ("tag-wrong", TALK),
    ("handover-missed", TALK),
    (
        // The next checkpoint comes six seconds after the wish.
        "opt-out-ignored",
        Form {
            set: &[
                "dialogues.after=500ms",
                "dialogues.kinds={opt_out=1.0}",
                "drain.limit=12s",
            ],
            ..BRIEF
        },
    ),
    (
        // The policy gives a short message 20 s of the world's time.
        "sms-never",
        Form {
            clock_scale: "20",
            set: &["drain.limit=12s"],
            ..BRIEF
        },
    ),
    (
        // A day takes four seconds.
        "reminder-twice",
        Form {
            clock_scale: "21600",
            set: &["drain.limit=12s"],
            ..BRIEF
        },
    ),
    (
        // A customer's notices are two seconds apart, and the fourth is the first that is too many.
        "fourth-same-template",
        Form {
            set: &["load.duration=8s", "numbers.crowded=0.6"],
            ..BRIEF
        },
    ),
];

pub(crate) fn claims() -> Vec<Trial> {
    let mut all = claims![beside: every_form_is_for_a_defect];
    for defect in ALL {
        let name = format!("defects::{}_is_caught_by_{}", defect.name, defect.caught_by);
        let claim = move || caught(defect, form(defect.name));
        all.push(if form(defect.name).measures {
            alone(&name, claim)
        } else {
            beside(&name, claim)
        });
    }
    all
}

fn form(name: &str) -> &'static Form {
    let special = FORMS.iter().find(|(defect, _)| *defect == name);
    special.map_or(&BRIEF, |(_, form)| form)
}

fn every_form_is_for_a_defect() {
    for (name, form) in &FORMS {
        let defect = ALL.iter().find(|defect| defect.name == *name).unwrap();
        assert_eq!(defect.takes_value, !form.value.is_empty(), "{name}");
    }
}

fn caught(defect: &Defect, form: &Form) {
    let planted = format!("{}{}", defect.name, form.value);
    let mut options = vec!["--defect", planted.as_str()];
    if !form.clock_scale.is_empty() {
        options.extend(["--clock-scale", form.clock_scale]);
    }
    let scenario = shown_by::scenario(defect.name);
    let brief = || Brief::of(scenario, form.set, &options);
    let run = if form.measures {
        Brief::calmly(brief)
    } else {
        brief()
    };
    let said = format!("{planted}\n{}{}", run.ended.out, run.ended.err);
    let check = run.check(defect.caught_by);
    if form.measures && run.was_too_busy() {
        // The harness saw it, and would not blame the connector for what the machine may have done.
        assert!(
            check.notes[0].starts_with("fail in itself, but the harness"),
            "{said}"
        );
        return;
    }
    assert_eq!(run.checks(Verdict::Fail), [defect.caught_by], "{said}");
    assert_eq!(run.ended.code, Some(1), "{said}");

    assert!(check.violations > 0 && check.exercised >= check.violations);
    // A distribution as a whole has no single case to show.
    let shown = check
        .witnesses
        .iter()
        .all(|witness| !witness.rows.is_empty());
    assert!(
        shown && (!check.witnesses.is_empty() || form.measures),
        "{planted}: no witness"
    );
    assert!(
        run.record().reasons[0].contains(defect.caught_by),
        "{:?}",
        run.record().reasons
    );

    let again = shakedown(&run.scratch, &["check", "run"]);
    assert_eq!(
        again.code,
        Some(1),
        "{planted}: judged again\n{}",
        again.out
    );
}

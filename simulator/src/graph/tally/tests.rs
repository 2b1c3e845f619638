use super::*;

const DAY: u64 = 1_800_057_600; // 00:00 UTC

fn at(after_s: u64) -> Moment {
    Moment::from_unix_s(DAY + after_s)
}

fn utility(number: &'static str) -> Counted<'static> {
    Counted {
        number,
        country: "BR",
        category: "utility",
        pricing: "regular",
        template: Some("77"),
    }
}

#[test]
fn a_message_is_counted_in_the_half_hour_of_each_of_its_steps() {
    let tally = Tally::default();
    tally.note(&utility("1"), [(at(1_799), Step::Sent)]);
    tally.note(
        &utility("1"),
        [(at(1_800), Step::Delivered { cost_micros: 8_000 })],
    );
    tally.note(&utility("1"), [(at(1_801), Step::Read)]);
    tally.note(&utility("2"), [(at(1_802), Step::Failed)]);
    let mut cells = tally.cells(DAY, DAY + DAY_S);
    cells.sort_by(|a, b| (a.start_s, &a.number).cmp(&(b.start_s, &b.number)));
    let shown: Vec<(u64, &str, Counts)> = cells
        .iter()
        .map(|cell| (cell.start_s - DAY, &*cell.number, cell.counts))
        .collect();
    let none = Counts::default();
    assert_eq!(
        shown,
        [
            (0, "1", Counts { sent: 1, ..none }),
            (
                1_800,
                "1",
                Counts {
                    delivered: 1,
                    read: 1,
                    cost_micros: 8_000,
                    ..none
                }
            ),
            (1_800, "2", Counts { failed: 1, ..none }),
        ]
    );
}

#[test]
fn a_template_is_counted_by_day_with_its_clicks() {
    let tally = Tally::default();
    tally.note(&utility("1"), [(at(0), Step::Sent)]);
    tally.note(&utility("2"), [(at(DAY_S - 1), Step::Sent)]);
    tally.note(&utility("1"), [(at(DAY_S), Step::Sent)]);
    tally.note_clicked(at(5), "77", "url_button", "Track");
    let days = tally.template_days("77", DAY, DAY + 2 * DAY_S);
    assert_eq!(days.len(), 2);
    assert_eq!((days[0].counts.sent, days[1].counts.sent), (2, 1));
    assert_eq!(days[0].clicked[&("url_button", "Track".to_owned())], 1);
    assert!(tally.template_days("78", DAY, DAY + DAY_S).is_empty());
}

#[test]
fn the_oldest_half_hours_and_days_go_when_there_is_no_room() {
    let tally = Tally::keeping(2, 2);
    for n in 0..4 {
        tally.note(&utility("1"), [(at(n * DAY_S), Step::Sent)]);
    }
    let kept: Vec<u64> = tally
        .cells(0, u64::MAX)
        .iter()
        .map(|cell| (cell.start_s - DAY) / DAY_S)
        .collect();
    assert_eq!(kept, [2, 3]);
    assert_eq!(tally.template_days("77", 0, u64::MAX).len(), 2);
}

#[test]
fn words_that_nobody_knows_do_not_make_new_cells() {
    let tally = Tally::default();
    for category in ["x", "y"] {
        let odd = Counted {
            category,
            pricing: category,
            country: "Brazil",
            ..utility("1")
        };
        tally.note(&odd, [(at(0), Step::Sent)]);
    }
    let cells = tally.cells(0, u64::MAX);
    assert_eq!(cells.len(), 1);
    assert_eq!(
        (
            cells[0].country.as_str(),
            cells[0].category,
            cells[0].pricing
        ),
        ("ZZ", "service", "regular")
    );
}

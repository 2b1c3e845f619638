//! The rows of a witness on a time axis, one lane for each ledger table. The numbers at the marks are those of
//! the list below the drawing.

use std::fmt::Write as _;

use super::axis::Axis;
use super::plot::{WIDTH, coordinate, open};
use crate::escape;
use crate::figures;
use crate::verdict::Witness;

/// Room for the lanes' names.
const LEFT: f64 = 190.0;
const RIGHT: f64 = 44.0;
const LANE: f64 = 42.0;
/// Marks closer than this share one label.
const CLOSE: f64 = 34.0;
/// Lanes that are drawn; further tables share the last one.
const LANES: usize = 8;

/// The drawing; None for a witness without rows, or with one: a point has no time line.
pub(crate) fn timeline(witness: &Witness) -> Option<String> {
    let times: Vec<f64> = witness
        .rows
        .iter()
        .map(|row| row.at_ms)
        .filter(|at| at.is_finite())
        .collect();
    let first = times.iter().copied().fold(f64::INFINITY, f64::min);
    let last = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if times.len() < 2 || times.len() != witness.rows.len() {
        return None;
    }
    let span = (last - first).max(0.001);
    let shortest = times
        .iter()
        .map(|at| at - first)
        .filter(|gap| *gap > 0.0)
        .fold(span, f64::min);
    let axis = Axis::elapsed(shortest, span);
    let lanes = lanes(witness);
    let floor = LANE * lanes.len() as f64 + 18.0;
    let words = format!(
        "{} rows over {}.",
        witness.rows.len(),
        figures::millis(span)
    );
    let mut svg = open(
        "chart timeline",
        floor + 60.0,
        "Time line of the witness",
        &words,
    );
    draw_axis(&mut svg, &axis, floor);
    for (at, (table, rows)) in lanes.iter().enumerate() {
        let marks: Vec<(usize, f64)> = rows
            .iter()
            .map(|n| (*n, px(&axis, witness.rows[*n].at_ms - first)))
            .collect();
        draw_lane(&mut svg, LANE * at as f64, table, &marks);
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Tables in order of appearance with the indices of their rows, in time order.
fn lanes(witness: &Witness) -> Vec<(String, Vec<usize>)> {
    let mut lanes: Vec<(String, Vec<usize>)> = Vec::new();
    for (n, row) in witness.rows.iter().enumerate() {
        let table: String = row
            .row
            .split('/')
            .next()
            .unwrap_or_default()
            .chars()
            .take(24)
            .collect();
        match lanes.iter().position(|(name, _)| *name == table) {
            Some(at) => lanes[at].1.push(n),
            None if lanes.len() < LANES => lanes.push((table, vec![n])),
            None => lanes[LANES - 1].1.push(n),
        }
    }
    for (_, rows) in &mut lanes {
        rows.sort_by(|a, b| witness.rows[*a].at_ms.total_cmp(&witness.rows[*b].at_ms));
    }
    lanes
}

fn px(axis: &Axis, value: f64) -> f64 {
    LEFT + axis.at(value) * (WIDTH - LEFT - RIGHT)
}

fn draw_axis(svg: &mut String, axis: &Axis, floor: f64) {
    for (value, label) in &axis.ticks {
        let x = coordinate(px(axis, *value));
        let _ = write!(svg, "<path class=\"tick\" d=\"M{x} {floor}v5\"/>");
        let _ = write!(
            svg,
            "<text class=\"x\" x=\"{x}\" y=\"{}\">{label}</text>",
            floor + 25.0
        );
    }
    let right = WIDTH - RIGHT;
    let _ = write!(svg, "<path class=\"base\" d=\"M{LEFT} {floor}H{right}\"/>");
    let _ = write!(
        svg,
        "<text class=\"unit end\" x=\"{right}\" y=\"{}\">{}</text>",
        floor + 54.0,
        axis.unit
    );
}

fn draw_lane(svg: &mut String, top: f64, table: &str, marks: &[(usize, f64)]) {
    let y = top + 36.0;
    let _ = write!(
        svg,
        "<path class=\"grid\" d=\"M{LEFT} {y}H{}\"/>",
        WIDTH - RIGHT
    );
    let name = escape::html_plain(table);
    let _ = write!(
        svg,
        "<text class=\"lane\" x=\"0\" y=\"{y}\" dy=\".3em\">{name}</text>"
    );
    let mut rest = marks;
    while let Some((_, start)) = rest.first().copied() {
        let group = rest.iter().take_while(|(_, x)| x - start < CLOSE).count();
        let (here, after) = rest.split_at(group);
        for (_, x) in here {
            let _ = write!(
                svg,
                "<circle class=\"moment\" cx=\"{}\" cy=\"{y}\" r=\"6\"/>",
                coordinate(*x)
            );
        }
        let end = here[group - 1].1;
        let _ = write!(
            svg,
            "<text class=\"number\" x=\"{}\" y=\"{}\">{}</text>",
            coordinate(end + 11.0),
            y - 5.0,
            numbers(here)
        );
        rest = after;
    }
}

/// `3`, `3–5` or `3, 7`, counted from one.
fn numbers(marks: &[(usize, f64)]) -> String {
    let mut all: Vec<usize> = marks.iter().map(|(n, _)| n + 1).collect();
    all.sort_unstable();
    let (first, last) = (all[0], all[all.len() - 1]);
    if all.len() > 2 && last - first + 1 == all.len() {
        return format!("{first}–{last}");
    }
    let all: Vec<String> = all.iter().map(usize::to_string).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn marks_at_one_place_share_a_label() {
        assert_eq!(numbers(&[(2, 0.0), (3, 0.0), (4, 1.0)]), "3–5");
        assert_eq!(numbers(&[(2, 0.0), (6, 0.0)]), "3, 7");
    }

    #[test]
    fn every_row_of_a_witness_has_its_mark() {
        for check in golden::fail().checks {
            for witness in &check.witnesses {
                let svg = timeline(witness).unwrap_or_default();
                assert_eq!(svg.matches("class=\"moment\"").count(), witness.rows.len());
            }
        }
    }

    #[test]
    fn one_row_has_no_time_line() {
        let mut witness = golden::fail().checks[0].witnesses[0].clone();
        witness.rows.truncate(1);
        assert_eq!(timeline(&witness), None);
    }
}

//! Latency by edge as ranges on one axis: median, 95th and 99th percentile, largest. Ranges instead of bars,
//! because the distance from the median to the tail is what matters.

use std::fmt::Write as _;

use super::axis::Axis;
use super::figure;
use super::plot::{Shape, WIDTH, coordinate, open, shape};
use crate::figures;
use crate::record::Percentiles;

const LEFT: f64 = 8.0;
const RIGHT: f64 = 24.0;
const ROW: f64 = 62.0;
const TOP: f64 = 12.0;

/// The ranges of the edges that have samples; None when none has.
pub(crate) fn percentile_ranges(edges: &[(&str, &Percentiles)]) -> Option<String> {
    let edges: Vec<_> = edges.iter().filter(|(_, p)| p.count > 0).collect();
    let lo = edges
        .iter()
        .map(|(_, p)| p.p50)
        .fold(f64::INFINITY, f64::min);
    let hi = edges.iter().map(|(_, p)| p.max).fold(0.0, f64::max);
    if edges.is_empty() {
        return None;
    }
    let axis = Axis::decades(lo, hi, "ms");
    let title = "Latency by edge";
    let words: Vec<String> = edges
        .iter()
        .map(|(name, p)| {
            format!(
                "{name}: p50 {}, p95 {}, p99 {}",
                figures::millis(p.p50),
                figures::millis(p.p95),
                figures::millis(p.p99)
            )
        })
        .collect();
    let floor = TOP + ROW * edges.len() as f64;
    let mut svg = open(
        "chart",
        floor + 62.0,
        title,
        &format!("{}.", words.join("; ")),
    );
    draw_axis(&mut svg, &axis, floor);
    for (at, (name, percentiles)) in edges.iter().enumerate() {
        draw_row(&mut svg, &axis, TOP + ROW * at as f64, name, percentiles);
    }
    svg.push_str("</svg>");
    let keys = [
        ("median", "p50"),
        ("range95", "to p95"),
        ("tick99", "p99"),
        ("maximum", "largest"),
    ];
    Some(figure(title, &keys, &svg))
}

fn px(axis: &Axis, value: f64) -> f64 {
    LEFT + axis.at(value) * (WIDTH - LEFT - RIGHT)
}

fn draw_axis(svg: &mut String, axis: &Axis, floor: f64) {
    for (at, (value, label)) in axis.ticks.iter().enumerate() {
        let x = coordinate(px(axis, *value));
        // The first label would hang over the edge if it were centered.
        let class = if at == 0 { "x first" } else { "x" };
        let _ = write!(svg, "<path class=\"grid\" d=\"M{x} {TOP}V{floor}\"/>");
        let _ = write!(
            svg,
            "<text class=\"{class}\" x=\"{x}\" y=\"{}\">{label}</text>",
            floor + 24.0
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

fn draw_row(svg: &mut String, axis: &Axis, top: f64, name: &str, p: &Percentiles) {
    let y = top + 42.0;
    let at = |value: f64| coordinate(px(axis, value));
    let _ = write!(
        svg,
        "<text class=\"row\" x=\"{LEFT}\" y=\"{}\">{name}</text>",
        top + 22.0
    );
    let _ = write!(
        svg,
        "<path class=\"range\" d=\"M{} {y}H{}\"/>",
        at(p.p50),
        at(p.max)
    );
    let _ = write!(
        svg,
        "<path class=\"range95\" d=\"M{} {y}H{}\"/>",
        at(p.p50),
        at(p.p95)
    );
    let _ = write!(
        svg,
        "<path class=\"tick99\" d=\"M{} {}v18\"/>",
        at(p.p99),
        y - 9.0
    );
    svg.push_str(&shape(Shape::Ring, px(axis, p.max), y));
    svg.push_str(&shape(Shape::Disc, px(axis, p.p50), y));
}

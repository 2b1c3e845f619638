//! A drawing with two axes, and the marks that go into it. Coordinates are in a box of 640 by 330 that the page
//! scales to the room it has.

use std::fmt::Write as _;

use super::axis::Axis;
use crate::escape;

/// Width of every chart, in its own units.
pub(super) const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 330.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 62.0;

/// A mark. Shape tells what color tells, for those who see no color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Disc,
    Ring,
    Cross,
    Diamond,
}

/// Where the label of a vertical line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Top,
    Bottom,
}

/// A chart in the making.
pub(super) struct Plot {
    head: String,
    /// Behind the axes: bands.
    back: String,
    /// Before the axes: lines and marks.
    front: String,
    x: Axis,
    y: Axis,
    labels: usize,
}

/// A coordinate with at most one decimal.
pub(super) fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// Opens a drawing with what a screen reader says of it.
pub(super) fn open(class: &str, height: f64, title: &str, description: &str) -> String {
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\"><title>{}</title><desc>{}</desc>",
        escape::html_plain(title),
        escape::html_plain(description)
    )
}

/// A mark around a point.
pub(super) fn shape(shape: Shape, x: f64, y: f64) -> String {
    let (cx, cy) = (coordinate(x), coordinate(y));
    match shape {
        Shape::Disc => format!("<circle class=\"mark disc\" cx=\"{cx}\" cy=\"{cy}\" r=\"4.5\"/>"),
        Shape::Ring => format!("<circle class=\"mark ring\" cx=\"{cx}\" cy=\"{cy}\" r=\"4.5\"/>"),
        Shape::Cross => {
            let (l, r) = (coordinate(x - 5.0), coordinate(x + 5.0));
            let (t, b) = (coordinate(y - 5.0), coordinate(y + 5.0));
            format!("<path class=\"mark cross\" d=\"M{l} {t}L{r} {b}M{l} {b}L{r} {t}\"/>")
        }
        Shape::Diamond => {
            let (l, r) = (coordinate(x - 7.0), coordinate(x + 7.0));
            let (t, b) = (coordinate(y - 7.0), coordinate(y + 7.0));
            format!("<path class=\"mark diamond\" d=\"M{l} {cy}L{cx} {t}L{r} {cy}L{cx} {b}Z\"/>")
        }
    }
}

impl Plot {
    /// An empty chart.
    pub(super) fn new(title: &str, description: &str, x: Axis, y: Axis) -> Plot {
        Plot {
            head: open("chart", HEIGHT, title, description),
            back: String::new(),
            front: String::new(),
            x,
            y,
            labels: 0,
        }
    }

    fn px(&self, value: f64) -> f64 {
        LEFT + self.x.at(value) * (WIDTH - LEFT - RIGHT)
    }

    fn py(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - self.y.at(value) * (HEIGHT - TOP - BOTTOM)
    }

    fn axes(&self) -> String {
        let (right, floor) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
        let mut out = String::new();
        for (value, label) in &self.y.ticks {
            let y = coordinate(self.py(*value));
            let _ = write!(out, "<path class=\"grid\" d=\"M{LEFT} {y}H{right}\"/>");
            let _ = write!(
                out,
                "<text class=\"y\" x=\"{}\" y=\"{y}\" dy=\".35em\">{label}</text>",
                LEFT - 10.0
            );
        }
        for (value, label) in &self.x.ticks {
            let x = coordinate(self.px(*value));
            let _ = write!(out, "<path class=\"tick\" d=\"M{x} {floor}v5\"/>");
            let _ = write!(
                out,
                "<text class=\"x\" x=\"{x}\" y=\"{}\">{label}</text>",
                floor + 25.0
            );
        }
        let _ = write!(out, "<path class=\"base\" d=\"M{LEFT} {floor}H{right}\"/>");
        let _ = write!(
            out,
            "<text class=\"unit\" x=\"0\" y=\"16\">{}</text>",
            escape::html_plain(&self.y.unit)
        );
        let _ = write!(
            out,
            "<text class=\"unit end\" x=\"{right}\" y=\"{}\">{}</text>",
            HEIGHT - 8.0,
            escape::html_plain(&self.x.unit)
        );
        out
    }

    /// A line through the points; None makes a gap, and a point between two gaps becomes a dot.
    pub(super) fn line(&mut self, class: &str, points: &[(f64, Option<f64>)]) {
        let mut path = String::new();
        let mut pen_down = false;
        for (x, y) in points {
            let Some(y) = y.filter(|y| y.is_finite()) else {
                pen_down = false;
                continue;
            };
            let command = if pen_down { 'L' } else { 'M' };
            let _ = write!(
                path,
                "{command}{} {}",
                coordinate(self.px(*x)),
                coordinate(self.py(y))
            );
            if !pen_down {
                // A line of no length is drawn as its round cap.
                path.push_str("h0");
            }
            pen_down = true;
        }
        let _ = write!(self.front, "<path class=\"{class}\" d=\"{path}\"/>");
    }

    /// The surface between the points and the floor.
    pub(super) fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return;
        };
        let floor = HEIGHT - BOTTOM;
        let mut path = format!("M{} {floor}", coordinate(self.px(first.0)));
        for (x, y) in points {
            let _ = write!(
                path,
                "L{} {}",
                coordinate(self.px(*x)),
                coordinate(self.py(*y))
            );
        }
        let _ = write!(path, "L{} {floor}Z", coordinate(self.px(last.0)));
        let _ = write!(self.front, "<path class=\"{class}\" d=\"{path}\"/>");
    }

    /// A stretch of the x axis, over the whole height.
    pub(super) fn band(&mut self, class: &str, from: f64, to: f64) {
        let (from, to) = (self.px(from), self.px(to));
        let _ = write!(
            self.back,
            "<rect class=\"{class}\" x=\"{}\" y=\"{TOP}\" width=\"{}\" height=\"{}\"/>",
            coordinate(from),
            coordinate((to - from).max(0.0)),
            HEIGHT - TOP - BOTTOM
        );
    }

    /// A mark with words that show when a mouse rests on it.
    pub(super) fn mark(&mut self, kind: Shape, x: f64, y: f64, words: &str) {
        let drawn = shape(kind, self.px(x), self.py(y));
        let _ = write!(
            self.front,
            "<g>{drawn}<title>{}</title></g>",
            escape::html_plain(words)
        );
    }

    /// A vertical line with a label beside it; each label gets a row of its own.
    pub(super) fn upright(&mut self, class: &str, x: f64, label: &str, place: Place) {
        let (px, floor) = (self.px(x), HEIGHT - BOTTOM);
        let row = self.labels as f64 * 24.0;
        self.labels += 1;
        let y = match place {
            Place::Top => TOP + 16.0 + row,
            Place::Bottom => floor - 12.0 - row,
        };
        let (anchor, at) = if px > WIDTH * 0.45 {
            ("end", px - 12.0)
        } else {
            ("start", px + 12.0)
        };
        let _ = write!(
            self.front,
            "<path class=\"{class}\" d=\"M{x} {TOP}V{floor}\"/><text class=\"note {anchor}\" x=\"{at}\" y=\"{y}\">{label}</text>",
            x = coordinate(px),
            at = coordinate(at),
            label = escape::html_plain(label)
        );
    }

    /// The finished drawing.
    pub(super) fn finish(self) -> String {
        let axes = self.axes();
        [self.head, self.back, axes, self.front, "</svg>".to_owned()].concat()
    }
}

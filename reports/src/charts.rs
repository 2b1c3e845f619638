//! Static charts as SVG text, small enough to own: nice axes, lines, marks. No script, no style attribute, no
//! font of their own; colors and sizes come from the page's style sheet, which also makes the letters larger
//! on a phone. Every text that comes in is escaped here.

mod axis;
mod knee;
mod nice;
mod over_time;
mod plot;
mod ranges;
mod timeline;

pub(crate) use knee::{completed_by_rate, latency_by_rate};
pub(crate) use over_time::{cpu, latency, memory, outstanding, rate};
pub(crate) use ranges::percentile_ranges;
pub(crate) use timeline::timeline;

use crate::escape;

/// One entry of a legend: the class of the key's drawing and what it stands for.
type Key<'a> = (&'a str, &'a str);

/// A drawing with its caption and legend.
fn figure(title: &str, keys: &[Key<'_>], svg: &str) -> String {
    let legend: String = keys
        .iter()
        .map(|(class, label)| {
            format!(
                "<span class=\"key\">{}{}</span>",
                swatch(class),
                escape::html(label)
            )
        })
        .collect();
    let legend = if legend.is_empty() {
        legend
    } else {
        format!("<span class=\"legend\">{legend}</span>")
    };
    format!(
        "<figure><figcaption><span class=\"chart-title\">{}</span>{legend}</figcaption>{svg}</figure>\n",
        escape::html(title)
    )
}

/// The drawing in front of a legend's entry.
fn swatch(class: &str) -> String {
    let inner = match class {
        "held" => plot::shape(plot::Shape::Disc, 13.0, 6.0),
        "broken" => plot::shape(plot::Shape::Cross, 13.0, 6.0),
        "again" => plot::shape(plot::Shape::Diamond, 13.0, 6.0),
        "median" => plot::shape(plot::Shape::Disc, 13.0, 6.0),
        "maximum" => plot::shape(plot::Shape::Ring, 13.0, 6.0),
        "tick99" => "<path class=\"tick99\" d=\"M13 0V12\"/>".to_owned(),
        "range95" => "<path class=\"range95\" d=\"M3 6H23\"/>".to_owned(),
        "hold" => "<rect class=\"hold\" width=\"26\" height=\"12\"/>".to_owned(),
        class => format!("<path class=\"{class}\" d=\"M1 6H25\"/>"),
    };
    format!("<svg class=\"swatch\" viewBox=\"0 0 26 12\" aria-hidden=\"true\">{inner}</svg>")
}

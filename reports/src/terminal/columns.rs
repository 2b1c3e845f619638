//! Text in columns: widths, wrapping, cutting and grids for a terminal. Knows nothing of records.

/// Columns of the summary.
pub(super) const WIDTH: usize = 100;

/// Columns that a text takes. East Asian characters and emoji take two; good enough for lining up, no
/// substitute for a terminal's own table.
pub(super) fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x0300..=0x036f | 0x200c | 0x200d | 0xfe00..=0xfe0f => 0,
            0x1100..=0x115f
            | 0x2e80..=0xa4cf
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe6f => 2,
            0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
            _ => 1,
        })
        .sum()
}

/// The text, cut with an ellipsis if it is wider than `room`.
pub(super) fn fitted(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + width(c.encode_utf8(&mut [0; 4])) + 1 > room {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// The text filled up with spaces to `room` columns.
pub(super) fn padded(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(width(text))))
}

/// Lines of at most [`WIDTH`] columns, broken between words, or inside one that is wider than a line.
pub(super) fn wrapped(text: &str, first: &str, next: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let gap = usize::from(!empty);
        if !empty && width(&line) + gap + width(word) > WIDTH {
            lines.push(std::mem::replace(&mut line, next.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        for c in word.chars() {
            if width(&line) + width(c.encode_utf8(&mut [0; 4])) > WIDTH {
                lines.push(std::mem::replace(&mut line, next.to_owned()));
            }
            line.push(c);
        }
        empty = false;
    }
    lines.push(line);
    lines
}

/// Cells in as many columns as fit, read downward. `draw` gets a cell and the width of its label.
pub(super) fn grid<T>(
    cells: &[(String, T)],
    draw: impl Fn(&(String, T), usize) -> String,
) -> Vec<String> {
    const WORD: usize = 9;
    let label = cells
        .iter()
        .map(|(label, _)| width(label))
        .max()
        .unwrap_or(0)
        + 2;
    let across = ((WIDTH - 2) / (label + WORD)).max(1);
    let down = cells.len().div_ceil(across);
    (0..down)
        .map(|row| {
            cells
                .iter()
                .skip(row)
                .step_by(down)
                .map(|cell| draw(cell, label))
                .collect::<String>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_wider_than_a_line_is_broken() {
        let lines = wrapped(&format!("a {} b", "x".repeat(250)), "- ", "  ");
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{lines:?}");
        assert_eq!(lines.concat().matches('x').count(), 250);
    }

    #[test]
    fn a_cut_text_keeps_to_its_room() {
        assert_eq!(fitted("包裹已送达", 5), "包裹…");
        assert_eq!(fitted("short", 5), "short");
    }

    #[test]
    fn a_grid_is_read_downward() {
        let cells: Vec<(String, ())> = ["a", "b", "c"].map(|s| (s.repeat(30), ())).into();
        let lines = grid(&cells, |(label, ()), room| padded(label, room));
        assert_eq!(lines.len(), 2);
        assert!(
            lines[0].starts_with('a') && lines[0].trim_end().ends_with('c'),
            "{lines:?}"
        );
    }
}

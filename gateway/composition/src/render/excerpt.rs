//! The lines of a text that are shown around some places.

use std::ops::Range;

/// Places further apart, in bytes, are shown apart: what lies between would have to be looked through.
const MAX_APART: usize = 4_096;
/// Wider lines, in bytes, are not shown as a diff: generated SDL may be one line.
const WIDE: usize = 1_000;
/// Wider lines, in bytes, are cut around the place: terminals show no more.
const LONG: usize = 200;
/// What is left of a cut line on each side of the place's beginning, in bytes.
const AROUND: usize = 60;
/// Stands for what is cut off.
const ELLIPSIS: &str = "…";

/// Whole lines of a text.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    whole: &'a str,
    lines: Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// The lines that a range of bytes lies in.
    pub(super) fn new(whole: &'a str, range: &Range<usize>) -> Self {
        let lines = lines(whole, range);
        Self { whole, lines }
    }

    /// Takes in the lines of one more range, unless it lies before or far away, or among wide lines.
    pub(super) fn include(&mut self, range: &Range<usize>) -> bool {
        let lines = lines(self.whole, range);
        if lines.start < self.lines.start || lines.start > self.lines.end + MAX_APART {
            return false;
        }
        let end = self.lines.end.max(lines.end);
        if is_longer(&self.whole[self.lines.end..end], LONG) {
            return false;
        }
        self.lines.end = end;
        true
    }

    pub(super) fn text(&self) -> &'a str {
        &self.whole[self.lines.clone()]
    }

    /// From 1.
    pub(super) fn first_line(&self) -> usize {
        self.whole[..self.lines.start].matches('\n').count() + 1
    }

    /// A range of the whole text as one of the excerpt.
    pub(super) fn within(&self, range: &Range<usize>) -> Range<usize> {
        let range = valid(self.whole, range);
        let inside =
            |offset: usize| offset.clamp(self.lines.start, self.lines.end) - self.lines.start;
        inside(range.start)..inside(range.end)
    }

    /// The same, but no further than the end of its first line.
    pub(super) fn first_line_of(&self, range: &Range<usize>) -> Range<usize> {
        let range = self.within(range);
        let marked = &self.text()[range.clone()];
        let end = marked.find('\n').map_or(range.end, |end| range.start + end);
        range.start..end
    }

    /// The part of a long line that a range begins in, and the range in it; `None` where no line is long.
    pub(super) fn cut(&self, range: &Range<usize>) -> Option<(String, Range<usize>)> {
        if !is_longer(self.text(), LONG) {
            return None;
        }
        let range = self.first_line_of(range);
        let around = range.start.saturating_sub(AROUND)..range.start + AROUND;
        let around = valid(self.text(), &around);
        let text = &self.text()[around.clone()];
        let start = text[..range.start - around.start]
            .rfind('\n')
            .map_or(0, |end| end + 1);
        let text = text[start..].lines().next().unwrap_or_default();
        let inside = |offset: usize| offset.saturating_sub(around.start + start).min(text.len());
        let first = around.start + start;
        let is_cut =
            |offset: usize| !matches!(self.text().as_bytes().get(offset), None | Some(b'\n'));
        let before = match first {
            0 => "",
            first if self.text().as_bytes()[first - 1] == b'\n' => "",
            _ => ELLIPSIS,
        };
        let after = if is_cut(first + text.len()) {
            ELLIPSIS
        } else {
            ""
        };
        let marked = before.len() + inside(range.start)..before.len() + inside(range.end);
        Some((format!("{before}{text}{after}"), marked))
    }

    pub(super) fn is_wide(&self) -> bool {
        is_longer(self.text(), WIDE)
    }
}

fn is_longer(text: &str, most: usize) -> bool {
    text.lines().any(|line| line.len() > most)
}

/// Whole lines, without the last line's end.
fn lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let range = valid(text, range);
    let start = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[range.end..].find('\n');
    start..end.map_or(text.len(), |end| range.end + end)
}

/// Within the text, and between characters.
fn valid(text: &str, range: &Range<usize>) -> Range<usize> {
    let floor = |offset: usize| {
        let offset = offset.min(text.len());
        (0..=offset)
            .rev()
            .find(|o| text.is_char_boundary(*o))
            .unwrap_or(0)
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

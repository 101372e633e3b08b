//! The plain form.

use super::{BillRow, Block, Letter, SIGNATURE};

/// Narrow enough for any mail program, wide enough for a title.
const GAP: usize = 7;

pub(super) fn render(letter: &Letter) -> String {
    let mut parts = vec![letter.greeting()];
    parts.extend(letter.blocks.iter().map(block));
    parts.push(SIGNATURE.to_owned());
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => text.clone(),
        Block::Bill(rows) => bill(rows),
        Block::Link { label, url } => format!("{label}:\n{url}"),
    }
}

fn bill(rows: &[BillRow]) -> String {
    let labels = width(rows.iter().map(|row| row.label.as_str()));
    let amounts = width(rows.iter().map(|row| row.amount.as_str()));
    let mut lines = Vec::new();
    for row in rows {
        if row.is_total {
            lines.push("-".repeat(labels + GAP + amounts));
        }
        let amount = format!("{:>1$}", row.amount, GAP + amounts);
        lines.push(format!("{:<labels$}{amount}", row.label));
    }
    lines.join("\n")
}

fn width<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

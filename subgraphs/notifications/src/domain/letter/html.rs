//! The HTML form: tables and inline styles, because mail programs know little else.

use std::fmt::Write;

use super::{BillRow, Block, Letter, SIGNATURE};

const BODY: &str = "margin:0;padding:32px 16px;background:#f5f3ee;color:#1f2933;\
    font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const SHEET: &str =
    "max-width:560px;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px";
const CELL: &str = "padding:6px 0;vertical-align:top";
const TOTAL: &str = "padding:10px 0 6px;border-top:1px solid #d9d4c7;font-weight:600";
const BUTTON: &str = "display:inline-block;padding:10px 18px;border-radius:8px;background:#1f5c4d;\
    color:#ffffff;text-decoration:none";

pub(super) fn render(letter: &Letter) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head>\n\
         <body style=\"{BODY}\">\n<div style=\"{SHEET}\">\n<p>{}</p>\n",
        escaped(&letter.subject),
        escaped(&letter.greeting()),
    );
    for block in &letter.blocks {
        html.push_str(&self::block(block));
    }
    html.push_str("<p style=\"color:#6b7280\">");
    html.push_str(SIGNATURE);
    html.push_str("</p>\n</div>\n</body>\n</html>\n");
    html
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => format!("<p>{}</p>\n", escaped(text)),
        Block::Bill(rows) => bill(rows),
        Block::Link { label, url } => format!(
            "<p><a href=\"{}\" style=\"{BUTTON}\">{}</a></p>\n",
            escaped(url),
            escaped(label)
        ),
    }
}

fn bill(rows: &[BillRow]) -> String {
    let mut html = String::from("<table role=\"presentation\" width=\"100%\" cellspacing=\"0\">\n");
    for row in rows {
        let style = if row.is_total { TOTAL } else { CELL };
        writeln!(
            html,
            "<tr><td style=\"{style}\">{}</td><td align=\"right\" style=\"{style}\">{}</td></tr>",
            escaped(&row.label),
            escaped(&row.amount)
        )
        .expect("writing to a string cannot fail");
    }
    html.push_str("</table>\n");
    html
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

//! What a message says, once, and its two forms: plain text and HTML.
//!
//! Templates (see `letters`) fill a [`Letter`]; nothing else writes HTML, so there is one place
//! where text from outside is escaped.

mod html;
mod text;

/// A message before it has a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    /// Whom to greet; `None` for a guest.
    pub name: Option<String>,
    pub blocks: Vec<Block>,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Paragraph(String),
    /// Rows of a name and an amount, as on a bill.
    Bill(Vec<BillRow>),
    /// A link that stands for itself.
    Link {
        label: String,
        url: String,
    },
}

/// A row of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillRow {
    pub label: String,
    pub amount: String,
    /// What is to be paid: set apart from the rows above, and bold. A bill has one such row.
    pub is_total: bool,
}

/// A letter in its final forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Letter {
    pub fn render(&self) -> Rendered {
        Rendered {
            subject: one_line(&self.subject),
            text: text::render(self),
            html: html::render(self),
        }
    }

    fn greeting(&self) -> String {
        match &self.name {
            Some(name) => format!("Hello {name},"),
            None => "Hello,".to_owned(),
        }
    }
}

const SIGNATURE: &str = "Portico";

/// A subject is one header line: a line break in a product's title must not start another.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            subject: "Your order\r\nBcc: all@example.com".into(),
            name: Some("Ada <script>".into()),
            blocks: vec![
                Block::Paragraph("Fish & chips are on their way.".into()),
                Block::Bill(vec![
                    BillRow {
                        label: "2 × Fish & chips".into(),
                        amount: "12.00 EUR".into(),
                        is_total: false,
                    },
                    BillRow {
                        label: "Total".into(),
                        amount: "12.00 EUR".into(),
                        is_total: true,
                    },
                ]),
                Block::Link {
                    label: "See the order".into(),
                    url: "https://shop.example/orders/1?a=\"b\"&c".into(),
                },
            ],
        }
    }

    #[test]
    fn the_subject_stays_one_line() {
        assert_eq!(letter().render().subject, "Your order Bcc: all@example.com");
    }

    #[test]
    fn the_text_reads_as_a_letter() {
        insta::assert_snapshot!(letter().render().text, @r#"
        Hello Ada <script>,

        Fish & chips are on their way.

        2 × Fish & chips       12.00 EUR
        --------------------------------
        Total                  12.00 EUR

        See the order:
        https://shop.example/orders/1?a="b"&c

        Portico
        "#);
    }

    #[test]
    fn html_escapes_all_that_comes_from_outside() {
        let html = letter().render().html;
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("Hello Ada &lt;script&gt;,"), "{html}");
        assert!(html.contains("Fish &amp; chips are"), "{html}");
        assert!(
            html.contains("href=\"https://shop.example/orders/1?a=&quot;b&quot;&amp;c\""),
            "{html}"
        );
    }
}

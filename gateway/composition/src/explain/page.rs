//! An explanation as text for a terminal.

mod check;

use std::fmt;

use super::{Example, Explanation, sources};
use crate::compose;
use crate::render::{Format, render};

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})\n", self.name, self.family)?;
        writeln!(f, "{}.", capitalised(self.meaning))?;
        if let Some(reason) = self.without {
            writeln!(f, "\nThere is no example: {reason}.")?;
        }
        for (number, example) in self.examples.iter().enumerate() {
            match self.examples.len() {
                1 => writeln!(f, "\n# Example")?,
                _ => writeln!(f, "\n# Example {}", number + 1)?,
            }
            show(f, example)?;
        }
        match self.check_example {
            Some(example) => check::show(f, example),
            None => Ok(()),
        }
    }
}

fn show(f: &mut fmt::Formatter<'_>, example: &Example) -> fmt::Result {
    writeln!(f, "{}\n", example.description)?;
    texts(f, "This fails:", example.fails)?;
    let subgraphs = sources(example.fails);
    if let Err(findings) = compose(&subgraphs) {
        let told: Vec<_> = findings
            .into_iter()
            .filter(|finding| finding.code == example.code)
            .collect();
        writeln!(f, "It is told as\n")?;
        let text = render(Format::Human, &told, &subgraphs);
        // The last line counts the findings.
        let shown = text
            .trim_end()
            .rsplit_once("\n\n")
            .map_or(text.as_str(), |(all, _)| all);
        indented(f, shown)?;
        writeln!(f)?;
    }
    // What stays the same need not be read twice.
    let changed: Vec<(&str, &str)> = example
        .fixed
        .iter()
        .filter(|part| !example.fails.contains(part))
        .copied()
        .collect();
    texts(f, "This composes:", &changed)?;
    let stays = example
        .fixed
        .iter()
        .filter(|part| example.fails.contains(part));
    for (name, _) in stays {
        writeln!(f, "  {name}.graphql stays as it is.")?;
    }
    let has = |name: &str| example.fixed.iter().any(|(fixed, _)| *fixed == name);
    for (name, _) in example.fails.iter().filter(|(name, _)| !has(name)) {
        writeln!(f, "  {name}.graphql is left out.")?;
    }
    Ok(())
}

fn texts(f: &mut fmt::Formatter<'_>, title: &str, subgraphs: &[(&str, &str)]) -> fmt::Result {
    writeln!(f, "{title}\n")?;
    for (name, sdl) in subgraphs {
        writeln!(f, "  {name}.graphql")?;
        indented(f, sdl.trim())?;
        writeln!(f)?;
    }
    Ok(())
}

fn indented(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for line in text.lines() {
        match line {
            "" => writeln!(f)?,
            line => writeln!(f, "    {line}")?,
        }
    }
    Ok(())
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

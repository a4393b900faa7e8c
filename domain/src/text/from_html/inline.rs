//! Text of one block while it is gathered: white space collapsed as browsers do (CSS Text 3, section 4.1), neighbours with
//! the same marks joined. Where blocks begin and end is decided in `walk.rs`.

use crate::text::span::is_forbidden;

/// The marks of a run: a set of decorators, by bit, and a link by its number in the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks {
    pub(super) decorators: u8,
    pub(super) link: Option<usize>,
}

/// Text with the same marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) marks: Marks,
}

/// Runs in the making.
#[derive(Debug, Default)]
pub(super) struct Inline {
    runs: Vec<Run>,
    /// White space that was met and is written only if text follows on the same line, with the marks of its first
    /// character.
    space: Option<Marks>,
}

impl Inline {
    /// Adds a character that may be white space.
    pub(super) fn push(&mut self, c: char, marks: Marks) {
        if c.is_ascii_whitespace() {
            self.space.get_or_insert(marks);
        } else if !is_forbidden(c) {
            if let Some(space) = self.space.take().filter(|_| self.is_within_line()) {
                self.write(' ', space);
            }
            self.write(c, marks);
        }
    }

    /// Adds text whose white space counts.
    pub(super) fn push_preserved(&mut self, text: &str, marks: Marks) {
        for c in text.chars() {
            match c {
                '\n' => self.line_break(marks),
                c if is_forbidden(c) => {}
                c => {
                    self.space = None;
                    self.write(c, marks);
                }
            }
        }
    }

    /// Begins a new line; at the beginning of a block there is none yet to end.
    pub(super) fn line_break(&mut self, marks: Marks) {
        self.space = None;
        if !self.runs.is_empty() {
            self.write('\n', marks);
        }
    }

    /// The text so far, without line ends and spaces behind it; nothing if that is all there is.
    pub(super) fn take(&mut self) -> Vec<Run> {
        self.space = None;
        let mut runs = std::mem::take(&mut self.runs);
        while let Some(run) = runs.last_mut() {
            run.text.truncate(run.text.trim_end_matches([' ', '\n', '\t']).len());
            if !run.text.is_empty() {
                break;
            }
            runs.pop();
        }
        runs
    }

    fn is_within_line(&self) -> bool {
        self.runs.last().is_some_and(|run| !run.text.ends_with('\n'))
    }

    fn write(&mut self, c: char, marks: Marks) {
        append(&mut self.runs, c.encode_utf8(&mut [0; 4]), marks);
    }
}

/// Adds text to runs, to the last one if it has the same marks.
pub(super) fn append(runs: &mut Vec<Run>, text: &str, marks: Marks) {
    match runs.last_mut() {
        Some(run) if run.marks == marks => run.text.push_str(text),
        _ => runs.push(Run { text: text.to_owned(), marks }),
    }
}

/// The words of a text with one space between them, and without characters that no text may have.
pub(super) fn collapsed(text: &str) -> String {
    let allowed: String = text.chars().filter(|c| !is_forbidden(*c)).collect();
    allowed.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses_and_keeps_the_marks_of_its_beginning() {
        let (plain, strong) = (Marks::default(), Marks { decorators: 1, link: None });
        let mut inline = Inline::default();
        " a \n ".chars().for_each(|c| inline.push(c, plain));
        " b\u{a0} ".chars().for_each(|c| inline.push(c, strong));
        inline.line_break(plain);
        " c \t".chars().for_each(|c| inline.push(c, plain));
        let expected = [("a ", plain), ("b\u{a0}", strong), ("\nc", plain)];
        assert_eq!(inline.take(), expected.map(|(text, marks)| Run { text: text.to_owned(), marks }));
    }
}

//! How long work shows how far it is: a bar on a terminal, a plain line now and then elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a plain line is written.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// The progress of something that is counted.
pub(super) enum Progress {
    /// On a terminal.
    Bar(ProgressBar),
    /// Elsewhere.
    Lines { what: String, last: Instant },
}

impl Progress {
    /// Begins to show progress; `total` is known or not.
    pub(super) fn new(what: &str, total: Option<u64>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::Lines { what: what.to_owned(), last: Instant::now() };
        }
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::new_spinner(),
        };
        let template =
            if total.is_some() { "{msg} {wide_bar} {pos}/{len} {eta}" } else { "{spinner} {msg} {pos} {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        Self::Bar(bar)
    }

    /// So many are done.
    pub(super) fn at(&mut self, count: u64) {
        match self {
            Self::Bar(bar) => bar.set_position(count),
            Self::Lines { what, last } if last.elapsed() >= LINE_EVERY => {
                eprintln!("{what}: {count}");
                *last = Instant::now();
            }
            Self::Lines { .. } => {}
        }
    }

    /// All is done, or nothing more will be.
    pub(super) fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

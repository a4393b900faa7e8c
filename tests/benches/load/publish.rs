//! Puts what came of a run where readers look for it: between the marks in the two README files, and as a plot.

use std::path::{Path, PathBuf};

use crate::report::{self, Report};
use crate::{Outcome, plot};

/// Where the marks are: the file, and the name in `<!-- name -->` and `<!-- /name -->`.
const RATIOS: (&str, &str) = ("README.md", "ratios");
const FIGURES: (&str, &str) = ("tests/benches/README.md", "figures");
const PLOT: &str = "tests/benches/ratios.svg";
/// What whoever doesn't see the plot is told of it.
const PLOT_SAYS: &str =
    "Requests per second of kept answers, of answers made anew and of one SELECT, as shares of those of a bare handler";
/// The size that the plot shows, when it was measured.
const SHOWN: usize = 10_000;

/// Writes all of it.
///
/// # Errors
/// When a file or its marks aren't there.
pub fn publish(head: &str, reports: &[Report]) -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let size = reports.iter().map(|report| report.articles).find(|articles| *articles == SHOWN);
    let size = size.or(reports.last().map(|report| report.articles));
    let shown: Vec<&Report> = reports.iter().filter(|report| Some(report.articles) == size).collect();
    plot::draw(&shown, &root.join(PLOT))?;
    replace(&root, RATIOS, &format!("{}\n![{PLOT_SAYS}]({PLOT})", report::ratios(reports)))?;
    replace(&root, FIGURES, &format!("{head}\n\n{}", report::all(reports)))
}

fn replace(root: &Path, (file, name): (&str, &str), text: &str) -> Outcome<()> {
    let file: PathBuf = root.join(file);
    let before = std::fs::read_to_string(&file)?;
    let (begin, end) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let missing = || format!("{} lacks {begin} or {end}", file.display());
    let (head, rest) = before.split_once(&begin).ok_or_else(missing)?;
    let (_, tail) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(std::fs::write(&file, format!("{head}{begin}\n\n{}\n\n{end}{tail}", text.trim_end()))?)
}

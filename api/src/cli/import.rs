//! `import`: content from files, with a report of what came in, and what was skipped and why.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use clap::{Args, ValueEnum};
use domain::import::{ImportError, JsonLines, MediaFiles, Place, Reader, Report, ninjs, wxr};
use domain::ports::Clock;

use super::progress::Progress;
use super::{Done, Failure, open};
use crate::ports::SystemClock;
use crate::settings::Settings;

/// The command.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// What the files are
    #[arg(value_enum)]
    format: Format,
    /// The files; `-` for standard input (jsonl only)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read and check everything, change nothing
    #[arg(long)]
    dry_run: bool,
    /// The folder in which the files of images are looked for, by name
    #[arg(long, value_name = "DIR")]
    media: Option<PathBuf>,
    /// End with exit code 3 when anything was skipped
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// WordPress eXtended RSS, what WordPress exports
    Wxr,
    /// IPTC ninjs 3.x, one item or several a file
    Ninjs,
    /// The project's own JSON Lines, what `export` writes
    Jsonl,
}

impl Import {
    pub(super) async fn run(&self, settings: &Settings) -> Result<Done, Failure> {
        let domain = if self.dry_run && !is_new(settings) {
            open::existing(settings).await?
        } else {
            open::migrated(settings).await?
        };
        let session = domain.system("import");
        let media = MediaFolderFiles(self.media.clone());
        let mut import = session.import(&media, self.dry_run).await?;
        let mut broken = None;
        let mut ends = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let mut progress = Progress::new(&format!("importing {}", file.display()), None);
            let outcome = import.run(self.reader(file, settings)?, |count| progress.at(count)).await;
            progress.end();
            ends.push((file.as_path(), import.report().skipped.len(), import.report().noted.len()));
            if let Err(error) = outcome {
                broken = Some((file, error));
                break;
            }
        }
        print_report(import.report(), &ends, self.dry_run);
        let skipped = import.report().skipped_count;
        domain.close().await?;
        match broken {
            Some((file, ImportError::Read(error))) => {
                Err(Failure::Said(format!("{} breaks off at {error}", file.display())))
            }
            Some((_, ImportError::Domain(error))) => Err(error.into()),
            None if self.strict && skipped > 0 => Ok(Done::WithSkips),
            None => Ok(Done::Well),
        }
    }

    fn reader(&self, file: &Path, settings: &Settings) -> Result<Reader, Failure> {
        let named = |error: std::io::Error| Failure::Said(format!("{}: {error}", file.display()));
        if file == Path::new("-") {
            return match self.format {
                Format::Jsonl => Ok(Box::new(JsonLines::new(BufReader::new(std::io::stdin())))),
                _ => {
                    Err(Failure::Said("standard input is read as jsonl only; the other formats need a file".to_owned()))
                }
            };
        }
        let opened = File::open(file).map_err(named)?;
        match self.format {
            Format::Jsonl => Ok(Box::new(JsonLines::new(BufReader::new(opened)))),
            Format::Ninjs => Ok(ninjs::read(BufReader::new(opened), &settings.languages, SystemClock.now())),
            Format::Wxr => {
                // An export is read twice: what posts refer to stands behind them.
                let file = file.to_owned();
                let open = move || Ok(Box::new(BufReader::new(File::open(&file)?)) as Box<dyn BufRead + Send>);
                Ok(wxr::read(open, &settings.languages, SystemClock.now()))
            }
        }
    }
}

/// A dry run on a database that isn't there yet makes an empty one, which is what an import would do.
fn is_new(settings: &Settings) -> bool {
    settings.database.url.strip_prefix("sqlite://").is_some_and(|file| {
        let file = file.split('?').next().unwrap_or_default();
        !Path::new(file).exists()
    })
}

/// Prints the report. `ends` says for each file where what was skipped, and what was noted, of it ends.
fn print_report(report: &Report, ends: &[(&Path, usize, usize)], dry_run: bool) {
    let would = if dry_run { " (dry run: nothing was changed)" } else { "" };
    println!("{:<10} {:>9} {:>9} {:>9} {:>9}{would}", "", "added", "changed", "unchanged", "skipped");
    for (noun, tally) in &report.nouns {
        println!("{noun:<10} {:>9} {:>9} {:>9} {:>9}", tally.added, tally.changed, tally.unchanged, tally.skipped);
    }
    let skipped: Vec<(&Path, usize)> = ends.iter().map(|(file, skipped, _)| (*file, *skipped)).collect();
    told("skipped", &report.skipped, &skipped, report.skipped_count);
    let noted: Vec<(&Path, usize)> = ends.iter().map(|(file, _, noted)| (*file, *noted)).collect();
    told("noted", &report.noted, &noted, report.noted_count);
}

fn told(word: &str, list: &[(Place, String)], ends: &[(&Path, usize)], count: u64) {
    for (number, (place, reason)) in list.iter().enumerate() {
        let file = ends.iter().find(|(_, end)| number < *end).filter(|_| ends.len() > 1);
        let file = file.map(|(file, _)| format!("{}, ", file.display())).unwrap_or_default();
        println!("{word}: {file}{place}: {reason}");
    }
    let untold = count - list.len() as u64;
    if untold > 0 {
        println!("{word}: {untold} more");
    }
}

/// The folder that `--media` names, or none.
struct MediaFolderFiles(Option<PathBuf>);

impl MediaFiles for MediaFolderFiles {
    fn read(&self, name: &str) -> std::io::Result<Option<Bytes>> {
        let Some(folder) = &self.0 else { return Ok(None) };
        match std::fs::read(folder.join(name)) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

//! The tables, in Markdown, and what must be known of the machine to read them.

use std::fmt::Write as _;

use crate::oha::Paced;
use crate::wrk::Measure;

/// The size that others are compared with.
const USUAL: usize = 10_000;

/// A query's medians.
#[derive(Debug)]
pub struct Row {
    /// The query.
    pub name: &'static str,
    /// Bytes of an answer, on average.
    pub bytes: usize,
    /// Bytes from memory.
    pub a: Measure,
    /// One prepared SELECT.
    pub b: Measure,
    /// The product, which keeps finished answers.
    pub product: Measure,
    /// The product without that: each answer is made anew.
    pub anew: Measure,
    /// The product and the product without that, at half of the most that each manages.
    pub paced: [Option<Paced>; 2],
}

/// What one database of one size showed.
#[derive(Debug)]
pub struct Report {
    /// `SQLite` or `PostgreSQL`.
    pub database: &'static str,
    /// Generated articles.
    pub articles: usize,
    /// Seconds from the first start on an empty database until all is loaded and served.
    pub load_seconds: f64,
    /// Seconds from a start on the loaded database to the first right answer.
    pub start_seconds: f64,
    /// Resident memory in MiB: after the start, after the measures, and at its highest.
    pub memory: [f64; 3],
    /// The machine's load average before the measures.
    pub load_average: String,
    /// The queries.
    pub rows: Vec<Row>,
}

impl Report {
    /// The table of this run.
    #[must_use]
    pub fn table(&self) -> String {
        let [before, after, highest] = self.memory;
        let mut text = format!(
            "### {}, {} articles\n\nLoaded and served after {:.1} s; started again, the first right answer came after {:.2} s. \
             Resident memory {before:.0} MiB after the start, {after:.0} MiB after the measures ({highest:.0} MiB at its \
             highest). Load average before: {}.\n\n",
            self.database, self.articles, self.load_seconds, self.start_seconds, self.load_average
        );
        text.push_str("| query | bytes | A /s | A p99 ms | B /s | B p99 ms | product /s | product p99 ms | anew /s | anew p99 ms | B : A | product : A | anew : A | anew : B |\n");
        text.push_str("| --- |");
        text.push_str(&" ---: |".repeat(13));
        text.push('\n');
        for Row { name, bytes, a, b, product, anew, .. } in &self.rows {
            let _ = writeln!(
                text,
                "| {name} | {bytes} | {:.0} | {:.1} | {:.0} | {:.1} | {:.0} | {:.1} | {:.0} | {:.1} | {} | **{}** | **{}** | {} |",
                a.rate,
                a.p99,
                b.rate,
                b.p99,
                product.rate,
                product.p99,
                anew.rate,
                anew.p99,
                ratio(b, a),
                ratio(product, a),
                ratio(anew, a),
                ratio(anew, b)
            );
        }
        text + &self.paced()
    }

    /// What half of the maximum rate showed, if that was measured.
    fn paced(&self) -> String {
        let rows = self.rows.iter().filter(|row| row.paced.iter().any(Option::is_some));
        let mut text = String::new();
        for row in rows {
            let cells = row.paced.map(|paced| {
                paced.map_or("| | ".to_owned(), |Paced { most, p50, p99 }| format!("{most:.0} | {p50:.2} | {p99:.2}"))
            });
            let _ = writeln!(text, "| {} | {} |", row.name, cells.join(" | "));
        }
        if text.is_empty() {
            return text;
        }
        let head = "| at half of the maximum rate | product, maximum /s | p50 ms | p99 ms | anew, maximum /s | p50 ms | p99 ms |";
        format!("\n{head}\n| --- |{}\n{text}", " ---: |".repeat(6))
    }
}

/// The ratios to A, a line a query, and what each start took.
#[must_use]
pub fn ratios(reports: &[Report]) -> String {
    let Some(first) = reports.first() else { return String::new() };
    let mut text = "| |".to_owned();
    for report in reports {
        let title = format!("{}, {}", report.database, report.articles);
        let _ = write!(text, " {title} | made anew | B |");
    }
    let _ = write!(text, "\n| --- |{}\n", " ---: |".repeat(3 * reports.len()));
    for name in first.rows.iter().map(|row| row.name) {
        let _ = write!(text, "| {name} |");
        for report in reports {
            let row = report.rows.iter().find(|row| row.name == name);
            let cells = row.map_or("| | ".to_owned(), |row| {
                let Row { a, b, product, anew, .. } = row;
                format!("**{}** | {} | {}", ratio(product, a), ratio(anew, a), ratio(b, a))
            });
            let _ = write!(text, " {cells} |");
        }
        text.push('\n');
    }
    let mut line = |name: &str, of: fn(&Report) -> String| {
        let cells: String = reports.iter().map(|report| format!(" {} | | |", of(report))).collect();
        let _ = writeln!(text, "| {name} |{cells}");
    };
    line("memory after the load, MiB", |report| format!("{:.0}", report.memory[1]));
    line("loaded after, s", |report| format!("{:.1}", report.load_seconds));
    line("started again, first right answer after, s", |report| format!("{:.2}", report.start_seconds));
    text
}

/// Every table of a run.
#[must_use]
pub fn all(reports: &[Report]) -> String {
    let tables: Vec<String> = reports.iter().map(Report::table).collect();
    [tables.join("\n"), sizes(reports), format!("### Ratios to A\n\n{}", ratios(reports))].join("\n")
}

/// The medians of the time to an answer by size, and their ratios to those at 10,000 articles.
fn sizes(reports: &[Report]) -> String {
    let mut text = String::new();
    let mut databases: Vec<&str> = reports.iter().map(|report| report.database).collect();
    databases.dedup();
    for database in databases {
        let of: Vec<&Report> = reports.iter().filter(|report| report.database == database).collect();
        let Some(usual) = of.iter().find(|report| report.articles == USUAL).filter(|_| of.len() > 1) else { continue };
        let _ = write!(
            text,
            "### {database}, p50 in ms by number of articles, and its ratio to that at {USUAL}\n\n| query |"
        );
        of.iter().for_each(|report| {
            let _ = write!(text, " {} | anew |", report.articles);
        });
        let _ = write!(text, "\n| --- |{}\n", " ---: |".repeat(2 * of.len()));
        for row in &usual.rows {
            let _ = write!(text, "| {} |", row.name);
            for there in of.iter().filter_map(|report| report.rows.iter().find(|there| there.name == row.name)) {
                for (now, then) in [(there.product, row.product), (there.anew, row.anew)] {
                    let _ = write!(text, " {:.2} ({:.2}) |", now.p50, now.p50 / then.p50);
                }
            }
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

fn ratio(of: &Measure, to: &Measure) -> String {
    let ratio = of.rate / to.rate;
    if ratio < 0.1 { format!("{ratio:.3}") } else { format!("{ratio:.2}") }
}

/// Processor, cores and memory.
#[must_use]
pub fn machine(workers: usize) -> String {
    let read = |file| std::fs::read_to_string(file).unwrap_or_default();
    let (processors, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        line.split_once(':').map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let kibibytes: f64 = value(&memory, "MemTotal").trim_end_matches(" kB").parse().unwrap_or(f64::NAN);
    format!(
        "{}, {workers} cores, {:.0} GiB of memory; servers with {workers} workers each, one at a time under load, wrk on the same cores",
        value(&processors, "model name"),
        kibibytes / 1024.0 / 1024.0
    )
}

/// The load average over 1, 5 and 15 minutes.
#[must_use]
pub fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

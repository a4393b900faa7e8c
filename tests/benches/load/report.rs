//! The tables, in Markdown, and what must be known of the machine to read them.

use std::fmt::Write as _;

use crate::wrk::Measure;

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
        for Row { name, bytes, a, b, product, anew } in &self.rows {
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
        text
    }
}

/// One line for each run: the ratios to A side by side.
#[must_use]
pub fn summary(reports: &[Report]) -> String {
    let Some(first) = reports.first() else { return String::new() };
    let names: Vec<&str> = first.rows.iter().map(|row| row.name).collect();
    let mut text = format!("### Ratios to A\n\n| | {} | RSS MiB | load s | start s |\n", names.join(" | "));
    text.push_str(&format!("| --- |{}\n", " ---: |".repeat(names.len() + 3)));
    for report in reports {
        let title = format!("{}, {}", report.database, report.articles);
        let cells = |of: fn(&Row) -> String| report.rows.iter().map(of).collect::<Vec<_>>().join(" | ");
        let [_, after, _] = report.memory;
        let _ = writeln!(
            text,
            "| **{title}** | {} | {after:.0} | {:.1} | {:.2} |\n| made anew, {title} | {} | | | |\n| B, {title} | {} | | | |",
            cells(|row| ratio(&row.product, &row.a)),
            report.load_seconds,
            report.start_seconds,
            cells(|row| ratio(&row.anew, &row.a)),
            cells(|row| ratio(&row.b, &row.a)),
        );
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

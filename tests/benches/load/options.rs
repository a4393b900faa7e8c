//! The command line of the load comparison, and its one setting from the environment.

use crate::Outcome;
use crate::database::Kind;

/// What `--help` prints.
pub const HELP: &str = "\
cargo bench -p tests --bench load -- [OPTIONS]

  --articles N,N          how many generated articles [default: 10000,100000]
  --databases NAME,NAME   sqlite, postgres [default: both; PostgreSQL needs TEST_POSTGRES_URL]
  --seconds N             how long each measure takes [default: 5]
  --rounds N              of how many measures the median is taken [default: 3]
  --only WORD             only queries whose names hold this word
  --write                 put the tables and the plot into README.md, tests/benches/README.md and tests/benches/ratios.svg

TEST_POSTGRES_URL is a cluster without a database, postgres://USER@HOST:PORT, whose user may create databases.";

/// What is to be compared.
#[derive(Debug)]
pub struct Options {
    /// Sizes, in generated articles.
    pub articles: Vec<usize>,
    /// Databases.
    pub databases: Vec<Kind>,
    /// Seconds of one measure.
    pub seconds: u64,
    /// Measures of which the median is taken.
    pub rounds: usize,
    /// What the names of the queries must hold.
    pub only: String,
    /// Whether what came of it is put where readers look.
    pub writes: bool,
    /// The PostgreSQL cluster.
    pub cluster: Option<String>,
}

impl Options {
    /// Reads the arguments; `None` when help is asked for.
    ///
    /// # Errors
    /// For an option that there isn't, or a value that makes no sense.
    pub fn read(arguments: &[String]) -> Outcome<Option<Self>> {
        #[allow(clippy::disallowed_methods, reason = "the benches have this one setting, as the tests do")]
        let cluster = std::env::var("TEST_POSTGRES_URL").ok();
        let mut options = Self {
            articles: vec![10_000, 100_000],
            databases: vec![Kind::Sqlite, Kind::Postgres],
            seconds: 5,
            rounds: 3,
            only: String::new(),
            writes: false,
            cluster: cluster.map(|url| url.trim_end_matches('/').to_owned()),
        };
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            match name.as_str() {
                "--help" | "-h" => return Ok(None),
                // Cargo says so to every bench.
                "--bench" => continue,
                "--write" => {
                    options.writes = true;
                    continue;
                }
                _ => {}
            }
            let value = arguments.next().ok_or_else(|| format!("{name} lacks its value; see --help"))?;
            match name.as_str() {
                "--articles" => options.articles = each(value, |part| Ok(part.parse::<usize>()?.max(1)))?,
                "--databases" => options.databases = each(value, Kind::read)?,
                "--seconds" => options.seconds = value.parse::<u64>()?.max(1),
                "--only" => options.only.clone_from(value),
                "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
                _ => return Err(format!("there is no option {name}; see --help").into()),
            }
        }
        Ok(Some(options))
    }
}

fn each<T>(value: &str, read: impl Fn(&str) -> Outcome<T>) -> Outcome<Vec<T>> {
    value.split(',').map(|part| read(part).map_err(|error| format!("{part}: {error}").into())).collect()
}

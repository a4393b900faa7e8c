//! A soak: two processes of the program over one database, a newsroom that edits at both, an importer beside them, and readers who never
//! pause. Behind each edit, what is kept is compared with what is made anew, at the process that took the edit at once, and at the other
//! as soon as it has heard of it.
//!
//! `KEPT_STEPS` makes it longer, `KEPT_SEED` repeats a run that failed: its edits and questions, if not its timing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use domain::Domain;
use domain::testing::{self, TestClock};
use tests::publication::{self, id};
use tests::{Database, Rest, Served, raw_client};
use tokio::task::JoinHandle;

use super::chance::Chance;
use super::newsroom::{COUNTED, Newsroom, kinds, now};
use super::question::{Answer, Question, ask};
use crate::manuscript::press::Press;

/// Edits of a run, and the questions behind each.
const STEPS: usize = 300;
const QUESTIONS: usize = 6;
/// How often an import edits instead of the newsroom: every so many steps.
const IMPORT_EVERY: usize = 10;
/// How often the other process is asked on SQLite, where it looks for changes twice a second and isn't told.
const SQLITE_EVERY: usize = 8;
/// How often the editors log in anew, lest their tokens end.
const LOG_IN_EVERY: usize = 500;
/// Readers of each process, and how long one rests between two questions.
const READERS: usize = 2;
const REST: Duration = Duration::from_millis(2);
/// How long the other process may take to hear of an edit, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(20);
const LANGUAGES: &[&str] = &["en;q=0.9", "de, en;q=0.5", "en"];

#[test]
fn what_is_kept_is_what_would_be_answered_now_on_sqlite() {
    run(Database::Sqlite);
}

#[test]
fn what_is_kept_is_what_would_be_answered_now_on_postgres() {
    run(Database::Postgres);
}

fn run(database: Database) {
    let steps = setting("KEPT_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap());
    let seed = setting("KEPT_SEED").unwrap_or_else(any_seed);
    println!("KEPT_SEED={seed} KEPT_STEPS={steps}");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let press = Press::on(database).await;
        let ports = testing::ports(Arc::new(TestClock::at(tests::NOW.parse().unwrap())));
        let importer = Domain::open(testing::options(press.url.as_str(), 2), ports).await.unwrap();
        publication::import(&importer, publication::small()).await;
        let start = || press.start_with(&[("WORKERS", "1")]);
        let mut soak = Soak::new([start(), start()], &press, importer, Chance::of_seed(seed));
        let began = Instant::now();
        for step in 1..=steps {
            soak.step(step).await;
        }
        let (took, answers) = (began.elapsed(), soak.answers_to_readers().await);
        println!(
            "{} comparisons after {steps} edits in {took:.1?}; {answers} answers to readers meanwhile",
            soak.compared
        );
        println!("edits that were taken: {:?}", soak.taken);
        if steps >= STEPS {
            let never: Vec<_> = kinds().filter(|kind| !soak.taken.contains_key(kind)).collect();
            assert!(never.is_empty(), "never done: {never:?}");
        }
        let newest = start();
        soak.same_at(&newest.url).await;
        assert!(newest.stop());
        soak.stop().await;
    });
}

/// A number from the environment.
#[allow(clippy::disallowed_methods, reason = "the tests have few settings; these two are read here")]
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

fn any_seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}

/// A process under test.
struct Process {
    served: Served,
    editor: Rest,
    /// The highest number that anybody was told of by this process, as an editor or a reader.
    told: Arc<AtomicUsize>,
}

struct Soak<'p> {
    press: &'p Press,
    processes: [Process; 2],
    importer: Domain,
    /// A process is told at once of what another one has written.
    is_told: bool,
    chance: Chance,
    newsroom: Newsroom,
    client: reqwest::Client,
    /// Makes languages that nobody has asked for before.
    words: usize,
    /// The tags of answers that a client has, by process.
    had: HashMap<(usize, Question, &'static str), String>,
    compared: usize,
    taken: BTreeMap<&'static str, usize>,
    reading: Vec<JoinHandle<usize>>,
    is_over: Arc<AtomicBool>,
}

impl<'p> Soak<'p> {
    fn new(served: [Served; 2], press: &'p Press, importer: Domain, chance: Chance) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let processes = served.map(|served| {
            let editor = press.editor(&served);
            Process { served, editor, told: Arc::default() }
        });
        let each = processes.iter().flat_map(|process| std::iter::repeat_n(process, READERS));
        let reading = each.map(|process| {
            tokio::spawn(read(process.served.url.clone(), Arc::clone(&process.told), Arc::clone(&is_over)))
        });
        let reading = reading.collect();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let (newsroom, is_told) = (Newsroom::new(), press.url.starts_with("postgres"));
        let (had, taken) = (HashMap::new(), BTreeMap::new());
        Self {
            press,
            processes,
            importer,
            is_told,
            chance,
            newsroom,
            client,
            words: 0,
            had,
            compared: 0,
            taken,
            reading,
            is_over,
        }
    }

    /// An edit at either process, or at neither, and questions to both.
    async fn step(&mut self, step: usize) {
        if step.is_multiple_of(LOG_IN_EVERY) {
            for process in &mut self.processes {
                process.editor = self.press.log_in(&process.served).await;
            }
        }
        let at = self.chance.below(2);
        let mut is_first_to_know = false;
        if step.is_multiple_of(IMPORT_EVERY) {
            let records = super::edit(&mut self.chance, step);
            publication::try_import(&self.importer, records).await;
            println!("{step}: imported");
        } else {
            let edit = self.newsroom.edit(&self.processes[at].editor, &mut self.chance, step).await;
            println!("{step} at {at}: {} → {}", edit.kind, edit.status);
            if (200..300).contains(&edit.status) {
                *self.taken.entry(edit.kind).or_default() += 1;
                is_first_to_know = true;
                if edit.kind == "expert.count" {
                    self.processes[at].told.fetch_max(step, Ordering::SeqCst);
                }
            }
        }
        for _ in 0..QUESTIONS {
            let question = self.newsroom.things.question(&mut self.chance);
            let languages = self.chance.of(LANGUAGES);
            let answer = self.compare(at, &question, languages, is_first_to_know).await;
            let next = question.next(&answer);
            if self.is_told || step.is_multiple_of(SQLITE_EVERY) {
                self.follow(1 - at, &question, languages, answer).await;
            }
            if let Some(next) = next {
                self.compare(at, &next, languages, is_first_to_know).await;
            }
        }
        for reader in &mut self.reading {
            if reader.is_finished() {
                reader.await.unwrap();
                panic!("a reader has left");
            }
        }
    }

    /// What a process keeps is what it makes anew. It may have heard of something between the two, unless it was the first to know; but
    /// never does it go back.
    async fn compare(
        &mut self,
        at: usize,
        question: &Question,
        languages: &'static str,
        is_first_to_know: bool,
    ) -> Answer {
        let since = now();
        let mut kept = self.ask(at, question, languages, "").await;
        let mut anew = self.anew(at, question, languages).await;
        while kept != anew {
            let again = self.ask(at, question, languages, "").await;
            let newest = self.anew(at, question, languages).await;
            assert!(again == anew || newest != anew, "stale at {at}, {languages}: {question:?}\n{again:?}\n{newest:?}");
            let may_be_late = !is_first_to_know || self.newsroom.came_to_pass(since) || self.was_done_by_a_job().await;
            assert!(may_be_late, "late at {at}, {languages}: {question:?}\n{kept:?}\n{anew:?}");
            (kept, anew) = (again, newest);
        }
        let is_graphql = question.path.starts_with("/graphql");
        assert!(!is_graphql || kept.body.contains("\"data\":"), "not run: {question:?}: {kept:?}");
        assert!(!kept.status.is_server_error(), "{question:?}: {kept:?}");
        self.compared += 1;
        self.condition(at, question, languages, &anew).await;
        anew
    }

    /// A client that has an answer is told so as long as it is the present one.
    async fn condition(&mut self, at: usize, question: &Question, languages: &'static str, anew: &Answer) {
        let key = (at, question.clone(), languages);
        let had = self.had.insert(key, anew.tag().to_owned()).unwrap_or_default();
        if had.is_empty() || anew.status != 200 {
            return;
        }
        let told = self.ask(at, question, languages, &had).await;
        let now = self.anew(at, question, languages).await;
        let is_right = (told.status == 304) == (had == anew.tag());
        assert!(is_right || now.tag() != anew.tag(), "{had} is told {} at {at}: {question:?}\n{anew:?}", told.status);
    }

    /// The other process comes to the same answer, and keeps it.
    async fn follow(&mut self, at: usize, question: &Question, languages: &'static str, mut wanted: Answer) {
        let began = Instant::now();
        loop {
            let found = self.compare(at, question, languages, false).await;
            if found == wanted {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{at} doesn't follow: {question:?}\n{found:?}\n{wanted:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
            wanted = self.anew(1 - at, question, languages).await;
        }
    }

    async fn ask(&self, at: usize, question: &Question, languages: &str, had: &str) -> Answer {
        ask(&self.client, &self.processes[at].served.url, question, languages, had).await
    }

    async fn anew(&mut self, at: usize, question: &Question, languages: &str) -> Answer {
        self.words += 1;
        self.ask(at, question, &format!("{languages}, x-{};q=0.1", self.words), "").await
    }

    /// Whether the last change was nobody's at a desk, so that it may have come at any time.
    async fn was_done_by_a_job(&self) -> bool {
        let by = "SELECT actor FROM change_log ORDER BY seq DESC LIMIT 1";
        self.press.found(by).await.starts_with("system")
    }

    /// Has the readers stop; how many answers they have had.
    async fn answers_to_readers(&mut self) -> usize {
        self.is_over.store(true, Ordering::SeqCst);
        let mut count = 0;
        for reader in self.reading.drain(..) {
            count += reader.await.unwrap();
        }
        count
    }

    /// A process that starts now, which has applied no change, says the same.
    async fn same_at(&mut self, url: &str) {
        for _ in 0..100 {
            let question = self.newsroom.things.question(&mut self.chance);
            let began = Instant::now();
            loop {
                let wanted = self.ask(0, &question, "en", "").await;
                let found = ask(&self.client, url, &question, "en", "").await;
                if found == wanted {
                    break;
                }
                assert!(began.elapsed() < PATIENCE, "built anew: {question:?}\n{found:?}\n{wanted:?}");
            }
        }
    }

    async fn stop(self) {
        self.importer.close().await.unwrap();
        for process in self.processes {
            assert!(process.served.stop());
        }
    }
}

/// Reads on, always the same addresses, and never a number that is lower than the highest that this process has told anybody.
async fn read(url: String, told: Arc<AtomicUsize>, is_over: Arc<AtomicBool>) -> usize {
    let client = raw_client();
    let document =
        "{ expert(slug: \"anna-berg\") { name } articles(first: 9) { nodes { byline { expert { name } } } } }";
    let hot = [
        Question::get("/v1/experts/anna-berg"),
        Question::get(format!("/v1/articles/{}", id("art", COUNTED))),
        Question::get("/feeds/experts/anna-berg.atom"),
        Question::post(document),
        Question::by_get(document),
    ];
    let mut count = 0;
    while !is_over.load(Ordering::SeqCst) {
        for question in &hot {
            let least = told.load(Ordering::SeqCst);
            let answer = ask(&client, &url, question, "en", "").await;
            for seen in numbers(&answer.body) {
                assert!(
                    seen >= least,
                    "{question:?} tells of {seen} at {url}, and {least} was told before: {}",
                    answer.body
                );
                told.fetch_max(seen, Ordering::SeqCst);
            }
            count += 1;
            tokio::time::sleep(REST).await;
        }
    }
    count
}

/// The numbers behind the name that counts up.
fn numbers(body: &str) -> impl Iterator<Item = usize> {
    body.split("Anna Berg ").skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    })
}

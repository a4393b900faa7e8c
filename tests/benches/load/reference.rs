//! What the product is compared with, as servers of their own: A answers with bytes from memory, B with what one
//! prepared `SELECT` by key gives. Both are the same HTTP server with the same settings, and read the request's body as
//! any server must. The answers are those that the product gave.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::header::{self, ContentType};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use tokio_postgres::NoTls;

use crate::Outcome;
use crate::queries::Case;

const SQLITE_TABLE: &str = "CREATE TABLE ready (key TEXT PRIMARY KEY, answer BLOB NOT NULL)";
const POSTGRES_TABLE: &str = "CREATE TABLE ready (key TEXT PRIMARY KEY, answer BYTEA NOT NULL)";

/// Where a worker of a reference server takes its answers from.
enum Store {
    Memory(Arc<HashMap<String, Bytes>>),
    Sqlite(Connection),
    Postgres(tokio_postgres::Client, tokio_postgres::Statement),
}

impl Store {
    /// One connection a worker, as the fastest drivers have it.
    async fn open(mode: String, address: String, memory: Arc<HashMap<String, Bytes>>) -> Outcome<Self> {
        match mode.as_str() {
            "memory" => Ok(Self::Memory(memory)),
            "sqlite" => {
                let connection = Connection::open_with_flags(address, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                connection.pragma_update(None, "mmap_size", 268_435_456)?;
                Ok(Self::Sqlite(connection))
            }
            "postgres" => {
                let (client, connection) = tokio_postgres::connect(&address, NoTls).await?;
                actix_web::rt::spawn(connection);
                let statement = client.prepare("SELECT answer FROM ready WHERE key = $1").await?;
                Ok(Self::Postgres(client, statement))
            }
            unknown => Err(format!("there is no mode {unknown}").into()),
        }
    }

    async fn get(&self, key: &str) -> Outcome<Option<Bytes>> {
        match self {
            Self::Memory(answers) => Ok(answers.get(key).cloned()),
            // On the worker itself: a read of some microseconds is not worth a change of threads.
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached("SELECT answer FROM ready WHERE key = ?1")?;
                let found = statement.query_row([key], |row| row.get::<_, Vec<u8>>(0)).optional()?;
                Ok(found.map(Bytes::from))
            }
            Self::Postgres(client, statement) => {
                let row = client.query_opt(statement, &[&key]).await?;
                Ok(row.map(|row| row.try_get::<_, Vec<u8>>(0)).transpose()?.map(Bytes::from))
            }
        }
    }
}

/// Serves until it is told to stop. `store` is the file or the database in which [`fill_sqlite`] or [`fill_postgres`]
/// left the answers.
///
/// # Errors
/// When the store can't be read or the address can't be listened on.
pub fn serve(address: &str, mode: &str, store: &str, workers: usize) -> Outcome<()> {
    let memory = Arc::new(if mode == "memory" { read_all(store)? } else { HashMap::new() });
    let (mode, store) = (mode.to_owned(), store.to_owned());
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            let (mode, store, memory) = (mode.clone(), store.clone(), Arc::clone(&memory));
            App::new()
                .data_factory(move || Store::open(mode.clone(), store.clone(), Arc::clone(&memory)))
                .route("/ready", web::get().to(HttpResponse::Ok))
                .default_service(web::to(answer))
        });
        // As the product has it.
        server.tcp_nodelay(true).workers(workers).bind(address)?.run().await?;
        Ok(())
    })
}

async fn answer(request: HttpRequest, _body: web::Bytes, store: web::Data<Store>) -> HttpResponse {
    if request.headers().contains_key("if-none-match") {
        return HttpResponse::NotModified().finish();
    }
    match store.get(request.path().trim_start_matches('/')).await {
        Ok(Some(answer)) => {
            let mut response = HttpResponse::Ok();
            // Whoever names a coding names the one that the bytes are in.
            if let Some(coding) = request.headers().get(header::ACCEPT_ENCODING) {
                response.insert_header((header::CONTENT_ENCODING, coding.clone()));
            }
            response.content_type(ContentType::json()).body(answer)
        }
        Ok(None) => HttpResponse::NotFound().finish(),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

fn read_all(file: &str) -> Outcome<HashMap<String, Bytes>> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = connection.prepare("SELECT key, answer FROM ready")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, Bytes::from(row.get::<_, Vec<u8>>(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every answer with the key under which the reference servers know it.
fn ready(cases: &[Case]) -> impl Iterator<Item = (String, &[u8])> {
    let numbered = cases.iter().flat_map(|case| case.answers.iter().enumerate().map(move |each| (case.key, each)));
    numbered.map(|(key, (number, answer))| (format!("{key}/{number}"), &**answer))
}

/// Puts the answers into a new SQLite file.
///
/// # Errors
/// When the file can't be written.
pub fn fill_sqlite(file: &str, cases: &[Case]) -> Outcome<()> {
    let mut connection = Connection::open(file)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(SQLITE_TABLE)?;
    for (key, answer) in ready(cases) {
        transaction.prepare_cached("INSERT INTO ready VALUES (?1, ?2)")?.execute((key, answer))?;
    }
    Ok(transaction.commit()?)
}

/// Puts the answers into an empty PostgreSQL database.
///
/// # Errors
/// When the database refuses.
pub async fn fill_postgres(address: &str, cases: &[Case]) -> Outcome<()> {
    let (mut client, connection) = tokio_postgres::connect(address, NoTls).await?;
    let driver = tokio::spawn(connection);
    let transaction = client.transaction().await?;
    transaction.batch_execute(POSTGRES_TABLE).await?;
    let insert = transaction.prepare("INSERT INTO ready VALUES ($1, $2)").await?;
    for (key, answer) in ready(cases) {
        transaction.execute(&insert, &[&key, &answer]).await?;
    }
    transaction.commit().await?;
    client.batch_execute("VACUUM ANALYZE ready").await?;
    drop(client);
    Ok(driver.await??)
}

//! The steps of the schema: run once, by one process at a time, and never over a newer database.

use tests::on_both;

on_both! {
    async fn a_second_run_has_nothing_to_do(app: TestApp) {
        assert_eq!(migrations::up(&app.database_url).await.unwrap(), Vec::<String>::new());
        let status = migrations::status(&app.database_url).await.unwrap();
        assert_eq!(status.applied, migrations::names());
        assert!(status.pending.is_empty());
    }

    async fn several_processes_may_start_at_once(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let url = if app.database_url.starts_with("sqlite") {
            format!("sqlite://{}", folder.path().join("new.sqlite").display())
        } else {
            tests::Database::Postgres.empty().await
        };
        let runs: Vec<_> = (0..4).map(|_| { let url = url.clone(); tokio::spawn(async move { migrations::up(&url).await }) }).collect();
        let mut steps = 0;
        for run in runs {
            steps += run.await.unwrap().unwrap().len();
        }
        assert_eq!(steps, migrations::names().len(), "each step was run by one of them");
    }

    async fn a_newer_database_is_left_alone(app: TestApp) {
        app.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_from_the_future', 0)").await;
        let error = migrations::up(&app.database_url).await.unwrap_err().to_string();
        assert!(error.contains("m9999_from_the_future") && error.contains("newer"), "{error}");
    }
}

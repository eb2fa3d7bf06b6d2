use super::*;

const GENEROUS_QUERY_TIMEOUT: Duration = Duration::from_secs(60);

fn create_report(city: &str, unix_ms: i64) -> Report {
    Report {
        city: city.to_owned(),
        temperature: 20.5,
        conditions: "sunny".to_owned(),
        unix_ms,
    }
}

/// Creates reports from Oslo with the times 1, 2, 3 and so on.
fn create_reports(count: i64) -> Vec<Report> {
    (1..=count).map(|ms| create_report("Oslo", ms)).collect()
}

/// Creates an empty history in memory.
fn create_history() -> History {
    History::new(DEFAULT_DATABASE, GENEROUS_QUERY_TIMEOUT).unwrap()
}

/// Runs a query that must fail, and returns its error.
async fn run_failing_query(history: &History) -> String {
    let failing = history.run_query(async |connection| {
        connection.execute("SELECT * FROM no_table").await
    });
    failing.await.unwrap_err().to_string()
}

#[tokio::test]
async fn the_last_reports_come_back_the_newest_first() {
    let history = create_history();
    history.store(&create_reports(5)).await.unwrap();
    history.store(&[create_report("Rome", 6)]).await.unwrap();
    let latest = history.latest("Oslo", 2).await.unwrap();
    assert_eq!(latest, [create_report("Oslo", 5), create_report("Oslo", 4)]);
    assert_eq!(history.latest("Lima", 2).await.unwrap(), []);
}

#[tokio::test]
async fn only_the_latest_reports_are_kept() {
    let history = create_history();
    history.store(&create_reports(5)).await.unwrap();
    for (count, oldest) in [(9, 1), (5, 1), (4, 2), (2, 4)] {
        history.delete_old(count, 10).await.unwrap();
        let left = history.latest("Oslo", 10).await.unwrap();
        assert_eq!(left.last().unwrap().unix_ms, oldest, "{count}");
    }
    let same = [(); 3].map(|()| create_report("Oslo", 5));
    history.store(&same).await.unwrap();
    history.delete_old(3, 10).await.unwrap();
    assert_eq!(history.latest("Oslo", 10).await.unwrap(), same);
}

#[tokio::test]
async fn a_large_history_is_reduced_in_steps() {
    let history = create_history();
    history.store(&create_reports(10)).await.unwrap();
    for (deleted, left) in [(4, 6), (4, 2), (0, 2)] {
        assert_eq!(history.delete_old(2, 4).await.unwrap(), deleted);
        let reports = history.latest("Oslo", 20).await.unwrap();
        assert_eq!(reports.len(), left);
        assert_eq!(reports[1].unix_ms, 9);
    }
}

#[tokio::test]
async fn each_database_in_memory_keeps_its_only_connection() {
    for url in [DEFAULT_DATABASE, "sqlite:weather.db?mode=memory"] {
        let history = History::new(url, GENEROUS_QUERY_TIMEOUT).unwrap();
        assert!(history.is_in_memory, "{url}");
        let report = create_report("Oslo", 1);
        history.store(std::slice::from_ref(&report)).await.unwrap();
        run_failing_query(&history).await;
        let latest = history.latest("Oslo", 1).await.unwrap();
        assert_eq!(latest, [report], "{url}");
    }
    let in_file = "sqlite:weather.db?mode=rwc";
    let history = History::new(in_file, GENEROUS_QUERY_TIMEOUT).unwrap();
    assert!(!history.is_in_memory);
}

#[tokio::test]
async fn a_query_that_succeeds_ends_a_problem_with_the_table() {
    let history = create_history();
    history.check().await.unwrap();
    let problem = Some("cannot create the table".to_owned());
    *history.table_problem.lock().unwrap() = problem;
    let error = run_failing_query(&history).await;
    assert!(error.contains("cannot create the table"), "{error}");
    history.check().await.unwrap();
    let error = run_failing_query(&history).await;
    assert!(error.contains("no such table: no_table"), "{error}");
}

#[tokio::test]
async fn reports_are_stored_although_a_newer_version_has_added_a_column() {
    let history = create_history();
    let added = history.run_query(async |connection| {
        connection
            .execute("ALTER TABLE reports ADD wind TEXT")
            .await
    });
    added.await.unwrap();
    let report = create_report("Oslo", 1);
    history.store(std::slice::from_ref(&report)).await.unwrap();
    assert_eq!(history.latest("Oslo", 1).await.unwrap(), [report]);
}

#[tokio::test]
async fn an_invalid_database_address_is_refused_with_an_example() {
    let error = History::new("weather.db", GENEROUS_QUERY_TIMEOUT)
        .unwrap_err()
        .to_string();
    assert!(error.contains("sqlite:weather.db?mode=rwc"), "{error}");
}

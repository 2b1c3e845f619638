//! SQLite always; PostgreSQL where a server is given.

use rusqlite::Connection;

use super::*;

const TABLE: &str = "CREATE TABLE m (id TEXT, parcel TEXT, state TEXT, phone BIGINT, trail TEXT)";

fn sqlite_section(file: &std::path::Path, sql: &str) -> String {
    format!(
        "[records]\nkind = \"sqlite\"\ndatabase = \"{}\"\nmessages_sql = \"{sql}\"\none_sql = \"SELECT id AS wamid FROM m WHERE id = ?1\"\ninbound_sql = \"SELECT id AS wamid, phone AS from_number, state AS body FROM m\"\n",
        file.display()
    )
}

const ALL: &str = "SELECT id AS wamid, parcel AS tracking_number, state AS status, phone AS to_number, trail AS history FROM m ORDER BY id;";

fn wanted() -> Vec<MessageRecord> {
    let full = MessageRecord {
        wamid: "a".to_string(),
        tracking_number: text("LX1"),
        checkpoint: None,
        to_number: text("55119"),
        status: text("read"),
        history: texts(&["accepted", "read"]),
    };
    let bare = MessageRecord {
        wamid: "b".to_string(),
        ..MessageRecord::default()
    };
    vec![full, bare]
}

#[tokio::test]
async fn sqlite_is_read_while_the_connector_has_it_open() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("c.db");
    let reader = reader("http://127.0.0.1:1", &sqlite_section(&file, ALL)).unwrap();
    let error = messages(&reader).await.unwrap_err().to_string();
    assert!(
        error.contains("c.db") && error.contains("records.database"),
        "{error}"
    );
    assert!(reader.one_message("a").await.is_err());

    let writer = Connection::open(&file).unwrap();
    writer.pragma_update(None, "journal_mode", "WAL").unwrap();
    writer.execute_batch(TABLE).unwrap();
    let rows = "INSERT INTO m VALUES ('a', 'LX1', 'Read', 55119, '[\"accepted\",\"read\"]'), ('b', NULL, NULL, NULL, NULL), (NULL, 'x', 'x', 1, 'x')";
    writer.execute_batch(rows).unwrap();
    assert_eq!(messages(&reader).await.unwrap(), wanted());
    assert_eq!(reader.one_message("b").await.unwrap().unwrap().wamid, "b");
    assert_eq!(reader.one_message("c").await.unwrap(), None);

    let (sender, mut pages) = mpsc::channel(1);
    assert_eq!(reader.all_inbound(&sender).await.unwrap(), 2);
    let page: Vec<InboundRecord> = pages.recv().await.unwrap();
    let wanted = ("a", text("55119"), text("Read"));
    assert_eq!(
        (
            page[0].wamid.as_str(),
            page[0].from_number.clone(),
            page[0].body.clone()
        ),
        wanted
    );
}

#[tokio::test]
async fn more_rows_than_a_page_come_in_several() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("c.db");
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3500) SELECT i AS wamid FROM n";
    Connection::open(&file)
        .unwrap()
        .execute_batch(TABLE)
        .unwrap();
    let reader = reader("http://127.0.0.1:1", &sqlite_section(&file, endless)).unwrap();
    assert_eq!(messages(&reader).await.unwrap().len(), 3_500);
}

#[tokio::test]
async fn a_query_that_is_wrong_is_named_with_its_cure() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("c.db");
    Connection::open(&file)
        .unwrap()
        .execute_batch(TABLE)
        .unwrap();
    let table = [
        ("SELECT id FROM m", "AS wamid"),
        ("SELECT other AS wamid FROM m", "no such column"),
        (
            "WITH x AS (SELECT 1) DELETE FROM m RETURNING id AS wamid",
            "writes",
        ),
    ];
    for (sql, wanted) in table {
        let reader = reader("http://127.0.0.1:1", &sqlite_section(&file, sql)).unwrap();
        let error = messages(&reader).await.unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn a_postgres_server_elsewhere_is_refused_without_showing_its_password() {
    let table = [
        ("postgres://u:hidden1@10.9.8.7/d", "allow_hosts"),
        ("postgres://u:hidden1@127.0.0.1,10.9.8.7/d", "allow_hosts"),
        (
            "host=127.0.0.1 hostaddr=10.9.8.7 user=u password=hidden1",
            "hostaddr",
        ),
        ("user=u password=hidden1", "without a host"),
        ("postgres://u:hidden1@169.254.169.254/d", "metadata"),
    ];
    for (url, why) in table {
        let section = format!(
            "[records]\nkind = \"postgres\"\nurl = \"{url}\"\nmessages_sql = \"SELECT 1 AS wamid\"\n"
        );
        let error = reader("http://127.0.0.1:1", &section)
            .unwrap_err()
            .to_string();
        assert!(error.contains(why) && !error.contains("hidden1"), "{error}");
    }
}

/// With `SHAKEDOWN_TEST_POSTGRES=postgres://user:password@127.0.0.1:port/database`; without it nothing is tested.
#[tokio::test]
async fn postgres_is_read_whatever_the_types_of_its_columns() {
    let Ok(url) = std::env::var("SHAKEDOWN_TEST_POSTGRES") else {
        println!("PostgreSQL was not tested: SHAKEDOWN_TEST_POSTGRES is not set");
        return;
    };
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    let schema = format!("shakedown_test_{}", std::process::id());
    let set_up = format!(
        "CREATE SCHEMA {schema};
         CREATE TYPE {schema}.state AS ENUM ('accepted', 'Read');
         CREATE TABLE {schema}.m (id TEXT, parcel VARCHAR(40), state {schema}.state, phone BIGINT, trail {schema}.state[]);
         INSERT INTO {schema}.m VALUES ('a', 'LX1', 'Read', 55119, '{{accepted,Read}}'), ('b', NULL, NULL, NULL, NULL);
         INSERT INTO {schema}.m SELECT 'n' || i FROM generate_series(1, 2500) AS i;"
    );
    client.batch_execute(&set_up).await.unwrap();
    let section = |sql: &str| {
        format!(
            "[records]\nkind = \"postgres\"\nurl = \"{url}\"\nmessages_sql = \"{sql}\"\none_sql = \"SELECT id AS wamid, trail AS history FROM {schema}.m WHERE id = $1\"\n"
        )
    };
    let all = ALL.replace("FROM m", &format!("FROM {schema}.m"));
    let all = format!("{} -- a comment", all.trim_end_matches(';'));
    let reader_of = |sql: &str| reader("http://127.0.0.1:1", &section(sql)).unwrap();
    let good = reader_of(&all);
    let read = messages(&good).await.unwrap();
    assert_eq!((read.len(), &read[..2]), (2_502, &wanted()[..]));
    for _ in 0..2 {
        let one = good.one_message("a").await.unwrap().unwrap();
        assert_eq!(one.history, texts(&["accepted", "read"]));
    }
    assert_eq!(good.one_message("c").await.unwrap(), None);
    let table = [
        ("SELECT id FROM pg_class".to_string(), "does not exist"),
        (format!("SELECT id FROM {schema}.m"), "AS wamid"),
        (
            format!(
                "WITH gone AS (DELETE FROM {schema}.m RETURNING id) SELECT id AS wamid FROM gone"
            ),
            "WITH",
        ),
        ("SELECT nextval('none') AS wamid".to_string(), "none"),
    ];
    for (sql, why) in table {
        let error = messages(&reader_of(&sql)).await.unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    client
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .await
        .unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

#![allow(clippy::unwrap_used)] // a failed unwrap is a failed claim

use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

fn plan(run_dir: &Path, script: &str) -> ChildPlan {
    ChildPlan {
        argv: ["/bin/sh", "-c", script].map(String::from).into(),
        env: BTreeMap::from([("GREETING".to_string(), "hello connector".to_string())]),
        working_dir: Some(run_dir.to_path_buf()),
        run_dir: run_dir.to_path_buf(),
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A port on which nobody listens.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn alive(pid: u32) -> bool {
    let pid = i32::try_from(pid).unwrap();
    procfs::process::Process::new(pid)
        .and_then(|process| process.stat())
        .is_ok_and(|stat| stat.state != 'Z')
}

#[tokio::test]
async fn its_output_goes_to_the_run_directory_with_the_environment_filled_in() {
    let run = tempfile::tempdir().unwrap();
    let mut child = Child::start(&plan(run.path(), "echo \"$GREETING\"; pwd >&2")).unwrap();
    child.exit().await;
    let read = |name: &str| std::fs::read_to_string(run.path().join(name)).unwrap();
    assert_eq!(read("connector.stdout.log"), "hello connector\n");
    let directory = run.path().canonicalize().unwrap();
    assert_eq!(
        read("connector.stderr.log"),
        format!("{}\n", directory.display())
    );
}

#[tokio::test]
async fn an_early_exit_is_reported_with_status_and_last_words() {
    let run = tempfile::tempdir().unwrap();
    let script = "echo 'database is locked' >&2; exit 3";
    let mut child = Child::start(&plan(run.path(), script)).unwrap();
    let url = format!("http://127.0.0.1:{}/health", closed_port());
    let waited = child
        .wait_ready(&client(), &url, Duration::from_secs(60))
        .await;
    let error = waited.unwrap_err().to_string();
    assert!(
        error.contains("exit status: 3") && error.contains("database is locked"),
        "{error}"
    );
    assert!(child.exited().is_some());
}

#[tokio::test]
async fn a_connector_is_ready_when_it_answers_2xx() {
    let server = MockServer::start().await;
    Mock::given(path("/health"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    let fine = ResponseTemplate::new(200);
    Mock::given(method("GET"))
        .and(path("/health"))
        .respond_with(fine)
        .mount(&server)
        .await;
    let run = tempfile::tempdir().unwrap();
    let mut child = Child::start(&plan(run.path(), "exec sleep 600")).unwrap();
    let url = format!("{}/health", server.uri());
    child
        .wait_ready(&client(), &url, Duration::from_secs(60))
        .await
        .unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
    assert!(child.exited().is_none());
}

#[tokio::test]
async fn a_connector_that_never_answers_is_reported_with_the_last_failure() {
    let url = format!("http://127.0.0.1:{}/health", closed_port());
    let waited = wait_ready(&client(), &url, Duration::from_millis(80)).await;
    let error = waited.unwrap_err().to_string();
    assert!(
        error.contains(&url) && error.contains("refused") && error.contains("ready_timeout"),
        "{error}"
    );
}

#[tokio::test]
async fn a_program_that_does_not_exist_is_named() {
    let run = tempfile::tempdir().unwrap();
    let mut plan = plan(run.path(), "");
    plan.argv = vec!["/no/such/program".to_string()];
    let error = Child::start(&plan).unwrap_err().to_string();
    assert!(
        error.contains("/no/such/program") && error.contains("connector.start"),
        "{error}"
    );
    plan.argv.clear();
    assert_eq!(Child::start(&plan).unwrap_err(), ChildError::NoProgram);
}

/// The number of a grandchild, once it has written it.
async fn grandchild(run_dir: &Path) -> u32 {
    let file = run_dir.join("grandchild");
    loop {
        if let Ok(number) = std::fs::read_to_string(&file)
            .unwrap_or_default()
            .trim()
            .parse()
        {
            return number;
        }
        tokio::task::yield_now().await;
    }
}

async fn gone(pid: u32) {
    while alive(pid) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn stopping_lets_it_finish_and_tells_its_status() {
    let run = tempfile::tempdir().unwrap();
    let script = "trap 'exit 7' TERM; sleep 600 & echo $! > grandchild; wait";
    let child = Child::start(&plan(run.path(), script)).unwrap();
    let grandchild = grandchild(run.path()).await;
    let Stopped::Exited(status) = child.stop().await else {
        panic!("it had to be killed");
    };
    assert_eq!(status.code(), Some(7));
    gone(grandchild).await;
}

#[tokio::test]
async fn a_connector_deaf_to_sigterm_is_killed_with_its_children() {
    let run = tempfile::tempdir().unwrap();
    let script = "trap '' TERM; sleep 600 & echo $! > grandchild; while :; do wait; done";
    let child = Child::start(&plan(run.path(), script)).unwrap();
    let grandchild = grandchild(run.path()).await;
    assert_eq!(
        child.stop_within(Duration::from_millis(50)).await,
        Stopped::Killed
    );
    gone(grandchild).await;
}

#[tokio::test]
async fn dropping_it_kills_the_whole_group() {
    let run = tempfile::tempdir().unwrap();
    let script = "trap '' TERM; sleep 600 & echo $! > grandchild; while :; do wait; done";
    let child = Child::start(&plan(run.path(), script)).unwrap();
    let grandchild = grandchild(run.path()).await;
    let pid = child.pid();
    drop(child);
    gone(grandchild).await;
    gone(pid).await;
}

#[tokio::test]
async fn the_orphan_watch_kills_the_group_when_its_pipe_ends() {
    let run = tempfile::tempdir().unwrap();
    let child = Child::start(&plan(run.path(), "sleep 600 & echo $! > grandchild; wait")).unwrap();
    let grandchild = grandchild(run.path()).await;
    let mut shell = std::process::Command::new("/bin/sh")
        .args([
            "-c",
            orphan_watch::SCRIPT,
            "watch",
            &child.pid().to_string(),
        ])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    drop(shell.stdin.take());
    gone(grandchild).await;
    shell.kill().unwrap();
    shell.wait().unwrap();
}

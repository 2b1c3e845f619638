//! One simulated world: the program as a child, its addresses, its control plane.

use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;
use whatsapp_business_rs::Client;

use crate::callback::{self, Arrived, Callback};
use crate::claim::Trouble;

const ANNOUNCEMENT: &str = "CLAIMS_WORLD";
const CALLBACK: &str = "CLAIMS_CALLBACK";
/// The variable that the client reads in its test mode.
const CLIENT_READS: &str = "API_BASE_URL_FOR_TESTING";
/// The world's clock runs this many times faster: statuses and reviews need not be waited for.
const CLOCK_SCALE: &str = "10";
const PATIENCE: Duration = Duration::from_secs(8);

/// The world as this process sees it.
pub struct World {
    identity: Value,
    address: String,
    http: reqwest::Client,
    callback: Option<Callback>,
    customers: AtomicU64,
}

/// Opens a world, runs this program again inside it, and ends the world. Gives whether all claims held.
pub async fn around(program: &str) -> Result<bool, Trouble> {
    // A port that was free a moment ago: the callback has to be named before it exists.
    let address = TcpListener::bind("127.0.0.1:0")
        .await?
        .local_addr()?
        .to_string();
    let mut world = Command::new(program)
        .args([
            "simulate",
            "--json",
            "--port",
            "0",
            "--control-port",
            "0",
            "--clock-scale",
            CLOCK_SCALE,
        ])
        .args(["--callback", &format!("http://{address}/webhooks")])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let output = world.stdout.take().ok_or("simulate has no output")?;
    let first = BufReader::new(output).lines().next_line().await?;
    let line = first.ok_or("simulate ended before it said its addresses")?;
    let identity: Value = serde_json::from_str(&line)?;
    let claims = Command::new(std::env::current_exe()?)
        .env(CLIENT_READS, text(&identity, "CLOUD_API_URL")?)
        .env(ANNOUNCEMENT, &line)
        .env(CALLBACK, &address)
        .status()
        .await?;
    world.kill().await?;
    Ok(claims.success())
}

impl World {
    /// The world that this process runs in, if any.
    pub fn announced() -> Result<Option<World>, Trouble> {
        let Ok(line) = std::env::var(ANNOUNCEMENT) else {
            return Ok(None);
        };
        Ok(Some(World {
            identity: serde_json::from_str(&line)?,
            address: std::env::var(CALLBACK)?,
            // Straight to the world, whatever the environment says of proxies.
            http: reqwest::Client::builder().no_proxy().build()?,
            callback: None,
            customers: AtomicU64::new(15_520_000_000),
        }))
    }

    /// Listens for webhooks.
    pub async fn with_callback(mut self) -> Result<World, Trouble> {
        let (secret, token) = (self.id("APP_SECRET")?, self.id("VERIFY_TOKEN")?);
        self.callback = Some(callback::listen(&self.address, &secret, &token).await?);
        Ok(self)
    }

    /// A value that `simulate --json` announces.
    pub fn id(&self, name: &str) -> Result<String, Trouble> {
        text(&self.identity, name)
    }

    /// The whole announcement.
    pub fn identity(&self) -> &Value {
        &self.identity
    }

    /// The client with the world's token.
    pub async fn client(&self) -> Result<Client, Trouble> {
        Ok(Client::new(self.id("ACCESS_TOKEN")?).await?)
    }

    /// For requests that are not the client's.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// A customer's number that nobody was written to yet, as the client wants it.
    pub fn customer(&self) -> String {
        format!("+49{}", self.customers.fetch_add(1, Ordering::Relaxed))
    }

    /// Calls the control plane; a refusal is an error.
    pub async fn control(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Trouble> {
        let url = format!("{}{path}", self.id("CONTROL_URL")?);
        let mut request = self
            .http
            .request(method.clone(), url)
            .bearer_auth(self.id("CONTROL_TOKEN")?);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            return Err(format!("{method} {path} of the control plane: {status} {text}").into());
        }
        Ok(serde_json::from_str(&text)?)
    }

    /// A customer writes, which opens the service window. Gives the message's id.
    pub async fn customer_writes(&self, from: &str, text: &str) -> Result<String, Trouble> {
        let body = json!({"from": from.trim_start_matches('+'), "text": text, "name": "Ana"});
        let answer = self
            .control(reqwest::Method::POST, "/customer-message", Some(body))
            .await?;
        self::text(&answer, "wamid")
    }

    /// A new customer who wrote. Gives the number and the message's id.
    pub async fn writer(&self) -> Result<(String, String), Trouble> {
        let from = self.customer();
        let wamid = self.customer_writes(&from, "Where is my parcel?").await?;
        Ok((from, wamid))
    }

    /// Every webhook until now.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.callback
            .as_ref()
            .map(Callback::arrived)
            .unwrap_or_default()
    }

    /// The callback.
    pub fn callback(&self) -> Result<&Callback, Trouble> {
        self.callback
            .as_ref()
            .ok_or_else(|| "there is no callback".into())
    }

    /// What `look` finds, as soon as it does.
    pub async fn heard<T>(
        &self,
        what: &str,
        look: impl Fn(&Callback) -> Option<T>,
    ) -> Result<T, Trouble> {
        let callback = self.callback()?;
        let began = Instant::now();
        loop {
            if let Some(found) = look(callback) {
                return Ok(found);
            }
            if began.elapsed() > PATIENCE {
                return Err(
                    format!("{what}: no such webhook within {} s", PATIENCE.as_secs()).into(),
                );
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn text(value: &Value, name: &str) -> Result<String, Trouble> {
    let found = value[name].as_str().map(str::to_owned);
    found.ok_or_else(|| format!("there is no {name} in what the program answered").into())
}

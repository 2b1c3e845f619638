//! The SMS gateways of the program as a process: a message sent through them comes back as a report, and is told by the
//! rules of the gateway. What signs and verifies here shares nothing with the simulator.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use libtest_mimic::Trial;
use serde_json::{Value, json};
use sha1::Sha1;

use crate::claim::claims;
use crate::program::{Running, shakedown};
use crate::scratch::Scratch;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        beside: a_report_of_aliyuns_comes_until_the_body_says_it_was_taken,
        a_callback_of_twilios_is_signed_with_the_accounts_token,
        a_callback_never_leaves_this_machine,
        an_address_elsewhere_is_refused_at_the_start,
    ]
}

/// Longest wait for anything that has to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// One POST of a gateway.
struct Push {
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Push {
    /// A form's fields, decoded, in order of their names.
    fn form(&self) -> BTreeMap<String, String> {
        let pairs = self.body.split('&');
        pairs
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect()
    }
}

/// A server that hands over every push; the answers are its bodies in turn, the last of them for ever, all with 200.
fn connector(answers: &'static [&'static str]) -> (String, Receiver<Push>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (sender, pushes) = sync_channel(64);
    std::thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let push = read_push(&mut stream);
            let body = answers[count.min(answers.len() - 1)];
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ";
            write!(stream, "{head}{}\r\n\r\n{body}", body.len()).unwrap();
            if sender.send(push).is_err() {
                return;
            }
        }
    });
    (base, pushes)
}

fn read_push(stream: &mut TcpStream) -> Push {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let path = line.split(' ').nth(1).unwrap().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    Push {
        path,
        headers,
        body,
    }
}

/// `shakedown simulate`, and what it told.
struct World {
    told: Value,
    _running: Running,
    _scratch: Scratch,
}

impl World {
    fn start(options: &[&str]) -> World {
        let scratch = Scratch::new();
        let mut line = vec!["simulate", "--port", "0", "--control-port", "0", "--json"];
        line.extend(options);
        let mut running = Running::start(&scratch, &line);
        let out = running.out_file();
        let said = || std::fs::read_to_string(&out).unwrap();
        running.until("addresses", || said().ends_with('\n'));
        World {
            told: serde_json::from_str(&said()).unwrap(),
            _running: running,
            _scratch: scratch,
        }
    }

    fn word(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap()
    }

    /// A request to the data plane; the answer's body.
    fn ask(&self, head: &str, headers: &str, body: &str) -> Value {
        request(self.word("CLOUD_API_URL"), head, headers, body)
    }

    /// A read of the control plane.
    fn control(&self, path: &str) -> Value {
        let headers = format!("authorization: Bearer {}\r\n", self.word("CONTROL_TOKEN"));
        request(
            self.word("CONTROL_URL"),
            &format!("GET {path}"),
            &headers,
            "",
        )
    }

    /// Reads the control plane until the answer is the wanted one.
    fn eventually(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let began = std::time::Instant::now();
        loop {
            let answer = self.control(path);
            if wanted(&answer) {
                return answer;
            }
            assert!(began.elapsed() < PATIENCE, "{path}: {answer:#}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn send_by_twilio(&self, callback: &str) -> Value {
        let account = self.word("TWILIO_ACCOUNT_SID");
        let pair = format!("{account}:{}", self.word("TWILIO_AUTH_TOKEN"));
        let headers = format!(
            "authorization: Basic {}\r\ncontent-type: application/x-www-form-urlencoded\r\n",
            STANDARD.encode(pair)
        );
        let form = [
            ("To", "+5511987654321"),
            ("From", self.word("TWILIO_NUMBER")),
            ("Body", "Parcel LX473124829CN"),
            ("StatusCallback", callback),
        ];
        let form: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let path = format!("POST /sms/twilio/2010-04-01/Accounts/{account}/Messages.json");
        self.ask(&path, &headers, &form.join("&"))
    }
}

fn request(base: &str, head: &str, headers: &str, body: &str) -> Value {
    let address = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        stream,
        "{head} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{head}: {error}: {answer}"))
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
    }
    out
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next().unwrap()).to_digit(16).unwrap() as u8;
                digit() * 16 + digit()
            }
            other => other,
        });
    }
    String::from_utf8(bytes).unwrap()
}

fn hmac_sha1(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A `SendSms` as Aliyun's older clients sign it: version 1.0.
fn send_by_aliyun(world: &World) -> Value {
    let parameters = BTreeMap::from([
        ("AccessKeyId", world.word("ALIYUN_ACCESS_KEY_ID")),
        ("Action", "SendSms"),
        ("Format", "JSON"),
        ("OutId", "LX473124829CN:delivered"),
        ("PhoneNumbers", "13800138000"),
        ("SignName", "Shakedown"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "once"),
        ("SignatureVersion", "1.0"),
        ("TemplateCode", "SMS_100000002"),
        (
            "TemplateParam",
            r#"{"tracking_number":"LX473124829CN","carrier_name":"YunExpress","estimated_delivery_date":"2026-11-25"}"#,
        ),
        // With a clock that runs faster than the connector's, the time is not looked at.
        ("Timestamp", "2026-11-22T00:00:00Z"),
        ("Version", "2017-05-25"),
    ]);
    let query: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let query = query.join("&");
    let text = format!("GET&%2F&{}", encoded(&query));
    let key = format!("{}&", world.word("ALIYUN_ACCESS_KEY_SECRET"));
    let signature = encoded(&hmac_sha1(&key, &text));
    world.ask(
        &format!("GET /sms/aliyun/?{query}&Signature={signature}"),
        "",
        "",
    )
}

fn a_report_of_aliyuns_comes_until_the_body_says_it_was_taken() {
    // 200 alone is no acknowledgement; neither is a code that is no number.
    let (base, pushes) = connector(&["ok", r#"{"code":"0"}"#, r#"{"code":0,"msg":"taken"}"#]);
    let report = format!("sms.aliyun.report_url={base}/aliyun/report");
    // The pauses of one and five minutes take a second and three.
    let world = World::start(&["--clock-scale", "120", "--set", &report]);
    let sent = send_by_aliyun(&world);
    assert_eq!(sent["Code"], "OK", "{sent}");

    let mut bodies = Vec::new();
    for _ in 0..3 {
        let push = pushes.recv_timeout(PATIENCE).unwrap();
        assert_eq!(push.path, "/aliyun/report");
        bodies.push(push.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    let rows: Value = serde_json::from_str(&bodies[0]).unwrap();
    let row = &rows[0];
    assert_eq!(
        (&row["biz_id"], &row["success"], &row["out_id"]),
        (
            &sent["BizId"],
            &json!(true),
            &json!("LX473124829CN:delivered")
        )
    );

    let told = world.eventually("/sms", |list| {
        list["sms"][0]["receipts"][0]["push"] == "ack"
    });
    let receipt = &told["sms"][0]["receipts"][0];
    assert_eq!(
        (&receipt["status"], &receipt["attempts"]),
        (&json!("delivered"), &json!(3)),
        "{told:#}"
    );
    let posted = world.control("/webhooks?outcome=nack");
    assert_eq!(posted["webhooks"].as_array().unwrap().len(), 2);
    let error = posted["webhooks"][0]["error"].as_str().unwrap();
    assert!(error.contains("numeric `code`"), "{error}");
    assert!(
        pushes.try_recv().is_err(),
        "what was taken is not pushed again"
    );
}

fn a_callback_of_twilios_is_signed_with_the_accounts_token() {
    let (base, pushes) = connector(&[""]);
    let world = World::start(&["--clock-scale", "50"]);
    let callback = format!("{base}/twilio?parcel=LX473124829CN");
    let sent = world.send_by_twilio(&callback);
    assert_eq!(sent["status"], "queued", "{sent}");
    let mut statuses = Vec::new();
    while statuses.last().map(String::as_str) != Some("delivered") {
        let push = pushes.recv_timeout(PATIENCE).unwrap();
        let form = push.form();
        assert_eq!(form["MessageSid"], sent["sid"].as_str().unwrap());
        // The address and the fields, in order of their names (Twilio, webhooks security).
        let mut text = callback.clone();
        for (name, value) in &form {
            text.push_str(name);
            text.push_str(value);
        }
        let right = hmac_sha1(world.word("TWILIO_AUTH_TOKEN"), &text);
        assert_eq!(push.headers["x-twilio-signature"], right);
        statuses.push(form["MessageStatus"].clone());
    }
    assert!(statuses.contains(&"sent".to_owned()), "{statuses:?}");
}

fn a_callback_never_leaves_this_machine() {
    let world = World::start(&["--clock-scale", "50"]);
    // An address for documentation: nobody is there.
    let sent = world.send_by_twilio("http://192.0.2.1:8000/twilio");
    assert_eq!(sent["status"], "queued", "{sent}");
    let posted = world.eventually("/webhooks", |list| list["webhooks"][0].is_object());
    let attempt = &posted["webhooks"][0];
    assert_eq!(attempt["outcome"], "definite_no", "{attempt:#}");
    let error = attempt["error"].as_str().unwrap();
    assert!(error.contains("192.0.2.1"), "{error}");
}

fn an_address_elsewhere_is_refused_at_the_start() {
    let scratch = Scratch::new();
    let set = "sms.aliyun.report_url=http://192.0.2.1/report";
    let ended = shakedown(&scratch, &["simulate", "--port", "0", "--set", set]);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(
        ended.err.contains("sms.aliyun.report_url: 192.0.2.1"),
        "{}",
        ended.err
    );
    let set = "sms.aliyun.reports=1";
    let ended = shakedown(&scratch, &["simulate", "--port", "0", "--set", set]);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(
        ended
            .err
            .contains("--set sms.aliyun.reports: unknown field")
            && ended.err.contains("report_url"),
        "{}",
        ended.err
    );
}

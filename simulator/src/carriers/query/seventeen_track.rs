//! 17TRACK: numbers are registered, forty at a time, and asked for by number and carrier key. v2.2 and v2.4 are alike.

mod verbs;

use super::Service;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::Desk;
use super::sheet::{Limit, Sheet, closed, untold};
use serde_json::{Value, json};

/// Items of a request.
const ITEMS_MAX: usize = 40;

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "17track",
        name: "17TRACK",
        asks: "registered numbers",
        paths: &[
            "POST /track/{v2.2|v2.4}/register",
            "POST /track/{v2.2|v2.4}/gettrackinfo",
            "POST /track/{v2.2|v2.4}/gettracklist",
            "POST /track/{v2.2|v2.4}/changecarrier",
            "POST /track/{v2.2|v2.4}/changeinfo",
            "POST /track/{v2.2|v2.4}/stoptrack",
            "POST /track/{v2.2|v2.4}/retrack",
            "POST /track/{v2.2|v2.4}/deletetrack",
            "POST /track/{v2.2|v2.4}/push",
            "POST /track/{v2.2|v2.4}/getquota",
        ],
        auth: "17token",
        limit: Some(Limit::per_second(3)),
        numbers_max: ITEMS_MAX,
        confirmed: true,
        unconfirmed: "fields of gettracklist and getquota; push posts nothing by itself here",
        source: "17TRACK, tracking API v2.2 documentation",
        open: closed,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    match asked.header("17token") {
        Some(key) if same(key, desk.secret) => Ok(()),
        _ => Err(
            Refused::new(Kind::Unauthorized, "the API key is wrong, or there is none")
                .field("17token")
                .nearest("17token: <key>"),
        ),
    }
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let ["track", "v2.2" | "v2.4", verb] = segments.as_slice() else {
        return Err(Refused::no_such_path());
    };
    if !verbs::ALL.contains(verb) {
        return Err(Refused::no_such_path());
    }
    if asked.method != "POST" {
        return Err(Refused::wrong_method("POST"));
    }
    match *verb {
        "getquota" => Ok(verbs::quota(desk)),
        "gettracklist" => verbs::list(asked, desk),
        verb => {
            let body = asked.json()?;
            let items = body.as_array().ok_or_else(|| {
                Refused::new(Kind::Malformed, "the body is a JSON array of numbers")
                    .code("-18010012")
                    .field("body")
            })?;
            if items.is_empty() {
                return Err(Refused::missing("number"));
            }
            if items.len() > ITEMS_MAX {
                let rule = format!("a request names at most {ITEMS_MAX} numbers");
                return Err(Refused::new(Kind::TooMany, rule).got(&items.len().to_string()));
            }
            Ok(many(verb, items, asked, desk))
        }
    }
}

/// Each item on its own: some are accepted, others rejected.
fn many(verb: &str, items: &[Value], asked: &Asked<'_>, desk: &mut Desk<'_>) -> Answered {
    let mut numbers = Vec::new();
    let (mut accepted, mut rejected) = (Vec::new(), Vec::new());
    for item in items {
        let number = item["number"].as_str().unwrap_or("");
        numbers.push(number);
        match verbs::one(verb, item, asked, desk) {
            Ok(text) => accepted.push(text),
            Err((code, message)) => rejected.push(
                json!({ "number": item["number"], "tag": item["tag"], "error": { "code": code, "message": message } })
                    .to_string(),
            ),
        }
    }
    let body = format!(
        r#"{{"code":0,"data":{{"accepted":[{}],"rejected":[{}]}}}}"#,
        accepted.join(","),
        rejected.join(",")
    );
    let named = numbers.into_iter().filter(|number| !number.is_empty());
    named.fold(Answered::ok(body), |answered, number| {
        answered.about(number)
    })
}

fn refusal(_: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, code, message) = match refused.kind {
        Kind::Unauthorized => (401, -18_010_002, "The access token is invalid."),
        Kind::TooManyRequests => (429, -18_010_003, "Too many requests."),
        Kind::NoSuchPath | Kind::Unknown => {
            (404, -18_010_011, "The requested resource does not exist.")
        }
        Kind::WrongMethod => (405, -18_010_011, "The method is not allowed."),
        Kind::Malformed if refused.code.is_empty() => {
            (200, -18_010_013, "Submitted data is invalid.")
        }
        Kind::Malformed => (
            200,
            -18_010_012,
            "The format of the submitted data is invalid.",
        ),
        Kind::Missing => (200, -18_010_010, "The required data is missing."),
        Kind::TooMany => (
            200,
            -18_010_014,
            "The number of submitted items is over the limit.",
        ),
        Kind::TooLong => (413, -18_010_014, "The submitted data is too long."),
        Kind::Unavailable => (
            503,
            -18_010_003,
            "Internal service error, please retry later.",
        ),
        Kind::Invalid | Kind::Exists => (200, -18_010_011, "The submitted value is invalid."),
    };
    let body = json!({ "code": 0, "data": { "errors": [{ "code": code, "message": message }] } });
    Answered::json(status, body.to_string())
}

//! Who may ask: this machine by name, with the token.

use super::problem::Problem;

/// The names under which a browser or curl reaches this machine and nothing else.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// A web page can make a browser talk to 127.0.0.1, but not with a `Host` header that says so.
pub(super) fn check_host(host: Option<&str>) -> Result<(), Problem> {
    let host = host.unwrap_or("");
    let ours = NAMES.iter().any(|name| {
        host.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
            && is_port(&host[name.len()..])
    });
    if ours {
        return Ok(());
    }
    let shown: String = host.chars().take(100).collect();
    let problem = Problem::new(
        403,
        format!("the Host header names {shown:?}, not this machine"),
    );
    Err(problem.hint(format!(
        "use one of {} with the port of CONTROL_URL",
        NAMES.join(", ")
    )))
}

/// Nothing, or a colon and digits. Any port: a container may forward another one.
fn is_port(rest: &str) -> bool {
    rest.is_empty()
        || rest.strip_prefix(':').is_some_and(|digits| {
            (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

pub(super) fn check_token(authorization: Option<&str>, token: &str) -> Result<(), Problem> {
    let brought = authorization.and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    match brought {
        Some(brought) if same(brought.as_bytes(), token.as_bytes()) => Ok(()),
        Some(_) => Err(Problem::new(401, "this is not the control plane's token")
            .hint("it is CONTROL_TOKEN as printed at the start, and new at every start; ACCESS_TOKEN is the Cloud API's")),
        None => Err(Problem::new(401, "the control plane needs its token")
            .hint("send the header Authorization: Bearer $CONTROL_TOKEN, as printed at the start")),
    }
}

/// Takes as long for a near miss as for a far one.
fn same(left: &[u8], right: &[u8]) -> bool {
    let differences = left
        .iter()
        .zip(right)
        .fold(0, |seen, (a, b)| seen | (a ^ b));
    left.len() == right.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_names_are_hosts() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:4801",
            "localhost:1",
            "LocalHost:4801",
            "[::1]:4801",
        ] {
            assert!(check_host(Some(host)).is_ok(), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:4801",
            "127.0.0.1.evil.example",
            "localhost.evil.example:4801",
            "127.0.0.1:",
            "127.0.0.1:4801@evil",
            "::1",
            "[::1].evil",
            "0.0.0.0:4801",
            "éé127.0.0.1",
        ] {
            assert!(check_host(Some(host)).is_err(), "{host}");
        }
        assert!(check_host(None).is_err());
    }

    #[test]
    fn only_the_whole_token_opens() {
        for brought in [
            None,
            Some("abc"),
            Some("Bearer"),
            Some("Bearer ab"),
            Some("Bearer abcd"),
            Some("Basic abc"),
        ] {
            assert!(check_token(brought, "abc").is_err(), "{brought:?}");
        }
        assert!(check_token(Some("Bearer abc"), "abc").is_ok());
        assert!(check_token(Some("bearer abc"), "abc").is_ok());
    }
}

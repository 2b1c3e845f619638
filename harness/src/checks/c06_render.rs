//! C06: the message says what the checkpoint calls for: template, language and every parameter, code point by code
//! point. There is no Unicode normalization: a connector that decomposes letters is told so by the witness.

use std::collections::BTreeMap;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C06",
    name: "render",
    statement: "Template, language and every parameter of a message are those that its checkpoint calls for.",
    about: "It compares exact code points, without Unicode normalization, and sees what was sent, not what a phone shows.",
    run: Run::Ledger(run),
};

/// Sends whose text differs from the expectation's as stored; most of them are equal after parsing.
const SUSPECTS: &str = "
    SELECT s.id, e.template, e.language, e.params, s.template, s.language, s.params
    FROM sends s CROSS JOIN expectations e ON e.id = s.expectation
    WHERE s.decision = 'accepted' AND e.want IN ('message', 'reminder')
      AND (s.template IS NOT e.template OR s.language IS NOT e.language OR s.params IS NOT e.params)
    ORDER BY s.id";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let cases = context.count(
        "SELECT COUNT(*) FROM sends s CROSS JOIN keys k ON k.id = s.expectation
         WHERE s.decision = 'accepted' AND k.want IN ('message', 'reminder')",
        [],
    )?;
    let (mut violations, mut first) = (0, Vec::new());
    context.each(SUSPECTS, [], |row| {
        let text = |place: usize| {
            Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(place)?.unwrap_or_default())
        };
        let named = [
            ("template", text(1)?, text(4)?),
            ("language", text(2)?, text(5)?),
        ];
        let difference = named
            .iter()
            .find(|(_, wanted, got)| wanted != got)
            .map(|(name, wanted, got)| differs(name, Some(wanted), Some(got)))
            .or_else(|| params_differ(&text(3).unwrap_or_default(), &text(6).unwrap_or_default()));
        if let Some(says) = difference {
            violations += 1;
            if first.len() < WITNESSES {
                first.push((row.get::<_, i64>(0)?, says));
            }
        }
        Ok(())
    })?;
    let ids: Vec<i64> = first.iter().map(|(send, _)| *send).collect();
    let says = |send: i64| {
        first
            .iter()
            .find(|(id, _)| *id == send)
            .map_or_else(String::new, |(_, says)| says.clone())
    };
    Ok(Finding::over(cases)
        .violated(violations, witness::of_sends(context, &ids, says)?)
        .note("parameters are compared as exact code points, without Unicode normalization"))
}

/// The first parameter that differs, in words.
fn params_differ(wanted: &str, got: &str) -> Option<String> {
    let (wanted, got) = (params(wanted), params(got));
    let names: std::collections::BTreeSet<&String> = wanted.keys().chain(got.keys()).collect();
    names
        .into_iter()
        .find(|name| wanted.get(*name) != got.get(*name))
        .map(|name| {
            differs(
                &format!("parameter {name}"),
                wanted.get(name),
                got.get(name),
            )
        })
}

/// `body/1` or `body/name` to its text. The ledger writes the place as `key`; `index` and `name` are understood too.
/// A parameter without a place of its own gets its position: none may hide behind another.
fn params(json: &str) -> BTreeMap<String, String> {
    let list: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let mut params = BTreeMap::new();
    for (position, param) in list.iter().enumerate() {
        let word = |key: &str| match param.get(key)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Null => None,
            other => Some(other.to_string()),
        };
        let component = word("component").unwrap_or_default();
        let place = word("key")
            .or_else(|| word("index"))
            .or_else(|| word("name"));
        let mut name = format!(
            "{component}/{}",
            place.unwrap_or_else(|| format!("#{position}"))
        );
        if params.contains_key(&name) {
            name = format!("{name}#{position}");
        }
        params.insert(name, word("text").unwrap_or_default());
    }
    params
}

fn differs(name: &str, wanted: Option<&String>, got: Option<&String>) -> String {
    let shown = |text: Option<&String>| {
        text.map_or_else(|| "nothing".to_string(), |text| witness::quoted(text))
    };
    let hint = got
        .and_then(|got| hint(got))
        .map_or_else(String::new, |hint| format!(" ({hint})"));
    format!(
        "{name} is {} instead of {}{hint}",
        shown(got),
        shown(wanted)
    )
}

/// What a wrong text looks like, when it looks like something.
fn hint(got: &str) -> Option<&'static str> {
    match got {
        "null" | "undefined" | "NaN" | "None" | "nil" | "" => Some("a value that was missing"),
        _ if got.contains("{{") => Some("a placeholder that was not filled in"),
        _ if got.contains('\u{fffd}') => Some("a character cut in half"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::params_differ;

    #[test]
    fn parameters_are_compared_by_place_and_shown_so_that_nothing_is_invisible() {
        let wanted = r#"[{"component":"body","key":"1","text":"LX1"},{"component":"body","key":"2","text":"José"}]"#;
        let reordered = r#"[{"key":"2","text":"José","component":"body"},{"component":"body","key":"1","text":"LX1"}]"#;
        assert_eq!(params_differ(wanted, reordered), None);
        let cut = r#"[{"component":"body","key":"1","text":"LX1"},{"component":"body","key":"2","text":"Jos\ufffd"}]"#;
        assert_eq!(
            params_differ(wanted, cut).as_deref(),
            Some(
                "parameter body/2 is \"Jos\\u{fffd}\" instead of \"José\" (a character cut in half)"
            )
        );
        let missing = r#"[{"component":"body","key":"1","text":"LX1"}]"#;
        assert_eq!(
            params_differ(wanted, missing).as_deref(),
            Some("parameter body/2 is nothing instead of \"José\"")
        );
    }

    #[test]
    fn no_parameter_hides_behind_another_whatever_its_place_is_called() {
        for place in ["key", "index", "name", "something"] {
            let json = |first: &str| {
                format!(
                    r#"[{{"component":"body","{place}":"1","text":"{first}"}},{{"component":"body","{place}":"2","text":"b"}},
                        {{"component":"body","{place}":"2","text":"c"}}]"#
                )
            };
            assert!(params_differ(&json("a"), &json("z")).is_some(), "{place}");
            assert_eq!(
                params_differ(&json("a"), &json("a").replace('\n', "")),
                None,
                "{place}"
            );
        }
    }
}

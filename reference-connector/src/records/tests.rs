use super::*;

#[test]
fn message_ids_are_decoded_and_queries_have_defaults_and_bounds() {
    let cases = [
        (
            "messages/wamid.a%2Fb+c%3D",
            "",
            Query::Message {
                wamid: "wamid.a/b+c=".to_owned(),
            },
        ),
        (
            "messages/wamid.a/b==",
            "",
            Query::Message {
                wamid: "wamid.a/b==".to_owned(),
            },
        ),
        (
            "inbound/x%zz%",
            "",
            Query::Inbound {
                wamid: "x%zz%".to_owned(),
            },
        ),
        (
            "messages",
            "",
            Query::Messages {
                after: 0,
                limit: 1_000,
            },
        ),
        (
            "messages",
            "after=7&limit=0",
            Query::Messages { after: 7, limit: 1 },
        ),
        (
            "inbound",
            "limit=5000&after=",
            Query::InboundAll {
                after: 0,
                limit: 1_000,
            },
        ),
    ];
    for (path, query, expected) in cases {
        assert_eq!(
            question(&format!("/records/{path}"), query).ok(),
            Some(expected),
            "{path}?{query}"
        );
    }
    for query in ["after=-1", "after=one", "limit=1.5"] {
        assert!(
            matches!(
                question("/records/messages", query),
                Err(Refusal::Number(_))
            ),
            "{query}"
        );
    }
}

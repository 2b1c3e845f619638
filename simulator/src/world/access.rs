//! Who may call: tokens, proofs, permissions; and how a request is refused.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Call, Handled, Request, World};
use crate::clock::Moment;
use crate::cloud_api::answer::{Refusal, fbtrace_id};
use crate::cloud_api::endpoint_table::{self, Endpoint, Needs};
use crate::cloud_api::route;
use crate::graph::nodes::NodeKind;
use crate::graph::token::{self, Holder, Token};
use crate::observation::{Observation, Rejection};
use crate::signature::Signer;

impl World {
    pub(super) fn authorized(
        &self,
        now: Moment,
        request: &Request<'_>,
    ) -> Result<Arc<Token>, Box<Refusal>> {
        // A token in the query outranks the header's, as on Graph.
        let value = route::query_value(request.query, "access_token")
            .map(Cow::Owned)
            .or_else(|| request.authorization.and_then(bearer).map(Cow::Borrowed))
            .filter(|token| !token.is_empty());
        let Some(value) = value else {
            return Err(Box::new(Refusal {
                message: "An access token is required to request this resource.".to_owned(),
                ..Refusal::new(104, "Authorization", "every call needs a token")
                    .nearest("Authorization: Bearer <token>")
            }));
        };
        let Some(token) = self.tokens.find(&value) else {
            return Err(Box::new(Refusal {
                message: "Invalid OAuth access token - Cannot parse access token".to_owned(),
                ..Refusal::new(190, "Authorization", "this world did not issue the token")
                    .got(value.chars().take(6).collect::<String>() + "…")
                    .nearest("the token that the world prints at its start")
            }));
        };
        token::valid(&token, now)?;
        self.proven(&token, request)?;
        Ok(token)
    }

    /// `appsecret_proof`: checked when it is there, demanded when the app says so (Meta, Graph API, securing requests).
    pub(super) fn proven(&self, token: &Token, request: &Request<'_>) -> Result<(), Box<Refusal>> {
        let given = if request.query.contains("appsecret_proof") {
            route::query_value(request.query, "appsecret_proof")
        } else {
            None
        };
        let refusal = |message: &str| {
            Box::new(Refusal {
                message: message.to_owned(),
                ..Refusal::new(
                    100,
                    "appsecret_proof",
                    "HMAC-SHA256 of the token under the app secret",
                )
                .nearest("its lower-case hexadecimal form")
            })
        };
        match given {
            None if self.apps.any_needs_proof()
                && self.apps.with(&token.app_id, |app| app.needs_proof) == Some(true) =>
            {
                Err(refusal(
                    "API calls from the server require an appsecret_proof argument",
                ))
            }
            None => Ok(()),
            Some(proof) => {
                let secret = self.apps.with(&token.app_id, |app| Arc::clone(&app.secret));
                let right = secret.is_some_and(|secret| {
                    let signer = Signer::HmacHex { secret: &secret };
                    signer
                        .sign(token.value.as_bytes())
                        .eq_ignore_ascii_case(&proof)
                });
                if right {
                    return Ok(());
                }
                Err(refusal(
                    "Invalid appsecret_proof provided in the API argument",
                ))
            }
        }
    }

    pub(super) fn permitted(
        &self,
        call: &Call<'_>,
        endpoint: &Endpoint,
    ) -> Result<(), Box<Refusal>> {
        match endpoint.needs {
            Needs::Token => Ok(()),
            Needs::Permission(permission) => {
                if call.token.holder == Holder::App || call.token.permissions.contains(&permission)
                {
                    return Ok(());
                }
                let word = permission.word();
                Err(Box::new(
                    Refusal::new(10, "Authorization", format!("the token lacks {word}"))
                        .nearest(format!("a token with {word}")),
                ))
            }
            Needs::AppToken => {
                if call.token.holder == Holder::App {
                    return Ok(());
                }
                Err(Box::new(
                    Refusal::new(200, "Authorization", "this call takes the app's own token")
                        .nearest("APP_ID|APP_SECRET"),
                ))
            }
        }
    }

    /// Graph's answer to an object that is not there, or that does not support the operation.
    pub(crate) fn unsupported(&self, call: &Call<'_>, kind: NodeKind) -> Box<Refusal> {
        let method = call.request.method.to_ascii_lowercase();
        let id: String = call.node.chars().take(64).collect();
        let edge: String = call.edge.chars().take(64).collect();
        let (rule, nearest) = match kind {
            NodeKind::Word | NodeKind::Root => (
                "no such object",
                self.nodes.some(NodeKind::Number).join(", "),
            ),
            _ => (
                "the object does not support this operation",
                edges_of(kind).join(", "),
            ),
        };
        Box::new(Refusal {
            subcode: Some(33),
            message: format!(
                "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"
            ),
            ..Refusal::new(100, "path", rule)
                .got(format!("{id}/{edge}"))
                .nearest(nearest)
        })
    }

    pub(crate) fn refused(&self, now: Moment, request: &Request<'_>, refusal: Refusal) -> Handled {
        let trace = fbtrace_id(
            self.chance.seed(),
            self.next_trace.fetch_add(1, Ordering::Relaxed),
        );
        let rejection = Rejection {
            fbtrace_id: trace.clone(),
            at_unix_s: now.unix_s(),
            request: format!("{} {}", request.method, request.path)
                .chars()
                .take(300)
                .collect(),
            code: refusal.code.code,
            rule: refusal.rule.clone(),
            field: refusal.field.clone(),
            got: refusal.got.clone(),
            nearest: refusal.nearest.clone(),
        };
        let mut handled = Handled::plain(refusal.answer_by(&trace, &self.settings.graph.switches));
        handled
            .facts
            .push(Observation::Rejected(Box::new(rejection)));
        handled
    }
}

/// The token of an `Authorization` header.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth"))
        .then(|| token.trim())
}

/// What may be done with a kind of object, as `METHOD edge`.
fn edges_of(kind: NodeKind) -> Vec<String> {
    let mut edges: Vec<String> = endpoint_table::all()
        .filter(|endpoint| endpoint.node == kind)
        .map(|endpoint| format!("{} {}", endpoint.method, endpoint.edge))
        .collect();
    if kind == NodeKind::Number {
        edges.insert(0, "POST messages".to_owned());
    }
    edges
}

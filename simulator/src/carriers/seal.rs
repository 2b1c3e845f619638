//! From a body to what goes over the wire: odd form, signature or forgery, headers. The same for every carrier.

use super::{Notice, Rendered};
use crate::signature::{Forgery, Sealed, Signer, forge, seal};

/// A push before it is signed.
pub(super) struct Draft<'a> {
    pub(super) body: Vec<u8>,
    pub(super) content_type: &'static str,
    pub(super) signer: Option<Signer<'a>>,
    /// The signature's header and what stands before the signature in it.
    pub(super) header: (&'static str, &'static str),
    /// All other headers.
    pub(super) headers: Vec<(&'static str, String)>,
}

impl<'a> Draft<'a> {
    /// JSON without headers of its own.
    pub(super) fn json(body: Vec<u8>) -> Draft<'a> {
        Draft {
            body,
            content_type: "application/json",
            signer: None,
            header: ("", ""),
            headers: Vec::new(),
        }
    }

    /// With the signature in this header.
    pub(super) fn signed(self, signer: Signer<'a>, header: &'static str) -> Draft<'a> {
        Draft {
            signer: Some(signer),
            header: (header, ""),
            ..self
        }
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Draft<'a> {
        self.headers.push((name, value.into()));
        self
    }

    /// As it goes over the wire.
    pub(super) fn finish(self, notice: &Notice) -> Rendered {
        let body = match notice.oddity {
            Some(oddity) => oddity.shape_body(self.body),
            None => self.body,
        };
        let Sealed { signature, body } = sealed(self.signer.as_ref(), body, notice.forgery);
        let mut headers: Vec<(String, String)> = self
            .headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        if let Some(signature) = signature {
            let (name, before) = self.header;
            let value = match signature.as_str() {
                "" => String::new(),
                _ => [before, &signature].concat(),
            };
            headers.push((name.to_owned(), value));
        }
        if let Some(oddity) = notice.oddity {
            oddity.shape_headers(&mut headers);
        }
        Rendered {
            content_type: self.content_type,
            query: None,
            headers,
            body,
        }
    }
}

/// Signed or forged; a carrier that does not sign sends the body as it is.
pub(super) fn sealed(signer: Option<&Signer>, body: Vec<u8>, forgery: Option<Forgery>) -> Sealed {
    match (signer, forgery) {
        (None, _) => Sealed {
            signature: None,
            body,
        },
        (Some(signer), None) => seal(signer, body),
        (Some(signer), Some(forgery)) => forge(signer, body, forgery),
    }
}

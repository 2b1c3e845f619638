//! A body as ciphertext: base64 of a vector of 16 bytes and AES-256-CBC, under SHA-256 of the shared key. Neither is
//! published; integrators' notes name the cipher only.

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The plain body; none when the text is no such ciphertext.
pub(super) fn opened(text: &str, key: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(text).ok()?;
    let (vector, ciphertext) = bytes.split_first_chunk::<16>()?;
    cbc::Decryptor::<Aes256>::new(&Sha256::digest(key), vector.into())
        .decrypt_padded_vec::<Pkcs7>(ciphertext)
        .ok()
}

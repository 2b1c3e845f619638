//! The body as ciphertext: AES-256 in CBC mode, base64, in one field.
//!
//! Key and initialization vector are unconfirmed. Here the key is SHA-256 of the shared key, and the vector stands
//! before the ciphertext.

use crate::carriers::life::fingerprint;
use crate::parcel::Parcel;
use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

type Encryptor = cbc::Encryptor<Aes256>;

/// `{"encrypted_data":"…"}`. The same body of the same parcel gives the same bytes.
pub(super) fn sealed(body: &[u8], secret: &str, parcel: &Parcel) -> Vec<u8> {
    let mut vector = [0u8; 16];
    vector[..8].copy_from_slice(&fingerprint(parcel, 310).to_be_bytes());
    vector[8..].copy_from_slice(&fingerprint(parcel, 311).to_be_bytes());
    let key = Sha256::digest(secret);
    let ciphertext = Encryptor::new(&key, &vector.into()).encrypt_padded_vec::<Pkcs7>(body);
    let text = STANDARD.encode([vector.as_slice(), &ciphertext].concat());
    format!(r#"{{"encrypted_data":"{text}"}}"#).into_bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

    use super::*;
    use aes::cipher::BlockModeDecrypt;

    #[test]
    fn the_keys_owner_reads_it_again() {
        let parcel =
            crate::carriers::tests::parcels(crate::carriers::Carrier::YunExpress).remove(0);
        let sealed = sealed(b"{\"a\":1}", "k", &parcel);
        let json: serde_json::Value = serde_json::from_slice(&sealed).unwrap();
        let bytes = STANDARD
            .decode(json["encrypted_data"].as_str().unwrap())
            .unwrap();
        let (vector, ciphertext) = bytes.split_at(16);
        let key = Sha256::digest("k");
        let vector: [u8; 16] = vector.try_into().unwrap();
        let plain = cbc::Decryptor::<Aes256>::new(&key, &vector.into())
            .decrypt_padded_vec::<Pkcs7>(ciphertext)
            .unwrap();
        assert_eq!(plain, b"{\"a\":1}");
    }
}

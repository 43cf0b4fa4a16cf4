//! SHA-256, in hexadecimal digits.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut digest = Digested::default();
    digest.add(bytes);
    digest.hex()
}

/// The SHA-256 of a file that comes in pieces.
#[derive(Clone, Debug, Default)]
pub struct Digested(Sha256);

impl Digested {
    /// The next piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// Of all pieces, in hexadecimal digits.
    pub fn hex(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

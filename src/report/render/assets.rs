//! The script and the style of the page, and the policy that allows nothing else.

use sha2::{Digest, Sha256};

/// The style, inline in the page.
pub const STYLE: &str = include_str!("../../../assets/report.css");
/// The script, inline in the page. Without it, and on paper, the static charts say the same.
pub const SCRIPT: &str = include_str!("../../../assets/report.js");

/// The Content-Security-Policy: no request to anywhere, and nothing inline but [`STYLE`] and
/// [`SCRIPT`], which are named by their hashes (W3C, Content Security Policy Level 3, section 8).
pub fn policy() -> String {
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        digest(SCRIPT),
        digest(STYLE)
    )
}

/// What a policy calls a script or style by.
pub(in crate::report) fn digest(text: &str) -> String {
    base64(&Sha256::digest(text))
}

/// RFC 4648, section 4, with padding.
pub(in crate::report) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = (group >> (18 - 6 * place)) & 63;
            let shown = place <= chunk.len();
            text.push(if shown { ALPHABET[digit as usize] as char } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn base64_as_published() {
        let known = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in known {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    /// What would end the element that holds them must be in neither.
    #[test]
    fn script_and_style_stay_in_their_elements() {
        assert!(!SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
        assert!(!STYLE.contains("</") && !STYLE.contains("@import") && !STYLE.contains("url("));
    }
}

//! From the bytes of a file to text.

use flate2::read::GzDecoder;
use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

/// A log has at most so many bytes: a million jobs.
pub const LARGEST: u64 = 128 << 20;

/// What to do about a larger one.
pub const SMALLER: &str = "export fewer months, or leave out columns that are not used";

/// Why a file is no log at all.
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where: the line as text, its number, and the bytes in it.
    pub at: Option<(String, usize, Range<usize>)>,
}

impl Refusal {
    fn new(message: impl Into<String>, help: &str) -> Refusal {
        Refusal { message: message.into(), help: help.to_owned(), at: None }
    }

    /// At a byte of a text.
    fn at(self, bytes: &[u8], byte: usize) -> Refusal {
        let number = 1 + bytes[..byte].iter().filter(|byte| **byte == b'\n').count();
        let begin = bytes[..byte].iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
        let end = bytes[byte..].iter().position(|it| *it == b'\n').unwrap_or(bytes.len() - byte);
        let text = String::from_utf8_lossy(&bytes[begin..byte + end]).replace('\0', "\u{fffd}");
        let from = byte - begin;
        Refusal { at: Some((text, number, from..from + '\u{fffd}'.len_utf8())), ..self }
    }

    /// Nothing is in it.
    pub fn empty() -> Refusal {
        Refusal::new("the log is empty", "export a header and a row for each job")
    }
}

/// The text: unpacked (gzip), UTF-8 or UTF-16 with a byte order mark, which is left out.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    match bytes {
        [0x1f, 0x8b, ..] => Ok(Cow::Owned(decode(&unpack(bytes)?)?.into_owned())),
        [b'P', b'K', 3, 4, ..] => Err(Refusal::new(
            "this is a ZIP archive or an Excel workbook, not text",
            "save the sheet as CSV (UTF-8), or unpack the archive",
        )),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => narrow(rest).map(Cow::Borrowed),
        _ => narrow(bytes).map(Cow::Borrowed),
    }
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::new();
    let read = GzDecoder::new(bytes).take(LARGEST + 1).read_to_end(&mut text);
    read.map_err(|error| {
        Refusal::new(format!("the gzip file cannot be unpacked: {error}"), "export it again")
    })?;
    if text.len() as u64 > LARGEST {
        let message = format!("unpacked, the log is larger than {} MiB", LARGEST >> 20);
        return Err(Refusal::new(message, SMALLER));
    }
    Ok(text)
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Refusal> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<_, _>>().map_err(|_| {
        Refusal::new("the file begins as UTF-16 but is not", "save it as CSV in UTF-8")
    })
}

fn narrow(bytes: &[u8]) -> Result<&str, Refusal> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        let byte = bytes[error.valid_up_to()];
        Refusal::new(
            format!("line {line} is not UTF-8 text: byte {byte:#04x} is part of no character"),
            "save it as CSV in UTF-8 (in a spreadsheet: \"CSV UTF-8\")",
        )
        .at(bytes, error.valid_up_to())
    })?;
    let Some(zero) = text.find('\0') else { return Ok(text) };
    let line = 1 + text[..zero].matches('\n').count();
    let message = format!("the file is not text: it has zero bytes, the first on line {line}");
    Err(Refusal::new(message, "export CSV or XES").at(bytes, zero))
}

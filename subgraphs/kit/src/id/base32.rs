//! Crockford's base32 of 128 bits: 26 characters, lower case, most significant first, so that texts sort as the ids do.

/// Characters of an encoded id.
pub(super) const LENGTH: usize = 26;

/// Without i, l, o and u, which are misread.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

pub(super) fn encode(bits: u128, into: &mut String) {
    for position in (0..LENGTH).rev() {
        let digit = (bits >> (5 * position)) & 31;
        into.push(char::from(ALPHABET[digit as usize]));
    }
}

pub(super) fn decode(text: &str) -> Option<u128> {
    // 26 characters hold 130 bits: a first character above 7 would overflow.
    if text.len() != LENGTH || text.as_bytes()[0] > b'7' {
        return None;
    }
    text.bytes().try_fold(0u128, |bits, byte| {
        let digit = ALPHABET.iter().position(|&known| known == byte)?;
        Some((bits << 5) | digit as u128)
    })
}

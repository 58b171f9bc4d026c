//! Page tokens: opaque, valid only for the list that gave them.

use super::estate::values::{mix, put_hex};

const CHECK_BITS: u32 = 24;
const PREFIX: &str = "Sbx";

/// The token for going on at `position` (below 2^40) of a list.
pub(crate) fn token(list: u64, position: u64) -> String {
    let check = mix(list ^ position) & ((1 << CHECK_BITS) - 1);
    let mut text = String::with_capacity(PREFIX.len() + 16);
    text.push_str(PREFIX);
    put_hex((position << CHECK_BITS | check) ^ mix(list), 16, &mut text);
    text
}

/// The position in a token of this list; `None` for other tokens.
pub(crate) fn position(list: u64, text: &str) -> Option<u64> {
    let digits = text.strip_prefix(PREFIX).filter(|rest| rest.len() == 16)?;
    let bits = u64::from_str_radix(digits, 16).ok()?;
    let position = (bits ^ mix(list)) >> CHECK_BITS;
    (token(list, position) == text).then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_on_in_its_own_list_only() {
        for at in [0, 1, 1_000, (1 << 40) - 1] {
            assert_eq!(position(7, &token(7, at)), Some(at));
            assert_eq!(position(8, &token(7, at)), None);
        }
        for bad in [
            "",
            "Sbx",
            "Sbx0000000000000000",
            "nonsense",
            "Sbx+00000000000000a",
        ] {
            assert_eq!(position(7, bad), None, "{bad}");
        }
    }
}

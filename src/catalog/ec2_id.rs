//! EC2 ids by their prefix: any string of that form names a resource, in any property.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{packed, rows, unpack};
use crate::model::TypeId;

/// What follows a prefix.
#[derive(Clone, Copy)]
enum Form {
    Hex,
    Lower,
    Upper,
    Uuid,
}

static PREFIXES: LazyLock<HashMap<&'static str, (TypeId, Form)>> = LazyLock::new(|| {
    rows(unpack(packed!("ec2_id_prefixes")))
        .map(|[prefix, ty, form]| {
            let form = match form {
                "lower" => Form::Lower,
                "upper" => Form::Upper,
                "uuid" => Form::Uuid,
                _ => Form::Hex,
            };
            (
                prefix,
                (ty.parse().expect("the build checked the type"), form),
            )
        })
        .collect()
});

/// The type that an id belongs to: `vol-0abc…` → `AWS::EC2::Volume`. `None` for any other text.
pub fn type_of(id: &str) -> Option<TypeId> {
    // Prefixes contain hyphens themselves (`tgw-attach-`): the longest that is known counts.
    let mut ends = id.rmatch_indices('-').map(|(at, _)| at + 1);
    ends.find_map(|end| {
        let (ty, form) = PREFIXES.get(&id[..end])?;
        form.fits(&id[end..]).then_some(*ty)
    })
}

impl Form {
    fn fits(self, rest: &str) -> bool {
        let all = |of: fn(&u8) -> bool| rest.bytes().all(|byte| of(&byte));
        match self {
            Self::Hex => (8..=17).contains(&rest.len()) && all(u8::is_ascii_hexdigit),
            Self::Lower => {
                rest.len() >= 6 && all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            }
            Self::Upper => {
                rest.len() >= 6 && all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            }
            Self::Uuid => rest.len() == 36 && all(|byte| byte.is_ascii_hexdigit() || *byte == b'-'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_known_by_prefix_and_form() {
        let name = |id: &str| type_of(id).map(TypeId::as_str);
        assert_eq!(name("i-0123456789abcdef0"), Some("AWS::EC2::Instance"));
        assert_eq!(name("vol-1a2b3c4d"), Some("AWS::EC2::Volume"));
        assert_eq!(
            name("tgw-attach-0123456789abcdef0"),
            Some("AWS::EC2::TransitGatewayAttachment")
        );
        assert_eq!(
            name("tgw-0123456789abcdef0"),
            Some("AWS::EC2::TransitGateway")
        );
        for other in [
            "",
            "i-",
            "i-web",
            "web-01",
            "i-0123456789abcdef0x",
            "data-0123456789abcdef0",
        ] {
            assert_eq!(name(other), None, "{other}");
        }
    }
}

//! Which part of a list a request wants: by token and page size, or by ids.

use crate::sandbox::estate::values::mix;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::reply::Refusal;
use crate::sandbox::request::Request;
use crate::sandbox::token;

/// How an operation pages.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paging {
    /// Everything comes at once.
    None,
    /// Pages of `least` to `most`; without `MaxResults` of `most`.
    Tokens { least: u32, most: u32 },
}

/// Where a page begins and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: u64,
    pub(super) size: u64,
    list: u64,
}

impl Window {
    /// The token of the next page, if anything is left of `count`.
    pub(super) fn next(self, count: u64) -> Option<String> {
        let to = self.from.saturating_add(self.size);
        (to < count).then(|| token::token(self.list, to))
    }

    /// The positions of this page, of `count` in all.
    pub(super) fn range(self, count: u64) -> std::ops::Range<u64> {
        let from = self.from.min(count);
        from..from.saturating_add(self.size).min(count)
    }
}

/// Reads `MaxResults` and `NextToken`.
pub(super) fn window(
    request: &Request,
    place: Place<'_>,
    paging: Paging,
) -> Result<Window, Refusal> {
    let salt = request
        .operation
        .bytes()
        .fold(0_u64, |salt, byte| mix(salt ^ u64::from(byte)));
    let list = mix(salt ^ (place.account as u64) << 8 ^ place.region as u64);
    let Paging::Tokens { least, most } = paging else {
        return Ok(Window {
            from: 0,
            size: u64::MAX,
            list,
        });
    };
    let size = match request.params.get("MaxResults") {
        None => most,
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (least..=most).contains(size))
            .ok_or_else(|| {
                let message = format!(
                    "Value ( {text} ) for parameter maxResults is invalid. Expecting a value \
                     between {least} and {most}."
                );
                Refusal::bad("InvalidParameterValue", message)
            })?,
    };
    let from = match request.params.get("NextToken") {
        None => 0,
        Some(text) => token::position(list, text).ok_or_else(|| {
            let message = "The token provided is not valid for this request.";
            Refusal::bad("InvalidNextToken", message)
        })?,
    };
    Ok(Window {
        from,
        size: u64::from(size),
        list,
    })
}

/// The resources that a request names by id; `None` if it names none. An id that is not known
/// is an error, and so is a page size beside ids.
pub(super) fn named(
    request: &Request,
    place: Place<'_>,
    kind: Kind,
    id_param: &str,
) -> Result<Option<Vec<u32>>, Refusal> {
    let ids = request.params.list(id_param);
    if ids.is_empty() {
        return Ok(None);
    }
    if request.params.get("MaxResults").is_some() {
        let message =
            format!("The parameter {id_param} cannot be used with the parameter maxResults");
        return Err(Refusal::bad("InvalidParameterCombination", message));
    }
    ids.into_iter()
        .map(|id| find(place, kind, id))
        .collect::<Result<Vec<_>, _>>()
        .map(Some)
}

/// The resource that an id or a name of its kind names.
pub(super) fn find(place: Place<'_>, kind: Kind, id: &str) -> Result<u32, Refusal> {
    place
        .find(kind, id)
        .or_else(|| match kind {
            Kind::Address => place.find_public_ip(id),
            Kind::KeyPair | Kind::PlacementGroup | Kind::LaunchTemplate => {
                place.find_name(kind, id)
            }
            _ => None,
        })
        .ok_or_else(|| {
            let code = match kind {
                Kind::Instance => "InvalidInstanceID.NotFound",
                Kind::Volume => "InvalidVolume.NotFound",
                Kind::Snapshot => "InvalidSnapshot.NotFound",
                Kind::Image => "InvalidAMIID.NotFound",
                Kind::Vpc => "InvalidVpcID.NotFound",
                Kind::Subnet => "InvalidSubnetID.NotFound",
                Kind::SecurityGroup => "InvalidGroup.NotFound",
                Kind::NetworkInterface => "InvalidNetworkInterfaceID.NotFound",
                Kind::Address => "InvalidAllocationID.NotFound",
                Kind::KeyPair => "InvalidKeyPair.NotFound",
                Kind::LaunchTemplate => "InvalidLaunchTemplateId.NotFound",
                _ => "InvalidResourceID.NotFound",
            };
            let shown: String = id.chars().take(64).collect();
            Refusal::bad(code, format!("The ID '{shown}' does not exist"))
        })
}

/// What the filters of a request leave of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filtered {
    /// Everything.
    All,
    /// Nothing.
    Nothing,
}

/// Applies the filters that do not depend on the resource. Others are refused rather than
/// ignored: a list that is too long would go unnoticed.
pub(super) fn filtered(request: &Request, place: Place<'_>) -> Result<Filtered, Refusal> {
    let owner = place.owner();
    let mut left = Filtered::All;
    for (name, values) in request.params.filters() {
        if name != "owner-id" {
            return Err(bad_filter(name));
        }
        if !values.contains(&&*owner.digits()) {
            left = Filtered::Nothing;
        }
    }
    Ok(left)
}

/// The error for a filter that is not known.
pub(super) fn bad_filter(name: &str) -> Refusal {
    let name: String = name.chars().take(64).collect();
    Refusal::bad(
        "InvalidParameterValue",
        format!("The filter '{name}' is invalid"),
    )
}

//! Lists of types that the simulated estate does not have: always empty, in the form the catalog knows.

use super::answer_of::answer_of;
use super::paging::{self, Paging};
use crate::catalog::ec2::ops::{self, Op, OpKind};
use crate::catalog::ec2::result_element;
use crate::sandbox::estate::Place;
use crate::sandbox::reply::{Refusal, Reply};
use crate::sandbox::request::Request;

/// Answers a request for a list that the estate has no resources of, or for their details; `None` if the catalog
/// knows no such list.
pub(super) fn answer(
    request: &Request,
    place: Place<'_>,
    call: u64,
) -> Option<Result<Reply, Refusal>> {
    let op = ops::get(&request.operation)?;
    let is_list = matches!(op.kind, OpKind::List | OpKind::Status);
    let set = result_element(op.name).filter(|_| is_list)?;
    Some(empty(op, set, request, place, call))
}

fn empty(
    op: &Op,
    set: &str,
    request: &Request,
    place: Place<'_>,
    call: u64,
) -> Result<Reply, Refusal> {
    let needed = op.required.split(',').filter(|name| !name.is_empty());
    for name in needed {
        let first = format!("{}.1", name.trim_end_matches('s'));
        let given = request.params.get(name).or(request.params.get(&first));
        if given.is_none() {
            let message = format!("The request must contain the parameter {name}");
            return Err(Refusal::bad("MissingParameter", message));
        }
    }
    paging::filtered(request, place)?;
    paging::window(request, place, paging_of(op))?;
    Ok(answer_of(op.name, call, 0, |x| x.within(set, |_| {})))
}

/// How the catalog says it pages. Where it knows no bounds, EC2's usual ones hold.
fn paging_of(op: &Op) -> Paging {
    let (least, most) = op.page_size;
    match op.paging {
        ops::Paging::None => Paging::None,
        ops::Paging::Paginator | ops::Paging::NextToken => Paging::Tokens {
            least: least.unwrap_or(1),
            most: most.unwrap_or(1_000),
        },
    }
}

//! The shapes of EC2's answers: members, their names on the wire and in the model, their types.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::path::{Path, Reach, Step};
use super::super::table::{count_bytes, packed, rows, unpack};

/// A structure of the model. Valid for the life of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShapeId(u16);

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// As `aws ec2` prints it.
    pub model: &'static str,
    /// As the XML has it.
    pub wire: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// What a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// One value.
    Scalar(Scalar),
    /// Another structure.
    Structure(ShapeId),
    /// Values.
    Scalars(Scalar),
    /// Structures.
    Structures(ShapeId),
}

/// The JSON type of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// Also timestamps and blobs: as they are on the wire.
    Text,
    /// Whole or not.
    Number,
    /// `true` or `false`.
    Boolean,
}

#[derive(Default)]
struct Shapes {
    /// Where the members of each shape are, by its id; sorted by wire name.
    members: Vec<(usize, usize)>,
    all: Vec<Member>,
    names: HashMap<&'static str, ShapeId>,
    outputs: HashMap<&'static str, ShapeId>,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(load);

/// The shape of that name in the API model, such as `Instance`.
pub fn shape_named(name: &str) -> Option<ShapeId> {
    SHAPES.names.get(name).copied()
}

/// The shape of the answer of an operation.
pub fn shape_of_output(operation: &str) -> Option<ShapeId> {
    SHAPES.outputs.get(operation).copied()
}

/// A path of wire names below a shape, such as `groupSet[].groupId`, in names of the model:
/// `SecurityGroups[].GroupId`. `None` where the shape has no such member.
pub fn model_path(shape: ShapeId, wire_path: &str) -> Option<String> {
    steps(shape, wire_path).map(|steps| Path::from_iter(steps).to_string())
}

/// The steps of [`model_path`].
pub(in super::super) fn steps(shape: ShapeId, wire_path: &str) -> Option<Vec<Step>> {
    let mut shape = Some(shape);
    let step = |text: &str| {
        let (wire, reach) = match text.strip_suffix("[]") {
            Some(wire) => (wire, Reach::Each),
            None => (text, Reach::Itself),
        };
        let member = member(shape?, wire)?;
        shape = match member.holds {
            Holds::Structure(inner) | Holds::Structures(inner) => Some(inner),
            Holds::Scalar(_) | Holds::Scalars(_) => None,
        };
        Some(Step {
            key: member.model,
            reach,
        })
    };
    wire_path.split('.').map(step).collect()
}

/// The member of that wire name.
pub(super) fn member(shape: ShapeId, wire: &str) -> Option<&'static Member> {
    let (from, to) = SHAPES.members[usize::from(shape.0)];
    let members = &SHAPES.all[from..to];
    let at = members
        .binary_search_by_key(&wire, |member| member.wire)
        .ok()?;
    Some(&members[at])
}

/// The wire name of the member of that model name.
pub fn wire_name(shape: ShapeId, model: &str) -> Option<&'static str> {
    let (from, to) = SHAPES.members[usize::from(shape.0)];
    let mut members = SHAPES.all[from..to].iter();
    members
        .find(|member| member.model == model)
        .map(|member| member.wire)
}

fn load() -> Shapes {
    let table: Vec<[&'static str; 5]> = rows(unpack(packed!("ec2_shapes"))).collect();
    let mut shapes = Shapes::default();
    // A shape without members has no rows of its own, only rows that lead to it.
    for [shape, _, _, ty, target] in &table {
        let leads_on = matches!(*ty, "output" | "structure" | "list");
        let named = [
            (*ty != "output").then_some(*shape),
            leads_on.then_some(*target),
        ];
        for name in named.into_iter().flatten() {
            if scalar(name).is_none() {
                let next = ShapeId(shapes.names.len() as u16);
                shapes.names.entry(name).or_insert(next);
            }
        }
    }
    shapes.members = vec![(0, 0); shapes.names.len()];
    for rows in table.chunk_by(|a, b| a[0] == b[0]) {
        let [shape, _, _, ty, target] = rows[0];
        if ty == "output" {
            let output = shapes.names[target];
            shapes.outputs.insert(shape, output);
            continue;
        }
        let from = shapes.all.len();
        let members = rows.iter().map(|row| parse_member(row, &shapes.names));
        shapes.all.extend(members);
        shapes.all[from..].sort_by_key(|member| member.wire);
        let id = shapes.names[shape];
        shapes.members[usize::from(id.0)] = (from, shapes.all.len());
    }
    shapes.all.shrink_to_fit();
    let entry = size_of::<(&str, ShapeId)>() + 1;
    count_bytes(
        shapes.all.capacity() * size_of::<Member>()
            + shapes.members.capacity() * size_of::<(usize, usize)>()
            + (shapes.names.capacity() + shapes.outputs.capacity()) * entry,
    );
    shapes
}

fn parse_member(row: &[&'static str; 5], names: &HashMap<&'static str, ShapeId>) -> Member {
    let [_, model, wire, ty, target] = *row;
    let holds = match ty {
        "structure" => Holds::Structure(names[target]),
        "list" => match scalar(target) {
            Some(scalar) => Holds::Scalars(scalar),
            None => Holds::Structures(names[target]),
        },
        _ => Holds::Scalar(scalar(ty).unwrap_or(Scalar::Text)),
    };
    Member { model, wire, holds }
}

/// The scalar types of the table; every other name is a shape. Shapes start with a capital.
fn scalar(name: &str) -> Option<Scalar> {
    match name {
        "string" | "timestamp" | "blob" => Some(Scalar::Text),
        "number" => Some(Scalar::Number),
        "boolean" => Some(Scalar::Boolean),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_paths_become_model_paths() {
        let instance = shape_named("Instance").unwrap();
        for (wire, model) in [
            ("instanceState.name", "State.Name"),
            ("groupSet[].groupId", "SecurityGroups[].GroupId"),
            ("ipAddress", "PublicIpAddress"),
            ("placement.availabilityZone", "Placement.AvailabilityZone"),
        ] {
            assert_eq!(model_path(instance, wire).as_deref(), Some(model));
        }
        assert_eq!(model_path(instance, "noSuchMember"), None);
        assert_eq!(model_path(instance, "instanceId.more"), None);
    }

    #[test]
    fn answers_have_shapes() {
        let output = shape_of_output("DescribeInstances").unwrap();
        let reservations = member(output, "reservationSet").unwrap();
        assert_eq!(reservations.model, "Reservations");
        let reservation = shape_named("Reservation").unwrap();
        assert_eq!(reservations.holds, Holds::Structures(reservation));
        assert!(shape_of_output("RunInstances").is_none());
    }
}

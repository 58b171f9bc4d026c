//! What Cloud Control can do with a type, from the table.

/// The columns that Cloud Control's answers are read by. Properties are those of the type's
/// CloudFormation schema.
#[derive(Clone, Copy, Debug)]
pub struct CloudControl {
    /// `yes`, `no`, or `needs:` and the properties a list asks for.
    pub list: &'static str,
    /// Where those come from: `ClusterName=AWS::EKS::Cluster.Name`, `;` between several.
    pub parent: &'static str,
    /// Whether one resource can be asked for.
    pub reads: bool,
    /// The property with the tags, a list or a map.
    pub tag_prop: &'static str,
    /// The property with the name.
    pub name_prop: &'static str,
    /// The property with the resource's own ARN; [`CloudControl::ARN_OF_OTHER`] where the identifier is the ARN
    /// of another resource.
    pub arn_prop: &'static str,
    /// `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`.
    pub arn_pattern: &'static str,
}

impl CloudControl {
    /// In place of the property: the identifier is the ARN of what the resource is attached to.
    pub const ARN_OF_OTHER: &str = "-";
}

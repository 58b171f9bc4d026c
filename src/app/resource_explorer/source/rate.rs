//! How fast a source may be asked.

/// What a service allows per account, region and API.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Requests per second, for as long as it takes.
    pub per_second: f64,
    /// Requests that may go out at once after a rest.
    pub burst: f64,
}

/// The rate of an API such as `ec2:DescribeInstances`, before it has said that it allows less.
pub type RateOfApi = fn(&str) -> Rate;

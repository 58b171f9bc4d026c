//! Every type that EC2 lists, with an answer made up from what the catalog says of its shape.

use super::{BASE, job, page};
use crate::app::resource_explorer::source::ResourceSource;
use crate::aws::testing::{Fixture, Seen, caller};
use crate::catalog::ec2::ops::{self, Op};
use crate::catalog::ec2::{self, result_element, shape_named, wire_name};

/// One item with an identifier and a tag. Every member's value is its own name.
fn item_of(op: &Op) -> String {
    let shape = op.element.unwrap();
    let wire = |member: &str| {
        let wire = wire_name(shape, member);
        wire.unwrap_or_else(|| panic!("{} has no {member}", op.name))
    };
    let own = ec2::cfn_id_member(op.ty.unwrap());
    let mut item = String::new();
    for member in own.split('+') {
        let wire = wire(member);
        item += &format!("<{wire}>{member}</{wire}>");
    }
    if !op.tags.is_empty() {
        let wire = wire(op.tags);
        item += &format!("<{wire}><item><key>k</key><value>v</value></item></{wire}>");
    }
    format!("<item>{item}</item>")
}

fn answer_of(operation: &str) -> String {
    let op = ops::get(operation).unwrap();
    let mut items = item_of(op);
    if op.result.contains("[].") {
        let inner = wire_name(shape_named("Reservation").unwrap(), "Instances").unwrap();
        items = format!("<item><{inner}>{items}</{inner}></item>");
    }
    let set = result_element(operation).unwrap();
    format!(
        "<{operation}Response><requestId>r</requestId><{set}>{items}</{set}></{operation}Response>"
    )
}

fn everything() -> Fixture {
    Fixture::new(|seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        operation => (200, answer_of(operation)),
    })
}

#[tokio::test]
async fn an_item_of_every_type_becomes_a_row_with_its_id_tags_and_arn() {
    let source = everything().source();
    for ty in crate::aws::providers::ec2::listable_types() {
        let op = ops::list_of(ty).unwrap();
        let page = page(&source, job("eu-west-1", ty.as_str()), None).await;
        let page = page.unwrap_or_else(|error| panic!("{ty}: {error}"));
        let [row] = &page.entries[..] else {
            panic!("{ty}: {:?}", page.entries);
        };
        assert_eq!(row.id, ec2::cfn_id_member(ty).replace('+', "|"));
        let tag = (!op.tags.is_empty()).then_some("v");
        assert_eq!(row.tags.get("k"), tag, "{ty}");
        let (region, owner) = ("eu-west-1".parse().unwrap(), BASE.parse().unwrap());
        let form = ec2::ArnForm::of(ty);
        let arn = form.map(|form| form.arn("aws", region, owner, &row.id));
        assert_eq!(row.arn().as_deref(), arn.as_deref(), "{ty}");
    }
}

#[tokio::test]
async fn every_list_is_asked_by_pages_that_the_catalog_allows() {
    let fixture = Fixture::new(|seen: &Seen| {
        if seen.operation() == "GetCallerIdentity" {
            return caller(BASE);
        }
        let op = ops::get(seen.operation()).unwrap();
        let size = seen.field("MaxResults").map(|size| size.parse().unwrap());
        assert_eq!(
            size.is_some(),
            op.paging != ops::Paging::None,
            "{}",
            op.name
        );
        if let (Some(size), (least, most)) = (size, op.page_size) {
            assert!(least.unwrap_or(1) <= size && size <= most.unwrap_or(1_000));
        }
        (200, answer_of(op.name))
    });
    let source = fixture.source();
    for ty in crate::aws::providers::ec2::listable_types() {
        let page = page(&source, job("eu-west-1", ty.as_str()), None).await;
        assert!(page.is_ok(), "{ty}: {page:?}");
    }
}

#[tokio::test]
async fn one_resource_of_every_type_can_be_asked_for_again() {
    let source = everything().source();
    for ty in crate::aws::providers::ec2::listable_types() {
        let page = page(&source, job("eu-west-1", ty.as_str()), None).await;
        let row = &page.unwrap().entries[0];
        let again = source.reload(row).await.unwrap();
        assert_eq!(again, row.properties.to_json(), "{ty}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_for_by_id_is_searched_page_by_page() {
    let fixture = Fixture::new(|seen: &Seen| {
        let (cidr, next) = match (seen.operation(), seen.field("NextToken")) {
            ("GetCallerIdentity", _) => return caller(BASE),
            (_, None) => ("192.0.2.0/24", "<nextToken>more</nextToken>"),
            (_, Some(_)) => ("198.51.100.0/24", ""),
        };
        assert_eq!(seen.field("MaxResults"), Some("100"));
        let set = format!("<byoipCidrSet><item><cidr>{cidr}</cidr></item></byoipCidrSet>{next}");
        let name = "DescribeByoipCidrsResponse";
        (200, format!("<{name}>{set}</{name}>"))
    });
    let source = fixture.source();
    let job = job("eu-west-1", "awsdash:EC2::ByoipCidr");
    let last = page(&source, job, Some("more")).await.unwrap();
    let sent = fixture.sent();
    let again = source.reload(&last.entries[0]).await.unwrap();
    assert_eq!(again["Cidr"], "198.51.100.0/24");
    assert_eq!(fixture.sent(), sent + 2);
    let mut gone = last.entries[0].clone();
    gone.id = "203.0.113.0/24".into();
    let error = source.reload(&gone).await.unwrap_err().to_string();
    assert!(error.contains("203.0.113.0/24"), "{error}");
}

#[tokio::test]
async fn an_arn_that_names_something_else_is_not_the_rows() {
    let fixture = Fixture::new(|seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        operation => {
            let item = "<connectionNotificationId>vpce-nfn-1</connectionNotificationId>\
                 <connectionNotificationArn>arn:aws:sns:eu-west-1:001234567890:topic\
                 </connectionNotificationArn>";
            let set = "connectionNotificationSet";
            let list = format!("<{set}><item>{item}</item></{set}>");
            (
                200,
                format!("<{operation}Response>{list}</{operation}Response>"),
            )
        }
    });
    let job = job("eu-west-1", "AWS::EC2::VPCEndpointConnectionNotification");
    let page = page(&fixture.source(), job, None).await.unwrap();
    assert_eq!(page.entries[0].id, "vpce-nfn-1");
    assert_eq!(page.entries[0].arn(), None);
}

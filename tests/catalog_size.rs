//! What the catalog takes, in the binary and in memory. In a process of its own, because allocations are
//! counted for the whole process.

use std::fs;
use std::path::Path;

use awsdash::app::memory_profiling::{CountingAllocator, counted_bytes};
use awsdash::catalog::console::{self, Subject};
use awsdash::catalog::{
    arn, columns, ec2, ec2_id, loaded_bytes, managed, native, outside, partitions, permissions,
    relations, status, types,
};
use awsdash::model::{AccountId, Region, TypeId};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const MIB: u64 = 1 << 20;

/// Asks every table something.
fn load_everything() {
    let ty: TypeId = "AWS::EC2::Instance".parse().unwrap();
    let account: AccountId = "001234567890".parse().unwrap();
    let region: Region = "eu-west-1".parse().unwrap();
    assert!(types::all().len() > 1_900 && !types::aliases().is_empty());
    assert!(types::find("sg").is_ok() && types::find("nothing-like-it").is_err());
    assert!(!columns::of(ty).is_empty());
    let (text, _) = status::of(ty, &json!({"State": {"Name": "running"}}));
    assert_eq!(text, "running");
    let unheard_of = "AWS::DynamoDB::Table".parse().unwrap();
    status::of(unheard_of, &json!({"TableStatus": "HALF-THERE"}));
    assert!(native::all().count() > 1_500);
    assert!(permissions::of(ty).is_some());
    assert!(arn::resolve("arn:aws:sqs:eu-west-1:001234567890:jobs").is_some());
    let volume = "AWS::EC2::Volume".parse().unwrap();
    assert!(arn::arn_of(volume, "aws", Some(region), account, "vol-1").is_some());
    assert!(!ec2::ops::all().is_empty() && ec2::shape_named("Instance").is_some());
    assert!(ec2_id::type_of("i-0123456789abcdef0").is_some());
    assert!(!relations::of(ty).is_empty());
    assert!(partitions::host_of("iam", "aws-cn").is_some());
    let subject = Subject {
        ty,
        id: "i-1",
        arn: "",
        region,
        account,
        partition: None,
    };
    assert!(console::link(&subject).is_some());
    assert!(outside::cli_read(ty).is_some() && outside::terraform_name(ty).is_some());
    assert!(types::weight_of(ty) < types::weight_of(unheard_of));
    managed::load();
}

#[test]
fn all_tables_take_less_than_five_mebibytes_and_the_program_knows_how_much() {
    let before = counted_bytes();
    load_everything();
    let took = counted_bytes() - before;
    let counted = loaded_bytes() as u64;
    println!("all tables: {took} bytes, by their own count {counted}");
    assert!(took > MIB, "{took}: was everything loaded?");
    assert!(took < 5 * MIB, "{took}");
    // The tables of types' and regions' names serve the whole program and are not in the catalog's count.
    assert!(counted.abs_diff(took) < took / 7, "{counted} of {took}");
}

#[test]
fn the_packed_tables_are_smaller_than_a_mebibyte() {
    let folder = Path::new(env!("OUT_DIR"));
    let packed = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let packed = packed.filter(|file| file.path().extension().is_some_and(|end| end == "lz4"));
    let sizes: Vec<u64> = packed.map(|file| file.metadata().unwrap().len()).collect();
    let all: u64 = sizes.iter().sum();
    println!("{} packed tables: {all} bytes", sizes.len());
    assert!(sizes.len() > 15, "{}", sizes.len());
    assert!(all < MIB, "{all}");
}

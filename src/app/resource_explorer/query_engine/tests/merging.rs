//! One resource is one row.

use super::*;

#[test]
fn a_resource_that_ec2_and_tagging_both_saw_is_one_row() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        stage
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1", "vol-2"])]);
        let swept = vec![
            tagged("eu-west-1", VOLUME, "vol-1"),
            tagged("eu-west-1", VOLUME, "vol-9"),
        ];
        stage.source.say_pages(sweep_key("eu-west-1"), vec![swept]);
        let generation = stage.engine.start(
            PANE,
            scope(&[VOLUME, TypeId::tagged().as_str()]),
            Freshness::UseCache,
        );
        let heard = stage.hear(generation).await;
        assert_eq!(heard.ids(), ["vol-1", "vol-2", "vol-9"]);
    });
}

#[test]
fn a_bucket_that_answers_in_every_region_is_one_row_in_its_own() {
    run(async || {
        let regions = ["eu-west-1", "us-east-1"];
        let mut stage = Stage::new(Scripted::new(&regions));
        let bucket = || {
            let mut row = tagged("us-east-1", BUCKET, "logs");
            row.arn =
                crate::app::resource_explorer::state::ArnText::Whole("arn:aws:s3:::logs".into());
            row
        };
        for region in regions {
            stage
                .source
                .say_pages(sweep_key(region), vec![vec![bucket()]]);
        }
        let generation = stage
            .engine
            .start(PANE, scope(&[BUCKET]), Freshness::UseCache);
        let heard = stage.hear(generation).await;
        assert_eq!(heard.ids(), ["logs"]);
        let entry = &heard.ledger[&key("us-east-1", BUCKET)];
        assert_eq!(
            (entry.outcome, entry.rows, entry.provider),
            (Outcome::Partial, 1, Some(Provider::Tagging))
        );
        assert_eq!(heard.ledger[&key("eu-west-1", BUCKET)].rows, 0);
    });
}

//! That each wall sees its breach, and nothing else.

use std::path::Path;

use super::{Breach, breaches_in};

fn is_breach(file: &str, source: &str) -> bool {
    !breaches_in(Path::new(file), source).is_empty()
}

/// Files, and what must not stand in them.
const BREACHES: &[(&str, &str)] = &[
    ("app/resource_explorer/tree.rs", "use egui::Ui;"),
    ("app/resource_explorer/tree.rs", "use egui;"),
    ("app/resource_explorer.rs", "fn f(ui: &mut egui::Ui) {}"),
    (
        "app/resource_explorer/cache.rs",
        "use {std::fmt, aws_types::region::Region};",
    ),
    (
        "app/resource_explorer/cache.rs",
        "use crate::{aws::AwsSource, app};",
    ),
    ("ui/tree_view.rs", "fn f() { tokio::spawn(g()); }"),
    ("ui.rs", "use aws_sdk_ec2 as ec2;"),
    (
        "aws/errors.rs",
        "use crate::app::resource_explorer::{source::Page, ledger};",
    ),
    (
        "aws/errors.rs",
        "use super::super::app::resource_explorer::cache::Cache;",
    ),
    (
        "aws/errors.rs",
        "use crate::app::resource_explorer as engine;",
    ),
    (
        "sandbox/mod.rs",
        "use crate::app::{resource_explorer::{self, source}};",
    ),
    (
        "sandbox/mod.rs",
        "let x = crate::app::resource_explorer::cache::Cache::new();",
    ),
    ("sandbox/mod.rs", "use crate::app::*;"),
    ("sandbox/estate.rs", "use aws_sdk_ec2::types::Tag;"),
    ("aws/mod.rs", "use egui_extras::Column;"),
    ("catalog/mod.rs", "use tokio::fs;"),
    (
        "catalog/mod.rs",
        "use crate::app::resource_explorer::source::Page;",
    ),
    ("app/settings.rs", "use eframe::Storage;"),
    (
        "aws/ec2/list.rs",
        "let c = aws_sdk_ec2::Client::from_conf(conf);",
    ),
    ("aws/ec2/list.rs", "let c = Client::new(&config);"),
    ("ui/tokens.rs", "unsafe { f() }"),
    ("ui/pane/toolbar.rs", "let red = Color32::RED;"),
    (
        "ui/pane/toolbar.rs",
        "let red = egui::Color32::from_rgb(9, 0, 0);",
    ),
    ("shell/icon.rs", "use egui::ecolor::Hsva;"),
    ("text/numbers.rs", "use crate::model::AccountId;"),
    ("text.rs", "fn f(ctx: &egui::Context) {}"),
    ("app/pane.rs", "use crate::ui::theme;"),
    ("app.rs", "fn f(ctx: &egui::Context) {}"),
    ("app/pane/spec.rs", "use crate::shell::AwsDash;"),
    ("ui/window.rs", "use crate::shell::AwsDash;"),
];

#[test]
fn every_wall_sees_its_breach() {
    for (file, source) in BREACHES {
        assert!(is_breach(file, source), "not seen in {file}: {source}");
    }
}

/// Files, and what may stand in them.
const ALLOWED: &[(&str, &str)] = &[
    ("shell/frames.rs", "use eframe::App; use crate::ui::theme;"),
    ("main.rs", "eframe::run_native();"),
    ("ui/tree_view.rs", "use egui::{Ui, Id}; // tokio::spawn"),
    (
        "ui/tree_view.rs",
        "let text = \"aws_sdk_ec2::Client::new(\";",
    ),
    (
        "aws/ec2/list.rs",
        "use crate::app::resource_explorer::{source::{Page, Lane}};",
    ),
    (
        "aws/transport/clients.rs",
        "let c = aws_sdk_ec2::Client::from_conf(conf);",
    ),
    (
        "aws/transport/clients.rs",
        "let h = SharedHttpClient::new(inner);",
    ),
    (
        "sandbox/http.rs",
        "use aws_smithy_runtime_api::client::http::HttpClient;",
    ),
    ("catalog/arn.rs", "use crate::model::TypeId;"),
    (
        "text/bytes.rs",
        "use super::numbers::grouped; use crate::text::truncate;",
    ),
    ("model/scope.rs", "use crate::text::numbers::grouped;"),
    (
        "app/memory_profiling.rs",
        "unsafe impl GlobalAlloc for Counting {}",
    ),
    ("model.rs", "/// Like egui::Id.\npub mod tags;"),
    ("awsish/mod.rs", "#![deny(unsafe_code)]"),
    (
        "ui/tokens.rs",
        "const RED: Color32 = Color32::from_rgb(9, 0, 0);",
    ),
    (
        "ui/widgets/truncated.rs",
        "fn f(color: Color32) { g(Color32::PLACEHOLDER) }",
    ),
];

#[test]
fn what_is_allowed_is_no_breach() {
    for (file, source) in ALLOWED {
        let found = breaches_in(Path::new(file), source);
        let list: Vec<String> = found.iter().map(Breach::to_string).collect();
        assert!(list.is_empty(), "{}", list.join("\n"));
    }
}

#[test]
fn a_breach_says_where_it_is_and_which_wall() {
    let found = breaches_in(Path::new("ui/log.rs"), "\n\nuse tokio::fs;");
    assert_eq!(
        found[0].to_string(),
        "src/ui/log.rs:3: `tokio::fs`: drawing names neither tokio nor an aws crate"
    );
}

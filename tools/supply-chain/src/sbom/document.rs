//! What is deployed, as CycloneDX has it.

use anyhow::{Context, Result, anyhow, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cyclonedx_bom::models::component::Classification;
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::external_reference::{
    ExternalReference, ExternalReferenceType, ExternalReferences, Uri as Reference,
};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::property::{Properties, Property};
use cyclonedx_bom::models::tool::{Tool, Tools};
use cyclonedx_bom::prelude::{
    Bom, Component, Components, DateTime, Metadata, Purl, SpdxExpression, SpecVersion, Uri, Validate,
};

use super::{Crate, Deployed, Id, Revision};
use crate::lock_files::Package;

/// The whole application, which needs all functions.
const APPLICATION: &str = "tollgate";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Rust's own library is linked as well; it is not in cargo's list.
const STANDARD_LIBRARY: &str = "rust-std";
const STANDARD_LICENSE: &str = "MIT OR Apache-2.0";

/// The list, valid and in a fixed order. `app` has the packages from npm that are in the dashboard's app.
pub(super) fn of(
    deployed: &Deployed,
    app: &[(String, Package)],
    compiler_version: &str,
    revision: Option<&Revision>,
) -> Result<Bom> {
    let mut components = vec![standard_library(compiler_version)?];
    let mut dependencies = vec![application_dependencies(deployed, app)];
    for (name, package) in app {
        let component = npm_component(name, package).with_context(|| format!("the package {name}"))?;
        components.push(component);
    }
    for (id, known) in deployed.linked.iter().chain(&deployed.added) {
        let kind = if deployed.functions.contains(id) {
            Classification::Application
        } else {
            Classification::Library
        };
        components.push(component(kind, id, known).with_context(|| format!("the crate {id}"))?);
        dependencies.push(Dependency {
            dependency_ref: id.to_string(),
            dependencies: known.dependencies.iter().map(ToString::to_string).collect(),
        });
    }
    let bom = Bom {
        version: 1,
        // An identity of each copy would make two lists of one commit differ.
        serial_number: None,
        metadata: Some(metadata(revision)?),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(dependencies)),
        services: None,
        external_references: None,
        compositions: None,
        properties: None,
        vulnerabilities: None,
        signature: None,
        annotations: None,
        formulation: None,
        spec_version: SpecVersion::V1_5,
    };
    let verdict = bom.validate();
    ensure!(verdict.passed(), "the list is not valid: {:?}", verdict.errors().collect::<Vec<_>>());
    Ok(bom)
}

fn metadata(revision: Option<&Revision>) -> Result<Metadata> {
    let mut application =
        Component::new(Classification::Application, APPLICATION, VERSION, Some(APPLICATION.to_owned()));
    application.properties =
        revision.map(|revision| Properties(vec![Property::new("tollgate:commit", &revision.commit)]));
    let time = revision.map(|revision| DateTime::try_from(revision.time.clone())).transpose();
    Ok(Metadata {
        // Of the commit: the time of writing would make two lists of it differ.
        timestamp: time.context("git names no time")?,
        tools: Some(Tools::List(vec![Tool::new("Tollgate", "cargo xtask sbom", VERSION)])),
        component: Some(application),
        ..Metadata::default()
    })
}

fn application_dependencies(deployed: &Deployed, app: &[(String, Package)]) -> Dependency {
    let parts = deployed.functions.iter().chain(deployed.added.keys()).map(ToString::to_string);
    let parts = parts.chain(app.iter().map(|(name, package)| npm_reference(name, package)));
    Dependency {
        dependency_ref: APPLICATION.to_owned(),
        dependencies: parts.chain([STANDARD_LIBRARY.to_owned()]).collect(),
    }
}

fn standard_library(version: &str) -> Result<Component> {
    let mut library =
        Component::new(Classification::Library, STANDARD_LIBRARY, version, Some(STANDARD_LIBRARY.to_owned()));
    library.licenses = Some(licenses(STANDARD_LICENSE)?);
    Ok(library)
}

/// Crates have names like these too.
fn npm_reference(name: &str, package: &Package) -> String {
    format!("npm:{name}@{}", package.version)
}

fn npm_component(name: &str, package: &Package) -> Result<Component> {
    let reference = npm_reference(name, package);
    let mut component = Component::new(Classification::Library, name, &package.version, Some(reference));
    component.licenses = package.license.as_deref().map(licenses).transpose()?;
    let hash =
        package.integrity.as_deref().and_then(|hash| hash.strip_prefix("sha512-")).context("no hash")?;
    let hash: String = STANDARD.decode(hash)?.iter().map(|byte| format!("{byte:02x}")).collect();
    component.hashes = Some(Hashes(vec![Hash { alg: HashAlgorithm::SHA_512, content: HashValue(hash) }]));
    component.purl = Some(npm_purl(name, &package.version)?);
    Ok(component)
}

/// A scope is the namespace of its packages: the types of package URLs, npm.
fn npm_purl(name: &str, version: &str) -> Result<Purl> {
    let (scope, name) = name.split_once('/').map_or((None, name), |(scope, name)| (Some(scope), name));
    let scope = scope.map_or_else(String::new, |scope| format!("{}/", scope.replace('@', "%40")));
    let text = format!("pkg:npm/{scope}{name}@{version}");
    text.parse().map_err(|()| anyhow!("{text} is no package URL"))
}

fn component(kind: Classification, id: &Id, known: &Crate) -> Result<Component> {
    let mut component = Component::new(kind, &id.name, &id.version, Some(id.to_string()));
    component.licenses = known.license.as_deref().map(licenses).transpose()?;
    component.hashes = known.checksum.as_ref().map(|checksum| {
        Hashes(vec![Hash { alg: HashAlgorithm::SHA_256, content: HashValue(checksum.clone()) }])
    });
    if !known.is_own {
        component.purl = Some(Purl::new("cargo", &id.name, &id.version)?);
    }
    if let Some(repository) = &known.repository {
        let reference = Reference::Url(Uri::try_from(repository.clone())?);
        let reference = ExternalReference::new(ExternalReferenceType::Vcs, reference);
        component.external_references = Some(ExternalReferences(vec![reference]));
    }
    if !known.features.is_empty() {
        let features = known.features.join(",");
        component.properties = Some(Properties(vec![Property::new("cargo:features", &features)]));
    }
    Ok(component)
}

fn licenses(license: &str) -> Result<Licenses> {
    let expression = SpdxExpression::parse_lax(license.to_owned())?;
    Ok(Licenses(vec![LicenseChoice::Expression(expression)]))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use stack::{Checkout, Runtime};

    use super::*;

    fn written(runtime: Runtime) -> String {
        let checkout = Checkout::find().unwrap();
        let deployed = Deployed::on(&checkout, &|| checkout.cargo(), runtime).unwrap();
        let revision =
            Revision { commit: "0123abcd".to_owned(), time: "2026-11-27T14:59:26+00:00".to_owned() };
        let mut text = Vec::new();
        let app = crate::lock_files::deployed(&checkout).unwrap();
        of(&deployed, &app, "1.95.0", Some(&revision)).unwrap().output_as_json_v1_5(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn the_list_is_valid_and_has_the_licence_and_hash_of_every_crate_of_others() {
        for runtime in Runtime::ALL {
            let text = written(runtime);
            let bom = Bom::parse_from_json_v1_5(text.as_bytes()).unwrap();
            assert!(bom.validate().passed());
            let components = bom.components.unwrap().0;
            assert!(components.len() > 60, "only {} components", components.len());
            for component in components.iter().filter(|component| component.purl.is_some()) {
                assert!(component.hashes.is_some() && component.licenses.is_some(), "{component:?}");
            }
            assert!(components.iter().any(|component| component.name.to_string() == "rust-std"));
        }
    }

    #[test]
    fn the_list_names_what_is_added_after_the_compiler() {
        assert!(written(Runtime::Cloudflare).contains("pkg:cargo/wasm-bindgen-cli-support@"));
        assert!(written(Runtime::Spin).contains("pkg:cargo/wasi-preview1-component-adapter-provider@"));
    }

    #[test]
    fn the_list_names_what_is_in_the_dashboards_app_and_not_what_it_is_built_with() {
        let text = written(Runtime::Spin);
        assert!(text.contains("\"pkg:npm/react@") && text.contains("\"pkg:npm/%40mantine/core@"));
        assert!(!text.contains("pkg:npm/vite@") && !text.contains("pkg:npm/typescript@"));
    }

    #[test]
    fn every_component_can_be_reached_from_the_application() {
        let list: Value = serde_json::from_str(&written(Runtime::Cloudflare)).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut reached = BTreeSet::from([APPLICATION.to_owned()]);
        loop {
            let before = reached.len();
            for entry in list["dependencies"].as_array().unwrap() {
                if reached.contains(&text(&entry["ref"])) {
                    reached.extend(entry["dependsOn"].as_array().into_iter().flatten().map(text));
                }
            }
            if reached.len() == before {
                break;
            }
        }
        for component in list["components"].as_array().unwrap() {
            assert!(reached.contains(&text(&component["bom-ref"])), "{component}");
        }
    }

    #[test]
    fn two_lists_of_one_commit_are_the_same() {
        let text = written(Runtime::Spin);
        assert_eq!(text, written(Runtime::Spin));
        assert!(text.contains("0123abcd") && text.contains("2026-11-27T14:59:26+00:00"));
        assert!(!text.contains("serialNumber"));
    }
}

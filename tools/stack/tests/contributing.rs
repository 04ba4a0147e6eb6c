//! The paths that CONTRIBUTING.md sends people to exist.

use tollgate_stack::Checkout;

#[test]
fn every_path_of_contributing_exists() {
    let root = Checkout::find().unwrap().root().to_owned();
    let text = std::fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let in_code = text.split('`').skip(1).step_by(2).filter(|code| code.contains('/') && !code.contains(' '));
    let in_links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let paths: Vec<&str> = in_code.chain(in_links).collect();
    assert!(paths.len() > 40, "only {} paths were found", paths.len());
    let missing: Vec<&&str> = paths.iter().filter(|path| !root.join(path).exists()).collect();
    assert!(missing.is_empty(), "CONTRIBUTING.md names paths that do not exist: {missing:?}");
}

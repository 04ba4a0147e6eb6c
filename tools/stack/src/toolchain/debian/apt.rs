//! Debian's packages, downloaded and unpacked without being installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{output_of, say};

/// apt with package lists and downloads in a folder of ours, so that it works for every account.
pub(super) struct Apt {
    folder: PathBuf,
}

impl Apt {
    pub(super) fn new(cache: &Path) -> Result<Self> {
        let apt = Self { folder: cache.join("apt") };
        std::fs::create_dir_all(apt.folder.join("lists/partial"))?;
        std::fs::create_dir_all(apt.folder.join("archives/partial"))?;
        output_of(apt.command("apt-get").arg("update")).context("Debian's package lists cannot be had")?;
        Ok(apt)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("LC_ALL", "C").args(["-q", "-o", "Debug::NoLocking=1"]);
        command.arg("-o").arg(format!("Dir::State::Lists={}/lists", self.folder.display()));
        command.arg("-o").arg(format!("Dir::Cache={}", self.folder.display()));
        // Downloads by root drop to an account that may not reach this folder.
        command.args(["-o", "APT::Sandbox::User="]);
        command
    }

    pub(super) fn candidate(&self, package: &str) -> Result<String> {
        let text = output_of(self.command("apt-cache").args(["policy", package]))?;
        let version = text.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
        match version {
            Some(version) if version != "(none)" => Ok(version.to_owned()),
            _ => bail!("Debian's package {package} is not to be had for this release"),
        }
    }

    /// Downloads the packages and those of their dependencies that the machine lacks, and unpacks them.
    pub(super) fn unpack(&self, packages: &[&str], destination: &Path) -> Result<()> {
        let mut simulate = self.command("apt-get");
        simulate.args(["--simulate", "--no-install-recommends", "install"]).args(packages);
        let plan = output_of(&mut simulate)?;
        let mut names: Vec<&str> = packages.to_vec();
        names.extend(to_install(&plan));
        names.sort_unstable();
        names.dedup();
        self.unpack_only(&names, destination)
    }

    /// Downloads exactly these packages and unpacks them; `name=version` asks for a version.
    pub(super) fn unpack_only(&self, names: &[&str], destination: &Path) -> Result<()> {
        std::fs::create_dir_all(destination)?;
        say(match names {
            [name] => format!("Downloading {name}"),
            _ => format!("Downloading {} packages", names.len()),
        });
        output_of(self.command("apt-get").arg("download").args(names).current_dir(destination))?;
        for entry in std::fs::read_dir(destination)? {
            let archive = entry?.path();
            if archive.extension().is_some_and(|extension| extension == "deb") {
                output_of(Command::new("dpkg-deb").arg("--extract").arg(&archive).arg(destination))?;
                std::fs::remove_file(&archive)?;
            }
        }
        Ok(())
    }
}

/// The packages that a simulated run of apt would install.
fn to_install(plan: &str) -> impl Iterator<Item = &str> {
    plan.lines().filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_of_apt_names_what_is_missing() {
        let plan = "NOTE: This is only a simulation!\n\
            Inst libllvm22 (1:22.1.8-1~deb12u1 Debian-Security:12/oldstable-security [amd64])\n\
            Inst rustc-web [1.85.0] (1.96.0+dfsg1-1~deb12u2 Debian-Security:12 [amd64])\n\
            Remv rustup [1.27] \nConf rustc-web (1.96.0)\n";
        assert_eq!(to_install(plan).collect::<Vec<_>>(), ["libllvm22", "rustc-web"]);
    }
}

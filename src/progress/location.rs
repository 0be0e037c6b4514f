//! Where progress is kept: the data folder and the file of each profile.

use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

/// The variable that names the data folder; `--data-dir` wins over it.
const VARIABLE: &str = "SPOF_DATA_DIR";

/// What a profile's file ends in.
const ENDING: &str = "db";

/// The name of a learner on a shared machine: 1 to 40 ASCII letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Profile(String);

/// Says why a text cannot name a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a profile: use 1 to 40 letters (a to z), digits, `-` and `_`, such as `ada`.")]
pub struct InvalidProfile(pub String);

/// Says that no folder for progress is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no home folder is known, so there is no place to keep progress")]
pub struct NoHome;

impl Profile {
    /// Reads a profile's name.
    ///
    /// # Errors
    /// [`InvalidProfile`] when it is empty, longer than 40 characters, starts with `-`, has other characters
    /// than ASCII letters, digits, `-` and `_`, or is a name that Windows keeps for a device.
    pub fn parse(text: &str) -> Result<Self, InvalidProfile> {
        let fits = (1..=40).contains(&text.len())
            && !text.starts_with('-')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !is_device(text);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidProfile(text.to_owned())) }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Profile {
    /// The profile of who names none.
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl std::str::FromStr for Profile {
    type Err = InvalidProfile;

    fn from_str(text: &str) -> Result<Self, InvalidProfile> {
        Self::parse(text)
    }
}

/// Says whether Windows takes this file name, with any ending, for a device.
fn is_device(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| {
        name.strip_prefix(port)
            .is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
    });
    numbered || ["con", "prn", "aux", "nul"].contains(&name.as_str())
}

/// Where one profile's progress is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    folder: Option<PathBuf>,
    profile: Profile,
}

impl Location {
    /// Finds the place of a profile: `folder` when given, else `SPOF_DATA_DIR`, else `spof` below the XDG
    /// data home (`$XDG_DATA_HOME`, by default `~/.local/share`) on every system.
    #[must_use]
    pub fn find(folder: Option<&Path>, profile: Profile) -> Self {
        let named = || env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let standard = || Xdg::new().ok().map(|home| home.data_dir().join("spof"));
        Self { folder: folder.map(Path::to_owned).or_else(named).or_else(standard), profile }
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The data folder.
    ///
    /// # Errors
    /// [`NoHome`] when neither an option, a variable nor a home folder names one.
    pub fn folder(&self) -> Result<&Path, NoHome> {
        self.folder.as_deref().ok_or(NoHome)
    }

    /// The profile's database file, whether it exists or not.
    ///
    /// # Errors
    /// [`NoHome`] as for [`Location::folder`].
    pub fn file(&self) -> Result<PathBuf, NoHome> {
        Ok(self.folder()?.join(format!("{}.{ENDING}", self.profile)))
    }

    /// Makes the data folder where it is missing, readable by its owner only.
    pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)
    }
}

/// Lists the profiles in a data folder, by name; none when the folder does not exist yet.
///
/// # Errors
/// Passes on why the folder cannot be read.
pub fn profiles(folder: &Path) -> io::Result<Vec<Profile>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|stem| stem.to_str());
        // What was set aside carries a dot in its name, which no profile has.
        if path.extension().is_some_and(|ending| ending == ENDING)
            && let Some(Ok(profile)) = name.map(Profile::parse)
        {
            found.push(profile);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_a_plain_word() {
        for good in ["ada", "Ada_L-2", "7b", "_x", &"a".repeat(40)] {
            assert!(Profile::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-x", "..", "a/b", "a b", "a.db", "zoë", "con", "LPT1", "\u{1b}[2J", &"a".repeat(41)]
        {
            assert!(Profile::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_given_folder_wins() {
        let location = Location::find(Some(Path::new("/data")), Profile::parse("ada").unwrap());
        assert_eq!(location.file(), Ok(PathBuf::from("/data/ada.db")));
    }

    #[test]
    fn only_profiles_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["zoe.db", "ada.db", "ada.db-wal", "ada.lock", "ada.reset-20260101T000000Z.db", "notes.txt"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<String> = profiles(folder.path()).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["ada", "zoe"]);
        assert_eq!(profiles(&folder.path().join("missing")).unwrap(), []);
    }
}

//! Files of the learner's: read with a limit, saved so that a crash leaves the old text or the new one.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The most backups of one file.
const MOST_BACKUPS: u32 = 1000;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("There is no file {0}. Check the name.")]
    Missing(PathBuf),
    /// It is a folder.
    #[error("{0} is a folder. Name a file in it.")]
    Folder(PathBuf),
    /// It is larger than the limit, in bytes.
    #[error("{path} is larger than {}. Is it the right file?", megabytes(*.limit))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit, in bytes.
        limit: u64,
    },
    /// It is no text.
    #[error("{path} is not UTF-8 text: byte {} is wrong. Is it the right file? If so, convert it.", .at + 1)]
    NotText {
        /// The file.
        path: PathBuf,
        /// How many bytes before the wrong one are right.
        at: usize,
    },
    /// The system refuses.
    #[error("{path} cannot be read. Check who may read it.")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why a file could not be saved. The old file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It is a folder.
    #[error("{0} is a folder. Name a file in it.")]
    Folder(PathBuf),
    /// It is a device, a pipe or a socket, which a file must not take the place of.
    #[error("{0} is no ordinary file. Save under another name.")]
    Special(PathBuf),
    /// Its folder is missing.
    #[error("There is no folder {0}. Make it first, or save somewhere else.")]
    NoFolder(PathBuf),
    /// The system refuses.
    #[error("{path} cannot be saved ({reason}). Check that its folder has space and can be written.")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

/// What happens to the text that a save replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backup {
    /// It is gone.
    None,
    /// It is kept as `FILE.bak`, or under a number where that name holds another text.
    Keep,
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// [`ReadError`] when it is missing, a folder, too large or the system refuses.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => ReadError::Missing(path.to_owned()),
        io::ErrorKind::IsADirectory => ReadError::Folder(path.to_owned()),
        _ => ReadError::Io { path: path.to_owned(), source },
    };
    if path.is_dir() {
        return Err(ReadError::Folder(path.to_owned()));
    }
    let file = File::open(path).map_err(failed)?;
    read_from(file, path, limit)
}

/// Reads a stream of at most `limit` bytes to its end; `name` is what errors call it.
///
/// # Errors
/// [`ReadError`] when it is too large or the system refuses.
pub fn read_from(stream: impl Read, name: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    // What a file says of its size may be wrong, and a stream says nothing: the limit counts what comes.
    stream
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io { path: name.to_owned(), source })?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { path: name.to_owned(), limit });
    }
    Ok(bytes)
}

/// Takes bytes for UTF-8 text, without a byte order mark; `name` is what errors call them.
///
/// # Errors
/// [`ReadError::NotText`] with the place of the first wrong byte.
pub fn text(bytes: Vec<u8>, name: &Path) -> Result<String, ReadError> {
    let text = String::from_utf8(bytes).map_err(|error| ReadError::NotText {
        path: name.to_owned(),
        at: error.utf8_error().valid_up_to(),
    })?;
    Ok(text)
}

/// Reads a text file of at most `limit` bytes.
///
/// # Errors
/// [`ReadError`] as for [`read`] and [`text`].
pub fn read_text(path: &Path, limit: u64) -> Result<String, ReadError> {
    text(read(path, limit)?, path)
}

/// Saves a text or a picture, whole or not at all, and returns where the old one is kept, if it is.
///
/// The text is written to a new file in the same folder and synced, and takes the place of the old file in
/// one step; the old file's permissions stay. Where the path is a symbolic link, the file that it points at
/// is saved.
///
/// # Errors
/// [`SaveError`]; the old file is then as it was.
pub fn save(path: &Path, content: impl AsRef<[u8]>, backup: Backup) -> Result<Option<PathBuf>, SaveError> {
    match fs::metadata(path) {
        Ok(old) if old.is_dir() => return Err(SaveError::Folder(path.to_owned())),
        Ok(old) if !old.is_file() => return Err(SaveError::Special(path.to_owned())),
        _ => {}
    }
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.exists() {
        return Err(SaveError::NoFolder(folder.to_owned()));
    }
    replace(&target, folder, content.as_ref(), backup)
        .map_err(|reason| SaveError::Io { path: path.to_owned(), reason })
}

/// A file that is about to be replaced.
struct Old {
    bytes: Vec<u8>,
    metadata: fs::Metadata,
}

fn replace(target: &Path, folder: &Path, bytes: &[u8], backup: Backup) -> io::Result<Option<PathBuf>> {
    let old = match fs::read(target) {
        Ok(bytes) => Some(Old { bytes, metadata: fs::metadata(target)? }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let kept = match (&old, backup) {
        (Some(old), Backup::Keep) => Some(keep(target, folder, old)?),
        _ => None,
    };
    write(target, folder, bytes, old.as_ref())?;
    sync_folder(folder);
    Ok(kept)
}

/// Keeps the old bytes beside the file: as `FILE.bak`, `FILE.bak.2` and so on, the first name that is free or
/// already holds just these bytes.
fn keep(target: &Path, folder: &Path, old: &Old) -> io::Result<PathBuf> {
    for number in 1..=MOST_BACKUPS {
        let mut name = OsString::from(target);
        name.push(if number == 1 { ".bak".to_owned() } else { format!(".bak.{number}") });
        let name = PathBuf::from(name);
        match fs::read(&name) {
            Ok(there) if there == old.bytes => return Ok(name),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                write(&name, folder, &old.bytes, Some(old))?;
                return Ok(name);
            }
            _ => {}
        }
    }
    Err(io::Error::other(format!("there are {MOST_BACKUPS} backups of it already")))
}

/// Writes a new file and puts it in the place of `target`, with the owner and the permissions of the old one.
fn write(target: &Path, folder: &Path, bytes: &[u8], old: Option<&Old>) -> io::Result<()> {
    let mut file = new_file(folder)?;
    file.write_all(bytes)?;
    if let Some(Old { metadata, .. }) = old {
        // A file that belongs to somebody else, as under sudo, stays theirs where the system lets it.
        #[cfg(unix)]
        std::os::unix::fs::fchown(file.as_file(), Some(metadata.uid()), Some(metadata.gid())).ok();
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(target).map_err(|error| error.error).map(drop)
}

/// Makes the new file beside its target, with the permissions that any new file gets.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".spof-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Makes the new name survive a power cut. Not every system can sync a folder, and the file itself is whole
/// either way, so a refusal is no error.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        drop(folder.sync_all());
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_text_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.ron");
        assert_eq!(save(&path, "first", Backup::Keep).unwrap(), None);
        assert_eq!(save(&path, "second", Backup::None).unwrap(), None);
        assert_eq!(read_text(&path, 100).unwrap(), "second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no other file is left");
    }

    #[test]
    fn no_kept_text_is_ever_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.ron");
        let mut kept = Vec::new();
        for text in ["one", "two", "two", "three"] {
            kept.extend(save(&path, text, Backup::Keep).unwrap());
        }
        let texts: Vec<String> = kept.iter().map(|path| read_text(path, 100).unwrap()).collect();
        assert_eq!(texts, ["one", "two", "two"]);
        assert!(kept[0].ends_with("shop.ron.bak") && kept[1].ends_with("shop.ron.bak.2"));
        assert_eq!(kept[1], kept[2]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.ron");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link.ron");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        save(&link, "new", Backup::Keep).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read_text(&path, 100).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        let kept = folder.path().join("shop.ron.bak");
        assert_eq!(fs::metadata(kept).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.ron");
        assert!(matches!(read(folder.path(), 9), Err(ReadError::Folder(_))));
        assert!(matches!(read(&path, 9), Err(ReadError::Missing(_))));
        fs::write(&path, b"ab\xffcd").unwrap();
        assert!(matches!(read_text(&path, 9), Err(ReadError::NotText { at: 2, .. })));
        assert!(matches!(read(&path, 4), Err(ReadError::TooLarge { limit: 4, .. })));
        assert_eq!(read(&path, 5).unwrap().len(), 5);
        File::create(&path).unwrap().set_len(100_000_000).unwrap();
        let error = read(&path, 1_000_000).unwrap_err().to_string();
        assert!(error.ends_with("is larger than 1 MB. Is it the right file?"), "{error}");
    }

    #[test]
    fn what_cannot_be_saved_says_why_and_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "x").unwrap();
        assert!(matches!(save(folder.path(), "", Backup::None), Err(SaveError::Folder(_))));
        #[cfg(unix)]
        assert!(matches!(save(Path::new("/dev/null"), "", Backup::None), Err(SaveError::Special(_))));
        assert!(matches!(save(&folder.path().join("no/a"), "", Backup::None), Err(SaveError::NoFolder(_))));
        assert!(matches!(save(&path.join("below"), "", Backup::None), Err(SaveError::Io { .. })));
        assert_eq!(read_text(&path, 9).unwrap(), "x");
    }
}

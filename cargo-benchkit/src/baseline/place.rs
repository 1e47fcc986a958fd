//! Finds the store as the bench binaries find it.

use super::command::Place;
use crate::{cli::Asked, error::Result, targets};
use benchkit::store::Store;
use std::{env, path::PathBuf};

/// `--store`, else `BENCHKIT_STORE`, else `benchkit` in the target folder.
///
/// # Errors
/// Where the target folder is not named and cargo does not know it.
pub(super) fn store(place: &Place) -> Result<Store> {
    let told = env::var_os("BENCHKIT_STORE").filter(|path| !path.is_empty());
    if let Some(store) = place.store.clone().or(told.map(PathBuf::from)) {
        return Ok(Store::open(store));
    }
    let target = if let Some(target) = &place.target_dir {
        target.clone()
    } else {
        let manifest_path = place.manifest_path.clone();
        let asked = Asked { manifest_path, ..Asked::default() };
        targets::metadata(&asked)?.target_directory.into()
    };
    Ok(Store::open(target.join("benchkit")))
}

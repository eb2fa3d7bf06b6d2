//! What rustc and a listing see of the workbook's environment: what they
//! need, and no secrets.

use std::env;
use std::ffi::OsString;
use std::path::Path;

type Variables = Vec<(String, OsString)>;

/// Where programs are, how to speak, and what time it is; the last two are
/// what no program on Windows starts without.
const OF_ALL: [&str; 7] = [
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "SystemRoot",
    "SystemDrive",
    "PATHEXT",
];

/// How linkers find their libraries on systems where they do not just know.
const OF_LINKERS: [&str; 14] = [
    "INCLUDE",
    "LIB",
    "LIBPATH",
    "LIBRARY_PATH",
    "SDKROOT",
    "DEVELOPER_DIR",
    "MACOSX_DEPLOYMENT_TARGET",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "VCINSTALLDIR",
    "NIX_LDFLAGS",
    "NIX_CC",
    "NIX_BINTOOLS",
];

/// For a listing that works in `folder`.
pub fn of_program(folder: &Path) -> Variables {
    let mut variables = kept(&OF_ALL);
    at_home_in(folder, &mut variables);
    variables.push(("WEATHER_PORT".into(), "0".into()));
    variables.push(("RUST_BACKTRACE".into(), "0".into()));
    variables
}

/// For rustc, since `env!` puts variables into programs.
pub fn of_rustc(folder: &Path) -> Variables {
    let mut variables = kept(&OF_ALL);
    variables.extend(kept(&OF_LINKERS));
    at_home_in(folder, &mut variables);
    variables
}

fn kept(names: &[&str]) -> Variables {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), env::var_os(name)?)))
        .collect()
}

fn at_home_in(folder: &Path, variables: &mut Variables) {
    let temporary = match cfg!(windows) {
        true => &["USERPROFILE", "TEMP", "TMP"][..],
        false => &["HOME", "TMPDIR"],
    };
    let here = |name: &&str| ((*name).to_owned(), folder.into());
    variables.extend(temporary.iter().map(here));
}

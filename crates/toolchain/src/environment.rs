//! The environment variables of rustc and of programs: those of the workbook's
//! that they need, and no secrets.

use std::env;
use std::ffi::OsString;
use std::path::Path;

type Variables = Vec<(String, OsString)>;

/// For every program: the search path, language and time zone, and on Windows
/// what no program starts without.
const COMMON_VARIABLES: [&str; 7] = [
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "SystemRoot",
    "SystemDrive",
    "PATHEXT",
];

/// For linkers, which need them on some systems to find their libraries.
const LINKER_VARIABLES: [&str; 14] = [
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

/// The variables of a program that works in `folder`.
pub fn for_program(folder: &Path) -> Variables {
    let mut variables = inherited_variables(&COMMON_VARIABLES);
    set_home(folder, &mut variables);
    variables.push(("WEATHER_PORT".into(), "0".into()));
    variables.push(("RUST_BACKTRACE".into(), "0".into()));
    variables
}

/// The variables of rustc. They are few, since `env!` can put any variable
/// into a program.
pub fn for_rustc(folder: &Path) -> Variables {
    let mut variables = inherited_variables(&COMMON_VARIABLES);
    variables.extend(inherited_variables(&LINKER_VARIABLES));
    set_home(folder, &mut variables);
    variables
}

/// The variables of cargo: all of the workbook's, but with `folder` for
/// temporary files, because linkers that are killed leave some.
pub fn for_cargo(folder: &Path) -> Variables {
    let temporary = if cfg!(windows) {
        &["TEMP", "TMP"][..]
    } else {
        &["TMPDIR"]
    };
    let in_unicode =
        |(name, value): (OsString, _)| Some((name.into_string().ok()?, value));
    let mut variables: Variables =
        env::vars_os().filter_map(in_unicode).collect();
    variables.retain(|(name, _)| !temporary.contains(&name.as_str()));
    for name in temporary {
        variables.push(((*name).to_owned(), folder.into()));
    }
    variables
}

fn inherited_variables(names: &[&str]) -> Variables {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), env::var_os(name)?)))
        .collect()
}

/// Makes `folder` the home and the folder for temporary files.
fn set_home(folder: &Path, variables: &mut Variables) {
    let names = if cfg!(windows) {
        &["USERPROFILE", "TEMP", "TMP"][..]
    } else {
        &["HOME", "TMPDIR"]
    };
    for name in names {
        variables.push(((*name).to_owned(), folder.into()));
    }
}

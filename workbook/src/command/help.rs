//! The texts of `--help`.

use super::Subcommand;

/// The help of one subcommand, or of the program.
pub fn text(of: Option<Subcommand>) -> &'static str {
    match of {
        None => PROGRAM,
        Some(Subcommand::Serve) => SERVE,
        Some(Subcommand::Build) => BUILD,
        Some(Subcommand::List) => LIST,
        Some(Subcommand::Run) => RUN,
        Some(Subcommand::Record) => RECORD,
        Some(Subcommand::Preprocess) => PREPROCESS,
    }
}

const PROGRAM: &str = "\
The Async Workbook: learn asynchronous Rust by running it.

Usage: cargo run [-- COMMAND] [OPTIONS]

Commands:
  serve       build the book and serve it on 127.0.0.1 (the default)
  build       write the static site
  list        list the chapters and their listings
  run NAME    run a listing, also one that must not compile
  record      run listings and keep what they print, for the static site
  preprocess  expand the directives of the book for the stock `mdbook`

Options:
  -p, --port N   serve on this port; 0 lets the system choose [default: 3000]
      --no-open  do not open the browser
      --no-run   serve the book without a runner: pages can start nothing
      --root DIR the workbook's folder [default: this one or one above]
  -h, --help     this help; `COMMAND --help` tells more
  -V, --version  the version

Examples:
  cargo run                        read the workbook in the browser
  cargo run -- --port 3001         the same on another port
  cargo run -- build               the static site, in `book/`
  cargo run -- list                what there is to run
  cargo run --example two_waits    run one listing, without the workbook
";

const SERVE: &str = "\
Build the book and serve it on 127.0.0.1; pages follow what you edit.

Usage: cargo run [-- serve] [--port N] [--no-open] [--no-run] [--root DIR]

Options:
  -p, --port N   the port; 0 lets the system choose [default: 3000]
      --no-open  do not open the browser
      --no-run   serve the book without a runner: pages can start nothing
      --root DIR the workbook's folder [default: this one or one above]

The printed address holds a token, new each time; only a browser that has
opened it may run programs, which then have your rights.

While it runs, an edit of a chapter, a listing or a page file rebuilds the
book and refreshes the pages that changed. A fault keeps the last good book
and is shown on the page and here. Ctrl-C ends it.

Examples:
  cargo run -- --port 0 --no-open
";

const BUILD: &str = "\
Write the static site.

Usage: cargo run -- build [--dest DIR] [--root DIR]

Options:
  -d, --dest DIR the folder to write; what it holds is replaced
                 [default: `book/`, as `book.toml` says]
      --root DIR the workbook's folder [default: this one or one above]

Examples:
  cargo run -- build
  cargo run -- build --dest /tmp/site
";

const LIST: &str = "\
List the chapters and their listings, with the command that runs each.

Usage: cargo run -- list [--root DIR]
";

const RUN: &str = "\
Run a listing. What must not compile is compiled, to hear why.

Usage: cargo run -- run NAME [-- ARGUMENTS...]

Examples:
  cargo run -- run two_waits
  cargo run -- run ch01_waiting -- --delay 0.5
  cargo run -- run borrowed_client
";

const RECORD: &str = "\
Run listings and keep what they print, with its times, beside each as
`NAME.run.json`. The static site replays these runs.

Usage: cargo run -- record [NAME...]     [default: all listings]

Examples:
  cargo run -- record two_waits waiting_line
";

const PREPROCESS: &str = "\
Expand the book's directives; the stock `mdbook` starts this.

Usage: workbook preprocess                     a book on standard input
       workbook preprocess supports RENDERER   mdBook's question

`book.toml` names it, so `mdbook build` and `mdbook serve` work as they are.
";

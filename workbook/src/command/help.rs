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
        Some(Subcommand::Check) => CHECK,
        Some(Subcommand::Watch) => WATCH,
        Some(Subcommand::Hint) => HINT,
        Some(Subcommand::Solution) => SOLUTION,
        Some(Subcommand::Reset) => RESET,
        Some(Subcommand::Progress) => PROGRESS,
        Some(Subcommand::Preprocess) => PREPROCESS,
    }
}

const PROGRAM: &str = "\
The Async Workbook: learn asynchronous Rust by running it.

Usage: cargo run [-- COMMAND] [OPTIONS]

Commands:
  serve       build the book and serve it on 127.0.0.1 (the default)
  build       write the static site
  list        list the chapters, their listings and their exercises
  run NAME    run a listing, also one that must not compile
  record      run listings and keep what they print, for the static site
  check       check an exercise, or all of them
  watch       check the next exercise whenever you save it
  hint        one step of help for an exercise
  solution    how an exercise may be solved, and why so
  reset       put an exercise back as it was
  progress    what you have done; export, import or reset it
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
  cargo run -- watch               solve the exercises in your editor
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
List the chapters, their listings and their exercises.

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

const CHECK: &str = "\
Check an exercise: compile it, run its tests, and say what fails. Without a
name, check all. Each test has 10 s.

Usage: cargo run -- check [NAME]

Examples:
  cargo run -- check side_by_side
";

const WATCH: &str = "\
Check exercises whenever you save them, starting with the first that is not
solved. Letters, each with Enter, do the rest:

  h  a hint, and again for the next step     n  the next exercise
  l  the list of all exercises               r  put the exercise back
  Enter alone: check again                   q  quit

Usage: cargo run -- watch
";

const HINT: &str = "\
Show a hint for an exercise: its first step, or as many as you ask for.

Usage: cargo run -- hint NAME [STEPS]

Examples:
  cargo run -- hint side_by_side
  cargo run -- hint side_by_side 2
";

const SOLUTION: &str = "\
Show how an exercise may be solved. Its comment says why it is solved so.

Usage: cargo run -- solution NAME
";

const RESET: &str = "\
Put an exercise back as it was shipped, from git. What you have written is
kept in `.workbook/backup/`.

Usage: cargo run -- reset NAME [--yes]

Options:
  -y, --yes      do not ask first
";

const PROGRESS: &str = "\
Show what you have done, or carry it from one machine to another. It is kept
in `.workbook/progress.json`; pages and terminal share it.

Usage: cargo run -- progress
       cargo run -- progress export FILE
       cargo run -- progress import FILE     what is in both stays done
       cargo run -- progress reset [--yes]   the old file is kept
";

const PREPROCESS: &str = "\
Expand the book's directives; the stock `mdbook` starts this.

Usage: workbook preprocess                     a book on standard input
       workbook preprocess supports RENDERER   mdBook's question

`book.toml` names it, so `mdbook build` and `mdbook serve` work as they are.
";

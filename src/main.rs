//! The `spof` command: hands everything to the library and exits with its code.

use std::process::ExitCode;

fn main() -> ExitCode {
    spof::cli::main()
}

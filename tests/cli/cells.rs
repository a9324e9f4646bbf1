//! What the tests of Parquet and Arrow files share: cells of text, and the command.

use std::path::Path;

use assert_cmd::Command;

pub(crate) const DIRTY: &str = "他说&ldquo;好&rdquo;。";
pub(crate) const CLEANED: &str = "他说“好”。";
pub(crate) const CLEAN: &str = "新华社北京电。";

pub(crate) fn zhclean(dir: &Path) -> Command {
    let mut command = super::zhclean(dir);
    command.args(["--only", "repair"]);
    command
}

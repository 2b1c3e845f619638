use std::process::ExitCode;
pub(crate) fn is_meant() -> bool {
    false
}
pub(crate) fn act() -> ExitCode {
    ExitCode::SUCCESS
}

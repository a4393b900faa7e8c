//! Log lines: for people on a terminal, JSON elsewhere. What is logged is said where it happens.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::settings::{LogFormat, SettingError, Settings};

/// Begins to write log lines to standard error.
///
/// # Errors
/// When LOG can't be read.
pub fn start(settings: &Settings) -> Result<(), SettingError> {
    let bad = |error: &dyn std::fmt::Display| SettingError { name: "LOG".to_owned(), reason: error.to_string() };
    let filter = EnvFilter::try_new(&settings.log).map_err(|error| bad(&error))?;
    let pretty = match settings.log_format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if pretty {
        builder.with_ansi(console::colors_enabled_stderr()).compact().try_init()
    } else {
        builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
    };
    started.map_err(|error| bad(&error))
}

//! The options that all stages understand.

use crate::CITIES;
use clap::{Args, Subcommand};
use std::time::Duration;

#[derive(Debug, Clone, Copy, Args)]
#[command(args_override_self = true)]
pub struct CommonSettings {
    /// The server's port; a server on port 0 lets the system choose one
    #[arg(long, global = true, env = "WEATHER_PORT", default_value_t = 8000)]
    pub port: u16,
    /// How long the server needs for an answer
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "2", value_parser = parse_seconds)]
    pub delay: Duration,
    /// How long the server waits for a request, and the client for an answer
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(value_parser = parse_seconds)]
    pub timeout: Option<Duration>,
}

#[derive(Debug, Clone, Subcommand)]
pub enum Role {
    /// Run server and client in one process, which is also the default
    Both { cities: Vec<String> },
    /// Run only the server
    Server,
    /// Run only the client, which asks for these cities, or for five others
    Client { cities: Vec<String> },
}

impl Role {
    /// Returns the role of a program that is started without one.
    pub fn or_both(role: Option<Role>) -> Role {
        role.unwrap_or(Role::Both { cities: Vec::new() })
    }
}

/// Returns the named cities, or five others if there are none.
pub fn or_five_cities(named: Vec<String>) -> Vec<String> {
    if named.is_empty() {
        CITIES.map(String::from).to_vec()
    } else {
        named
    }
}

/// Parses the value of an option that is a time.
pub fn parse_seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => {
            Ok(Duration::from_secs_f64(seconds))
        }
        _ => Err("a time is a number of seconds from 0 to 86400".to_owned()),
    }
}

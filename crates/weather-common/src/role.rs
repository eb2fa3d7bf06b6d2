//! Running the server, the client, or both in one process.

use crate::{
    Result, Role, Shutdown, ShutdownSignals, ask_all, listen_on, or_five_cities,
};
use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr};
use tokio::net::TcpListener;

/// Runs what the command line asks for. `serve` runs the server until it's
/// told to stop, and `fetch` asks the server on a port for one city.
pub async fn run_role<S, SF, A, AF, E>(
    role: Option<Role>,
    port: u16,
    serve: S,
    fetch: A,
) -> Result<()>
where
    S: FnOnce(TcpListener, Shutdown) -> SF,
    SF: Future<Output = Result<()>> + Send + 'static,
    A: Fn(u16, String) -> AF,
    AF: Future<Output = std::result::Result<String, E>> + Send + 'static,
    E: Display + Send + 'static,
{
    run_role_on(Ipv4Addr::LOCALHOST.into(), role, port, serve, fetch).await
}

/// Does the same with a server that listens on `address`.
pub async fn run_role_on<S, SF, A, AF, E>(
    address: IpAddr,
    role: Option<Role>,
    port: u16,
    serve: S,
    fetch: A,
) -> Result<()>
where
    S: FnOnce(TcpListener, Shutdown) -> SF,
    SF: Future<Output = Result<()>> + Send + 'static,
    A: Fn(u16, String) -> AF,
    AF: Future<Output = std::result::Result<String, E>> + Send + 'static,
    E: Display + Send + 'static,
{
    let shutdown = Shutdown::default();
    match Role::or_both(role) {
        Role::Both { cities } => {
            let listener = listen_on(address, port).await?;
            let port = listener.local_addr()?.port();
            let server = tokio::spawn(serve(listener, shutdown.clone()));
            let cities = or_five_cities(cities);
            let client_result = ask_all(cities, |city| fetch(port, city)).await;
            shutdown.stop_accepting.cancel();
            let served = server.await?;
            client_result.and(served)
        }
        Role::Server => {
            let listener = listen_on(address, port).await?;
            tokio::spawn(shutdown.clone().follow(ShutdownSignals::catch()?));
            serve(listener, shutdown).await
        }
        Role::Client { cities } => {
            let cities = or_five_cities(cities);
            ask_all(cities, |city| fetch(port, city)).await
        }
    }
}

//! The one implementation of TLS that all clients of the program use.

/// Chooses it, once a process; before any client is made.
pub fn choose_tls() {
    // It fails only when it was chosen already, and then there is nothing to do.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

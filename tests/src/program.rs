//! The program itself, as a user starts it: a process of its own, in a folder that vanishes.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::app::repository;
use crate::client::{Graphql, Rest};

/// The program, built by the same run.
#[must_use]
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "-p", "api"]).current_dir(repository());
        // What cargo says to this test of its own package would have dependencies built anew that ask for it.
        #[allow(clippy::disallowed_methods, reason = "the names alone, to leave them out")]
        let own = std::env::vars_os().map(|(name, _)| name).filter(|name| {
            name.to_str().is_some_and(|name| name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_"))
        });
        own.for_each(|name| {
            build.env_remove(name);
        });
        assert!(build.status().unwrap().success());
        // …/target/debug/deps/it-… → …/target/debug/world-review
        std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("world-review")
    })
}

/// The program in a folder, with nothing of the environment of the tests.
#[must_use]
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command
}

/// A running server of the program, which is killed when this is dropped.
pub struct Served {
    child: Child,
    /// `http://127.0.0.1:…`, without a slash at the end.
    pub url: String,
}

impl Served {
    /// Starts it in a folder, on a free port, with these arguments and variables besides. It is served when this returns.
    pub fn start(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = command(folder);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments).envs(variables.iter().copied());
        Self::of(command, "warn")
    }

    /// Starts it in a folder, with all that it logs in a file of that folder.
    pub fn logging(folder: &Path, file: &str) -> Self {
        let mut command = command(folder);
        command.args(["serve", "--listen", "127.0.0.1:0"]).stderr(File::create(folder.join(file)).unwrap());
        Self::of(command, "debug")
    }

    /// Starts it in a folder whose `media` is a disk of its own, of so many KiB. Nobody else sees that disk but by [`Self::seen`].
    pub fn on_a_small_disk(folder: &Path, kib: u32) -> Self {
        std::fs::create_dir(folder.join("media")).unwrap();
        let mut command = Command::new("unshare");
        let script = format!("mount -t tmpfs -o size={kib}k none media && exec \"$0\" serve --listen 127.0.0.1:0");
        command.args(["--mount", "--map-root-user", "sh", "-c", &script]).arg(program());
        command.current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin").stdin(Stdio::null());
        Self::of(command, "warn")
    }

    /// A folder as this process sees it.
    #[must_use]
    pub fn seen(&self, folder: &Path) -> PathBuf {
        Path::new("/proc").join(self.child.id().to_string()).join("root").join(folder.strip_prefix("/").unwrap())
    }

    fn of(mut command: Command, log: &str) -> Self {
        command.env("LOG", log).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().expect("it says where it is").unwrap();
        // What else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: first.rsplit(' ').next().unwrap().to_owned() }
    }

    /// The REST voice, as nobody in particular.
    #[must_use]
    pub fn rest(&self) -> Rest {
        Rest::new(&self.url)
    }

    /// The GraphQL voice, as nobody in particular.
    #[must_use]
    pub fn graphql(&self) -> Graphql {
        Graphql::new(&self.url)
    }

    /// Ends it as a power cut would: `SIGKILL`, with no chance to put anything in order.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop; true when it ended in order.
    #[must_use]
    pub fn stop(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Served {
    /// A test that failed leaves no server behind. That it has ended already is no failure.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

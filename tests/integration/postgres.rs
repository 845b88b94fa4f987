//! A PostgreSQL server of this test run alone, with a database for every data folder that asks.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};
use usher::host::store::Store;

/// Starts the server, and ends it when this process is gone, however that came about: then nobody can write any more to what
/// it reads.
const GUARDIAN: &str = r#"
trap '' INT TERM HUP
"$1/pg_ctl" -D "$2/data" -w -l "$2/log" -o "-k $2 -h '' -F -c full_page_writes=off -c max_connections=400" start >/dev/null && echo ready
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -w -m immediate stop >/dev/null
rm -rf "$2"
"#;

const MISSING: &str = "PostgreSQL's server is not on this machine (initdb, pg_ctl and postgres, on the PATH or in \
    /usr/lib/postgresql/*/bin), so nothing was found out of Usher on it. Install it with: sudo apt-get install postgresql";

/// Data folders with the names of their databases.
static MADE: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());

/// The database that belongs to this data folder: made when it is first asked for, removed some time after the folder is.
pub fn of(folder: &Path) -> String {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = made.get(folder) {
        return address(server(), name);
    }
    let gone: BTreeMap<_, _> = made.extract_if(.., |folder, _| !folder.exists()).collect();
    let left: BTreeSet<_> = gone.into_values().filter(|name| made.values().all(|used| used != name)).collect();
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let make = async {
        let mut db = connect(&address(server(), "postgres")).await;
        for name in left {
            execute(&mut db, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        execute(&mut db, &format!("CREATE DATABASE {name} TEMPLATE usher")).await;
        db.close().await.unwrap();
        let mut db = connect(&address(server(), &name)).await;
        // A copy would otherwise take itself for the database that it was copied from.
        execute(&mut db, "UPDATE people_changes SET origin = left(md5(current_database()), 16)").await;
        db.close().await.unwrap();
    };
    apart(make);
    made.insert(folder.to_owned(), name.clone());
    address(server(), &name)
}

/// Lets another folder have the same database.
pub fn share(folder: &Path, with: &Path) {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let name = made[folder].clone();
    made.insert(with.to_owned(), name);
}

/// As the owner of the server.
pub async fn connect(address: &str) -> PgConnection {
    PgConnection::connect(address).await.unwrap()
}

/// One statement or several, which must succeed.
pub async fn execute(db: &mut PgConnection, statements: &str) {
    db.execute(AssertSqlSafe(statements)).await.unwrap_or_else(|error| panic!("{statements}: {error}"));
}

fn address(folder: &Path, name: &str) -> String {
    format!("postgres://usher@localhost/{name}?host={}", folder.display())
}

/// Runs it beside the runtime of the test, which may be of any kind.
fn apart(work: impl Future<Output = ()> + Send) {
    std::thread::scope(|scope| {
        let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
        scope.spawn(run).join().unwrap();
    });
}

/// The server's folder, in which it listens.
fn server() -> &'static Path {
    static SERVER: OnceLock<PathBuf> = OnceLock::new();
    SERVER.get_or_init(|| {
        let folder = start();
        apart(make_usher(&folder));
        folder
    })
}

fn start() -> PathBuf {
    let programs = programs().expect(MISSING);
    let folder = tempfile::Builder::new().prefix("usher-pg-").tempdir().unwrap().keep();
    let mut initdb = Command::new(programs.join("initdb"));
    initdb.arg("-D").arg(folder.join("data")).args(["-U", "usher", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
    let mut guardian = Command::new("sh");
    guardian.args(["-c", GUARDIAN, "guardian"]).arg(&programs).arg(&folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    for command in [&mut initdb, &mut guardian] {
        command.current_dir("/");
        // The server refuses to be root.
        if let Some((user, group)) = somebody_else() {
            chown(&folder, Some(user), Some(group)).unwrap();
            command.uid(user).gid(group);
        }
    }
    let made = initdb.output().unwrap();
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let mut guardian = guardian.spawn().unwrap();
    let said = BufReader::new(guardian.stdout.take().unwrap()).lines().next();
    let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    assert!(said.is_some_and(|said| said.unwrap() == "ready"), "PostgreSQL does not start: {}", log());
    // Its pipe stays open for as long as this process lives, and is in none of its children.
    std::mem::forget(guardian);
    folder
}

/// The database that all others are copied from. Its alphabet is not that of the octets, as on most servers: an order that
/// SQLite has by octets must be asked for.
async fn make_usher(folder: &Path) {
    let mut db = connect(&address(folder, "postgres")).await;
    let by_alphabet = "CREATE DATABASE usher TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'";
    // Before version 15, or without ICU, there is only that of the machine.
    if db.execute(by_alphabet).await.is_err() {
        execute(&mut db, "CREATE DATABASE usher").await;
    }
    db.close().await.unwrap();
    Store::connect(&address(folder, "usher")).await.unwrap().close().await;
}

/// The folder of the server's programs.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut installed: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    // The newest first.
    installed.sort_by_key(|folder| std::cmp::Reverse(folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok())));
    let folders = std::env::split_paths(&path).chain(installed.into_iter().map(|folder| folder.join("bin")));
    folders.into_iter().find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).exists()))
}

/// Where this process is root: the user and the group for the server.
fn somebody_else() -> Option<(u32, u32)> {
    let own = std::fs::metadata("/proc/self").map(|facts| std::os::unix::fs::MetadataExt::uid(&facts)).unwrap_or_default();
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let find = |wanted: &str| {
        let mut fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == wanted)?.into_iter();
        Some((fields.nth(2)?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    if own == 0 { find("postgres").or_else(|| find("nobody")) } else { None }
}

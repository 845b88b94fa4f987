#!/bin/sh
# Checks what must be on the machine and installs the pinned tools. `tools.sh run` or `tools.sh test`, called by make.
set -eu
cd "$(dirname "$0")/.."

missing=0
need() { # what is missing, the command that installs it
  printf 'Missing: %s\n  Install it with: %s\n' "$1" "$2" >&2
  missing=1
}
have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { # the server's programs, found as the tests find them
  for folder in $(echo "$PATH" | tr ':' ' ') /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ] && return
  done
  return 1
}
# Debian's nginx keeps its programs where only root looks, and its brotli in a package of its own.
have_nginx() { { have nginx || [ -x /usr/sbin/nginx ]; } && ls /usr/lib/nginx/modules/ngx_http_brotli_static_module.so >/dev/null 2>&1; }
may_apt() { have apt-get && [ "$(id -u)" = 0 ]; }

rustup_script="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
if ! have cargo || ! have rustc; then
  need "Rust $rust or newer (cargo, rustc)" "$rustup_script"
elif ! printf '%s\n%s\n' "$rust" "$(rustc --version | cut -d' ' -f2)" | sort -CV; then
  need "Rust $rust or newer (found $(rustc --version | cut -d' ' -f2))" "rustup update stable"
fi
have cc || need "a C compiler (cc)" "apt-get install build-essential    (or your system's gcc or clang)"
if ! have node; then
  need "Node.js 20 or newer" "https://nodejs.org/en/download"
elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  need "Node.js 20 or newer (found $(node --version))" "https://nodejs.org/en/download"
fi
have npm || need "npm" "apt-get install npm    (it comes with Node.js from nodejs.org)"

if [ "$1" = test ]; then
  chromium=${CHROMIUM:-/usr/bin/chromium}
  if [ ! -x "$chromium" ] || ! have "${CHROMEDRIVER:-chromedriver}"; then
    if may_apt; then
      echo "Installing Chromium and its driver from apt"
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver; } >/dev/null || true
    fi
    [ -x "$chromium" ] || need "Chromium ($chromium; CHROMIUM names another)" "sudo apt-get install chromium"
    have "${CHROMEDRIVER:-chromedriver}" || need "chromedriver (CHROMEDRIVER names another)" "sudo apt-get install chromium-driver"
  fi
  if ! have_postgres; then
    if may_apt; then
      echo "Installing PostgreSQL from apt; the tests start a server of their own, so none is set up"
      clusters=/etc/postgresql-common/createcluster.d
      mkdir -p "$clusters"
      echo "create_main_cluster = false" >"$clusters/usher-tests.conf"
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >/dev/null || true
      rm -f "$clusters/usher-tests.conf"
    fi
    have_postgres || need "PostgreSQL's server 14 or newer (initdb, pg_ctl, postgres)" "sudo apt-get install postgresql"
  fi
  if ! have_nginx || ! have caddy || ! have "${FIREFOX:-firefox-esr}"; then
    if may_apt; then
      echo "Installing nginx, Caddy and Firefox from apt; the tests start servers of their own, so none is started now"
      # A service that starts on installation would take a port that is somebody's.
      policy=/usr/sbin/policy-rc.d
      [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && ours=$policy; }
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx libnginx-mod-http-brotli-static caddy firefox-esr; } >/dev/null || true
      [ -z "${ours:-}" ] || rm -f "$ours"
    fi
    have_nginx || need "nginx with its module brotli_static" "sudo apt-get install nginx libnginx-mod-http-brotli-static"
    have caddy || need "Caddy" "sudo apt-get install caddy"
    have "${FIREFOX:-firefox-esr}" || need "Firefox (FIREFOX names another program)" "sudo apt-get install firefox-esr"
  fi
fi
[ "$missing" = 0 ] || exit 1

if [ ! -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
  have rustup || { need "Rust's wasm32-unknown-unknown target" "$rustup_script"; exit 1; }
  rustup target add wasm32-unknown-unknown
fi
if [ "$1" = test ] && { ! cargo clippy --version || ! cargo fmt --version; } >/dev/null 2>&1; then
  have rustup || { need "clippy and rustfmt" "$rustup_script"; exit 1; }
  rustup component add clippy rustfmt
fi

locked=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, ""); print $3 }' Cargo.lock)
if [ "$locked" != "$WASM_BINDGEN" ]; then
  echo "The Makefile pins wasm-bindgen $WASM_BINDGEN, but Cargo.lock has $locked: they must be equal." >&2
  exit 1
fi

install() { # crate, version, folder, program, optimization, options of cargo install …
  crate=$1 version=$2 folder=$USHER_TOOLS/$3-$2 program=$4 level=$5
  shift 5
  [ -x "$folder/bin/$program" ] && return
  echo "Installing $crate $version into $folder (once; some minutes)"
  # Elsewhere than the project's own target folder, whatever the caller set.
  set -- "$crate" --version "$version" --root "$folder" --quiet "$@"
  set -- env CARGO_TARGET_DIR="$USHER_TOOLS/build" CARGO_PROFILE_RELEASE_OPT_LEVEL="$level" CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install "$@"
  if ! "$@" --locked; then
    echo "note: $crate $version cannot be built from its own lock file here; building it with current dependencies"
    "$@"
  fi
}
# Trunk declares a newer Rust than it needs. It and cargo-deny mostly wait for others: unoptimized, they install in a
# third of the time and run as fast.
install trunk "$TRUNK" trunk trunk 0 --ignore-rust-version --no-default-features --features rustls
install wasm-bindgen-cli "$WASM_BINDGEN" wasm-bindgen wasm-bindgen-test-runner 2
install wasm_split_cli_support "$WASM_SPLIT" wasm-split wasm-split-cli 1 --features build-binary
if [ "$1" = test ]; then
  install cargo-deny "$CARGO_DENY" cargo-deny cargo-deny 0
fi
rm -rf "$USHER_TOOLS/build"

binaryen=$USHER_TOOLS/binaryen-$BINARYEN
if [ ! -f "$binaryen/installed" ]; then
  echo "Installing binaryen $BINARYEN into $binaryen (once; some seconds)"
  rm -rf "$binaryen"
  npm install --prefix "$binaryen" --no-package-lock --ignore-scripts --no-fund --no-audit --loglevel=error "binaryen@$BINARYEN" >/dev/null
  touch "$binaryen/installed"
fi

# SCIM servers of others, each with Python packages of its own. Where they cannot be had, the step that needs them says so.
if [ "$1" = test ]; then
  if ! python3 -c 'import ensurepip' 2>/dev/null && may_apt; then
    echo "Installing Python with venv from apt"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >/dev/null || true
  fi
  for server in scim2-server canaille; do
    packages=tests/scim/$server.txt
    folder=$USHER_TOOLS/$server-$(sed -n "s/^$server==//p" "$packages")
    cmp -s "$packages" "$folder/installed" && continue
    echo "Installing $server into $folder (once; half a minute)"
    rm -rf "$folder"
    if python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$packages"; then
      cp "$packages" "$folder/installed"
    else
      echo "note: $server cannot be installed; it needs python3 with venv and pip: sudo apt-get install python3-venv"
    fi
  done
fi

# `make run` and `make test` do all their set-up. What they install stays in .tools (USHER_TOOLS names another place).

export TRUNK        := 0.22.1
export WASM_BINDGEN := 0.2.130
export CARGO_DENY   := 0.20.2
export WASM_SPLIT   := 0.2.4
export BINARYEN     := 132.0.0

export USHER_TOOLS ?= $(CURDIR)/.tools
export PATH := $(USHER_TOOLS)/trunk-$(TRUNK)/bin:$(USHER_TOOLS)/wasm-bindgen-$(WASM_BINDGEN)/bin:$(USHER_TOOLS)/cargo-deny-$(CARGO_DENY)/bin:$(USHER_TOOLS)/wasm-split-$(WASM_SPLIT)/bin:$(PATH)

BIND   ?= 127.0.0.1:8080
DATA   ?= ./data
TARGET := $(or $(CARGO_TARGET_DIR),target)

# All that the console is built from. Folders are among them, so that a removed file counts too.
CONSOLE := $(shell find src/bin src/domain src/api src/backend src/ui styles/*.css public -not -path styles/bundle.css -not -path 'src/bin/widget*') \
	src/lib.rs build.rs Cargo.toml Cargo.lock Trunk.toml index.html .cargo/config.toml .ci/styles.mjs .ci/parts.mjs .ci/compact.mjs .ci/wasm.mjs .ci/dist.mjs .ci/sizes.mjs .ci/headers.mjs .ci/trusted.mjs src/host/headers.txt

# These stand in place of the flags of .cargo/config.toml: the same, and what `.ci/parts.mjs` needs to take the console apart.
IN_PARTS := --cfg erase_components --cfg sha2_backend_soft=\"compact\" --cfg parts -Clink-arg=--emit-relocs

.DEFAULT_GOAL := help
.PHONY: help run dev test soak bench dist widget clean tools

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 14

run: dist/index.html.br ## build what changed, start Usher on http://127.0.0.1:8080 and print the sign-in link
	@cargo build --locked --release --bin usher-host
	@exec $(TARGET)/release/usher-host --bind $(BIND) --data $(DATA) --dist ./dist

dev: tools ## the edit loop: rebuilds and reloads on every save, on http://127.0.0.1:8081
	@node .ci/dev.mjs

test: ## everything that is checked; the last line is the sum
	@.ci/tools.sh test
	@node .ci/test.mjs

soak: ## kills hosts while they send, lets relays fail, and counts at the receiving side: the whole of it, with figures
	@cargo build --locked --release --bin usher-host
	@node .ci/soak.mjs

bench: dist/index.html.br ## what a change of settings, a key in the composer and the tracker cost, how soon an element is there, how large all is and how fast is sent, beside peers
	@cargo build --locked --release --bin usher-host
	@cd tests/e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit --silent
	@node .ci/bench.mjs
	@node .ci/bench-composer.mjs
	@node .ci/widget.mjs
	@node .ci/bench-start.mjs
	@cd tests/bench && npm ci --ignore-scripts --no-fund --no-audit --silent || { echo "The peers could not be had from npm, so nothing is measured beside them." >&2; exit 1; }
	@node .ci/sizes-peers.mjs
	@node .ci/bench-tracker.mjs
	@cd tests/soak && npm ci --ignore-scripts --no-fund --no-audit --silent
	@node .ci/bench-sending.mjs

dist: dist/index.html.br ## the console alone, as static files in ./dist

widget: dist/index.html.br ## elements for other pages, as an npm package and files for a CDN in ./dist-widget; FRAME_ORIGINS="https://…" may frame it
	@node .ci/widget.mjs

clean: ## remove what was built; data and tools stay
	@cargo clean --quiet
	@rm -rf dist dist-widget styles/bundle.css

tools:
	@.ci/tools.sh run

# The last file that the build writes.
dist/index.html.br: $(CONSOLE) | tools
	@cargo fetch --locked --quiet
	@CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$(IN_PARTS)" trunk build --release --offline
	@node .ci/dist.mjs

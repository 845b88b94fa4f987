//! Makes, for the console, the text methods and the components' CSS. The host needs neither.

// The build has no other way to fail readably than to print and exit.
#![allow(clippy::exit)]

#[cfg(feature = "ui")]
#[path = "src/ui/styles/collect.rs"]
mod styles;
#[cfg(feature = "ui")]
#[path = "src/ui/text/generate.rs"]
mod text;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "ui")]
    console();
}

#[cfg(feature = "ui")]
fn console() {
    println!("cargo::rerun-if-changed=src/ui");
    // stylers panics on what it refuses; the guard reports it in one line.
    std::panic::set_hook(Box::new(|_| {}));
    let results = [("text.rs", text_methods()), ("components.css", component_styles())];
    let mut failed = false;
    for (name, result) in results {
        let result = result.and_then(|content| write(name, &content).map_err(|error| vec![error]));
        for fault in result.err().unwrap_or_default() {
            println!("cargo::error={fault}");
            failed = true;
        }
    }
    if failed {
        std::process::exit(1);
    }
}

#[cfg(feature = "ui")]
fn text_methods() -> Result<String, Vec<String>> {
    let mut contents = Vec::new();
    for code in ["en", "pl"] {
        let file = format!("src/ui/text/{code}.json");
        let json = std::fs::read_to_string(&file).map_err(|error| vec![format!("{file}: {error}")])?;
        contents.push((code, file, json));
    }
    let sources: Vec<_> = contents.iter().map(|(code, file, json)| text::Source { code, file, json }).collect();
    text::generate(&sources)
}

#[cfg(feature = "ui")]
fn component_styles() -> Result<String, Vec<String>> {
    let mut files = Vec::new();
    rust_files(std::path::Path::new("src/ui"), &mut files).map_err(|error| vec![format!("src/ui: {error}")])?;
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| vec![format!("{}: {error}", file.display())])?;
        sources.push(styles::Source { file: file.display().to_string(), text });
    }
    styles::collect(&sources)
}

#[cfg(feature = "ui")]
fn rust_files(folder: &std::path::Path, files: &mut Vec<std::path::PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(feature = "ui")]
fn write(name: &str, content: &str) -> Result<(), String> {
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let path = std::path::Path::new(&folder).join(name);
    std::fs::write(&path, content).map_err(|error| format!("{}: {error}", path.display()))
}

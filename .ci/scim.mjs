// Pulls people from SCIM servers that others wrote, with the host as it is built: the command, the running host, and both at once.
// `tools.sh test` puts the servers into the folder of tools; where one is not there, this says so and fails.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { Report } from "../tests/soak/report.mjs";
import { freePort } from "./free-port.mjs";

const root = join(import.meta.dirname, "..");
const tools = process.env.USHER_TOOLS ?? join(root, ".tools");
const program = resolve(root, process.env.USHER_HOST ?? join(process.env.CARGO_TARGET_DIR ?? "target", "release/usher-host"));
const CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/** Enough for three pages of the size that tests/scim/provider.json allows. */
const PEOPLE = 12;

const servers = [
  {
    name: "scim2-server",
    /** It can tell who changed since. */
    changes: true,
    /** The requests for people that reading everybody takes: three pages. Canaille fails wherever `count` is asked for. */
    pages: 3,
    start: async (python, token) => {
      const port = await freePort();
      const args = ["--port", port, "--bearer-token", token, "--service-provider-config", join(root, "tests/scim/provider.json")];
      return [join(python, "bin/scim2-server"), args.map(String)];
    },
  },
  {
    name: "canaille",
    changes: false,
    start: (python, token) => [join(python, "bin/python"), [join(root, "tests/scim/canaille_server.py"), token]],
  },
];

async function perform(server, own) {
  const version = readFileSync(join(root, `tests/scim/${server.name}.txt`), "utf8").match(new RegExp(`^${server.name}==(.*)$`, "im"))[1];
  const python = join(tools, `${server.name}-${version}`);
  if (!existsSync(join(python, "installed"))) {
    own.check(`${server.name} ${version} is there`, false, `${python} is missing: .ci/tools.sh test could not install it with pip`);
    return;
  }
  const token = randomUUID();
  const data = mkdtempSync(join(tmpdir(), "usher-scim-"));
  const running = [];
  try {
    const [command, args] = await server.start(python, token);
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    running.push(child);
    const address = await printed(child, /http:\/\/127\.0\.0\.1:\d+\/\S+/);
    const requests = collected(child.stderr);
    await trial(server, own, new Directory(address, token), data, running, requests);
  } finally {
    running.forEach((child) => child.kill());
    rmSync(data, { recursive: true, force: true });
  }
}

async function trial(server, own, directory, data, running, requests) {
  const file = join(data, "token");
  writeFileSync(file, `${directory.token}\n`, { mode: 0o600 });
  const env = { ...process.env, USHER_DATA: join(data, "data"), USHER_SCIM_URL: directory.address, USHER_SCIM_TOKEN_FILE: file, RUST_LOG: "info" };
  const pull = (...options) => finished(program, ["scim-pull", ...options], env);
  const ids = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    ids.push((await directory.call("POST", "/Users", user(n))).id);
  }

  const preview = await pull("--preview");
  own.check("a preview says who would come and what mail it would cause", preview.out.includes(`would be added: ${PEOPLE}, would be changed: 0`) && preview.out.includes("no activation emails"), preview.all);
  if (server.pages) {
    const turned = requests().match(/GET \S+\?startIndex=\d+/g) ?? [];
    own.check(`its ${server.pages} pages are turned, and none twice`, turned.length === server.pages && new Set(turned).size === server.pages, turned.join("\n"));
  }

  const api = randomUUID();
  const host = spawn(program, ["--bind", "127.0.0.1:0", "--dist", join(root, "dist")], { env: { ...env, USHER_API_TOKEN: api }, stdio: ["ignore", "pipe", "pipe"] });
  running.push(host);
  const log = collected(host.stderr);
  const origin = await printed(host, /http:\/\/127\.0\.0\.1:\d+(?=\/sign-in)/);
  const asked = async (path) => (await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${api}` } })).json();
  const people = async () => (await asked("/api/v1/users?limit=100")).users.map(({ user }) => user);
  for (let tries = 0; tries < 100 && (await people()).length < PEOPLE; tries += 1) {
    await new Promise((later) => setTimeout(later, 100));
  }
  const before = await people();
  own.check("the running host pulls everybody by itself, once", before.length === PEOPLE, JSON.stringify(before.length) + log());
  const ada = before.find(({ email }) => email === "person-0@example.com");
  own.check("a person has the name, language and time that the server knows", ada?.name.first === "Ada" && ada?.language === "pl" && Boolean(ada?.added), JSON.stringify(ada));
  own.check("the department and where they come from are known", ada?.department === "Sales" && ada?.added_by === "scim", JSON.stringify(ada));
  own.check("nobody is shown as never signed in", before.every(({ activation }) => activation.state === "unknown"));

  const again = await pull("--full");
  own.check("a second time changes nobody", again.out.includes(`added: 0, changed: 0, unchanged: ${PEOPLE}, refused: 0`), again.all);

  await directory.call("PUT", `/Users/${await directory.named(ids[0], 0)}`, { ...user(0), emails: [{ value: "corrected@example.com" }] });
  await directory.call("PUT", `/Users/${await directory.named(ids[1], 1)}`, { ...user(1), active: false });
  const changed = await pull();
  own.check("what was changed there is changed here", changed.out.includes("changed: 2,") && changed.out.includes("refused: 0"), changed.all);
  const scope = server.changes ? "read: who changed since" : "read: everybody";
  own.check(server.changes ? "only who changed is asked for" : "everybody is read where the server cannot tell who changed", changed.out.includes(scope), changed.all);
  const after = await people();
  const corrected = after.find(({ email }) => email === "corrected@example.com");
  own.check("a corrected address is the same person", corrected !== undefined && corrected.id === ada?.id, JSON.stringify(corrected));
  own.check("who was switched off is deactivated", after.find(({ email }) => email === "person-1@example.com")?.account_status === "deactivated");

  await directory.call("DELETE", `/Users/${await directory.named(ids[2], 2)}`);
  const gone = await pull("--full");
  own.check("who is gone there is told and stays here", gone.out.includes("no longer there, kept as they are: 1") && (await people()).length === PEOPLE, gone.all);

  writeFileSync(file, "a-wrong-token\n");
  const refused = await pull();
  const activity = (await asked("/api/v1/activity")).entries;
  own.check("a wrong token is told and nothing is changed", refused.code !== 0 && refused.all.includes("refused the token") && activity[0].action.reason === "token_refused", refused.all);
  const kinds = activity.map(({ action }) => action.action);
  own.check("every run is in the activity, and a preview is not", kinds.filter((kind) => kind === "directory_pulled").length === 4 && kinds.length === 5, kinds.join());
  const all = [preview, again, changed, gone, refused].map((one) => one.all).join("") + log();
  own.check("neither addresses nor the token are printed or logged", !all.includes("@example.com") && !all.includes(directory.token) && !all.includes("a-wrong-token"), all);
}

/** A person as these servers take them. */
function user(n) {
  return {
    schemas: [CORE, ENTERPRISE],
    userName: `person-${n}`,
    name: { givenName: n === 0 ? "Ada" : `Person ${n}`, familyName: "Nowak", formatted: `Person ${n} Nowak` },
    displayName: `Person ${n}`,
    preferredLanguage: "pl",
    active: true,
    emails: [{ value: `person-${n}@example.com` }],
    [ENTERPRISE]: { department: "Sales", employeeNumber: String(n), organization: "Example" },
  };
}

/** The server, as an administrator's other programs fill it. */
class Directory {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  async call(method, path, body) {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/scim+json" };
    const answer = await fetch(`${this.address}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    return text === "" ? {} : JSON.parse(text);
  }

  /** What stands in a person's own address: canaille puts the user name there. */
  async named(id, n) {
    const { Resources: all } = await this.call("GET", "/Users");
    return all.find((one) => one.id === id)?.meta.location.split("/").at(-1) ?? id ?? `person-${n}`;
  }
}

/** Runs a program to its end, which must come. */
function finished(command, args, env) {
  return new Promise((done) => {
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
    const [out, err] = [collected(child.stdout), collected(child.stderr)];
    child.on("error", (error) => done({ code: 127, out: "", all: error.message }));
    child.on("close", (code) => done({ code, out: out(), all: `${out()}${err()}` }));
  });
}

/** What comes of a stream, so far. */
function collected(stream) {
  let text = "";
  stream.setEncoding("utf8").on("data", (piece) => (text += piece));
  return () => text;
}

/** What a program prints that looks like this; its end without it is an error. */
function printed(child, like) {
  return new Promise((found, failed) => {
    let text = "";
    const look = (piece) => {
      text += piece;
      const match = text.match(like);
      if (match) {
        found(match[0]);
      }
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("error", failed);
    child.on("exit", (code) => failed(new Error(`ended with ${code}: ${text}`)));
  });
}

const report = new Report();
const results = servers.map(async (server) => {
  const { own, done } = report.of(server.name, { alone: false });
  const begun = Date.now();
  try {
    await perform(server, own);
  } catch (error) {
    own.check(`${server.name}: goes on to its end`, false, error.stack);
  }
  own.line(`  ${((Date.now() - begun) / 1_000).toFixed(1)} s`);
  return done;
});
for (const done of results) {
  (await done)();
}
process.exitCode = report.end() ? 0 : 1;

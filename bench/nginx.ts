import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

/** What every allowed call gets: a file, since what nginx answers by itself it answers without asking. */
const PAGE = "page.json";
const PAGE_BYTES = 1024;
const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
const MANY = 1_000_000_000;

export interface Nginx {
  readonly process: ServerProcess;
  /** One address for each question, in their order. */
  readonly urls: readonly URL[];
}

export function hasNginx(): boolean {
  return spawnSync("nginx", ["-v"]).status === 0;
}

/** Debian's nginx with one worker, which asks the given addresses by `auth_request`, each behind a port of its own. */
export async function startNginx(folder: string, questions: readonly URL[]): Promise<Nginx> {
  const root = join(folder, "nginx");
  mkdirSync(root);
  writeFileSync(join(root, PAGE), "x".repeat(PAGE_BYTES));
  const ports = await Promise.all(questions.map(freePort));
  const file = join(root, "nginx.conf");
  const servers = questions.map((question, index) => serverOf(question, `asked${index}`, ports[index] ?? 0));
  writeFileSync(file, main(root, servers));
  const urls = ports.map((port) => new URL(`http://127.0.0.1:${port}`));
  const process = await ServerProcess.start({
    program: "nginx",
    command: ["-p", root, "-e", join(root, "error.log"), "-c", file],
    log: join(root, "output.log"),
    url: urls[0],
  });
  return { process, urls };
}

function main(root: string, servers: readonly string[]): string {
  const isRoot = process.getuid?.() === 0;
  return `${isRoot ? "user root;" : ""}
daemon off;
master_process off;
worker_processes 1;
pid ${root}/nginx.pid;
error_log ${root}/error.log;
events {}
http {
  access_log off;
  root ${root};
  keepalive_timeout 600s;
  keepalive_requests ${MANY};
  open_file_cache max=16;
  ${TEMPORARY.map((name) => `${name}_temp_path ${root}/${name};`).join(" ")}
  ${servers.join("\n")}
}
`;
}

/** As docs/examples/nginx.conf asks, and with a file in the place of VirusTotal. */
function serverOf(question: URL, name: string, port: number): string {
  return `
  upstream ${name} { server ${question.host}; keepalive 64; keepalive_requests ${MANY}; keepalive_timeout 600s; }
  server {
    listen 127.0.0.1:${port};
    location / {
      auth_request /_question;
      auth_request_set $user $upstream_http_x_tollgate_user;
      auth_request_set $group $upstream_http_x_tollgate_group;
      auth_request_set $limit $upstream_http_ratelimit;
      auth_request_set $policy $upstream_http_ratelimit_policy;
      add_header RateLimit $limit always;
      add_header RateLimit-Policy $policy always;
      try_files /${PAGE} =404;
    }
    location = /_question {
      internal;
      proxy_pass http://${name}${question.pathname}${question.search};
      proxy_http_version 1.1;
      proxy_pass_request_body off;
      proxy_set_header Connection "";
      proxy_set_header Content-Length "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Original-Method $request_method;
      proxy_set_header X-Original-URI $request_uri;
      proxy_set_header X-Forwarded-Method "";
      proxy_set_header X-Forwarded-Uri "";
    }
  }`;
}

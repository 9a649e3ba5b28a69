import type { Command } from "commander";
import type { UpstreamOptions } from "../machine/upstream.ts";
import { withExamples } from "../remote.ts";
import type { Terminal } from "../terminal.ts";

export function addUpstream(program: Command, terminal: Terminal): void {
  withExamples(
    program
      .command("upstream")
      .description("Run a stand-in for VirusTotal, whose objects are made up and always the same"),
    ["upstream --demo", "upstream --demo --listen 127.0.0.1:0 --key any-text"],
  )
    .requiredOption("--demo", "say that you know that nothing it answers is real")
    .option("--listen <host:port>", "where to listen; port 0 picks a free one", "127.0.0.1:8090")
    .option("--key <text>", "the key it asks for; otherwise TOLLGATE_UPSTREAM_API_KEY, otherwise a known one")
    .option("--public-url <url>", "what its links begin with; otherwise the address that it is called by")
    .option("--queued-polls <number>", "how often an analysis is not done yet when it is asked for", "0")
    .option("--redirect-downloads", "answer downloads with a redirect, as VirusTotal does")
    .option("--json", "print the address as JSON")
    .addHelpText("after", CONTROL)
    .action(async (options: UpstreamOptions) => {
      const { runUpstream } = await import("../machine/upstream.ts");
      await runUpstream(terminal, options);
    });
}

const CONTROL = `
It can be told to fail, and asked what it received:
  PUT    /demo/faults   {"mode": "quota"}; modes: quota, error, slow, hang, reset, truncated, garbage, not-http
                        with "status", "delayMs", "bytes", "path" (a prefix) and "count" where they make sense
  DELETE /demo/faults   everything is well again
  GET    /demo/calls    method, path and headers of the latest calls; DELETE forgets them
Whatever begins with 0000 is a file that it does not know; names in .invalid do not exist.
`;

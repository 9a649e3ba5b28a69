import type { ListenAddress } from "../../server/setting-values.ts";
import { CliError } from "../cli-error.ts";

/** Says in a sentence why the server cannot listen; any other error stays as it is. */
export function startProblem(error: unknown, { host, port }: ListenAddress): unknown {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return error;
  if (error.syscall !== "listen") return error;
  if (error.code === "EADDRINUSE") {
    return new CliError(`${host}:${port} is taken by another program; name another address by --listen`);
  }
  return new CliError(`Cannot listen on ${host}:${port}: ${error.message}`);
}

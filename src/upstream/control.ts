import { secretsEqual } from "../base/secrets.ts";
import { type Answer, EMPTY, json } from "./answer.ts";
import type { CallLog, DemoCall } from "./call-log.ts";
import { type Faults, parseFault } from "./faults.ts";
import { type DemoRequest, parseJson, readText } from "./request.ts";
import { type DemoRoute, Router } from "./router.ts";

/** What tests tell the demo and ask it, outside of anything that VirusTotal has; it needs no key. */
export function controlRouter(faults: Faults, calls: CallLog): Router {
  const showFault = (): Answer => json({ data: faults.current });
  const routes: DemoRoute[] = [
    ["GET", "/demo/faults", showFault],
    [
      "PUT",
      "/demo/faults",
      async ({ message }) => {
        faults.set(parseFault(parseJson(await readText(message))));
        return showFault();
      },
    ],
    [
      "DELETE",
      "/demo/faults",
      () => {
        faults.set(null);
        return EMPTY;
      },
    ],
    ["GET", "/demo/calls", (request) => json({ data: calls.all.map((call) => withoutKey(request, call)) })],
    [
      "DELETE",
      "/demo/calls",
      () => {
        calls.clear();
        return EMPTY;
      },
    ],
  ];
  return new Router(routes);
}

/** The key may be a real one, and whoever looks at the calls need not know it. */
function withoutKey({ key }: DemoRequest, call: DemoCall): DemoCall {
  const given = call.headers["x-apikey"];
  if (given === undefined) return call;
  const shown = secretsEqual(String(given), key) ? "(the key of this upstream)" : "(another key)";
  return { ...call, headers: { ...call.headers, "x-apikey": shown } };
}

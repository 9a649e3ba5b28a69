const TIMEOUT_MS = 10_000;

/** The instant (RFC 3339) at which a server in test mode stands; undefined where there is no such server. */
export async function readTestClock(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/test/clock`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = response.ok ? await response.json() : undefined;
    const isClock = typeof body === "object" && body !== null && "now" in body;
    return isClock && typeof body.now === "string" ? body.now : undefined;
  } catch {
    return undefined;
  }
}

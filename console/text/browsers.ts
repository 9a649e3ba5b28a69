/** Later ones call themselves by the names of earlier ones too, so that the order matters. */
const BROWSERS = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["HeadlessChrome", "Chrome"],
  ["Chrome", "Chrome"],
  ["Version", "Safari"],
] as const;

const SYSTEMS = ["Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux"];

/** "Firefox 141 on Linux"; what is no browser's User-Agent is said as it is. */
export function browserName(client: string): string {
  if (client === "") return "unknown";
  for (const [token, name] of BROWSERS) {
    const version = new RegExp(`${token}/(\\d+)`).exec(client)?.[1];
    if (version === undefined) continue;
    const system = SYSTEMS.find((one) => client.includes(one));
    return `${name} ${version}${system === undefined ? "" : ` on ${system}`}`;
  }
  return client;
}

import type { Page } from "playwright-core";
import { launchChromium } from "../../scripts/console/chromium.ts";
import type { Figure } from "../figure.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, median } from "../statistics.ts";

const PASSWORD = "a password that is only good for benchmarks";
const TABLE = 'section[aria-label="Members, scrollable"]';
/** Each finds another member, so that no answer is known yet. */
const LAST_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export interface MemberTableSpec {
  readonly tollgate: ServerProcess;
  readonly group: { readonly id: string; readonly members: readonly SeededUser[] };
  readonly rounds: number;
}

/** What somebody waits for in the console, in a real browser: from a key press, or a pull at the scroll bar, to the rows. */
export async function memberTable({ tollgate, group, rounds }: MemberTableSpec): Promise<Figure[]> {
  await using browser = await launchChromium();
  const page = await browser.newPage({ baseURL: tollgate.url.href, viewport: { width: 1280, height: 800 } });
  await signIn(page, tollgate.url, group.members[0]);
  await page.goto(`/groups/${group.id}/members`, { waitUntil: "networkidle" });
  await page.evaluate(`
    window.pauses = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.pauses.push(entry.duration);
    }).observe({ entryTypes: ["longtask"] });
  `);
  const searchMs = await inTurn(rounds, (round) => search(page, LAST_KEYS[round % LAST_KEYS.length] ?? "1"));
  await page.getByLabel("Search", { exact: true }).fill("");
  await page.waitForLoadState("networkidle");
  const jumpMs = await inTurn(rounds, (round) => jump(page, (round + 1) / (rounds + 2)));
  const pause = Number(await page.evaluate("Math.max(0, ...window.pauses)"));
  const people = `${group.members.length} members in the console`;
  return [
    figure(`from the last key press to the rows, ${people}`, searchMs, pause),
    figure(`from a jump of the scroll bar to the rows, ${people}`, jumpMs, pause),
  ];
}

function figure(name: string, rounds: readonly number[], pause: number): Figure {
  const details = { "longest time without an answer to the hand, ms (50 and less count as 0)": pause };
  return { name, value: median(rounds), unit: "ms", rounds, details };
}

async function signIn(page: Page, url: URL, user: SeededUser | undefined): Promise<void> {
  const response = await fetch(new URL("/api/v3/users/me/password", url), {
    method: "POST",
    headers: { "x-apikey": user?.apikey ?? "", "content-type": "application/json" },
    body: JSON.stringify({ data: { new_password: PASSWORD } }),
  });
  if (response.status !== 200) throw new Error(`No password: ${await response.text()}`);
  await page.goto("/sign-in");
  await page.getByLabel("Username or e-mail address").fill(user?.id ?? "");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((address) => address.pathname !== "/sign-in");
}

/** A name is typed but for its last letter, and rests; then the last one comes. */
async function search(page: Page, lastKey: string): Promise<number> {
  const box = page.getByLabel("Search", { exact: true });
  await box.fill("crowd-07531");
  await page.getByText("10 people").waitFor();
  const shown = rowsShown(page, `crowd-07531${lastKey}`);
  await box.press(lastKey);
  return shown;
}

async function jump(page: Page, part: number): Promise<number> {
  const shown = rowsShown(page, undefined);
  await page.evaluate(`{
    const box = document.querySelector('${TABLE}');
    box.scrollTop = box.scrollHeight * ${part};
  }`);
  return shown;
}

/**
 * Milliseconds from the next key press or scrolling until every row in the page is there, of which the first is that of
 * `name`, if there is one.
 */
async function rowsShown(page: Page, name: string | undefined): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let start;
    const begin = () => { start ??= performance.now(); };
    addEventListener("keydown", begin, { capture: true, once: true });
    addEventListener("scroll", begin, { capture: true, once: true });
    const name = ${JSON.stringify(name)};
    const look = () => {
      const rows = [...document.querySelectorAll('${TABLE} tbody tr[aria-rowindex]')];
      const areThere = rows.length > 0 && rows.every((row) => row.ariaBusy !== "true");
      const isRight = name === undefined || (rows.length === 1 && rows[0].textContent.includes(name));
      if (start !== undefined && areThere && isRight) resolve(performance.now() - start);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
}

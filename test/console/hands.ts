import type { Locator, Page } from "playwright-core";
import { type Caller, type ConsoleUnderTest, PASSWORD, type PageOptions, signInPath } from "./browser.ts";

const TABS_MAX = 200;

export interface Way {
  readonly name: string;
  readonly options: PageOptions;
  readonly makeHands: (page: Page) => Hands;
}

/** The ways in which people work: each journey is made in every one of them. */
export const WAYS: readonly Way[] = [
  { name: "with a mouse", options: {}, makeHands: (page) => new Mouse(page) },
  { name: "at 360 pixels", options: { width: 360 }, makeHands: (page) => new Mouse(page) },
  { name: "by keyboard alone", options: {}, makeHands: (page) => new Keyboard(page) },
];

type Role = Parameters<Page["getByRole"]>[0];

/** What a person does to a page, in the words that the page shows or tells. */
export interface Hands {
  readonly page: Page;
  press(role: Role, name: string | RegExp): Promise<void>;
  /** Replaces what is in a field. */
  fill(label: string | RegExp, text: string): Promise<void>;
  choose(label: string | RegExp, option: string): Promise<void>;
  /** To a view, by the navigation. */
  goTo(view: string): Promise<void>;
}

/** In a browser of its own, signed in as all else is done: by keys alone where the way is that. */
export async function arriveAs(
  console: ConsoleUnderTest,
  way: Way,
  person: Caller,
  path: string,
): Promise<Hands> {
  await console.preparePassword(person);
  const hands = way.makeHands(await console.open(signInPath(path), way.options));
  await signInBy(hands, person.id, PASSWORD);
  return hands;
}

/** From the page of the sign-in to wherever that leads. */
export async function signInBy(hands: Hands, user: string, password: string): Promise<void> {
  await hands.fill("Username or e-mail address", user);
  await hands.fill("Password", password);
  await hands.press("button", "Sign in");
  await hands.page.waitForURL((url) => url.pathname !== "/sign-in");
}

class Mouse implements Hands {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(role: Role, name: string | RegExp): Promise<void> {
    await withRole(this.page, role, name).click();
  }

  async fill(label: string | RegExp, text: string): Promise<void> {
    await withLabel(this.page, label).fill(text);
  }

  async choose(label: string | RegExp, option: string): Promise<void> {
    await withLabel(this.page, label).selectOption({ label: option });
  }

  async goTo(view: string): Promise<void> {
    const menu = this.page.getByRole("button", { name: "Open the menu" });
    if (await menu.isVisible()) await menu.click();
    await this.page.getByRole("navigation").getByRole("link", { name: view, exact: true }).click();
  }
}

/** Never touches the mouse: walks with Tab to what it wants, and acts with keys. */
class Keyboard implements Hands {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(role: Role, name: string | RegExp): Promise<void> {
    await this.#walkTo(withRole(this.page, role, name), role === "menuitem" ? "ArrowDown" : "Tab");
    await this.page.keyboard.press(role === "checkbox" || role === "switch" ? "Space" : "Enter");
  }

  async fill(label: string | RegExp, text: string): Promise<void> {
    await this.#walkTo(withLabel(this.page, label), "Tab");
    await this.page.keyboard.press("Control+A");
    if (text === "") await this.page.keyboard.press("Delete");
    else await this.page.keyboard.type(text);
  }

  async choose(label: string | RegExp, option: string): Promise<void> {
    await this.#walkTo(withLabel(this.page, label), "Tab");
    await this.page.keyboard.type(option);
  }

  async goTo(view: string): Promise<void> {
    await this.press("link", new RegExp(`^${view}$`));
  }

  async #walkTo(target: Locator, key: "Tab" | "ArrowDown"): Promise<void> {
    await target.waitFor();
    for (let step = 0; step < TABS_MAX; step += 1) {
      if ((await target.and(this.page.locator(":focus")).count()) === 1) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`No key leads to ${target}`);
  }
}

/** The last one: what lies on top of the rest stands behind it in the page. */
function withRole(page: Page, role: Role, name: string | RegExp): Locator {
  return page.getByRole(role, { name, exact: true }).last();
}

function withLabel(page: Page, label: string | RegExp): Locator {
  return page.getByLabel(label, { exact: true }).last();
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { launchChromium } from "../../scripts/console/chromium.ts";
import { takePictures, whyNotHere } from "../../scripts/console/pictures.ts";

/** What the letters' edges may differ by between two versions of a browser, of 255. */
const CHANNEL_MAX = 48;
/** Of the pixels: some ten letters. The ids of the demo's keys are others each time, and take half of that. */
const SHARE_MAX = 0.001;

test("the pictures in the documents show the console as it is", {
  skip: whyNotHere() ?? false,
}, async (t) => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const stale: string[] = [];
    for await (const { name, png } of takePictures()) {
      const shown = readFileSync(new URL(`../../docs/screenshots/${name}`, import.meta.url));
      const share = await differenceOf(page, shown, png);
      t.diagnostic(`${name}: ${(share * 100).toFixed(3)} % of the pixels differ`);
      if (share > SHARE_MAX) stale.push(name);
    }
    assert.deepEqual(stale, [], "these are stale: run npm run screenshots, and look at them");
  } finally {
    await browser.close();
  }
});

/** The part of the pixels, 0 to 1, that look different; 1 where the sizes do. */
async function differenceOf(page: Page, before: Buffer, after: Buffer): Promise<number> {
  const urls = [before, after].map((png) => `data:image/png;base64,${png.toString("base64")}`);
  return Number(await page.evaluate(`(${COMPARE})(${JSON.stringify(urls)}, ${CHANNEL_MAX})`));
}

/** Runs in the browser, which can read pictures. */
const COMPARE = `async (urls, channelMax) => {
  const [a, b] = await Promise.all(urls.map(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { width, height } = image;
    const surface = new OffscreenCanvas(width, height).getContext("2d");
    surface.drawImage(image, 0, 0);
    return surface.getImageData(0, 0, width, height);
  }));
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    if ([0, 1, 2].some((c) => Math.abs(a.data[at + c] - b.data[at + c]) > channelMax)) different += 1;
  }
  return different / (a.width * a.height);
}`;

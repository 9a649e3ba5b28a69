import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { REPOSITORY, readDocument } from "./readme.ts";

const documents = [
  ...globSync("*.md", { cwd: REPOSITORY }),
  ...globSync("docs/**/*.md", { cwd: REPOSITORY }),
];

/** Targets of the links of a Markdown text that lead into this repository. */
function linksOf(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that a reader's browser finds, as GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("every link between the documents leads to a file and a heading that are there", () => {
  assert.ok(documents.includes("README.md"));
  const dead = documents.flatMap((document) =>
    linksOf(readDocument(document)).filter((target) => {
      const [path = "", anchor] = target.split("#", 2);
      const file = path === "" ? document : normalize(join(dirname(document), path));
      if (!existsSync(join(REPOSITORY, file))) return true;
      return anchor !== undefined && !anchorsOf(readDocument(file)).includes(anchor);
    }),
  );
  assert.deepEqual(dead, []);
});

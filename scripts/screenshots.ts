// Takes the pictures of the console that the documents show, light and dark, of the demo's organisation.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { takePictures, whyNotHere } from "./console/pictures.ts";

const reason = whyNotHere();
if (reason !== undefined) {
  console.error(`No pictures: ${reason}. Take them on Debian, or in a container of it.`);
  process.exit(1);
}
for await (const { name, png } of takePictures()) {
  await writeFile(join(import.meta.dirname, "../docs/screenshots", name), png);
  console.log(name);
}

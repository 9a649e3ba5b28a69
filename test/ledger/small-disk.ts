import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BLOCK_BYTES = 4096;

/** A file system of its own that is soon full. To mount one takes Linux and root. */
export class SmallDisk implements Disposable {
  readonly folder: string;

  static mount(mib: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), "tollgate-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mib}m`, "tmpfs", folder], { stdio: "ignore" });
    return new SmallDisk(folder);
  }

  /** Why there can be none here; false when there can. */
  static get skip(): string | false {
    try {
      using _disk = SmallDisk.mount(1);
      return false;
    } catch {
      return "no file system can be mounted here";
    }
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Takes all the room that is left but so many blocks of 4 KiB. */
  fill(blocksLeft: number): void {
    const { bavail, bsize } = statfsSync(this.folder);
    const bytes = bavail * bsize - blocksLeft * BLOCK_BYTES;
    writeFileSync(this.#filler, Buffer.alloc(Math.max(0, bytes)));
  }

  makeRoom(): void {
    rmSync(this.#filler);
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }

  [Symbol.dispose](): void {
    execFileSync("umount", ["--lazy", this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}

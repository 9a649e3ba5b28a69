import type { Terminal } from "./terminal.ts";

const PATIENCE_MS = 1000;
const FRAME_MS = 120;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const ERASE_LINE = "\r\u001b[2K";

/** A line on standard error that moves while something takes more than a second, and leaves no trace. */
export class Progress {
  readonly #terminal: Terminal;
  #sentence: string;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;

  constructor(terminal: Terminal, sentence: string) {
    this.#terminal = terminal;
    this.#sentence = sentence;
  }

  start(): void {
    if (!this.#terminal.isWatched || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = setInterval(() => this.#draw(), FRAME_MS);
      this.#draw();
    }, PATIENCE_MS);
  }

  say(sentence: string): void {
    this.#sentence = sentence;
  }

  /** Takes the line away, until the next `start`. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isShown) this.#terminal.tell(ERASE_LINE);
    this.#isShown = false;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #draw(): void {
    this.#isShown = true;
    this.#frame = (this.#frame + 1) % FRAMES.length;
    this.#terminal.tell(`${ERASE_LINE}${FRAMES[this.#frame]} ${this.#sentence}`);
  }
}

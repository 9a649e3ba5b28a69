const KIB = 1024;
/** No URL is longer; a text that does not end until then is no link. */
const STRING_BYTES_MAX = 64 * KIB;
const SPACE_BYTES_MAX = 4 * KIB;
const REDACTED = Buffer.from('"[api key]"');

const LINKS = Buffer.from('"links"');
const API_KEY = Buffer.from('"apikey"');
const MARKER_BYTES_MAX = Math.max(LINKS.length, API_KEY.length);
const EMPTY = Buffer.alloc(0);

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const [SPACE, TAB, LINE_FEED, CARRIAGE_RETURN] = [0x20, 0x09, 0x0a, 0x0d];

export interface Bases {
  /** What the upstream's own links begin with, each with a slash at its end. */
  readonly theirs: readonly string[];
  /** What ours begin with, with a slash at its end. */
  readonly ours: string;
}

/**
 * Turns links of a JSON answer that lead to the upstream into links to us, and blanks `apikey` members.
 * The answer passes in pieces of any size, and never more than one text of it is held back. Only what
 * stands in a `links` member is a link: a text that merely looks like one, such as a URL that was
 * scanned, is left alone.
 */
export class LinkRewriter {
  readonly #bases: Bases;
  #rest: Buffer = EMPTY;
  /** How deep we are inside of a `links` member; 0 outside. */
  #depth = 0;
  #hasChanged = false;

  // Where we are in the piece at hand: decided up to `at`, copied up to `copied`.
  #bytes: Buffer = EMPTY;
  #at = 0;
  #copied = 0;
  #pieces: Buffer[] = [];
  readonly #links = new Marker(LINKS);
  readonly #apiKeys = new Marker(API_KEY);

  constructor(bases: Bases) {
    this.#bases = bases;
  }

  /** Whether anything was rewritten so far. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  /** What of it can be sent. Raises RangeError for a link that does not end. */
  push(chunk: Buffer): Buffer {
    this.#bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#at = 0;
    this.#copied = 0;
    this.#pieces = [];
    this.#links.restart();
    this.#apiKeys.restart();
    while (this.#at < this.#bytes.length && (this.#depth === 0 ? this.#findMember() : this.#readLinks()));
    this.#rest = this.#bytes.subarray(this.#at);
    const last = this.#bytes.subarray(this.#copied, this.#at);
    return this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
  }

  /** What was held back. */
  end(): Buffer {
    const rest = this.#rest;
    this.#rest = EMPTY;
    return rest;
  }

  /** Goes to the next member that concerns us; false: more must come first. */
  #findMember(): boolean {
    for (;;) {
      const links = this.#links.next(this.#bytes, this.#at);
      const apiKey = this.#apiKeys.next(this.#bytes, this.#at);
      const found = Math.min(links, apiKey);
      if (found === Number.POSITIVE_INFINITY) break;
      const isKnown = links < apiKey ? this.#enterLinks(found) : this.#blankKey(found);
      if (!isKnown) return this.#waitAt(found);
      if (this.#depth > 0) return true;
    }
    return this.#waitAt(Math.max(this.#at, this.#bytes.length - MARKER_BYTES_MAX + 1));
  }

  /** false: it cannot be said yet what stands there. */
  #enterLinks(found: number): boolean {
    const value = this.#valueAfter(found + LINKS.length);
    if (value === -1) return false;
    const isList = this.#bytes[value] === OPEN_BRACE || this.#bytes[value] === OPEN_BRACKET;
    this.#depth = isList ? 1 : 0;
    this.#at = isList ? value + 1 : value;
    return true;
  }

  #blankKey(found: number): boolean {
    const value = this.#valueAfter(found + API_KEY.length);
    if (value === -1) return false;
    this.#at = value;
    return this.#bytes[value] !== QUOTE || this.#readString(redacted);
  }

  /** Where the value of a member begins whose name ends here; -1 when that is not there yet. */
  #valueAfter(end: number): number {
    const colon = this.#skipSpace(end);
    return colon === -1 || this.#bytes[colon] !== COLON ? colon : this.#skipSpace(colon + 1);
  }

  #skipSpace(from: number): number {
    const limit = from + SPACE_BYTES_MAX;
    for (let at = from; at < this.#bytes.length; at += 1) {
      const byte = this.#bytes[at];
      const isSpace = byte === SPACE || byte === TAB || byte === LINE_FEED || byte === CARRIAGE_RETURN;
      if (!isSpace) return at;
      if (at > limit) throw new RangeError("More space than a JSON text has");
    }
    return -1;
  }

  /** Looks at every text until the member is over; false: more must come first. */
  #readLinks(): boolean {
    const bytes = this.#bytes;
    while (this.#depth > 0 && this.#at < bytes.length) {
      const byte = bytes[this.#at];
      if (byte === QUOTE) {
        if (!this.#readString(this.#ownLink)) return false;
        continue;
      }
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth -= 1;
      this.#at += 1;
    }
    return true;
  }

  /** Passes over a text, or puts what `replace` says in its place; false when its end is not there yet. */
  #readString(replace: (token: Buffer) => Buffer | undefined): boolean {
    const start = this.#at;
    const end = this.#endOfString(start);
    if (end === -1) {
      if (this.#bytes.length - start > STRING_BYTES_MAX) throw new RangeError("A link that does not end");
      return false;
    }
    const replacement = replace(this.#bytes.subarray(start, end));
    if (replacement !== undefined) {
      this.#pieces.push(this.#bytes.subarray(this.#copied, start), replacement);
      this.#copied = end;
      this.#hasChanged = true;
    }
    this.#at = end;
    return true;
  }

  /** After the closing quote; -1 when that is not there yet. */
  #endOfString(start: number): number {
    const bytes = this.#bytes;
    for (let quote = bytes.indexOf(QUOTE, start + 1); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
      let first = quote;
      while (bytes[first - 1] === BACKSLASH) first -= 1;
      if ((quote - first) % 2 === 0) return quote + 1;
    }
    return -1;
  }

  readonly #ownLink = (token: Buffer): Buffer | undefined => {
    // A link begins with "h", and few other texts stand here but the names of links.
    if (token[1] !== 0x68 && token[1] !== BACKSLASH) return undefined;
    const link = textOf(token);
    const base = this.#bases.theirs.find((their) => link.startsWith(their));
    if (base === undefined) return undefined;
    return Buffer.from(JSON.stringify(this.#bases.ours + link.slice(base.length)));
  };

  #waitAt(at: number): false {
    this.#at = at;
    return false;
  }
}

/** Finds a text again and again, without looking at anything twice. */
class Marker {
  readonly #text: Buffer;
  #found = -1;

  constructor(text: Buffer) {
    this.#text = text;
  }

  restart(): void {
    this.#found = -1;
  }

  /** Where it stands next; infinity for nowhere. */
  next(bytes: Buffer, from: number): number {
    if (this.#found < from) {
      const found = bytes.indexOf(this.#text, from);
      this.#found = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#found;
  }
}

function redacted(): Buffer {
  return REDACTED;
}

function textOf(token: Buffer): string {
  const text = token.toString();
  if (!text.includes("\\")) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch {
    return "";
  }
}

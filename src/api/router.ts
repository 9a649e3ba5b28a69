import { PathTree } from "../base/path-tree.ts";
import { badRequest } from "../model/errors.ts";
import { paramNames } from "./templates.ts";

/** Longer than any name, address or key. */
const PARAM_LENGTH_MAX = 512;

/** By the names between the braces of the template; percent-decoded once. */
export type Params = Readonly<Record<string, string>>;

const NO_PARAMS: Params = Object.freeze({});

/** Something that answers one method of a path template such as `/api/v3/groups/{id}`. */
export interface Routed {
  readonly method: string;
  readonly path: string;
}

/** What answers under a path. */
export interface Found<Target> {
  /** By method. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly params: Params;
}

interface Place<Target> {
  readonly targets: Map<string, Target>;
  /** In which segment of the path each parameter stands. */
  readonly params: readonly (readonly [name: string, segment: number])[];
}

/** Tells by its path what answers a call. A literal segment of a template comes before a parameter. */
export class Router<Target extends Routed> {
  /** Places without parameters, which need no look at their segments. */
  readonly #fixed: ReadonlyMap<string, Place<Target>>;
  readonly #tree: PathTree<Place<Target>>;

  /** Raises TypeError when two templates match the same paths. */
  constructor(targets: readonly Target[]) {
    const places = new Map<string, Place<Target>>();
    for (const target of targets) placeOf(places, target.path).targets.set(target.method, target);
    this.#fixed = new Map([...places].filter(([, { params }]) => params.length === 0));
    this.#tree = new PathTree([...places].filter(([path]) => path !== "/"));
  }

  /** Raises BadRequestError for a path that cannot be read. */
  find(path: string): Found<Target> | undefined {
    const fixed = this.#fixed.get(path);
    if (fixed !== undefined) return { targets: fixed.targets, params: NO_PARAMS };
    const segments = path.split("/");
    if (path.includes("%")) for (const [index, text] of segments.entries()) segments[index] = decode(text);
    const place = this.#tree.find(segments, 1);
    if (place === undefined) return undefined;
    const params: Record<string, string> = {};
    for (const [name, index] of place.params) {
      const value = segments[index] ?? "";
      if (value === "") return undefined;
      if (value.length > PARAM_LENGTH_MAX) throw badRequest("A part of the URL is too long");
      params[name] = value;
    }
    return { targets: place.targets, params };
  }
}

function placeOf<Target>(places: Map<string, Place<Target>>, path: string): Place<Target> {
  const known = places.get(path);
  if (known !== undefined) return known;
  const segments = path.split("/");
  const params = paramNames(path).map((name) => [name, segments.indexOf(`{${name}}`)] as const);
  const place: Place<Target> = { targets: new Map(), params };
  places.set(path, place);
  return place;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest("The URL is not correctly percent-encoded");
  }
}

/** Requests to a server that a test keeps back. */
export class HeldRequests {
  readonly #holds = new Map<string, (goOn: () => void) => void>();

  /** Keeps the next request to the path back until it is released. */
  holdNext(path: string): { readonly arrived: Promise<void>; release(): void } {
    const [arriving, releasing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.#holds.set(path, (goOn) => {
      arriving.resolve();
      void releasing.promise.then(goOn);
    });
    return { arrived: arriving.promise, release: () => releasing.resolve() };
  }

  /** Goes on at once, or when it may. */
  pass(path: string, goOn: () => void): void {
    const hold = this.#holds.get(path);
    this.#holds.delete(path);
    if (hold === undefined) goOn();
    else hold(goOn);
  }
}

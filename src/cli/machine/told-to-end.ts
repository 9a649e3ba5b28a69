/** Resolves when the process is told to end. A second signal ends it at once, by the signal's own default. */
export async function toldToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const end = () => {
    for (const signal of signals) process.off(signal, end);
    resolve();
  };
  for (const signal of signals) process.on(signal, end);
  await promise;
}

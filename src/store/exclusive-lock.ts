export const TAKEN =
  "Another Tollgate server is running on this database. One server decides on its quotas at a time; stop the other first";

export interface LockWatcher {
  /** The lock may be somebody else's from now on. */
  onLost(error: unknown): void;
  /** It is ours again; somebody else may have had it meanwhile. */
  onBack(): void;
}

export interface ServerLock extends AsyncDisposable {
  /** Tells when the lock is lost, and goes on asking for it. */
  watch(watcher: LockWatcher): void;
}

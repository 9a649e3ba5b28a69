/** A reason to stop that the person at the terminal must be told, in a sentence of ours. */
export class CliError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CliError";
  }
}

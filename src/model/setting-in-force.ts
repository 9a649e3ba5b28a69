/** One setting of the server as it was when it started. */
export interface SettingInForce {
  /** The variable. */
  readonly name: string;
  readonly description: string;
  /** As written; undefined when there is none, and always of a secret. */
  readonly value: string | undefined;
  readonly isSecret: boolean;
  readonly source: "default" | "environment" | "file" | "command_line";
}

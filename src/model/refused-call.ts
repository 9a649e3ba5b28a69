import type { ErrorCode } from "../names/error-codes.ts";

/** Whose refused calls are counted together: one account, one hour, one reason. */
export interface RefusalKey {
  /** First second of the hour. */
  readonly hour: number;
  /** 0 when nobody knows whose key it was. */
  readonly uid: number;
  /** The group that the account belonged to; 0 for none. */
  readonly gid: number;
  readonly code: ErrorCode;
  /** Which quota was used up, and whose; empty for every other reason. */
  readonly quota: string;
  readonly side: "user" | "group" | "";
}

/** How many they were, and the last of them. */
export interface RefusalCount extends RefusalKey {
  readonly calls: number;
  readonly lastAt: number;
  readonly lastMethod: string;
  /** The template of its path, such as `/files/{id}`: no caller's text. */
  readonly lastEndpoint: string;
  readonly lastAddress: string;
}

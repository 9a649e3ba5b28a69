export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Hands a mail to a server that will deliver it; raises TransientError when none takes it. */
export type SendMail = (mail: Mail) => Promise<void>;

/** An invitation to an address that has no account yet. Times are unix seconds. */
export interface Invitation {
  readonly id: string;
  readonly gid: number;
  readonly groupId: string;
  /** Lower case. */
  readonly email: string;
  readonly isAdmin: boolean;
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly sentAt: number;
  readonly expiresAt: number;
}

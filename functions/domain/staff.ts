// Who of the clinic's staff may do what: viewers look, editors also write and send, admins may do everything.

export const staffRoles = ['viewer', 'editor', 'admin'] as const;
export type StaffRole = (typeof staffRoles)[number];

export interface StaffMember {
  /** The identity provider's name for her, stable. */
  readonly subject: string;
  readonly email: string;
  readonly role: StaffRole;
}

export function mayAct(role: StaffRole, needed: StaffRole): boolean {
  return staffRoles.indexOf(role) >= staffRoles.indexOf(needed);
}

/** The highest known role among what an identity provider says; undefined for somebody without one. */
export function highestRole(claimed: readonly string[]): StaffRole | undefined {
  return staffRoles.findLast((role) => claimed.includes(role));
}

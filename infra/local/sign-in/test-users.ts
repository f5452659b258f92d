// The staff of a local run: one invented person per role, with one password that is printed at start.
import { type StaffRole, staffRoles } from '../../../functions/domain/staff.ts';

export interface TestUser {
  readonly email: string;
  readonly name: string;
  readonly role: StaffRole;
}

export const testPassword = 'afterglow';

const names: Readonly<Record<StaffRole, string>> = {
  viewer: 'Vera Viewer',
  editor: 'Edith Editor',
  admin: 'Ada Admin',
};

export const testUsers: readonly TestUser[] = staffRoles.map((role) => ({
  email: `${role}@clinic.test`,
  name: names[role],
  role,
}));

export function findTestUser(email: string): TestUser | undefined {
  return testUsers.find((user) => user.email === email.trim().toLowerCase());
}

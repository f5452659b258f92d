// The frame of the staff pages: navigation, who is signed in, a notice after something was done; and the pages at the door.
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { Clinic } from '../../domain/clinic.ts';
import type { StaffMember } from '../../domain/staff.ts';
import { Document } from '../page/document.tsx';
import type { StaffEnv } from './guard.ts';
import { staffStyles } from './styles.ts';

export type Section = 'journeys' | 'newsletters' | 'templates' | 'subscribers' | 'leads' | 'notices' | 'sending';

const sections: readonly { readonly id: Section; readonly href: string; readonly label: string }[] = [
  { id: 'journeys', href: '/staff', label: 'Journey' },
  { id: 'newsletters', href: '/staff/newsletters', label: 'Newsletters' },
  { id: 'templates', href: '/staff/templates', label: 'E-mails' },
  { id: 'subscribers', href: '/staff/subscribers', label: 'Subscribers' },
  { id: 'leads', href: '/staff/leads', label: 'Warm leads' },
  { id: 'notices', href: '/staff/notices', label: 'Notices' },
  { id: 'sending', href: '/staff/sending', label: 'Sending' },
];

export interface PageProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly title: string;
  readonly section?: Section;
  /** What this page adds to the style sheet of all. */
  readonly styles?: string;
  readonly children: Child;
}

export const StaffPage = ({ c, clinic, title, section, styles = '', children }: PageProps) => (
  <Document clinic={clinic} title={title} nonce={nonceOf(c)} styles={staffStyles + styles} unlisted>
    <a class="skip" href="#main">
      Skip to the content
    </a>
    <header class="top">
      <div class="bar">
        <a class="clinic" href="/staff">
          {clinic.name}
        </a>
        <nav aria-label="Staff pages">
          {sections.map(({ id, href, label }) => (
            <a href={href} aria-current={id === section ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <SignedInAs member={c.get('member')} />
      </div>
    </header>
    <main id="main">{children}</main>
  </Document>
);

const SignedInAs = ({ member }: { member: StaffMember }) => (
  <form class="me" method="post" action="/staff/sign-out">
    <span>
      {member.email} <small>{member.role}</small>
    </span>
    <button class="quiet" type="submit">
      Sign out
    </button>
  </form>
);

export interface DoorProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly title: string;
  readonly action: string;
  readonly children: Child;
}

/** For people who are not signed in: what is the matter, and one button. */
export const DoorPage = ({ c, clinic, title, action, children }: DoorProps) => (
  <Document clinic={clinic} title={title} nonce={nonceOf(c)} styles={staffStyles} unlisted>
    <main class="door">
      <p class="clinic">{clinic.name}</p>
      <h1>{title}</h1>
      <p>{children}</p>
      <p>
        <a class="button" href={`${clinic.linkOrigin}/staff/sign-in`}>
          {action}
        </a>
      </p>
    </main>
  </Document>
);

function nonceOf(c: Context<StaffEnv>): string {
  return c.get('secureHeadersNonce') ?? '';
}

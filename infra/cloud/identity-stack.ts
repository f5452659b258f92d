// Who works at the clinic: a Cognito user pool with a group per role, and the client the staff pages sign in with.
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery, Mfa, OAuthScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Clinic } from '../../functions/domain/clinic.ts';

const roles = { admin: 'Everything, people and settings included', editor: 'Writes and sends', viewer: 'Looks on' };

export class IdentityStack extends Stack {
  readonly issuer: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, { clinic }: { clinic: Clinic }) {
    super(scope, id, { description: 'Afterglow: sign-in of clinic staff' });
    const pool = new UserPool(this, 'Staff', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12 },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [groupName, description] of Object.entries(roles)) pool.addGroup(groupName, { groupName, description });
    pool.addDomain('Login', { cognitoDomain: { domainPrefix: domainPrefix(clinic) } });
    this.issuer = pool.userPoolProviderUrl;
    this.clientId = addStaffClient(pool, clinic).userPoolClientId;
  }
}

/** A public client: without a secret, only the code flow with PKCE. */
function addStaffClient(pool: UserPool, { linkOrigin }: Clinic): UserPoolClient {
  return pool.addClient('StaffPages', {
    generateSecret: false,
    preventUserExistenceErrors: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: [`${linkOrigin}/staff/callback`],
      logoutUrls: [`${linkOrigin}/staff`],
    },
    idTokenValidity: Duration.hours(1),
    accessTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.days(1),
  });
}

/** Unique in its region, at most 63 characters, and without the words that Cognito reserves. */
function domainPrefix({ mailDomain, stage }: Clinic): string {
  const clinicPart = mailDomain.replaceAll('.', '-').replaceAll(/aws|amazon|cognito/g, 'x');
  return `${clinicPart.slice(0, 46)}-${stage}`;
}

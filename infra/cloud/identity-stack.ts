// Who works at the clinic: a Cognito user pool with a group per role, the first admin, and the client the staff pages sign in with.
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { Deployment } from './settings.ts';

const roles = { admin: 'Everything, people and settings included', editor: 'Writes and sends', viewer: 'Looks on' };

export class IdentityStack extends Stack {
  readonly issuer: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, props: StackProps, { clinic, settings }: Deployment) {
    super(scope, id, { ...props, description: 'Afterglow: sign-in of clinic staff' });
    const pool = new UserPool(this, 'Staff', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      featurePlan: FeaturePlan.ESSENTIALS,
      // A second factor for everybody: Cognito cannot ask it of one group alone, and every role sees who is on the list.
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      userInvitation: {
        emailSubject: `Your access to ${clinic.name}`,
        emailBody: `Hello,<br><br>you may sign in at ${clinic.linkOrigin}/staff as {username}. Your password for the first time is {####}; it is good for three days.`,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const groups = Object.entries(roles).map(([groupName, description]) =>
      pool.addGroup(groupName, { groupName, description }),
    );
    pool.addDomain('Login', {
      cognitoDomain: { domainPrefix: domainPrefix(clinic) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const client = addStaffClient(pool, clinic);
    new CfnManagedLoginBranding(this, 'LoginPages', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    if (settings.firstAdmin) inviteFirstAdmin(this, pool, settings.firstAdmin).node.addDependency(...groups);
    this.issuer = pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
  }
}

/** Cognito writes to her with a password for one use. She stays when the setting is taken away, and invites the others. */
function inviteFirstAdmin(scope: Construct, pool: UserPool, email: string): CfnUserPoolUserToGroupAttachment {
  const person = new CfnUserPoolUser(scope, 'FirstAdmin', {
    userPoolId: pool.userPoolId,
    username: email,
    userAttributes: [
      { name: 'email', value: email },
      { name: 'email_verified', value: 'true' },
    ],
    desiredDeliveryMediums: ['EMAIL'],
  });
  person.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const attachment = new CfnUserPoolUserToGroupAttachment(scope, 'FirstAdminRole', {
    userPoolId: pool.userPoolId,
    username: person.ref,
    groupName: 'admin',
  });
  attachment.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return attachment;
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

// The names a clinic needs in the DNS: made in Route 53 where the zone is there, else printed by the deployment, one row each.
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnRecordSet, HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { StageSettings } from './settings.ts';

export interface DnsRecord {
  /** Says what it is for, in the template and beside the printed row. */
  readonly id: string;
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  readonly value: string;
}

const ttlSeconds = '1800';

export class Dns extends Construct {
  constructor(scope: Construct, id: string, { hostedZone }: StageSettings, records: readonly DnsRecord[]) {
    super(scope, id);
    for (const { id: what, name, type, value } of records) {
      if (hostedZone) {
        new CfnRecordSet(this, what, {
          hostedZoneId: hostedZone.id,
          name,
          type,
          ttl: ttlSeconds,
          resourceRecords: [type === 'TXT' ? `"${value}"` : value],
        });
      } else {
        new CfnOutput(Stack.of(this), `Dns${what}`, { value: `${name}  ${type}  ${value}` });
      }
    }
  }
}

/** The clinic's zone, where there is one in Route 53. */
export function zoneOf(scope: Construct, { hostedZone }: StageSettings): IHostedZone | undefined {
  if (!hostedZone) return undefined;
  const { id: hostedZoneId, name: zoneName } = hostedZone;
  return HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId, zoneName });
}

// Where the clinic is deployed, stage by stage: account and region, name and certificate, who hears alarms. Read by the CDK alone.
// A mistake stops the synthesis with the field, its value and the remedy.
import { defineCloud } from './infra/cloud/settings.ts';

export default defineCloud({
  // Begins the name of every stack; unique among the clinics of one AWS account.
  name: 'lumen',
  stages: {
    dev: {
      hostedZone: { id: 'Z0EXAMPLE0LUMEN', name: 'lumenskin.example' },
      alarms: { emails: ['web@lumenskin.example'] },
      firstAdmin: 'owner@lumenskin.example',
      release: 'at-once',
    },
    prod: {
      hostedZone: { id: 'Z0EXAMPLE0LUMEN', name: 'lumenskin.example' },
      alarms: { emails: ['web@lumenskin.example'] },
      firstAdmin: 'owner@lumenskin.example',
      // The first three dashboards of an account are free, any other costs $3 a month.
      dashboard: true,
    },
  },
});

// The clinic, once: everything a new clinic changes to make Afterglow its own. Checked at start and at synth.
import { type ClinicSettings, defineClinic } from './functions/clinic.ts';

const settings: ClinicSettings = {
  name: 'Lumen Skin Clinic',
  stage: 'dev',
  locale: 'en',
  otherLocales: ['es'],
  timeZone: 'Europe/London',
  postalAddress: '12 Harbour Street, Bristol BS1 4RN, United Kingdom',
  phone: '+44 117 496 0123',
  website: 'https://www.lumenskin.example',
  bookingUrl: 'https://www.lumenskin.example/book',
  privacyUrl: 'https://www.lumenskin.example/privacy',
  mailDomain: 'mail.lumenskin.example',
  linkOrigin: 'https://mail.lumenskin.example',
  sender: { name: 'Lumen Skin Clinic', address: 'hello@mail.lumenskin.example', replyTo: 'care@lumenskin.example' },
  colours: { brand: '#2f5d62', accent: '#c8553d', paper: '#fbf8f3', ink: '#22302f' },
  sendWindow: { from: '09:00', to: '11:00', daysOff: [] },
  holidays: [],
  caps: { marketing: 3, days: 7 },
  // Marketing pauses by itself where bounces or complaints pass these; SES reviews accounts at 5 % and 0.1 %.
  limits: { bouncePercent: 4, complaintPercent: 0.08, minimumSent: 200 },
  // Who gave no sign for so long, although she may be tracked and got at least so many e-mails, is written to no more.
  sunset: { silentDays: 365, minimumMails: 6 },
  confirmationTtlDays: 7,
  consentWording: {
    version: '2026-11',
    marketing:
      'Yes, please e-mail me the series about acne scars and, now and then, news from the clinic. I can leave at any time with one click.',
    tracking:
      'You may notice which e-mails I open and which links I follow, so that what you send fits what I read. I can switch this off at any time.',
    translations: {
      es: {
        marketing:
          'Sí, enviadme por correo la serie sobre las cicatrices de acné y, de vez en cuando, novedades de la clínica. Puedo darme de baja en cualquier momento con un clic.',
        tracking:
          'Podéis ver qué correos abro y qué enlaces sigo, para que lo que enviéis se ajuste a lo que leo. Puedo desactivarlo en cualquier momento.',
      },
    },
  },
  // What differs at another stage; everything else stays as above. `AFTERGLOW_STAGE=prod` or `cdk -c stage=prod` chooses one.
  stages: {
    prod: {
      mailDomain: 'news.lumenskin.example',
      linkOrigin: 'https://news.lumenskin.example',
      sender: { name: 'Lumen Skin Clinic', address: 'hello@news.lumenskin.example', replyTo: 'care@lumenskin.example' },
    },
  },
};

export default defineClinic(settings, process.env.AFTERGLOW_STAGE);

// What the public pages say in English. Another language is a file beside this one with the same names.
import type { Child } from 'hono/jsx';
import type { AddressFault } from '../../../domain/address.ts';
import type { Question } from '../../../domain/questions.ts';

/** Makes a link of some of a sentence's words. */
export type Linked = (words: string) => Child;

const addressFaults: Readonly<Record<AddressFault, string>> = {
  missing: 'Enter your e-mail address.',
  shape: 'Enter an e-mail address such as anna@example.com.',
  letters: 'The part before @ has letters that mail cannot carry yet; use an address in plain letters.',
  mailbox: 'The part before @ is not a valid mailbox name; check it for spaces or missing letters.',
  domain: 'The part after @ is not a domain; it should look like example.com.',
  long: 'That address is too long; the limit is 254 characters.',
};

/** A question's words where they differ from the domain's own, which are English. */
const questions: Readonly<Record<string, Pick<Question, 'title' | 'lead' | 'answers'>>> = {};

export const en = {
  locale: 'en',
  /** The language's name for itself. */
  language: 'English',
  layout: {
    skip: 'Skip to the content',
    about: 'About the clinic',
    privacy: 'Privacy',
    website: 'Website',
  },
  front: {
    title: 'Understand your acne scars',
    checkTitle: 'Please check the form',
    eyebrow: 'A free e-mail series',
    heading: 'Understand your acne scars, one short e-mail at a time',
    lead: 'Acne ends; its marks may stay, and meeting them in the mirror can be hard. We explain how scars form and what peels and microneedling do, plainly and without promises, so that you can decide in your own time.',
    pace: (mails: number, days: number) =>
      `Eight to eleven e-mails over the first month, never more than ${mails} in ${days} days. Education, not medical advice.`,
    topicsHeading: 'What you will read',
    topics: [
      ['How scars form', 'Why some breakouts leave a mark, what decides its depth, and the types there are.'],
      ['Chemical peels', 'What happens in the chair, how the skin recovers, and who should ask first.'],
      ['Microneedling', 'The two ways it works, and what the weeks between sessions look like.'],
      ['The two together', 'What trials found, and how a plan is made for one face and no other.'],
    ] as readonly (readonly [string, string])[],
  },
  form: {
    heading: 'Send me the series',
    email: 'E-mail',
    firstName: 'First name',
    optional: '(optional)',
    lure: 'Leave this field empty',
    send: 'Send me the series',
    after: (privacy: Linked): Child => (
      <>
        First we send one e-mail to check that the address is yours. Leave at any time: every e-mail has the link, and
        one click is enough. {privacy('How we treat your data')}
      </>
    ),
    summary: (count: number) => `Please look at ${count === 1 ? 'one thing' : `${count} things`} again`,
    addressFaults,
    nameTooLong: (most: number) => `Use at most ${most} characters.`,
    nameLetters: 'Use letters only: line breaks and control characters cannot be part of a name.',
    nameLinks: 'Enter a name without links or addresses.',
    consentMissing: 'Tick this box so that we may write to you; without it we cannot send the series.',
    wordingStale:
      'The wording has changed since you opened this page. Reload the page, read it again and send the form once more.',
  },
  sent: {
    heading: 'Check your mail',
    about:
      'If this address can get the series, an e-mail with one button is on its way. Press the button there, and the first part follows within minutes.',
    nothing: (minutes: number, phone: string, again: Linked): Child => (
      <>
        Nothing after {minutes} minutes? Look in the spam folder, check the spelling of your address, or{' '}
        {again('sign up once more')}. You can also call us on {phone}.
      </>
    ),
  },
  confirm: {
    ready: {
      heading: 'One press, and the series begins',
      about:
        'Confirm that this address is yours and that you would like our series about acne scars. The first e-mail leaves within minutes.',
      tracking:
        'You also agreed that we may notice which e-mails you open and which links you follow. Every e-mail has a link to change that.',
      button: 'Yes, start the series',
      notYou: (clinic: string) => `Not you? Then close this page. Without the button, ${clinic} sends nothing more.`,
    },
    confirmed: {
      heading: 'You are in',
      about: (sender: string) => `Thank you. The first e-mail is on its way to you, from ${sender}.`,
      hides: (address: Child): Child => (
        <>
          If it hides in another folder, move it to your inbox or add {address} to your contacts; then the others will
          find you.
        </>
      ),
      leave: (preferences: Linked): Child => (
        <>You can leave at any time, and {preferences('choose what we may notice')}.</>
      ),
    },
    already: {
      heading: 'You have confirmed already',
      about: 'All is well: the series is coming to you, and there is nothing more to do here.',
      preferences: 'Your preferences',
    },
    expired: {
      heading: 'This link has run out',
      about: (days: number) =>
        `For your safety a confirmation link works for ${days} ${days === 1 ? 'day' : 'days'}. We can send you a new one now.`,
      button: 'Send a new link',
    },
    askedAgain: {
      heading: 'Check your mail',
      about: 'A new confirmation is on its way. Press the button in it, and the series begins.',
      once: 'We send at most one every ten minutes; if one came just now, please use that.',
    },
    unreachable: {
      heading: 'Our e-mail to you came back',
      about: 'Your address sends our e-mail back to us, so we cannot write to you there.',
      instead: (phone: string, signUp: Linked): Child => (
        <>
          You could {signUp('sign up with another address')}, or call us on {phone}.
        </>
      ),
    },
    closed: {
      heading: 'This link is closed',
      about: 'It has been used, or you have left the list since. We write to you only when you ask for it anew.',
      button: 'Sign up again',
    },
  },
  leave: {
    question: {
      heading: 'Leave the list?',
      about: (clinic: string) => `Press the button, and ${clinic} writes to you no more. It takes effect at once.`,
      onlyTracking: (preferences: Linked): Child => (
        <>Is it only that we notice what you open? You can {preferences('switch that off')} and keep the e-mails.</>
      ),
    },
    button: 'Stop all e-mails',
    undo: 'That was a mistake: undo',
    left: {
      heading: 'You have left',
      about: 'We will not write to you again. Thank you for having read us, and all the best to you.',
      questions: (phone: string) => `Questions are always welcome: ${phone}.`,
    },
    stopped: {
      heading: 'You get no e-mails from us',
      about: (signUp: Linked): Child => (
        <>
          Nothing is sent to this address, and there is nothing to stop. Should you want our e-mails one day, you can{' '}
          {signUp('sign up')}.
        </>
      ),
    },
    back: {
      heading: 'Welcome back',
      about: (clinic: string) => `It is as if you had never left: the series from ${clinic} goes on where it stood.`,
    },
    notUndone: {
      heading: 'Please sign up once more',
      about: 'You left before you had confirmed your address, so there is nothing to go back to.',
    },
    archive: {
      heading: 'This is the public copy',
      about:
        'You came from the copy of a newsletter that everybody may read, which belongs to nobody in particular. To leave or to change your preferences, use the link at the foot of an e-mail we sent to you.',
    },
  },
  preferences: {
    heading: 'Your preferences',
    saved: 'Saved. It counts from this moment, also for e-mails you already have.',
    wordingStale:
      'What we may notice has changed since you opened this page, and is still off. Read it again, tick it and save once more.',
    topics: 'What you want to read',
    allOff: 'All of them are off: you stay on the list, and we write nothing until you switch one on again.',
    notice: 'What we may notice',
    save: 'Save',
    leave: 'Leave',
    aboutLeaving: (clinic: string) => `You can stop all e-mails from ${clinic} at any time.`,
  },
  answer: {
    chooseOne: 'Choose one',
    chooseOneOfThese: 'Choose one of these answers.',
    send: 'Send my answer',
    questions,
    thanks: 'Thank you',
    yes: 'Good to know you are there. We keep writing, as rarely as before, and you can leave whenever you like.',
    marks:
      'We have noted it. A name for what you see is a start; only a clinician who looks at your skin can say what it is and what may help. You can change your answer by the same link.',
    no: {
      heading: 'Then we stop here',
      about: 'Thank you for telling us. You have left the list, and we will not write to you again.',
    },
    book: {
      heading: 'We look forward to meeting you',
      about:
        'In a consultation a clinician looks at your skin, answers what you ask and says what may help, and what will not.',
      button: 'Choose a time',
      call: (phone: string) => `Or call us on ${phone}.`,
    },
  },
  errors: {
    toSignUp: 'Go to the sign-up page',
    unknown: {
      heading: 'There is nothing here',
      about:
        'The address may have been cut off on its way to you. Try the link in your e-mail once more, or start again.',
    },
    method: {
      heading: (method: string) => `This page does not take ${method}`,
      about: (allowed: readonly string[], signUp: Linked): Child => (
        <>
          It takes {allowed.join(' and ')}. You may be looking for {signUp('the sign-up page')}.
        </>
      ),
    },
    failure: {
      heading: 'That did not work',
      about: (phone: string) =>
        `Something went wrong on our side. Please try again in a minute, or call us on ${phone}.`,
    },
    tooMuch: {
      heading: 'That is more than we can take',
      about: (kilobytes: number) => `Send at most ${kilobytes} KB; a name and an address need far less.`,
    },
    withdrawn: {
      heading: 'This link has been taken back',
      about:
        'What it led to has changed or is over, so we closed it. Nothing is wrong with your e-mail or your device.',
      website: 'Go to our website',
      call: (phone: string) => `Looking for something in particular? Call us on ${phone}.`,
    },
  },
};

export type SiteWords = typeof en;

// What the mailbox does in the browser: shows time passing, and fetches the list anew when mail has come.

export const mailboxScript = `
const pollMs = 1500, pollWhileWaitingMs = 250;
const zone = document.body.dataset.zone;
const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'full', timeStyle: 'short' });
const now = document.getElementById('now');
const progress = document.getElementById('progress');
const form = document.querySelector('form.clock');
let waiting = false, timer;

async function look() {
  clearTimeout(timer);
  try {
    const state = await (await fetch('/mailbox/state')).json();
    now.textContent = format.format(state.now);
    now.dateTime = new Date(state.now).toISOString();
    const mails = document.getElementById('mails');
    if (String(state.count) !== mails.dataset.count) await renewList();
    if (!waiting) progress.textContent = '';
  } catch {
    progress.textContent = 'The runner does not answer.';
  }
  timer = setTimeout(look, waiting ? pollWhileWaitingMs : pollMs);
}

async function renewList() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
  const fresh = page.getElementById('mails');
  const mails = document.getElementById('mails');
  const focused = mails.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  mails.replaceWith(fresh);
  if (focused) fresh.querySelector('a[href="' + CSS.escape(focused) + '"]')?.focus();
  if (!waiting) progress.textContent = 'New mail has come.';
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = event.submitter;
  const buttons = form.querySelectorAll('button');
  waiting = true;
  buttons.forEach((one) => { one.disabled = true; });
  progress.textContent = 'Time passes…';
  look();
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams({ by: button.value }) });
    progress.textContent = answer.ok ? '' : 'Time could not pass; see the terminal.';
  } finally {
    waiting = false;
    buttons.forEach((one) => { one.disabled = false; });
    button.focus();
    await look();
  }
});

timer = setTimeout(look, pollMs);
`;

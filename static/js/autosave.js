// Forms marked data-autosave are saved by htmx after a pause. This module speaks when that fails, and keeps the text:
// it stays in the page and nowhere else. Without this file the Save button works as any other.
import { answered, sendAtOnce, whenHidden } from './leaving.js';
import { watchMarks } from './marks.js';

const SIGNED_OUT = 'signed-out';
const READY = 'ready';

// The line that says so stays at the foot of a small window: what is being typed is not to stand behind it.
function keepInSight(form) {
  if (form.contains(document.activeElement) && form.querySelector('.hg-not-saved')) document.activeElement.scrollIntoView({ block: 'nearest' });
}

function say(form, words, link) {
  const line = form.querySelector('#save-status');
  line.querySelectorAll('span, strong').forEach((old) => old.remove());
  const strong = document.createElement('strong');
  strong.className = 'hg-not-saved';
  strong.textContent = words;
  line.append(strong);
  keepInSight(form);
  if (!link) return;
  const anchor = document.createElement('a');
  anchor.href = link;
  anchor.target = '_blank';
  anchor.rel = 'noopener';
  anchor.textContent = 'Sign in (opens in a new tab)';
  strong.append(' ', anchor);
}

function saySignedOut(form) {
  form.dataset.state = SIGNED_OUT;
  say(form, 'Not saved. You are signed out: sign in again in another tab and come back. Your text is still on this page.', document.body.dataset.signIn);
  document.dispatchEvent(new CustomEvent('hg:signed-out'));
}

function sayNotReached(form) {
  say(form, 'Not saved: the service could not be reached. Your text is still on this page. Press Save to try again.');
}

// Asks the page's own address whether somebody is still signed in, and takes the token that goes with the sign-in.
// Resolves to 'ready', 'signed-out' or 'unreachable'.
async function renew(form) {
  const page = form.dataset.page ?? window.location.pathname; // a page drawn by a refused POST names its own address
  let answer;
  try {
    answer = await fetch(page, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
  } catch {
    return 'unreachable';
  }
  const moved = new URL(answer.url).pathname !== page;
  if (moved && new URL(answer.url).pathname === new URL(form.dataset.signIn, window.location.href).pathname) return SIGNED_OUT;
  if (moved) return READY; // no longer a draft: the server says so, in words, when the text arrives
  if (!answer.ok) return 'unreachable';
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!fresh.body.dataset.who) return SIGNED_OUT;
  // Still signed in. When the draft is one no more its page has no form: the server says so when the text arrives.
  const headers = fresh.body.getAttribute('hx-headers');
  document.body.setAttribute('hx-headers', headers);
  form.querySelector('input[name="csrfmiddlewaretoken"]').value = JSON.parse(headers)['X-CSRFToken'];
  return READY;
}

async function retry(form) {
  const tried = form.dataset.state === 'retrying';
  const standing = await renew(form);
  if (standing === SIGNED_OUT) saySignedOut(form);
  else if (standing === 'unreachable' || tried) sayNotReached(form);
  else {
    form.dataset.state = 'retrying';
    window.htmx.trigger(form, 'hg-retry');
  }
}

function watch(form) {
  let unsaved = false;
  const markFields = watchMarks(form);
  form.addEventListener('input', () => { unsaved = true; });

  // Whether an answer's words belong in the page's line.
  const hear = (status, address) => {
    const elsewhere = address && new URL(address).pathname !== new URL(form.action).pathname;
    if (elsewhere || status >= 400) unsaved = true;
    if (elsewhere || status === 403) retry(form);
    else if (status === 409 || status === 422) return true; // they say why nothing was saved
    else if (status >= 400) sayNotReached(form);
    else {
      delete form.dataset.state;
      return true;
    }
    return false;
  };
  const miss = () => { unsaved = true; sayNotReached(form); };

  form.addEventListener('htmx:beforeRequest', () => { unsaved = false; });
  form.addEventListener('htmx:beforeSwap', (event) => {
    const { xhr } = event.detail;
    event.detail.shouldSwap = hear(xhr.status, xhr.responseURL);
    if (event.detail.shouldSwap) event.detail.isError = false;
  });
  // A form sent by its button takes everything along.
  const waiting = () => (form.dataset.state === READY && !unsaved ? [] : [form]);
  whenHidden(waiting, () => unsaved && form.dataset.state !== SIGNED_OUT, () => {
    unsaved = false;
    sendAtOnce(form, new FormData(form), ({ status, address, words }) => {
      if (hear(status, address)) window.htmx.swap('#save-status', words, { swapStyle: 'innerHTML' });
    }, miss);
  });
  form.addEventListener('htmx:afterSettle', () => {
    markFields();
    keepInSight(form);
  });
  form.addEventListener('htmx:sendError', miss);
  form.addEventListener('htmx:timeout', miss);

  // Save asks first whether the sign-in still holds: a form sent after it is lost would take its text with it.
  form.addEventListener('submit', async (event) => {
    if (form.dataset.state === READY) return; // asked already: sent with the button that was pressed
    event.preventDefault();
    const button = event.submitter;
    await answered(form);
    const standing = await renew(form);
    if (standing === SIGNED_OUT) saySignedOut(form);
    else if (standing === 'unreachable') sayNotReached(form);
    else {
      unsaved = false;
      form.dataset.state = READY;
      form.requestSubmit(button);
    }
  });

  window.addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault();
  });
}

// Signed in again in another tab (session.js): what waited is saved without a further word.
document.addEventListener('hg:signed-in', () => document.querySelectorAll(`form[data-autosave][data-state="${SIGNED_OUT}"]`).forEach(retry));

export function watchAutosave() {
  document.querySelectorAll('form[data-autosave]').forEach(watch);
}

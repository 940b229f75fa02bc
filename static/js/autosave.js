// Forms marked data-autosave are saved by htmx after a pause. This module speaks when that fails, and keeps the text:
// it stays in the page and nowhere else. Without this file the Save button works as any other.

const SIGNED_OUT = 'signed-out';
const READY = 'ready';

function say(form, words, link) {
  const line = form.querySelector('#save-status');
  line.querySelectorAll('span, strong').forEach((old) => old.remove());
  const strong = document.createElement('strong');
  strong.className = 'hg-not-saved';
  strong.textContent = words;
  line.append(strong);
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
  form.addEventListener('input', () => { unsaved = true; });

  form.addEventListener('htmx:beforeRequest', () => { unsaved = false; });
  form.addEventListener('htmx:beforeSwap', (event) => {
    const { xhr } = event.detail;
    const elsewhere = xhr.responseURL && new URL(xhr.responseURL).pathname !== new URL(form.action).pathname;
    if (elsewhere || xhr.status === 403) {
      event.detail.shouldSwap = false;
      unsaved = true;
      retry(form);
    } else if (xhr.status === 409 || xhr.status === 422) {
      event.detail.shouldSwap = true; // the answer says, in the page's line, why nothing was saved
      event.detail.isError = false;
      unsaved = true;
    } else if (xhr.status >= 400) {
      unsaved = true;
      sayNotReached(form);
    } else {
      delete form.dataset.state;
    }
  });
  form.addEventListener('htmx:sendError', () => { unsaved = true; sayNotReached(form); });
  form.addEventListener('htmx:timeout', () => { unsaved = true; sayNotReached(form); });

  // Save asks first whether the sign-in still holds: a form sent after it is lost would take its text with it.
  form.addEventListener('submit', async (event) => {
    if (form.dataset.state === READY) return; // asked already: sent with the button that was pressed
    event.preventDefault();
    const button = event.submitter;
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

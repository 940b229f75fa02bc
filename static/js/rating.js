// Saving a self-assessment competency by competency: says when an answer was kept, and plainly when it was not. What was typed is never
// touched. Without this file 'Save and continue' does the same.
import { answered, sendAtOnce, whenHidden } from './leaving.js';

const RETRY_AFTER = 15000;
const boxOf = (event) => event.detail.requestConfig?.elt?.closest?.('[data-rating]');

// What else may be said stands folded below the levels; beside them there is room for it.
if (window.matchMedia('(min-width: 62em)').matches) document.querySelectorAll('[data-more]').forEach((more) => { more.open = true; });

const countRated = () => {
  const bar = document.querySelector('[data-rated-elsewhere]');
  if (!bar) return;
  const here = document.querySelectorAll('[data-rating] input[name$="-level"]:checked').length;
  bar.value = Number(bar.dataset.ratedElsewhere) + here;
  document.querySelector('[data-rated-words]').textContent = bar.value;
};

const say = (box, words, canRetry) => {
  const status = box.querySelector('[data-status]');
  const line = document.createElement('p');
  line.className = 'hg-a-status__bad';
  line.dataset.words = '';
  line.textContent = words;
  status.querySelectorAll('[data-words]').forEach((old) => old.remove());
  if (canRetry) line.append(' ', retryButton(box));
  status.prepend(line);
  box.dataset.unsaved = '';
};

const retryButton = (box) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'hg-a-link-button';
  button.textContent = 'Try again now';
  button.addEventListener('click', () => retry(box));
  return button;
};

// After signing in again the page's token is an old one: take the new one from a fresh copy of the page.
const renewToken = async () => {
  const answer = await fetch(window.location.href, { credentials: 'same-origin' });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const token = fresh.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
  if (!token || new URL(answer.url).pathname !== window.location.pathname) return;
  document.body.setAttribute('hx-headers', JSON.stringify({ 'X-CSRFToken': token }));
  document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((input) => { input.value = token; });
};

const retry = async (box) => {
  if (!('unsaved' in box.dataset)) return;
  try {
    if (box.dataset.unsaved === 'signed-out') await renewToken();
  } catch { /* still no connection: the request below says so */ }
  window.htmx.trigger(box, 'retry');
};

// Whether an answer's words belong at the foot of the competency: `saved` is what its header says.
const hear = (box, saved) => {
  if (saved === 'yes') {
    countRated();
  } else if (saved === 'no') {
    box.dataset.unsaved = 'refused';
  } else {
    say(box, 'Not saved. You may have been signed out: sign in again in another tab. Your answer is still on this page.', true);
    box.dataset.unsaved = 'signed-out';
    document.dispatchEvent(new CustomEvent('hg:signed-out'));
  }
  return saved !== null;
};

const miss = (box) => {
  say(box, 'Not saved: there is no connection. Your answer is still on this page.', true);
  window.setTimeout(() => retry(box), RETRY_AFTER);
};

document.addEventListener('htmx:beforeRequest', (event) => { delete boxOf(event)?.dataset.unsaved; });

document.addEventListener('htmx:beforeSwap', (event) => {
  const box = boxOf(event);
  if (!box) return;
  event.detail.shouldSwap = hear(box, event.detail.xhr.getResponseHeader('X-Saved'));
  event.detail.isError = false;
});

['htmx:sendError', 'htmx:timeout', 'htmx:sendAbort'].forEach((name) => {
  document.addEventListener(name, (event) => {
    const box = boxOf(event);
    if (box) miss(box);
  });
});

document.addEventListener('input', (event) => {
  isSent = false;
  const box = event.target.closest('[data-rating]');
  if (box && event.target.matches('textarea') && !['', 'signed-out'].includes(box.dataset.unsaved)) box.dataset.unsaved = 'typing';
});

document.addEventListener('hg:signed-in', () => document.querySelectorAll('[data-unsaved]').forEach(retry));
window.addEventListener('online', () => document.querySelectorAll('[data-unsaved]').forEach(retry));
window.addEventListener('beforeunload', (event) => {
  if (document.querySelector('[data-unsaved="signed-out"], [data-unsaved=""]')) event.preventDefault();
});
// Of what the page's form holds, what htmx would send of this competency.
const fieldsOf = (box) => {
  const own = box.getAttribute('hx-params').split(',');
  const fields = [...new FormData(box.form)].filter(([name]) => own.includes(name));
  return [...fields, ...Object.entries(JSON.parse(box.getAttribute('hx-vals')))];
};

let isSent = false;
const waiting = () => (isSent ? [] : [...document.querySelectorAll('[data-rating]')]);
whenHidden(waiting, (box) => ['typing', ''].includes(box.dataset.unsaved), (box) => {
  delete box.dataset.unsaved;
  sendAtOnce(box, fieldsOf(box), ({ saved, words }) => {
    if (hear(box, saved)) window.htmx.swap(box.getAttribute('hx-target'), words, { swapStyle: 'innerHTML' });
  }, () => miss(box));
});

// What is being saved comes first: its answer names the edition that the form must carry.
const settled = async (boxes) => {
  await Promise.all(boxes.map(answered));
  while (boxes.some((box) => box.classList.contains('htmx-request'))) {
    await new Promise((resolve) => { document.addEventListener('htmx:afterRequest', () => window.setTimeout(resolve), { once: true }); });
  }
};

// Leaving by one of the form's own buttons saves everything.
let isHeld = false;
document.addEventListener('submit', async (event) => {
  const boxes = [...event.target.querySelectorAll('[data-rating]')];
  if (isHeld ? boxes.length : boxes.some((box) => answered(box) || box.classList.contains('htmx-request'))) {
    event.preventDefault();
    if (isHeld) return;
    isHeld = true;
    await settled(boxes);
    isHeld = false;
    event.target.requestSubmit(event.submitter);
    return;
  }
  isSent = true;
  document.querySelectorAll('[data-unsaved]').forEach((box) => { delete box.dataset.unsaved; });
});

// Warns before a sign-in ends and lets it be renewed in place: in another tab, while this page keeps what was typed.
// Without this file the server keeps a form that arrives too late and offers it again after signing in.

const WARN_SECONDS = 120;
const ASK_AGAIN_SECONDS = 30;

const page = document.body.dataset;
let timer;
let isOut = false;

function bar() {
  let box = document.getElementById('session-bar');
  if (!box) {
    box = document.createElement('div');
    box.id = 'session-bar';
    box.className = 'hg-session';
    box.setAttribute('role', 'alert');
    document.querySelector('main').prepend(box);
  }
  box.replaceChildren();
  return box;
}

function say(words, ...actions) {
  const line = document.createElement('p');
  line.append(words, ...actions.flatMap((action) => [' ', action]));
  bar().append(line);
}

function hush() {
  document.getElementById('session-bar')?.remove();
}

function later(seconds) {
  clearTimeout(timer);
  timer = setTimeout(check, Math.max(seconds, 1) * 1000);
}

async function ask(method = 'GET') {
  const headers = { Accept: 'application/json' };
  if (method === 'POST') headers['X-CSRFToken'] = JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken'];
  const answer = await fetch(page.session, { method, headers, credentials: 'same-origin' });
  return answer.json();
}

// After signing in again the page's token is an old one.
function renewToken(token) {
  document.body.setAttribute('hx-headers', JSON.stringify({ 'X-CSRFToken': token }));
  document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((input) => { input.value = token; });
}

function stayButton() {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small';
  button.textContent = 'Stay signed in';
  button.addEventListener('click', async () => {
    const now = await ask('POST').catch(() => null);
    if (now?.user) hush();
    later(now?.user ? now.left - WARN_SECONDS : 1);
  });
  return button;
}

function signInLink() {
  const link = document.createElement('a');
  link.href = page.signIn;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = 'Sign in again (opens in a new tab)';
  return link;
}

function warn(now) {
  const minutes = Math.max(1, Math.round(now.left / 60));
  const when = `in about ${minutes} minute${minutes === 1 ? '' : 's'}`;
  if (now.final) say(`Your sign-in ends ${when}, because it began long ago. Save what you are doing.`);
  else say(`You will be signed out ${when}, because nothing has happened here.`, stayButton());
}

function sayOut() {
  isOut = true;
  clearTimeout(timer);
  say('You are signed out. What you typed is still on this page.', signInLink());
}

function sayBack(now) {
  isOut = false;
  renewToken(now.token);
  say('You are signed in again. Nothing was lost: go on.');
  document.dispatchEvent(new CustomEvent('hg:signed-in'));
}

async function check() {
  const now = await ask().catch(() => undefined);
  if (now === undefined) later(ASK_AGAIN_SECONDS); // no connection: ask again
  else if (!now.user) sayOut();
  else if (String(now.user) !== page.who) say('Somebody else is signed in in this browser now. Copy what you typed: it cannot be saved from here.');
  else {
    if (isOut) sayBack(now);
    else if (now.left <= WARN_SECONDS) warn(now);
    else hush();
    later(now.left <= WARN_SECONDS ? Math.min(now.left + 1, ASK_AGAIN_SECONDS) : now.left - WARN_SECONDS);
  }
}

export function watchSession() {
  if (!page.session) return;
  later(Number(page.left) - WARN_SECONDS);
  document.addEventListener('visibilitychange', () => { if (isOut && !document.hidden) check(); });
  window.addEventListener('focus', () => { if (isOut) check(); });
  document.addEventListener('hg:signed-out', sayOut);
  // A form sent now would only come back: the text stays where it is until the sign-in is renewed.
  document.addEventListener('submit', (event) => {
    if (!isOut || event.target.method !== 'post') return;
    event.preventDefault();
    event.stopPropagation();
    check();
    window.scrollTo({ top: 0 });
  }, true);
}

// Words not saved yet when a page is hidden or closed are sent at once, by a request that outlives the page. Should the page
// live on, what htmx would save meanwhile waits for the answer, which names the edition the next save must carry.
const LONGEST = 60_000; // browsers refuse more to a request that outlives its page

const underway = new Map();

async function post(address, fields) {
  const body = new URLSearchParams(fields).toString();
  const headers = { ...JSON.parse(document.body.getAttribute('hx-headers')), 'HX-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(address, { method: 'POST', body, headers, credentials: 'same-origin', keepalive: body.length < LONGEST });
  return { status: answer.status, address: answer.url, saved: answer.headers.get('X-Saved'), words: await answer.text() };
}

// Sends where htmx would, and gives the answer to `hear`, or its absence to `miss`.
export function sendAtOnce(element, fields, hear, miss) {
  const sent = post(element.getAttribute('hx-post'), fields).then(hear).catch(miss).finally(() => underway.delete(element));
  underway.set(element, sent);
}

// Resolves when nothing sent so is under way any more.
export const answered = (element) => underway.get(element);

// Sends those of the elements that hold something unsaved. While htmx's own request is under way its answer comes first, unless
// the page is closed and takes it along.
export function whenHidden(elements, isUnsaved, send) {
  const act = (isClosed) => elements().filter((one) => (one.classList.contains('htmx-request') ? isClosed : isUnsaved(one))).forEach(send);
  const ifHidden = () => { if (document.visibilityState === 'hidden') act(false); };
  document.addEventListener('visibilitychange', ifHidden);
  document.addEventListener('htmx:afterRequest', ifHidden);
  window.addEventListener('pagehide', () => act(true));
}

document.addEventListener('htmx:confirm', (event) => {
  const sent = underway.get(event.detail.elt);
  if (!sent) return;
  event.preventDefault();
  sent.then(() => event.detail.issueRequest(true));
});

// What a form's line says of a field by a link to it stands beside the field too, as the design system marks an error: until
// the line names the field no more. Nothing else is marked or unmarked.
const named = (form) => new Map([...form.querySelectorAll('#save-status a[href^="#"]')].map((link) => [link.hash.slice(1), link.textContent]));
const errorId = (id) => `${id}-error`;

function group(field, isWrong) {
  field.closest('.nhsuk-form-group').classList.toggle('nhsuk-form-group--error', isWrong);
  field.classList.toggle(`${field.classList[0]}--error`, isWrong);
  const others = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== errorId(field.id));
  field.setAttribute('aria-describedby', [...others, ...(isWrong ? [errorId(field.id)] : [])].join(' '));
}

function mark(field, words) {
  let told = document.getElementById(errorId(field.id));
  if (!told) {
    told = document.createElement('span');
    told.id = errorId(field.id);
    told.className = 'nhsuk-error-message';
    field.before(told);
  }
  const hidden = document.createElement('span');
  hidden.className = 'nhsuk-u-visually-hidden';
  hidden.textContent = 'Error: ';
  told.replaceChildren(hidden, words);
  group(field, true);
}

function unmark(field) {
  document.getElementById(errorId(field.id))?.remove();
  group(field, false);
}

// The function given back is called when the line has changed.
export function watchMarks(form) {
  let before = named(form);
  return () => {
    const now = named(form);
    [...before.keys()].filter((id) => !now.has(id)).map((id) => document.getElementById(id)).forEach(unmark);
    now.forEach((words, id) => mark(document.getElementById(id), words));
    if (before.size && !now.size) document.querySelectorAll('.nhsuk-error-summary, .hg-in-part').forEach((said) => said.remove());
    before = now;
  };
}

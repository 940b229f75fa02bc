// Runs before the page is drawn: says that scripts work, so that components which need them may show.
document.documentElement.classList.replace('no-js', 'js');
document.addEventListener('DOMContentLoaded', () => {
  document.body.classList.add('js-enabled');
  if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('nhsuk-frontend-supported');
});

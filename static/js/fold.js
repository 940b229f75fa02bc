// What is folded on a phone and stands open everywhere else: the page comes with it open, so that without this file nothing is hidden.
const folds = () => document.querySelectorAll('[data-fold]');

export const watchFolds = () => {
  const phone = window.matchMedia('(max-width: 40.05em)');
  const fold = () => folds().forEach((one) => { one.open = !phone.matches; });
  fold();
  phone.addEventListener('change', fold);
  window.addEventListener('beforeprint', () => folds().forEach((one) => { one.open = true; }));
  window.addEventListener('afterprint', fold);
};

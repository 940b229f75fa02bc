// Ctrl and Enter (or Command and Enter) inside a form marked data-shortcut presses its button data-shortcut-target.
export function watchShortcut() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const button = event.target.closest?.('form[data-shortcut]')?.querySelector('[data-shortcut-target]');
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

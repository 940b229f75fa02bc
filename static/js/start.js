// Runs before the page is drawn: says that scripts work, so that components which need them may show.
document.documentElement.classList.replace('no-js', 'js');

// Under `require-trusted-types-for 'script'` no text becomes a script or the address of one. htmx and the design
// system write HTML that came from our own server, which is let through; scripts never are.
window.trustedTypes?.createPolicy('default', { createHTML: (html) => html });

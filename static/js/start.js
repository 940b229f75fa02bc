// Runs before the page is drawn: says that scripts work, so that components which need them may show.
document.documentElement.classList.replace('no-js', 'js');

// A passkey that was refused or took too long is said on the page; the scripts of the sign-in only log it.
export function watchPasskeys() {
  document.addEventListener('allauth.error', (event) => {
    const words = document.getElementById('passkey-failed');
    if (!words) return;
    event.preventDefault();
    words.hidden = false;
  });
}

// A colour can be picked beside the box it is written in. Without scripts there is the box alone.
const WRITTEN = /^#[0-9a-f]{6}$/i;

export function watchColours() {
  for (const picker of document.querySelectorAll('[data-colour-of]')) {
    const box = document.getElementById(picker.dataset.colourOf);
    const follow = () => {
      if (WRITTEN.test(box.value)) picker.value = box.value.toLowerCase();
    };
    follow();
    box.addEventListener('input', follow);
    picker.addEventListener('input', () => {
      box.value = picker.value;
    });
    picker.parentElement.hidden = false;
  }
}

// Narrows the codes of the form to what is typed; a chosen code always stays in sight.

const search = document.querySelector("[data-code-search]");
const choice = document.querySelector("[data-code-choice]");
const none = document.querySelector("[data-code-none]");

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ё/g, "е");

function narrow() {
  const wanted = folded(search.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const axis of choice.children) {
    let here = 0;
    for (const label of axis.querySelectorAll("[data-words]")) {
      const words = folded(`${label.dataset.words} ${label.textContent}`);
      const fits = wanted.every((part) => words.includes(part));
      label.hidden = !fits && !label.querySelector("input").checked;
      if (!label.hidden) here += 1;
      if (fits) found += 1;
    }
    axis.hidden = here === 0;
  }
  none.hidden = found > 0;
}

// Enter in the search takes the only code left instead of sending the form.
function take(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const left = [...choice.querySelectorAll("[data-words]:not([hidden]) input:not(:checked)")];
  if (left.length !== 1) return;
  left[0].checked = true;
  search.value = "";
  narrow();
}

search?.addEventListener("input", narrow);
search?.addEventListener("keydown", take);

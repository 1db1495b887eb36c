// The editor of a code: shows the chip and what it does while the answers are being given, and keeps Ctrl+S at hand.
// Without this script the form works as it is; the preview then shows what was saved.

const PAUSE_MS = 150;
const form = document.querySelector("[data-code-editor]");
let pending = 0;
let running = null;
let isSaving = false;
let isChanged = false;

function place(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const part of answer.querySelectorAll("[data-part]")) {
    const target = document.querySelector(`.codes [data-part="${part.dataset.part}"]`);
    if (target && target.innerHTML !== part.innerHTML) target.replaceChildren(...part.childNodes);
  }
}

async function refresh() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Preview": "1" },
      signal: running.signal,
    });
    if (answer.ok && !answer.redirected) place(await answer.text());
  } catch (failure) {
    // The preview of an answer that has been overtaken, or of a moment offline, is not missed.
    if (!(failure instanceof TypeError) && failure.name !== "AbortError") throw failure;
  }
}

const radio = (name, value) => form.querySelector(`input[name="${name}"][value="${value}"]`);

// "Do not contact" and "never" go together only: one answers the other.
function follow(input) {
  if (input.name === "rest_days") radio("then", "rest").checked = true;
  if (input.name === "meaning" && input.value === "opt_out") radio("then", "never").checked = true;
  else if (input.name === "meaning" && radio("then", "never").checked) radio("then", "allowed").checked = true;
  if (input.name === "meaning" && input.value === "bad_number" && radio("then", "allowed").checked) {
    radio("then", "not_this_number").checked = true;
  }
  if (input.name === "then" && input.value === "never" && input.checked) radio("meaning", "opt_out").checked = true;
}

form.addEventListener("input", (event) => {
  isChanged = true;
  follow(event.target);
  clearTimeout(pending);
  pending = setTimeout(refresh, PAUSE_MS);
});

form.addEventListener("submit", () => {
  isSaving = true;
});

document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyS" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit();
});

window.addEventListener("beforeunload", (event) => {
  if (isChanged && !isSaving) event.preventDefault();
});

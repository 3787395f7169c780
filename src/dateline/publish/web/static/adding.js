// Watches a job: asks how far it is, and shows its page anew when it is done. Without this the page looks by itself.
const watched = document.querySelector("[data-job]");

async function look() {
  try {
    const answer = await fetch(`/add/${watched.dataset.job}.json`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const job = await answer.json();
    if (job.state === "done" || job.state !== watched.dataset.state) return location.reload();
    const bar = watched.querySelector("progress");
    if (job.of) { bar.max = job.of; bar.value = job.done; } else { bar.removeAttribute("value"); }
    const told = job.of ? `${job.step}: ${job.done} / ${job.of}` : job.step;
    const line = watched.querySelector("[role=status]");
    if (told && line.textContent !== told) line.textContent = told;
  } catch { /* the server is away: ask again */ }
  setTimeout(look, 700);
}

if (watched) setTimeout(look, 400);

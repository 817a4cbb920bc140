// Keeps what is typed into the progress form: on this device at once, on the server a few seconds later.
(() => {
  "use strict";

  const PREFIX = "tracker-draft:";
  const DAYS_KEPT = 14;
  const DEVICE_DELAY = 300;
  const SERVER_DELAY = 4000;
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "seen", "author"]);

  // The store may be full or forbidden; the server's draft then remains.
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, kept) => { try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* see above */ } };
  const forget = (key) => { try { localStorage.removeItem(key); } catch { /* see above */ } };
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };

  for (const key of keys()) {
    const kept = read(key);
    if (!kept || Date.now() - kept.at > DAYS_KEPT * 86400000) forget(key);
  }
  // What the desk shows as reported is a draft no more.
  for (const done of document.querySelectorAll("[data-draft-done]")) {
    const kept = read(done.dataset.draftDone);
    if (kept && kept.own < Number(done.dataset.update)) forget(done.dataset.draftDone);
  }

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const { draft: key, own, bound, kept: onServer } = form.dataset;
  const state = document.getElementById("draft-state");
  const notice = document.getElementById("restored");
  const fieldsOf = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !NOT_KEPT.has(name)));
  const same = (some, other) => JSON.stringify(Object.entries(some).sort()) === JSON.stringify(Object.entries(other).sort());
  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const opened = fieldsOf();

  const fill = (fields) => {
    for (const control of form.elements) {
      if (!control.name || NOT_KEPT.has(control.name) || control.type === "submit") continue;
      if (control.type === "radio") control.checked = fields[control.name] === control.value;
      else control.value = fields[control.name] ?? "";
    }
    document.dispatchEvent(new Event("tracker:filled"));
  };
  const keep = (saved) => write(key, { at: Date.now(), own: Number(own), saved, fields: fieldsOf() });

  const restore = () => {
    const kept = read(key);
    if (!kept || bound) return;
    const submitted = kept.own < Number(own);
    const discarded = kept.saved && !onServer;
    if (submitted || discarded) { forget(key); return; }
    if (kept.saved || same(kept.fields, opened)) return;
    fill(kept.fields);
    notice.querySelector("[data-time]").textContent = clock(kept.at);
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => {
      forget(key);
      fill(opened);
      notice.hidden = true;
      form.elements.progress.focus();
    });
  };

  let deviceTimer, serverTimer, request;
  const saveOnServer = async () => {
    const data = new FormData(form);
    data.append("action", "draft");
    const sent = fieldsOf();
    request = new AbortController();
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual", signal: request.signal,
      });
      if (answer.status === 401) { state.textContent = form.dataset.textEnded; return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: at } = await answer.json();
      state.textContent = at ? `${form.dataset.textSaved} ${at}` : "";
      if (same(sent, fieldsOf())) keep(true);
    } catch (error) {
      if (error.name !== "AbortError") state.textContent = form.dataset.textOffline;
    }
  };
  const stop = () => { clearTimeout(deviceTimer); clearTimeout(serverTimer); request?.abort(); };

  form.addEventListener("input", () => {
    clearTimeout(deviceTimer);
    clearTimeout(serverTimer);
    deviceTimer = setTimeout(() => keep(false), DEVICE_DELAY);
    serverTimer = setTimeout(saveOnServer, SERVER_DELAY);
  });
  form.addEventListener("submit", () => { stop(); keep(false); });
  window.addEventListener("online", () => { if (read(key)?.saved === false) saveOnServer(); });
  window.addEventListener("pagehide", () => { if (!same(fieldsOf(), opened) && read(key)?.saved !== true) keep(false); });

  const unchanged = document.getElementById("unchanged");
  unchanged?.addEventListener("submit", (event) => {
    const wrote = ["progress", "problems", "next_steps"].some((name) => form.elements[name].value.trim());
    if (wrote && !window.confirm(unchanged.dataset.textTyped)) event.preventDefault();
    else stop();
  });

  if (bound) keep(false);
  restore();
})();

"use strict";
(() => {
  // The search of the first page: nothing is asked of the network, the index is in the page.
  const field = document.getElementById("search-field");
  if (!field) return;
  const list = document.getElementById("search-results");
  const told = document.getElementById("search-told");
  const headings = { report: "Reports", actor: "Actors", event: "Events", article: "Articles" };
  const most = { report: 8, actor: 8, event: 8, article: 20 };
  // й stays й: only Latin letters lose their accents.
  const letters = { ё: "е", ð: "d", þ: "th", ø: "o", ł: "l", æ: "ae", ß: "ss" };
  const fold = (text) => text.toLowerCase().replace(/[ёðþøłæß]/g, (c) => letters[c])
    .replace(/[\u00c0-\u024f]/g, (c) => c.normalize("NFD").replace(/[\u0300-\u036f]/g, ""));
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  // A word as its stem, so that Лаврова finds Лавров and talks find talk.
  const endings = /(?:ого|его|ому|ему|ами|ями|ыми|ими|ской|ский|ская|ской|ых|их|ой|ей|ом|ем|ах|ях|ов|ев|ам|ям|ый|ий|ая|яя|ое|ее|ые|ие|ую|юю|ия|ии|[аеиоуыэюяйь])$/;
  const stem = (word) => {
    const cut = /[а-я]/.test(word) ? word.replace(endings, "") : word.replace(/s$/, "");
    return cut.length >= 4 ? cut : word;
  };
  let entries = null;
  const load = async () => {
    if (entries) return entries;
    const bytes = Uint8Array.from(atob(document.getElementById("search").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const made = await new Response(stream).json();
    entries = Object.entries(made).map(([kind, rows]) => [kind, rows.map((row) => ({ row, words: wordsOf(row.slice(0, 3).join(" ")) }))]);
    return entries;
  };
  const score = (words, asked) => {
    let sum = 0;
    for (const [word, root] of asked) {
      let best = 0;
      for (const one of words) {
        if (one === word) best = Math.max(best, 3);
        else if (one.startsWith(word)) best = Math.max(best, 2);
        else if (one.startsWith(root)) best = Math.max(best, 1);
        if (best === 3) break;
      }
      if (!best) return 0;
      sum += best;
    }
    return sum;
  };
  const item = ([text, other, beside, page]) => {
    const made = document.createElement("li");
    const name = document.createElement(page ? "a" : "span");
    name.textContent = text;
    if (/[а-яё]/i.test(text)) name.lang = "ru";
    if (page) { name.href = page; name.rel = "noopener noreferrer"; }
    const said = [other, beside].filter(Boolean).join(" · ");
    made.append(name);
    if (said) {
      const small = document.createElement("small");
      small.textContent = said;
      made.append(" ", small);
    }
    return made;
  };
  const group = (kind, found) => {
    const made = document.createElement("section");
    const head = document.createElement("h2");
    head.textContent = `${headings[kind]} (${found.length})`;
    const rows = document.createElement("ul");
    rows.append(...found.slice(0, most[kind]).map(({ row }) => item(row)));
    made.append(head, rows);
    if (found.length > most[kind]) {
      const more = document.createElement("p");
      more.textContent = `… and ${found.length - most[kind]} more: add a word.`;
      made.append(more);
    }
    return made;
  };
  const search = async () => {
    const text = field.value;
    const all = await load();
    if (text !== field.value) return; // typed on while the index was unpacked
    const asked = wordsOf(text).map((word) => [word, stem(word)]);
    if (!asked.length) { list.replaceChildren(); told.textContent = ""; return; }
    const groups = all.map(([kind, rows]) => [kind, rows
      .map((entry) => ({ ...entry, score: score(entry.words, asked) }))
      .filter((entry) => entry.score).sort((a, b) => b.score - a.score)]).filter(([, found]) => found.length);
    list.replaceChildren(...groups.map(([kind, found]) => group(kind, found)));
    told.textContent = groups.map(([kind, found]) => `${found.length} ${kind}${found.length === 1 ? "" : "s"}`).join(", ") || "Nothing is found.";
  };
  field.addEventListener("input", search);
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const inside = event.target === field || at >= 0;
    if (event.key === "/" && !inside && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); field.focus(); }
    if (!inside) return;
    if (event.key === "ArrowDown" && links[at + 1]) { event.preventDefault(); links[at + 1].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || field).focus(); }
    if (event.key === "Escape") { field.value = ""; search(); field.focus(); }
  });
  document.getElementById("search-box").hidden = false;
})();

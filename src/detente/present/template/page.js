"use strict";
(async () => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.classList.contains("dark") || (!root.classList.contains("light") && systemDark.matches);

  const themeSwitch = byId("theme-switch");
  const showTheme = () => { themeSwitch.textContent = isDark() ? "Light page" : "Dark page"; };
  themeSwitch.addEventListener("click", () => {
    const dark = !isDark();
    root.classList.toggle("dark", dark);
    root.classList.toggle("light", !dark);
    showTheme();
    recolour();
  });
  systemDark.addEventListener("change", () => { showTheme(); recolour(); });
  showTheme();

  byId("code-switch")?.addEventListener("click", (event) => {
    const shown = root.classList.toggle("show-code");
    event.currentTarget.setAttribute("aria-pressed", String(shown));
    event.currentTarget.textContent = shown ? "Hide code" : "Show code";
    document.querySelectorAll("details.code").forEach((block) => { block.open = shown; });
  });
  if (innerWidth < 1120) document.querySelector("nav.contents details")?.removeAttribute("open");

  if (!byId("data")) { root.dataset.ready = "yes"; return; }
  const unpack = async (id) => {
    const bytes = Uint8Array.from(atob(byId(id).textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };
  const { charts, rows, keys } = JSON.parse(await unpack("data"));

  // The evidence panel: the sentences behind a mark, a button or a number.
  const panel = byId("evidence");
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const rowItem = (row) => {
    const item = element("li");
    const quote = element("blockquote");
    quote.innerHTML = row.html; // escaped when the page was made; only <mark> is left in it
    quote.lang = row.language;
    const cite = element("div", "", "cite");
    cite.append([row.publisher, row.country, row.date].filter(Boolean).join(", ") + " · ");
    if (row.url) {
      const link = element("a", row.title);
      link.href = row.url;
      link.rel = "noopener noreferrer";
      cite.append(link);
    } else cite.append(row.title);
    if (row.copy) cite.append(" ", element("span", row.copy, "badge"));
    if (row.basis) cite.append(element("div", `Counted for: ${row.basis}`, "basis"));
    item.append(quote, cite);
    return item;
  };
  const openEvidence = (key) => {
    const found = keys[key];
    if (!found) return;
    const articles = new Set(found.ids.map((id) => rows[id].article_id)).size;
    const many = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
    byId("evidence-title").textContent = found.label || "Evidence";
    byId("evidence-count").textContent = many(found.ids.length, "sentence") + " from " + many(articles, "article")
      + (found.more ? `; ${found.more} more not shown here` : "");
    byId("evidence-rows").replaceChildren(...found.ids.map((id) => rowItem(rows[id])));
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
    byId("evidence-title").focus();
  };
  byId("evidence-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-key]");
    if (button) openEvidence(button.dataset.key);
  });

  if (!byId("plotly")) { root.dataset.ready = "yes"; return; }
  const script = element("script");
  script.src = URL.createObjectURL(new Blob([await unpack("plotly")], { type: "text/javascript" }));
  await new Promise((done, failed) => { script.onload = done; script.onerror = failed; document.head.append(script); });

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const themed = (plot) => {
    const axis = { gridcolor: colour("--line"), linecolor: colour("--line"), zerolinecolor: colour("--line"), tickfont: { color: colour("--soft") } };
    const out = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", "font.color": colour("--ink"),
      "hoverlabel.bgcolor": colour("--tint"), "hoverlabel.font.color": colour("--ink"), "hoverlabel.bordercolor": colour("--line") };
    for (const name of Object.keys(plot._fullLayout).filter((n) => /^[xy]axis\d*$/.test(n)))
      for (const [k, v] of Object.entries(axis)) out[`${name}.${k}`] = v;
    return out;
  };
  const plots = [...document.querySelectorAll(".plot")];
  const countSwitch = byId("count-switch");
  const isOwn = () => countSwitch?.getAttribute("aria-pressed") === "true";
  const draw = async (plot) => {
    const both = charts[plot.id];
    const own = isOwn() && both.own;
    const chart = own || both;
    plot.setAttribute("aria-label", chart.alt);
    const chosen = plot.clientWidth < 760 && chart.phone ? chart.phone : chart.figure;
    if (plot.drawn === chosen) return;
    plot.drawn = chosen;
    plot.style.height = `${chosen.layout.height}px`;
    const figure = structuredClone(chosen);
    await Plotly.newPlot(plot, figure.data, { ...figure.layout, autosize: true, width: undefined }, { responsive: true, displayModeBar: false, scrollZoom: false, doubleClick: false });
    await Plotly.relayout(plot, themed(plot));
    plot.removeAllListeners?.("plotly_click");
    plot.on("plotly_click", ({ points }) => {
      const hit = points.find((point) => point.customdata);
      if (hit) openEvidence(`${plot.id}${own ? "-own" : ""}:${[].concat(hit.customdata)[0]}`);
    });
    plot.dataset.drawn = "yes";
  };
  function recolour() {
    if (typeof Plotly === "undefined") return;
    for (const plot of plots) if (plot.drawn) Plotly.relayout(plot, themed(plot));
  }
  const showCount = () => root.classList.toggle("own", isOwn());
  countSwitch?.addEventListener("click", async () => {
    countSwitch.setAttribute("aria-pressed", String(!isOwn()));
    countSwitch.textContent = isOwn() ? "Count every copy" : "Count copies once";
    showCount();
    for (const plot of plots) await draw(plot);
  });
  for (const plot of plots) await draw(plot);
  addEventListener("resize", () => plots.forEach(draw));
  root.dataset.ready = "yes";
})();

/* What pages do beyond HTML and htmx. Every page works without it. */
(() => {
  const root = document.documentElement;

  /* A form is sent once: the button says so and the second click does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.setAttribute("aria-disabled", "true");
      button.classList.add("disabled");
      const pressed = !event.submitter || button === event.submitter;
      if (pressed && button.dataset.busy) button.textContent = button.dataset.busy;
    }
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

  /* On a narrow screen the places scroll sideways: the one we are at is in sight. */
  const places = document.querySelector(".places");
  const here = places && places.querySelector("[aria-current]");
  if (here) places.scrollLeft = here.offsetLeft - (places.clientWidth - here.offsetWidth) / 2;

  /* Menus close with Escape and by clicking elsewhere. */
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-menu][open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  /* Commands can be copied where the browser lets us; else they are there to be marked. */
  const offerCopies = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  });
  document.addEventListener("htmx:afterSwap", offerCopies);
  offerCopies();

  /* A poll that fails says so, and says no more once one succeeds. */
  const connection = (broken) => {
    const note = document.getElementById("connection");
    if (note) note.hidden = !broken;
  };
  document.addEventListener("htmx:sendError", () => connection(true));
  document.addEventListener("htmx:responseError", () => connection(true));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) connection(false); });
  /* Nobody looks at a hidden tab: its polls wait. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.hasAttribute("data-poll")) event.preventDefault();
  });

  /* A table that was scrolled sideways stays so when a poll draws it again. */
  const boxes = () => [...document.querySelectorAll(".table-box")];
  const nameOf = (box) => box.getAttribute("aria-labelledby") || box.getAttribute("aria-label");
  let scrolled = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    scrolled = new Map(boxes().map((box) => [nameOf(box), [box.scrollLeft, box.scrollTop]]));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const box of boxes()) {
      const [left, top] = scrolled.get(nameOf(box)) || [0, 0];
      if (left) box.scrollLeft = left;
      if (top) box.scrollTop = top;
    }
  });

  /* The log follows its end, unless the reader has scrolled up. */
  const follow = (log) => { log.scrollTop = log.scrollHeight; };
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const log = document.getElementById("log");
    if (log) log.dataset.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40 ? "yes" : "";
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    const log = document.getElementById("log");
    if (log && log.dataset.atEnd) follow(log);
  });

  /* Plots from the JSON beside them; the same figures are in the table below. */
  const COLOURS = ["#2b7cd3", "#e08e0b", "#2f9e62", "#b5489a", "#7a5af0", "#c9523c", "#2aa5b8", "#8a8f98"];
  const draw = (canvas) => {
    if (typeof window.Chart === "undefined" || canvas.dataset.drawn) return;
    canvas.dataset.drawn = "yes";
    const data = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    const ink = getComputedStyle(document.body);
    const grid = getComputedStyle(canvas.parentElement).borderTopColor;
    /* Spanish here is that of Peru, as the server writes it: 1,234.56. */
    const language = root.lang === "es" ? "es-PE" : root.lang;
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: data.places ?? 2 });
    const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
    const withUnit = (value) => (data.unit ? `${data.unit} ${number.format(value)}` : number.format(value));
    const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
    const written = (value) => (data.share ? percent.format(value) : withUnit(value));
    const tick = (value) => (data.share ? percent.format(value) : (Math.abs(value) < 1000 ? number : short).format(value));
    /* On a narrow screen long names would leave no room for their bars. */
    const most = data.across && window.matchMedia("(max-width: 575px)").matches ? 18 : Infinity;
    const named = (at) => {
      const name = String(data.labels[at] ?? "");
      return name.length > most ? `${name.slice(0, most - 1)}…` : name;
    };
    const [names, figures] = data.across ? ["y", "x"] : ["x", "y"];
    const links = data.links || [];
    new window.Chart(canvas, {
      type: data.kind,
      data: {
        labels: data.labels,
        datasets: data.series.map((series, at) => ({
          label: series.label,
          data: series.values,
          backgroundColor: COLOURS[at % COLOURS.length],
          borderColor: COLOURS[at % COLOURS.length],
          borderWidth: data.kind === "line" ? 2 : 0,
          pointRadius: 2,
          maxBarThickness: 48,
        })),
      },
      options: {
        indexAxis: names,
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        color: ink.color,
        interaction: { mode: "index", axis: names, intersect: false },
        /* Whoever clicks on a line sees its rows, as in the table. */
        onClick: (_event, found) => { if (found.length && links[found[0].index]) window.location.href = links[found[0].index]; },
        onHover: (event, found) => { event.native.target.style.cursor = found.length && links[found[0].index] ? "pointer" : ""; },
        plugins: {
          legend: { display: data.series.length > 1, position: "bottom", labels: { boxWidth: 12 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${written(item.parsed[figures])}` } },
        },
        scales: {
          [names]: { ticks: { color: ink.color, maxRotation: 40, autoSkip: !data.across, callback: named }, grid: { display: false } },
          [figures]: {
            title: { display: Boolean(data.axis || data.unit), text: data.axis || data.unit, color: ink.color },
            ticks: { color: ink.color, callback: tick, precision: data.places === 0 ? 0 : undefined },
            grid: { color: grid },
          },
        },
      },
    });
  };
  const drawAll = () => document.querySelectorAll("canvas[data-chart]").forEach(draw);
  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
  document.addEventListener("DOMContentLoaded", () => {
    const log = document.getElementById("log");
    if (log && log.dataset.live) follow(log);
  });
})();

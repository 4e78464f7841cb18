/* The book's few movements: theme, contents, keys, search, expansion.  Data
   come as scripts, so everything works from file:// and nothing is fetched. */
(function () {
  "use strict";
  var root = document.documentElement;
  var $ = function (s, e) { return (e || document).querySelector(s); };
  var all = function (s, e) { return Array.prototype.slice.call((e || document).querySelectorAll(s)); };
  var moirai = window.moirai = {};

  /* ---- data on demand ---- */
  var waiting = {}, loaded = {}, pieces = {}, code = {}, index = null;
  function load(file, then) {
    if (loaded[file]) return then();
    if (waiting[file]) { waiting[file].push(then); return; }
    waiting[file] = [then];
    var s = document.createElement("script");
    s.src = "data/" + file + ".js";
    s.onload = s.onerror = function () {
      loaded[file] = true;
      waiting[file].forEach(function (f) { f(); });
      delete waiting[file];
    };
    document.head.appendChild(s);
  }
  moirai.pieces = function (p) { pieces = p; };
  moirai.chunks = function (c) { for (var id in c) code[id] = c[id]; };
  moirai.search = function (i) { index = i; };

  /* ---- a use opens in place ---- */
  function place(button, box) {
    /* Behind the end of the line on which the use stands. */
    for (var n = button.nextSibling; n; n = n.nextSibling) {
      if (n.nodeType !== 3) continue;
      var at = n.data.indexOf("\n");
      if (at < 0) continue;
      var rest = n.splitText(at + 1);
      rest.parentNode.insertBefore(box, rest);
      return;
    }
    var parent = button.parentNode;
    parent.appendChild(document.createTextNode("\n"));
    parent.appendChild(box);
  }
  function open(button) {
    var list = pieces[button.dataset.c] || [];
    var box = document.createElement("span");
    box.className = "exp";
    box.style.setProperty("--col", button.dataset.col);
    var left = list.length;
    list.forEach(function (p) {
      load(p[1], function () {
        if (--left > 0) return;
        box.innerHTML = list.map(function (p) {
          var from = list.length > 1 ? '<a class="from" href="' + p[3] + '">' + p[2] + "</a>" : "";
          return from + code[p[0]];
        }).join("\n");
        place(button, box);
        button.textContent = "−";
        button.setAttribute("aria-expanded", "true");
        button.box = box;
      });
    });
  }
  function close(button) {
    var before = button.box.previousSibling;
    button.box.remove();
    if (before && before.nodeType === 3 && before.data === "\n" && !before.nextSibling) before.remove();
    button.box = null;
    button.textContent = "+";
    button.setAttribute("aria-expanded", "false");
  }
  document.addEventListener("click", function (e) {
    var b = e.target.closest && e.target.closest("button.x");
    if (!b) return;
    if (b.box) close(b);
    else load("pieces", function () { open(b); });
  });

  /* ---- light and dark ---- */
  function theme() {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("moirai-theme", root.dataset.theme); } catch (e) { /* no memory here */ }
  }
  all(".theme").forEach(function (b) { b.addEventListener("click", theme); });

  /* ---- contents ---- */
  var menu = $("#menu"), toc = $("#toc");
  function drawer(show) {
    toc.classList.toggle("open", show);
    menu.setAttribute("aria-expanded", show ? "true" : "false");
    if (show) { var a = $(".here > a", toc) || $("a", toc); a.focus(); a.scrollIntoView({ block: "center" }); }
  }
  menu.addEventListener("click", function () { drawer(!toc.classList.contains("open")); });
  document.addEventListener("click", function (e) {
    if (toc.classList.contains("open") && !toc.contains(e.target) && e.target !== menu) drawer(false);
  });
  toc.addEventListener("click", function (e) { if (e.target.closest("a")) drawer(false); });
  var here = $(".here", toc);
  if (here && here.offsetTop > innerHeight * 0.7) toc.scrollTop = here.offsetTop - innerHeight * 0.3;

  var links = {}, heads = all("main h2[id]");
  all(".here ol a", toc).forEach(function (a) { links[a.getAttribute("href").slice(1)] = a; });
  function now() {
    var current = null;
    heads.forEach(function (h) { if (h.getBoundingClientRect().top < innerHeight * 0.3) current = h; });
    for (var id in links) links[id].classList.toggle("now", current !== null && current.id === id);
  }
  var soon = false;
  addEventListener("scroll", function () {
    if (!soon) { soon = true; requestAnimationFrame(function () { soon = false; now(); }); }
  }, { passive: true });
  now();

  /* ---- search ---- */
  var dialog = $("#search"), q = $("#q"), hits = $("#hits"), chosen = 0;
  function esc(s) { return s.replace(/[&<>"]/g, function (c) { return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c]; }); }
  function marked(s, words) {
    var at = [], low = s.toLowerCase(), out = "", pos = 0;
    words.forEach(function (w) { for (var i = low.indexOf(w); i >= 0; i = low.indexOf(w, i + 1)) at.push([i, i + w.length]); });
    at.sort(function (a, b) { return a[0] - b[0]; }).forEach(function (r) {
      if (r[0] < pos) return;
      out += esc(s.slice(pos, r[0])) + "<mark>" + esc(s.slice(r[0], r[1])) + "</mark>";
      pos = r[1];
    });
    return out + esc(s.slice(pos));
  }
  function score(text, words, weight) {
    var low = text.toLowerCase(), sum = 0;
    for (var i = 0; i < words.length; i++) {
      var at = low.indexOf(words[i]);
      if (at < 0) return 0;
      sum += weight * (low === words[i] ? 6 : at === 0 ? 3 : /\w/.test(low.charAt(at - 1)) ? 1 : 2);
    }
    return sum;
  }
  function find(words) {
    var out = [];
    index.names.forEach(function (n) {
      var s = score(n[0], words, 12);
      if (s) out.push([s - n[0].length / 50, n[2], "<code>" + marked(n[0], words) + "</code>", n[1], ""]);
    });
    index.chunks.forEach(function (c) {
      var s = score(c[0], words, 8);
      if (s) out.push([s - c[0].length / 50, c[1], "<i>⟨" + marked(c[0], words) + "⟩</i>", "chunk", ""]);
    });
    index.sections.forEach(function (x) {
      var title = score(x[1], words, 20), body = title || score(x[1] + " " + x[3], words, 4);
      if (!body) return;
      var low = x[3].toLowerCase(), at = low.indexOf(words[0]), from = Math.max(0, at - 60);
      var snippet = at < 0 ? x[3].slice(0, 140) : (from ? "…" : "") + x[3].slice(from, from + 170) + "…";
      out.push([body, x[0], marked(x[1], words), x[2], marked(snippet, words)]);
    });
    return out.sort(function (a, b) { return b[0] - a[0]; }).slice(0, 40);
  }
  function choose(n) {
    var list = all("a", hits);
    if (!list.length) return;
    chosen = (n + list.length) % list.length;
    list.forEach(function (a, i) { a.setAttribute("aria-selected", i === chosen ? "true" : "false"); });
    list[chosen].scrollIntoView({ block: "nearest" });
  }
  function show() {
    var words = q.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!index || !words.length) { hits.innerHTML = ""; return; }
    var found = find(words);
    hits.innerHTML = found.map(function (f) {
      return '<a role="option" href="' + f[1] + '"><span class="what">' + esc(f[3]) + "</span>" + f[2] + (f[4] ? "<small>" + f[4] + "</small>" : "") + "</a>";
    }).join("") || "<p>Nothing in the book has all of these words.</p>";
    choose(0);
  }
  function search() {
    if (dialog.open) return;
    dialog.showModal();
    q.select();
    load("search", show);
  }
  all(".find").forEach(function (b) { b.addEventListener("click", search); });
  q.addEventListener("input", show);
  q.addEventListener("keydown", function (e) {
    if (e.key === "ArrowDown") { choose(chosen + 1); e.preventDefault(); }
    else if (e.key === "ArrowUp") { choose(chosen - 1); e.preventDefault(); }
    else if (e.key === "Enter") { var a = all("a", hits)[chosen]; if (a) { a.click(); } e.preventDefault(); }
  });
  hits.addEventListener("click", function (e) { if (e.target.closest("a")) dialog.close(); });
  dialog.addEventListener("click", function (e) { if (e.target === dialog) dialog.close(); });

  /* ---- keys ---- */
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || dialog.open || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    if (e.key === "Escape" && toc.classList.contains("open")) return drawer(false);
    if (e.target.tagName === "PRE" && /^Arrow/.test(e.key)) return;
    var a = e.key === "ArrowLeft" ? $("a.prev") : e.key === "ArrowRight" ? $("a.next") : null;
    if (a) a.click();
    else if (e.key === "/" || e.key === "s") { search(); e.preventDefault(); }
    else if (e.key === "t") theme();
  });
})();

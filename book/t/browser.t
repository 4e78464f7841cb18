#!/bin/bash
# Pages in a real browser, from file://: search finds, a chunk opens, keys
# work, and no page scrolls sideways on a phone, 375 px wide.
cd "$(dirname "$0")/../../build/html" 2>/dev/null && [ -s index.html ] || { echo '1..0 # SKIP the pages are not made'; exit 0; }
command -v chromium >/dev/null || { echo '1..0 # SKIP no chromium here'; exit 0; }
page=$(grep -l 'class="x"' -- *.html | head -1)
profile=$(mktemp -d); trap 'rm -rf "$profile" zz-one.html zz-all.html' EXIT
look() # PAGE MILLISECONDS: what the page leaves in #verdict
{
	timeout 300 chromium --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --allow-file-access-from-files --user-data-dir="$profile" \
		--window-size=1300,900 --virtual-time-budget="$2" --dump-dom "file://$PWD/$1" 2>/dev/null |
		grep -o 'id="verdict">[^<]*' | cut -d'>' -f2
}

cat >"$profile/one.js" <<'END'
<script>
onload = function () {
	var root = document.documentElement, out = "", $ = function (s) { return document.querySelector(s); };
	function key(k, target) { (target || document.body).dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true })); }
	function wait(f) { return new Promise(function (go) { setTimeout(function () { f(); go(); }, 1000); }); }
	function went(f) {	/* which link a key follows */
		var to = "";
		function note(e) { var a = e.target.closest("a"); if (a) { to = a.getAttribute("href"); e.preventDefault(); } }
		document.addEventListener("click", note);
		f();
		document.removeEventListener("click", note);
		return to;
	}
	var theme = getComputedStyle(document.body).backgroundColor;
	$("button.x").click();
	key("/");
	wait(function () {
		var q = $("#q");
		q.value = "kernel";
		q.dispatchEvent(new Event("input"));
		out += "hits=" + document.querySelectorAll("#hits a").length + " chars=" + ($(".exp") || {}).textContent.length;
		key("ArrowDown", q);
		var second = document.querySelectorAll("#hits a")[1].getAttribute("href");
		out += " enter=" + (went(function () { key("Enter", q); }) === second) + " closed=" + !$("#search").open;
		$("button.x").click();
		out += " left=" + document.querySelectorAll(".exp").length;
		out += " next=" + (went(function () { key("ArrowRight"); }) === $("a.next").getAttribute("href"));
		out += " previous=" + (went(function () { key("ArrowLeft"); }) === $("a.prev").getAttribute("href"));
		key("t");
		out += " dark=" + (getComputedStyle(document.body).backgroundColor !== theme);
		var p = document.createElement("p");
		p.id = "verdict";
		p.textContent = out;
		document.body.appendChild(p);
	});
};
</script></body>
END
sed -e "/<\/body>/{r $profile/one.js
d}" "$page" >zz-one.html
one=$(look zz-one.html 6000)

{
	echo '<body><iframe style="width:375px;height:800px;border:0"></iframe><p id="verdict"></p><script>var pages = ['
	ls -- *.html | grep -v '^zz-' | sed 's/.*/"&",/'
	cat <<'END'
], n = 0, wide = [], f = document.querySelector("iframe");
f.onload = function () {
	if (f.contentDocument.documentElement.scrollWidth > 375) wide.push(pages[n]);
	if (f.contentDocument.querySelector("main")) n++;
	if (n < pages.length) f.src = pages[n];
	else document.getElementById("verdict").textContent = "pages=" + n + " wide=" + wide.join(" ") + ".";
};
f.src = pages[0];
</script>
END
} >zz-all.html
all=$(look zz-all.html 60000)

n=0
check() { n=$((n + 1)); if [[ $2 =~ $3 ]]; then echo "ok $n - $4"; else echo "not ok $n - $4"; echo "# $page: $2"; fi; }
check 1 "$one" 'hits=[1-9]' 'search finds a word'
check 2 "$one" 'chars=[1-9].* left=0' 'a use opens in place, and closes'
check 3 "$one" 'enter=true closed=true' 'the keys choose among what was found'
check 4 "$one" 'next=true previous=true dark=true' 'the keys turn pages, and the light'
check 5 "$all" 'pages=[1-9][0-9]* wide=\.' 'no page scrolls sideways on a phone'
echo "1..$n"

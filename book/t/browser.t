#!/bin/bash
# A page in a real browser, from file://: search finds, a chunk opens, and a
# page as narrow as a phone does not scroll sideways.
cd "$(dirname "$0")/../../build/html" 2>/dev/null && [ -s index.html ] || { echo '1..0 # SKIP the pages are not made'; exit 0; }
command -v chromium >/dev/null || { echo '1..0 # SKIP no chromium here'; exit 0; }
page=$(grep -l 'class="x"' -- *.html | head -1)
profile=$(mktemp -d); trap 'rm -rf "$profile" zz-test.html' EXIT
sed 's#</body>#<script>window.onload=function(){var out={};document.querySelector("button.x").click();document.querySelector(".find").click();setTimeout(function(){var q=document.getElementById("q");q.value="kernel";q.dispatchEvent(new Event("input"));out.hits=document.querySelectorAll("\#hits a").length;out.open=document.querySelectorAll(".exp").length;out.text=(document.querySelector(".exp")||{}).textContent||"";out.wide=document.documentElement.scrollWidth-document.documentElement.clientWidth;var p=document.createElement("p");p.id="verdict";p.textContent="hits="+out.hits+" open="+out.open+" chars="+out.text.length+" overflow="+out.wide;document.body.appendChild(p)},1500)}</script></body>#' "$page" >zz-test.html
look() # WIDTH
{
	timeout 40 chromium --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --user-data-dir="$profile" --window-size="$1",800 --virtual-time-budget=6000 \
		--dump-dom "file://$PWD/zz-test.html" 2>/dev/null | grep -o 'id="verdict">[^<]*' | cut -d'>' -f2
}
wide=$(look 1300) narrow=$(look 500)
echo 1..3
check() { if [[ $2 =~ $3 ]]; then echo "ok $1 - $4"; else echo "not ok $1 - $4"; echo "# $page: $2"; fi; }
check 1 "$wide" 'hits=[1-9]' 'search finds a word'
check 2 "$wide" 'open=[1-9][0-9]* chars=[1-9]' 'a use opens in place'
check 3 "$narrow" 'overflow=0' 'a narrow page does not scroll sideways'

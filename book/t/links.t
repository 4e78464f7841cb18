#!/usr/bin/python3
"""Every link of the pages leads to a page and an id that exist; no id stands
twice on a page; nothing is loaded from anywhere else."""
import glob, os, re, sys
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/html")
pages = sorted(glob.glob(root + "/*.html"))
if not pages:
    print("1..0 # SKIP the pages are not made: make html")
    sys.exit(0)
ids, links, twice, remote = {}, [], [], []
for page in pages:
    name = os.path.basename(page)
    text = open(page, encoding="utf-8").read()
    text = re.sub(r"<script>.*?</script>", "", text, flags=re.S)
    found = re.findall(r"""\sid=["']([^"']+)["']""", text)
    ids[name] = set(found)
    if len(found) != len(ids[name]):
        twice += [f"{name}: {i}" for i in sorted(ids[name]) if found.count(i) > 1]
    links += [(name, h) for h in re.findall(r'\shref="([^"]*)"', text)]
    remote += [f"{name}: {u}" for u in re.findall(r'(?:src|<link[^>]*href)="((?:https?:)?//[^"]*)"', text)]
broken = []
for name, href in links:
    if re.match(r"(https?|mailto|data):", href):
        continue
    target, _, anchor = href.partition("#")
    target = target or name
    if target.endswith(".html"):
        if target not in ids or anchor and anchor not in ids[target]:
            broken.append(f"{name}: {href}")
    elif not os.path.exists(os.path.join(root, target)):
        broken.append(f"{name}: {href}")
def report(n, what, wrong):
    print(("not ok" if wrong else "ok"), n, "-", what)
    for w in wrong[:20]:
        print("#", w)
print("1..3")
report(1, f"{len(links)} links on {len(pages)} pages lead somewhere", broken)
report(2, "no id twice on a page", twice)
report(3, "nothing comes from elsewhere", remote)

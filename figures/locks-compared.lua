-- locks-compared.lua: figures/data/locks.tsv, one story with each kind of lock.
--
--	texlua locks-compared.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local LEFT, WIDTH, LANE, GAP = 3.3, 8.2, .27, .22
local rows = data.rows(arg[1] .. "/locks.tsv")
local kinds, order, last = {}, {}, 0
for _, r in ipairs(rows) do
	if not kinds[r.kind] then
		kinds[r.kind] = {}
		order[#order + 1] = r.kind
	end
	table.insert(kinds[r.kind], r)
	last = math.max(last, r.to)
end
local lane = { ["reader 1"] = 1, ["reader 2"] = 2, writer = 3, ["reader 3"] = 4 }
local players = { "reader 1", "reader 2", "writer", "reader 3" }

local function x(us) return LEFT + us / last * WIDTH end

local function draw(does, who, from, to, y)
	if does == "inside" or does == "again" then
		local colour = who == "writer" and "red" or "blue"
		out("\\path[%s,line width=.4pt] (%.3f,%.3f) rectangle (%.3f,%.3f);", colour, from, y - .1, to, y + .1)
		if does == "again" then
			out("\\node[font=\\fontsize{6.5}{7}\\selectfont\\sffamily,inner sep=0pt] at (%.3f,%.3f) {again};", (from + to) / 2, y)
		end
	elseif does == "spins" then
		out("\\draw[draw=figamber,line width=.6pt,decorate,decoration={zigzag,segment length=3.2pt,amplitude=1.7pt}] " ..
			"(%.3f,%.3f) -- (%.3f,%.3f);", from, y, to, y)
	elseif does == "sleeps" then
		out("\\draw[draw=figgrey,densely dotted,line width=.9pt] (%.3f,%.3f) -- (%.3f,%.3f);", from + .04, y, to - .04, y)
	else
		error("what is this: " .. does)
	end
end

print("\\begin{tikzpicture}")
local y = 0
local height = #order * (4 * LANE + GAP)
for ms = 0, last / 1000 do
	out("\\draw[figgrey,line width=.2pt] (%.3f,.08) -- (%.3f,%.3f) node[note,anchor=north] {%d%s};",
		x(ms * 1000), x(ms * 1000), -height, ms, ms == 0 and " ms" or "")
end
for _, kind in ipairs(order) do
	out("\\node[anchor=west,inner sep=0pt,align=left,text width=2.1cm] at (0,%.3f) {%s};", y - 2 * LANE, kind)
	for i, who in ipairs(players) do
		out("\\node[font=\\fontsize{6.5}{7}\\selectfont\\sffamily,text=figgrey,anchor=east,inner sep=0pt] at (%.2f,%.3f) {%s};",
			LEFT - .12, y - (i - .5) * LANE, who)
	end
	for _, r in ipairs(kinds[kind]) do
		if r.to - r.from > 20 then	-- less than a line is wide
			draw(r.does, r.who, x(r.from), x(r.to), y - (lane[r.who] - .5) * LANE)
		end
	end
	y = y - 4 * LANE - GAP
	out("\\draw[dim,line width=.3pt] (0,%.3f) -- (%.2f,%.3f);", y + GAP / 2, LEFT + WIDTH, y + GAP / 2)
end
local key, at = y - .75, 0
for _, k in ipairs { { "inside", "reader 1", "a reader is inside" }, { "inside", "writer", "a writer is inside" },
	{ "spins", "", "waits, and runs in a circle" }, { "sleeps", "", "waits asleep" } } do
	draw(k[1], k[2], at, at + .55, key)
	out("\\node[label,anchor=west] at (%.2f,%.3f) {%s};", at + .58, key, k[3])
	at = at + 1.15 + #k[3] * .105
end
print("\\end{tikzpicture}")

-- spaces-moments.lua: figures/data/spaces.tsv, the tables of two spaces before a
-- fork, after it, and when the child, which has written to one page, is to end.
--
--	texlua spaces-moments.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local LEFT, ROW, HALF, ENTRY = 1.75, .86, 1.47, .17
local column = { 0, 2.1, 5.9 }		-- from LEFT
local moments = { { "before", "before the fork" }, { "fork", "after it" }, { "write", "when the child ends" } }
local what = { program = "program", written = "6 MiB of\\\\memory", other = "vDSO and\\\\a thread's stack", stack = "stack" }

local starts, cells = {}, {}
for _, r in ipairs(data.rows(arg[1] .. "/spaces.tsv")) do
	if r.moment == "before" then starts[#starts + 1] = r end
	cells[r.moment .. r.who .. r.start] = r
end

local function box(colour, x, width, y, r)
	out("\\path[%s,line width=.4pt,rounded corners=1.5pt] (%.2f,%.2f) rectangle (%.2f,%.2f);", colour, x, y + .08, x + width, y + ROW - .08)
	out("\\node[label,inner sep=0pt,font=\\fontsize{7}{8.5}\\selectfont\\sffamily] at (%.2f,%.2f) {%s pages\\\\%s writable};", x + width / 2, y + ROW / 2, r.pages, r.writable)
end

-- The entry that leads to a table: red when it has the bit.
local function entry(x, y, r)
	out("\\path[%s,line width=.4pt] (%.2f,%.2f) rectangle (%.2f,%.2f);", r.shared == "shared" and "draw=figred,fill=figred" or "grey",
		x, y + .2, x + ENTRY, y + ROW - .2)
end

print("\\begin{tikzpicture}")
for i, m in ipairs(moments) do
	local x = LEFT + column[i]
	out("\\node[label,anchor=base] at (%.2f,.52) {%s};", x + ENTRY + (i == 1 and HALF / 2 or HALF + .06), m[2])
	out("\\node[label,anchor=base,text=figblue] at (%.2f,.14) {parent};", x + ENTRY + HALF / 2)
	if m[1] ~= "before" then
		out("\\node[label,anchor=base,text=figamber] at (%.2f,.14) {child};", x + ENTRY + HALF * 1.5 + .06)
	end
end
for k, s in ipairs(starts) do
	local y = -k * ROW
	if k == 1 or s.what ~= starts[k - 1].what then
		local n = 1
		while starts[k + n] and starts[k + n].what == s.what do n = n + 1 end
		out("\\node[label,anchor=east,align=right,inner sep=0pt] at (%.2f,%.2f) {%s};", LEFT - .15, y + ROW - n * ROW / 2, what[s.what])
	end
	for i, m in ipairs(moments) do
		local x = LEFT + column[i]
		local ours, theirs = cells[m[1] .. "parent" .. s.start], cells[m[1] .. "child" .. s.start]
		entry(x, y, ours)
		if theirs then entry(x + ENTRY + 2 * HALF + .14, y, theirs) end
		if theirs and ours.table == theirs.table then
			assert(ours.holders == 2, "a table in two spaces has two holders")
			box("green", x + ENTRY + .04, 2 * HALF + .06, y, ours)
		else
			box("blue", x + ENTRY + .04, HALF, y, ours)
			if theirs then box("amber", x + ENTRY + HALF + .1, HALF, y, theirs) end
		end
	end
end
print("\\end{tikzpicture}")

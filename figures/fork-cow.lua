-- fork-cow.lua: figures/data/pages.tsv, pages that a parent might write to, before
-- a fork, after it, and when the child is to end.
--
--	texlua fork-cow.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local LEFT, ROW, HALF = 2.9, .5, 1.3
local column = { 0, 1.85, 5.05 }		-- from LEFT
local moments = { { "before", "before the fork" }, { "fork", "after it" }, { "write", "when the child ends" } }
local what = { program = "data of\\\\the program", other = "stack of\\\\a thread", stack = "stack" }

local rows, cells, original = {}, {}, {}
for _, r in ipairs(data.rows(arg[1] .. "/pages.tsv")) do
	if r.moment == "before" then
		rows[#rows + 1] = r
		original[r.address] = r.page
	end
	cells[r.moment .. r.who .. r.address] = r
end

local function box(colour, x, width, y, r)
	local copy = r.page ~= original[r.address]
	out("\\path[%s,line width=.4pt,rounded corners=1.5pt] (%.2f,%.2f) rectangle (%.2f,%.2f);", copy and "red" or colour, x, y + .05,
		x + width, y + ROW - .05)
	out("\\node[label] at (%.2f,%.2f) {%s {\\figcodesmall %s}};", x + width / 2, y + ROW / 2,
		string.char(64 + original[r.address]) .. (copy and "'" or ""), r.writable == "yes" and "rw" or "r\\mbox{-}")
end

print("\\begin{tikzpicture}")
for i, m in ipairs(moments) do
	local x = LEFT + column[i]
	out("\\node[label,anchor=base] at (%.2f,.52) {%s};", x + (i == 1 and HALF / 2 or HALF + .02), m[2])
	out("\\node[label,anchor=base,text=figblue] at (%.2f,.14) {parent};", x + HALF / 2)
	if m[1] ~= "before" then out("\\node[label,anchor=base,text=figamber] at (%.2f,.14) {child};", x + HALF * 1.5 + .04) end
end
local y = 0
for k, r in ipairs(rows) do
	if k > 1 and r.what ~= rows[k - 1].what then y = y - .14 end
	if k == 1 or r.what ~= rows[k - 1].what then
		local n = 1
		while rows[k + n] and rows[k + n].what == r.what do n = n + 1 end
		out("\\node[label,anchor=west,align=left,inner sep=0pt] at (0,%.2f) {%s};", y - n * ROW / 2, what[r.what])
	end
	y = y - ROW
	out("\\node[font=\\ttfamily\\fontsize{6.5}{8}\\selectfont,text=figgrey,anchor=east,inner sep=0pt] at (%.2f,%.2f) {%x};",
		LEFT - .12, y + ROW / 2, r.address)
	for i, m in ipairs(moments) do
		local x = LEFT + column[i]
		local ours, theirs = cells[m[1] .. "parent" .. r.address], cells[m[1] .. "child" .. r.address]
		if theirs and ours.page == theirs.page then
			assert(ours.holders == 2, "a page in two spaces has two holders")
			box("green", x, 2 * HALF + .04, y, ours)
		else
			box("blue", x, HALF, y, ours)
			if theirs then box("amber", x + HALF + .04, HALF, y, theirs) end
		end
	end
end
print("\\end{tikzpicture}")

-- task-satellites.lua: figures/data/holders.tsv, who holds what after five ways to
-- make a child.
--
--	texlua task-satellites.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local TASK, LEFT, BEFORE, COLUMN, ROW, HALF = .5, 3.25, 1.02, 1.94, .56, .8
local sharing = { { 0x100, "VM" }, { 0x400, "FILES" }, { 0x200, "FS" }, { 0x800, "SIGHAND" }, { 0x10000, "THREAD" } }

local objects, ways, cells = {}, {}, {}
for _, r in ipairs(data.rows(arg[1] .. "/holders.tsv")) do
	if not cells[r.way] then
		cells[r.way] = { flags = r.flags }
		ways[#ways + 1] = r.way
	end
	if #ways == 1 then objects[#objects + 1] = r.object end
	cells[r.way][r.object] = r
end

-- Ways whose columns would be equal have one.
local columns, by_look = {}, {}
for _, way in ipairs(ways) do
	local look = {}
	for i, o in ipairs(objects) do
		local r = cells[way][o]
		assert(r.before == cells[ways[1]][o].before, "the parent has not held the same before each child: " .. o)
		look[i] = r["child's"] .. r["parent's count"] .. r["child's count"]
	end
	look = table.concat(look, " ")
	if not by_look[look] then
		by_look[look] = {}
		columns[#columns + 1] = by_look[look]
	end
	table.insert(by_look[look], way)
end

local function flags(n)
	local names = {}
	for _, f in ipairs(sharing) do
		if n & f[1] ~= 0 then names[#names + 1] = f[2] end
	end
	return #names == 0 and "--" or table.concat(names, " ")
end

local function box(colour, x, width, y, text)
	out("\\path[%s,line width=.4pt,rounded corners=1.5pt] (%.2f,%.2f) rectangle (%.2f,%.2f);", colour, x, y + .06, x + width, y + ROW - .06)
	out("\\node[font=\\figsmall] at (%.2f,%.2f) {%s};", x + width / 2, y + ROW / 2, text)
end

print("\\begin{tikzpicture}")
local right = LEFT + BEFORE + #columns * COLUMN
out("\\path[red] (0,0) rectangle (%.2f,%.2f);", TASK, -#objects * ROW)
out("\\node[codesmall,rotate=90] at (%.2f,%.2f) {task\\_struct};", TASK / 2, -#objects * ROW / 2)
out("\\node[label,anchor=base,text=figblue] at (%.2f,.14) {before};", LEFT + HALF / 2)
for i, column in ipairs(columns) do
	local x = LEFT + BEFORE + (i - 1) * COLUMN
	local names = {}
	for k, way in ipairs(column) do names[k] = "{\\figcodesmall " .. data.code(way) .. "}" end
	out("\\node[label,anchor=south] at (%.2f,1.3) {%s};", x + HALF, table.concat(names, "\\\\"))
	out("\\node[note,anchor=north,align=center,text width=1.8cm,font=\\fontsize{6.5}{7.5}\\selectfont\\sffamily] at (%.2f,1.32) {%s};", x + HALF, flags(cells[column[1]].flags))
	out("\\node[label,anchor=base,text=figblue] at (%.2f,.14) {parent};\\node[label,anchor=base,text=figamber] at (%.2f,.14) {child};",
		x + HALF / 2, x + HALF * 1.5 + .04)
end
for k, object in ipairs(objects) do
	local y = -k * ROW
	out("\\draw[to,dim] (%.2f,%.2f) -- (%.2f,%.2f);", TASK, y + ROW / 2, TASK + .4, y + ROW / 2)
	out("\\node[codesmall,anchor=west,inner sep=0pt] at (%.2f,%.2f) {%s};", TASK + .48, y + ROW / 2, data.code(object))
	box("blue", LEFT, HALF, y, cells[ways[1]][object].before)
	for i, column in ipairs(columns) do
		local x, r = LEFT + BEFORE + (i - 1) * COLUMN, cells[column[1]][object]
		if r["child's"] == "same" then
			box("green", x, 2 * HALF + .04, y, r["child's count"])
		else
			box("blue", x, HALF, y, r["parent's count"])
			box("amber", x + HALF + .04, HALF, y, r["child's count"])
		end
	end
end
out("\\draw[dim,line width=.3pt] (%.2f,0) -- (%.2f,0);", LEFT, right - COLUMN + 2 * HALF + .04)
print("\\end{tikzpicture}")

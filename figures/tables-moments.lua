-- tables-moments.lua: figures/data/tables.tsv, the address space at three moments.
--
--	texlua tables-moments.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local LEFT, COLUMN, ROW = 5.05, 2.08, .54
local moments = {
	{ "switch", "translation\\\\is switched on" },
	{ "linear map", "all of memory\\\\is mapped" },
	{ "program", "the first\\\\program begins" },
}
-- What lies where, high addresses first, and what the reader is told it is.
local groups = {
	{ "TTBR1_EL1", 511, { "window: console", "window: device tree" } },
	{ "TTBR1_EL1", 320, { "page records" } },
	{ "TTBR1_EL1", 272, { "vmalloc: stacks", "vmalloc: devices" } },
	{ "TTBR1_EL1", 256, { "image: data", "image: data of the boot", "image: code of the boot", "image: constants",
		"image: code" } },
	{ "TTBR1_EL1", 0, { "memory, in blocks", "memory, in pages", "memory: the image's code and constants" } },
	{ "TTBR0_EL1", 511, { "program: stack" } },
	{ "TTBR0_EL1", 1, { "identity page" } },
	{ "TTBR0_EL1", 0, { "program: image" } },
}
local shown = { ["memory: the image's code and constants"] = "the image's code again" }

local rows = data.rows(arg[1] .. "/tables.tsv")
local cells, tables, start = {}, {}, {}
for _, r in ipairs(rows) do
	if r.kind == "table" then
		tables[r.moment .. r.root] = r.count
	else
		local what = r.what == "memory" and "memory, in " .. r.kind .. "s" or r.what
		local key = r.moment .. r.root .. r.entry .. what
		local c = cells[key] or { kind = r.kind, kernel = r.kernel, type = r.type, count = 0 }
		c.count = c.count + r.count
		assert(c.kernel == r.kernel and c.kind == r.kind and c.type == r.type, "two kinds of entry: " .. what)
		cells[key], start[what] = c, start[what] or string.format("%x", r.start)
	end
end

local function style(c)
	if c.type ~= "NORMAL" then return "amber" end
	return ({ ["r-x"] = "red", ["r--"] = "blue", ["rw-"] = "green" })[c.kernel]
end

local function cell(c, x, y)
	out("\\path[%s,line width=.4pt] (%.2f,%.3f) rectangle (%.2f,%.3f);", style(c), x + .04, y + .03, x + COLUMN - .04, y + ROW - .03)
	out("\\node[font=\\figsmall,anchor=west,inner sep=0pt] at (%.2f,%.3f) {%d %s%s};", x + .13, y + ROW / 2,
		c.count, c.kind, c.count == 1 and "" or "s")
	out("\\node[codesmall,anchor=east,inner sep=0pt] at (%.2f,%.3f) {%s};", x + COLUMN - .12, y + ROW / 2,
		data.code(c.kernel))
end

print("\\begin{tikzpicture}")
local y, drawn = 0, 0
for i, m in ipairs(moments) do
	out("\\node[label,anchor=south,align=center] at (%.2f,.1) {%s};", LEFT + (i - .5) * COLUMN, m[2])
end
local root
for _, g in ipairs(groups) do
	if root ~= g[1] then
		if root then
			y = y - .5
			out("\\draw[dim,line width=.3pt] (-.95,%.3f) -- (%.2f,%.3f);", y + .5, LEFT + 3 * COLUMN, y + .5)
		end
		root = g[1]
		out("\\node[codesmall,anchor=south west,inner xsep=0pt] at (-.95,%.3f) {%s};", y + .02, data.code(root))
	end
	local top = y
	for _, what in ipairs(g[3]) do
		y = y - ROW
		out("\\node[font=\\figsmall,anchor=west,inner sep=0pt] at (.1,%.3f) {%s};", y + ROW / 2, shown[what] or what)
		out("\\node[font=\\ttfamily\\fontsize{6.5}{8}\\selectfont,text=figgrey,anchor=east,inner sep=0pt] at (%.2f,%.3f) {%s};",
			LEFT - .12, y + ROW / 2, start[what])
		for i, m in ipairs(moments) do
			local c = cells[m[1] .. g[1] .. g[2] .. what]
			if c then
				drawn = drawn + 1
				cell(c, LEFT + (i - 1) * COLUMN, y)
			else
				out("\\node[note] at (%.2f,%.3f) {--};", LEFT + (i - .5) * COLUMN, y + ROW / 2)
			end
		end
	end
	out("\\draw[dim] (-.02,%.3f) -- (-.12,%.3f) -- (-.12,%.3f) -- (-.02,%.3f);", top - .08, top - .08, y + .08, y + .08)
	out("\\node[note,anchor=east] at (-.2,%.3f) {%d};", (top + y) / 2, g[2])
	y = y - .1
end
-- Nothing that the tables hold may be missing here.
local n = 0
for _ in pairs(cells) do n = n + 1 end
assert(n == drawn, "the tables hold what the figure has no row for")

out("\\draw[dim,line width=.3pt] (-.95,%.3f) -- (%.2f,%.3f);", y - .02, LEFT + 3 * COLUMN, y - .02)
for _, half in ipairs { "TTBR1_EL1", "TTBR0_EL1" } do
	y = y - ROW * .8
	out("\\node[font=\\figsmall,anchor=west,inner sep=0pt] at (.1,%.3f) {tables under \\figcodesmall %s};", y + .2, data.code(half))
	for i, m in ipairs(moments) do
		out("\\node[font=\\figsmall] at (%.2f,%.3f) {%d};", LEFT + (i - .5) * COLUMN, y + .2, tables[m[1] .. half])
	end
end
print("\\end{tikzpicture}")

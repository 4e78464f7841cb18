-- task-ids.lua: figures/data/ids.tsv, the numbers in a shell's session.
--
--	texlua task-ids.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local THREAD, PAD, HEAD = 1.5, .16, .5
local rows = data.rows(arg[1] .. "/ids.tsv")

-- A tree of four levels, in the order of the rows.
local kinds = { "session", "group", "process", "thread" }
local root = { children = {} }
for _, r in ipairs(rows) do
	local at = root
	for level, kind in ipairs(kinds) do
		local last = at.children[#at.children]
		if not last or last.number ~= r[kind] then
			last = { number = r[kind], children = {}, level = level, command = r.command, parent = r.parent }
			table.insert(at.children, last)
		end
		at = last
	end
end

local styles = { "grey", "green", "blue", "amber" }
local names = { "sid", "pgid", "tgid", "pid" }

local function width(node)
	if node.level == 4 then return THREAD end
	local sum = PAD
	for _, child in ipairs(node.children) do sum = sum + width(child) + PAD end
	return sum
end

local function draw(node, x, y)
	local w, h = width(node), node.level == 4 and .62 or (4 - node.level) * (HEAD + PAD) + .62
	out("\\path[%s,line width=.4pt,rounded corners=2pt] (%.2f,%.2f) rectangle (%.2f,%.2f);", styles[node.level], x, y, x + w, y - h)
	local text = "{\\figcodesmall " .. names[node.level] .. " " .. node.number .. "}"
	if node.level == 3 then text = text .. " " .. node.command end
	if node.level == 4 then
		out("\\node[font=\\figsmall] at (%.2f,%.2f) {%s};", x + w / 2, y - h / 2, text)
		return
	end
	out("\\node[font=\\figsmall,anchor=west] at (%.2f,%.2f) {%s};", x + .05, y - HEAD / 2, text)
	local at = x + PAD
	for _, child in ipairs(node.children) do
		draw(child, at, y - HEAD)
		at = at + width(child) + PAD
	end
end

print("\\begin{tikzpicture}")
local x = 0
for _, session in ipairs(root.children) do
	draw(session, x, 0)
	x = x + width(session) + .4
end
print("\\end{tikzpicture}")

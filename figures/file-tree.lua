-- file-tree.lua: figures/data/holes.tsv, the tree of a file with a hole.
--
--	texlua file-tree.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local WIDTH, HIGH, GAP, DOWN = 2.6, .34, .38, 1.25
local nodes, count = {}, 0
for _, r in ipairs(data.rows(arg[1] .. "/holes.tsv")) do
	local n = nodes[r.node]
	if not n then
		n = { shift = r.shift, slot = r.slot, parent = nodes[r.parent], children = {}, runs = {} }
		n.base = n.parent and n.parent.base + (r.slot << n.parent.shift) or 0
		if n.parent then table.insert(n.parent.children, n) end
		nodes[r.node] = n
		count = count + 1
	end
	table.insert(n.runs, { r.first, r.last })
end

-- Leaves stand side by side, every other node above the middle of its own.
local right = 0
local function place(n)
	if #n.children == 0 then
		n.x = right
		right = right + WIDTH + GAP
		return
	end
	for _, child in ipairs(n.children) do place(child) end
	n.x = (n.children[1].x + n.children[#n.children].x) / 2
end
place(nodes[1])

local function y(n) return (n.shift - nodes[1].shift) / 6 * DOWN end
local function slot(n, i) return n.x + i / 64 * WIDTH end

print("\\begin{tikzpicture}")
out("\\node[codesmall] at (%.2f,%.2f) {xa\\_head};\\draw[to] (%.2f,%.2f) -- (%.2f,%.2f);", nodes[1].x + WIDTH / 2, HIGH + .75,
	nodes[1].x + WIDTH / 2, HIGH + .58, nodes[1].x + WIDTH / 2, HIGH + .03)
for k = 1, count do
	local n = nodes[k]
	local low = y(n)
	out("\\path[draw=figblue,line width=.4pt] (%.3f,%.2f) rectangle (%.3f,%.2f);", n.x, low, n.x + WIDTH, low + HIGH)
	for _, run in ipairs(n.runs) do
		out("\\fill[%s] (%.3f,%.2f) rectangle (%.3f,%.2f);", n.shift == 0 and "figgreen" or "figblue", slot(n, run[1]), low + .05,
			slot(n, run[2] + 1), low + HIGH - .05)
		if n.shift == 0 then
			out("\\node[label,anchor=north] at (%.3f,%.2f) {%s--%s};", n.x + WIDTH / 2, low - .04, data.number(n.base + run[1]),
				data.number(n.base + run[2]))
		end
	end
	if n.parent then
		out("\\draw[to,dim] (%.3f,%.2f) -- (%.3f,%.2f);", slot(n.parent, n.slot + .5), y(n.parent) + .05, n.x + WIDTH / 2, low + HIGH + .03)
	end
end
print("\\end{tikzpicture}")

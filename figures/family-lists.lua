-- family-lists.lua: figures/data/ids.tsv, who leads to whom among the tasks of a shell's session.
--
--	texlua family-lists.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local rows = data.rows(arg[1] .. "/ids.tsv")
local leaders, by_number = {}, {}
for _, r in ipairs(rows) do
	if r.process == r.thread then
		table.insert(leaders, r)
		by_number[r.thread] = r
	end
end

-- The family's head on top, children below it from left to right, threads below their leader.
local function task(name, style, x, y, text)
	out("\\node[box,%s,minimum width=1.9cm] (t%s) at (%.2f,%.2f) {%s};", style, name, x, y, text)
end

local function arrow(style, from, to, label)
	out("\\draw[to,%s] (%s) to %s (%s);", style, from, label and "node[label] {" .. label .. "}" or "", to)
end

local function named(r)
	return r.command .. "\\\\{\\figcodesmall pid " .. r.thread .. "}"
end

print("\\begin{tikzpicture}")
task("0", "grey", 0, 0, "task 0\\\\{\\figcodesmall init\\_task}")
out("\\node[font=\\figsmall] (more) at (1.85,0) {\\dots};")
arrow("draw=figgrey", "t0.east", "more.west")
local previous = {}
local x, last = 6.1, nil
for _, r in ipairs(leaders) do
	local this, up = "t" .. r.thread, by_number[r.parent] and "t" .. r.parent
	if up then
		local before = previous[up]
		task(r.thread, "blue", x, -2.2, named(r))
		arrow("densely dashed,draw=figblue,bend right=18", this .. ".north", ("$(%s.east)+(0,%.2f)$"):format(up, before and .08 or -.1))
		if before then
			arrow("draw=figred,bend right=16", before .. ".south east", this .. ".south west")
		else
			arrow("draw=figred", up .. ".south east", this .. ".north west")
		end
		out("\\draw[to,draw=figgrey,rounded corners=4pt] %s (%s.west);", last == up and "($(" .. up .. ".south)+(.3,0)$) |-"
			or "(" .. last .. ".east) --", this)
		previous[up] = this
		x = x + 3.2
	else
		task(r.thread, "blue", 3.7, 0, named(r))
		arrow("draw=figgrey", (last or "more") .. ".east", this .. ".west")
	end
	last = this
end
for up, child in pairs(previous) do
	arrow("draw=figred,bend right=32", child .. ".north east", "$(" .. up .. ".east)+(0,.24)$")
end
out("\\draw[to,draw=figgrey,rounded corners=4pt] (%s.east) -- ++(.8,0) |- ($(t0.north)+(0,.45)$) -- (t0.north);", last)
for _, r in ipairs(rows) do
	if r.process ~= r.thread then
		local this, at = "t" .. r.thread, "t" .. r.process
		out("\\node[box,amber,minimum width=1.9cm] (%s) at ($(%s)+(0,-1.9)$) {%s};", this, at, named(r))
		arrow("draw=figgreen,bend right=22", at, this)
		arrow("draw=figgreen,bend right=22", this, at)
		out("\\draw[to,densely dashed,draw=figblue,rounded corners=4pt] (%s.west) -| ($(t%s.south)+(-.4,0)$);", this, r.parent)
	end
end
local y = -3.5
for _, l in ipairs { { "figgrey", "", "tasks" }, { "figred", "", "children, sibling" }, { "figblue", "densely dashed,", "real\\_parent" },
		{ "figgreen", "", "thread\\_group" } } do
	out("\\draw[to,%sdraw=%s] (8.2,%.2f) -- ++(.8,0) node[right,font=\\figsmall] {\\figcodesmall %s};", l[2], l[1], y, l[3])
	y = y - .42
end
print("\\end{tikzpicture}")

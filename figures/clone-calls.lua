-- clone-calls.lua: figures/data/calls.tsv, what kernel_clone calls, and for whom.
--
--	texlua clone-calls.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local ROW, STEP, DOTS, WIDE, FROM = .385, .38, 6.35, .62, 9.15
local rows = data.rows(arg[1] .. "/calls.tsv")
local ways = { "fork", "vfork", "posix_spawn", "clone", "pthread_create" }

print("\\begin{tikzpicture}")
local last = {}		-- of each depth: where the row that the next below hangs on is
local ends = {}		-- and where the last of those below is
for i, way in ipairs(ways) do
	out("\\node[codesmall,anchor=south west,rotate=38,inner sep=1pt] at (%.2f,.1) {%s};", DOTS + (i - 1) * WIDE - .05, data.code(way))
end
for k, r in ipairs(rows) do
	local y, x = -(k - .5) * ROW, r.depth * STEP
	if k % 2 == 0 then
		out("\\fill[tintgrey] (-.1,%.3f) rectangle (%.2f,%.3f);", y - ROW / 2, FROM + 2.2, y + ROW / 2)
	end
end
for k, r in ipairs(rows) do
	local y, x = -(k - .5) * ROW, r.depth * STEP
	out("\\node[codesmall,anchor=west,inner sep=0pt] at (%.2f,%.3f) {%s};", x, y, data.code(r["function"]))
	if r.depth > 0 then
		out("\\draw[dim,line width=.35pt] (%.2f,%.3f) -- (%.2f,%.3f);", x - STEP + .1, y, x - .06, y)
		ends[last[r.depth - 1]] = { x - STEP + .1, y }
	end
	last[r.depth] = y
	for i, way in ipairs(ways) do
		local at = DOTS + (i - 1) * WIDE
		if r[way] == "yes" then
			out("\\fill[figblue] (%.2f,%.3f) circle (.075);", at, y)
		else
			out("\\draw[dim,line width=.3pt] (%.2f,%.3f) circle (.03);", at, y)
		end
	end
	out("\\node[note,anchor=west] at (%.2f,%.3f) {%s};", FROM, y, (r.chapter:gsub("-", " ")))
end
for k = 1, #rows do
	local above = -(k - .5) * ROW
	local below = ends[above]
	if below then
		out("\\draw[dim,line width=.35pt] (%.2f,%.3f) -- (%.2f,%.3f);", below[1], above - .15, below[1], below[2])
	end
end
print("\\end{tikzpicture}")

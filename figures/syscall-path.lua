-- syscall-path.lua: figures/data/svc.tsv, one short system call to scale.
--
--	texlua syscall-path.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local WIDTH, ROW, LETTER = 9.6, .6, .139
local rows = data.rows(arg[1] .. "/svc.tsv")

-- A function's span: from where it is entered to where it is left, with its own
-- instructions counted.
local spans, open, at = {}, {}, 0
for _, r in ipairs(rows) do
	for depth in pairs(open) do
		if depth > r.depth then open[depth] = nil end
	end
	local span = open[r.depth]
	if not span or span.name ~= r["function"] then
		span = { name = r["function"], depth = r.depth, from = at, own = 0 }
		open[r.depth] = span
		spans[#spans + 1] = span
	end
	span.own = span.own + r.instructions
	at = at + r.instructions
	for depth = 0, r.depth do open[depth].to = at end
end
local total, deepest = at, 0
for _, s in ipairs(spans) do deepest = math.max(deepest, s.depth) end

local function x(n) return n / total * WIDTH end

print("\\begin{tikzpicture}")
for _, s in ipairs(spans) do
	local left, right, y = x(s.from), x(s.to), s.depth * ROW
	local colour = s.depth == 0 and "amber" or s.depth == deepest and "red" or "blue"
	out("\\path[%s,line width=.4pt] (%.3f,%.2f) rectangle (%.3f,%.2f);", colour, left, y, right, y + ROW - .08)
	local text = "{\\figcodesmall " .. data.code(s.name) .. "} {\\color{figgrey}" .. s.own .. "}"
	local needs = (#s.name + #tostring(s.own) + 1.5) * LETTER
	if needs < right - left then
		out("\\node[font=\\figsmall] at (%.3f,%.2f) {%s};", (left + right) / 2, y + ROW / 2 - .04, text)
	elseif s.depth > 0 then
		local early = s.from < total * .7
		out("\\node[font=\\figsmall,anchor=%s] at (%.3f,%.2f) {%s};", early and "east" or "west", early and left or right, y + ROW / 2 - .04, text)
	else
		out("\\node[font=\\figsmall,anchor=north %s] at (%.3f,%.2f) {%s};", s.from == 0 and "west" or "east",
			s.from == 0 and left - .1 or right + .1, y - .28, text)
		out("\\draw[dim,line width=.3pt] (%.3f,%.2f) -- (%.3f,%.2f);", (left + right) / 2, y - .35, (left + right) / 2, y - .02)
	end
end
out("\\draw[to,thread] (-.55,%.2f) -- (-.05,%.2f);\\node[codesmall,anchor=east] at (-.55,%.2f) {svc};", ROW / 2, ROW / 2, ROW / 2)
out("\\draw[to,thread] (%.2f,%.2f) -- (%.2f,%.2f);\\node[codesmall,anchor=west] at (%.2f,%.2f) {eret};", WIDTH + .05, ROW / 2, WIDTH + .5,
	ROW / 2, WIDTH + .5, ROW / 2)
for n = 0, total, 20 do
	out("\\draw[dim,line width=.3pt] (%.3f,-.95) -- (%.3f,-1.03) node[note,anchor=north,inner sep=1pt] {%d};", x(n), x(n), n)
end
out("\\draw[dim,line width=.3pt] (0,-.95) -- (%.3f,-.95);", WIDTH)
print("\\end{tikzpicture}")

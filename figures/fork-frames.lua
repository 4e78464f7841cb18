-- fork-frames.lua: figures/data/frames.tsv, the frames on two stacks, after
-- copy_thread, for a fork and for a new thread.
--
--	texlua fork-frames.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local LEFT, COLUMN, GAP, ROW = 1.25, 2.35, .5, .4
local ways = { "fork", "pthread_create" }
local named = { x0 = true, x1 = true, x8 = true, x29 = true, x30 = true, sp = true, pc = true, pstate = true }

local frame, context, thread = {}, {}, {}
for _, r in ipairs(data.rows(arg[1] .. "/frames.tsv")) do
	local part = ({ pt_regs = frame, cpu_context = context, thread = thread })[r.part]
	part[r.way] = part[r.way] or {}
	table.insert(part[r.way], r)
end

local function shown(value)
	return type(value) == "number" and string.format("%x", value) or tostring(value)
end

-- The registers in the order of addresses, highest first; such as no way changes
-- and the text does not speak of stand together.
local lines, skipped = {}, {}
local function flush()
	if #skipped > 0 then
		lines[#lines + 1] = { text = skipped[#skipped] .. (#skipped > 1 and "--" .. skipped[1] or "") }
		skipped = {}
	end
end
for i = #frame.fork, 1, -1 do
	local name, differs = frame.fork[i].register, false
	for _, way in ipairs(ways) do
		differs = differs or frame[way][i].parent ~= frame[way][i].child
	end
	if differs or named[name] then
		flush()
		lines[#lines + 1] = { text = name, index = i }
	else
		skipped[#skipped + 1] = name
	end
end
flush()

local function x(pair, who) return LEFT + (pair - 1) * (2 * COLUMN + GAP) + (who - 1) * COLUMN end

local function cell(left, y, text, colour)
	out("\\path[%s,line width=.3pt] (%.2f,%.3f) rectangle (%.2f,%.3f);", colour, left + .05, y, left + COLUMN - .05, y + ROW)
	out("\\node[codesmall] at (%.2f,%.3f) {%s};", left + COLUMN / 2, y + ROW / 2, text)
end

local function side(text, y, font)
	out("\\node[%s,anchor=east,inner sep=0pt] at (%.2f,%.3f) {%s};", font or "codesmall", LEFT - .12, y + ROW / 2, text)
end

print("\\begin{tikzpicture}")
local y = 0
for pair, way in ipairs(ways) do
	out("\\node[codesmall,anchor=south] at (%.2f,.5) {%s};", x(pair, 2), data.code(way))
	for who, name in ipairs { "parent's stack", "child's stack" } do
		out("\\node[label,anchor=base] at (%.2f,.14) {%s};", x(pair, who) + COLUMN / 2, name)
	end
end
for _, line in ipairs(lines) do
	y = y - ROW
	side(line.index and line.text or "\\figsmall " .. line.text, y)
	for pair, way in ipairs(ways) do
		local r = line.index and frame[way][line.index]
		for who, name in ipairs { "parent", "child" } do
			if not r then
				cell(x(pair, who), y, who == 1 and "\\figsmall\\dots" or "\\figsmall the same", who == 1 and "blue" or "grey")
			elseif who == 1 then
				cell(x(pair, who), y, shown(r[name]), "blue")
			else
				cell(x(pair, who), y, shown(r[name]), r.parent == r.child and "grey" or "red")
			end
		end
	end
end
local low = y
for pair = 1, #ways do
	for who = 1, 2 do
		out("\\draw[hidden] (%.2f,%.3f) -- (%.2f,%.3f) (%.2f,%.3f) -- (%.2f,%.3f);", x(pair, who) + .05, low, x(pair, who) + .05, low - .45,
			x(pair, who) + COLUMN - .05, low, x(pair, who) + COLUMN - .05, low - .45)
	end
end

-- Below: what the switch to the child will load.
y = low - 1.15
for pair, way in ipairs(ways) do
	out("\\node[label,anchor=south] at (%.2f,%.3f) {in the child's task};", x(pair, 2) + COLUMN / 2, y + .02)
end
for i = #context.fork, 1, -1 do
	local name = context.fork[i].register
	if name == "pc" or name == "sp" or name == "fp" or name == "x19" then
		y = y - ROW
		side(name, y)
		for pair, way in ipairs(ways) do
			cell(x(pair, 2), y, data.code(shown(context[way][i].child)), "amber")
			assert(name ~= "sp" or context[way][i].child == "top - 304", "the child's stack pointer is not at its frame")
			if name == "sp" then
				out("\\draw[to,figamber] (%.2f,%.3f) -- (%.2f,%.3f) -- (%.2f,%.3f) -- (%.2f,%.3f);", x(pair, 2) + COLUMN - .05, y + ROW / 2,
					x(pair, 2) + COLUMN + .14, y + ROW / 2, x(pair, 2) + COLUMN + .14, low, x(pair, 2) + COLUMN - .03, low)
			end
		end
	end
end
y = y - ROW - .1
side("tpidr\\_el0", y)
for pair, way in ipairs(ways) do
	local r = thread[way][1]
	cell(x(pair, 1), y, shown(r.parent), "blue")
	cell(x(pair, 2), y, shown(r.child), r.parent == r.child and "grey" or "red")
	out("\\node[label,anchor=base] at (%.2f,%.3f) {the processor's};", x(pair, 1) + COLUMN / 2, y + ROW + .1)
end
print("\\end{tikzpicture}")

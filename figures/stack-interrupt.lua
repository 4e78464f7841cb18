-- stack-interrupt.lua: figures/data/stack.tsv, a kernel stack to scale.
--
--	texlua stack-interrupt.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local BYTE, WIDTH, LINE = .0072, 3, .56		-- cm
local rows = data.rows(arg[1] .. "/stack.tsv")
local total = rows[#rows]["below the top"]

-- The call's half ends where the interrupt's registers begin.
local second
for i, r in ipairs(rows) do
	if r.kind == "registers" and i > 1 then second = i end
end

local function style(i)
	local r = rows[i]
	if r.kind == "registers" then return i < second and "blue" or "amber" end
	return i < second and "fill=tintred,draw=figred" or "fill=tintamber,draw=figamber"
end

print("\\begin{tikzpicture}")
local height = total * BYTE
local step = math.max(LINE, height / #rows)
for i, r in ipairs(rows) do
	local low = height - r["below the top"] * BYTE
	local high = low + r.bytes * BYTE
	local y = height - (i - .5) * step
	if r.bytes > 0 then out("\\path[%s,line width=.4pt] (0,%.3f) rectangle (%.2f,%.3f);", style(i), low, WIDTH, high) end
	out("\\draw[dim,line width=.3pt] (%.2f,%.3f) -- (%.2f,%.3f) -- (%.2f,%.3f);",
		WIDTH + .05, (low + high) / 2, WIDTH + .65, y, WIDTH + .8, y)
	out("\\node[note,anchor=east] at (%.2f,%.3f) {%d};", WIDTH + 1.45, y, r.bytes)
	local text = "\\figcodesmall " .. data.code(r["function"])
	if r.kind == "none" then text = text .. "{\\figsmall , which has no frame yet}" end
	if r.kind == "registers" then
		text = "\\figcodesmall pt\\_regs {\\figsmall saved by} " .. data.code(r["function"])
		out("\\node[align=center,font=\\figsmall] at (%.2f,%.3f) {%s};", WIDTH / 2, (low + high) / 2,
			i < second and "what the program had\\\\in its registers" or "what the system call\\\\had in its registers")
	end
	out("\\node[anchor=west] at (%.2f,%.3f) {%s};", WIDTH + 1.55, y, text)
end

-- What is above and below, and which half is whose.
out("\\node[codesmall,anchor=east] at (-.15,%.3f) {sp};\\draw[to] (-.2,0) -- (-.02,0);", 0)
out("\\draw[hidden] (0,0) -- (0,-.7) (%.2f,0) -- (%.2f,-.7);", WIDTH, WIDTH)
out("\\node[note,align=center] at (%.2f,-.4) {free: %s bytes};", WIDTH / 2, data.number(16384 - total))
local border = height - rows[second - 1]["below the top"] * BYTE
for _, half in ipairs { { border, height, "the system call" }, { 0, border, "the interrupt" } } do
	out("\\draw[decorate,decoration={brace,amplitude=4pt}] (-.45,%.3f) -- (-.45,%.3f) " ..
		"node[label,midway,rotate=90,above=5pt] {%s};", half[1] + (half[1] == 0 and .3 or .04), half[2] - .04, half[3])
end
out("\\node[note,anchor=south west] at (0,%.3f) {the top of the stack};", height + .02)
out("\\node[note,anchor=south east] at (%.2f,%.3f) {bytes};", WIDTH + 1.5, height + .02)
print("\\end{tikzpicture}")

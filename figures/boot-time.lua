-- boot-time.lua: figures/data/boot.tsv, the boot to scale, and enlarged twice.
--
--	texlua boot-time.lua figures/data
package.path = "book/?.lua;" .. package.path
local data = require "data"
local out = data.out

local WIDTH, HIGH = 11.6, .82
local at = {}
for _, r in ipairs(data.rows(arg[1] .. "/boot.tsv")) do
	at[r.flavour] = at[r.flavour] or {}
	at[r.flavour][r.landmark] = r.instructions / 1e6
end

-- The stretches of a row: where each ends, its colour, and what it is called.
local coarse = {
	{ "start_kernel", "draw=figgrey,fill=white" }, { "allocators begin", "blue" }, { "allocators ready", "green" },
	{ "unpacking begins", "amber" }, { "unpacked", "red" }, { "prompt", "blue" },
}
local middle = {
	{ "start_kernel", "draw=figgrey,fill=white", "entry" }, { "first character", "blue", "tree,\\\\console" },
	{ "memory mapped", "blue", "memory\\\\mapped" }, { "allocators begin", "blue" }, { "allocators ready", "green", "the allocators" },
	{ "clock begins", "amber", "interrupts" }, { "clock ready", "amber", "clock" },
	{ "second CPU begins", "amber", "threads" }, { "all CPUs up", "red" }, { "unpacking begins", "amber" },
}
local fine = {
	{ "place chosen", "draw=figgrey,fill=white", "the device tree\\\\is searched" }, { "image mapped", "draw=figgrey,fill=white", "variables cleared, the image mapped" },
	{ "caches clean", "draw=figgrey,fill=white", "copies in caches\\\\dropped" }, { "start_kernel", "draw=figgrey,fill=white" },
}

local function ms(t)
	return t < 10 and string.format("%.2f", t) or string.format("%.1f", t)
end

-- One row: its stretches with their names, and above some borders the time.
local function row(y, flavour, scale, list)
	local from = 0
	for _, s in ipairs(list) do
		local to = assert(at[flavour][s[1]], s[1]) * scale
		out("\\path[%s,line width=.4pt] (%.3f,%.2f) rectangle (%.3f,%.2f);", s[2], from, y, to, y + HIGH)
		if s[3] then
			out("\\node[label,inner sep=0pt] at (%.3f,%.2f) {%s};", (from + to) / 2, y + HIGH / 2, s[3])
		end
		from = to
	end
end

local function times(y, scale, list)
	for _, name in ipairs(list) do
		out("\\draw[dim,line width=.4pt] (%.3f,%.2f) -- ++(0,.1) node[note,anchor=south,inner sep=1pt] {%s};",
			at.release[name] * scale, y + HIGH, ms(at.release[name]))
	end
end

-- The stretch that the row below shows enlarged.
local function lens(y, width, to)
	out("\\path[fill=tintgrey] (0,%.2f) -- (%.3f,%.2f) -- (%.2f,%.2f) -- (0,%.2f) -- cycle;", y, width, y, WIDTH, to, to)
end

-- A moment, above the times.
local function flag(y, scale, name, text, anchor)
	local x = at.release[name] * scale
	out("\\draw[figred,line width=.6pt] (%.3f,%.2f) -- (%.3f,%.2f) node[label,anchor=%s,text=figred,inner sep=1.5pt] {%s};",
		x, y, x, y + HIGH + .42, anchor, text)
end

local d, r = at.debug, at.release
local y1, y2, y3, y4, y5 = 0, -1.35, -3.6, -6.05, -8.2
local scale1 = WIDTH / d.prompt
local scale3, scale4, scale5 = WIDTH / r.prompt, WIDTH / r["unpacking begins"], WIDTH / r.start_kernel

print("\\begin{tikzpicture}")
lens(y2, r.prompt * scale1, y3 + HIGH)
lens(y3, r["unpacking begins"] * scale3, y4 + HIGH)
lens(y4, r.start_kernel * scale4, y5 + HIGH)

coarse[3][3], coarse[5][3] = "the allocators get their memory", "the archive is unpacked"
row(y1, "debug", scale1, coarse)
out("\\node[note,anchor=south west,inner xsep=0pt] at (0,%.2f) {the debug kernel: %s ms from power-on to the prompt};",
	y1 + HIGH, ms(d.prompt))

coarse[3][3], coarse[5][3] = nil, nil
row(y2, "release", scale1, coarse)
out("\\node[note,anchor=west] at (%.3f,%.2f) {the release kernel, to the same scale: %s ms};",
	r.prompt * scale1 + .1, y2 + HIGH / 2, ms(r.prompt))

coarse[5][3] = "the archive with the first files is unpacked"
row(y3, "release", scale3, coarse)
times(y3, scale3, { "unpacking begins" })
flag(y3, scale3, "first user instruction", "a program's first instruction, " .. ms(r["first user instruction"]), "south east")

row(y4, "release", scale4, middle)
times(y4, scale4, { "start_kernel", "memory mapped", "allocators ready", "clock begins", "clock ready" })
flag(y4, scale4, "first character", "the first character, " .. ms(r["first character"]), "south")
flag(y4, scale4, "all CPUs up", "all processors run, " .. ms(r["all CPUs up"]), "south east")

row(y5, "release", scale5, fine)
times(y5, scale5, { "place chosen", "image mapped" })
flag(y5, scale5, "translation on", "translation is on, " .. ms(r["translation on"]), "south east")
out("\\node[note,anchor=north west,inner xsep=0pt] at (0,%.2f) {times in ms; an instruction is a nanosecond};", y5)
print("\\end{tikzpicture}")

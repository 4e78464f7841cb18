-- check.lua: what can be wrong with a book that weaves: figures without source
-- or caption, sources without figure, exercises without hint or answer, pages
-- that would have the same name, letters that the fonts lack.

local util = require "util"
local book = require "book"
local prose = require "prose"

local check = {}

local sources = { "tex", "dot", "lua" }

local function has_source(name)
	for _, suffix in ipairs(sources) do
		if util.exists("figures/" .. name .. "." .. suffix) then return true end
	end
end

function check.figures(b)
	for _, f in ipairs(b.figures) do
		if not has_source(f.name) then
			util.mistake(f.chapter.file, f.line, "the figure '%s' has no source in figures/", f.name)
		end
	end
	for file in util.command("ls figures 2>/dev/null"):gmatch("[^\n]+") do
		local name, suffix = file:match("^(.*)%.(%a+)$")
		local drawn = suffix == "tex" or suffix == "dot" or suffix == "lua"
		-- A generator waits for its data: nothing is drawn before a trace is recorded.
		local waiting = suffix == "lua" and not util.exists("figures/data/" .. name:gsub("%-.*", "") .. ".tsv")
		if drawn and not waiting and not (b.figure_names or {})[name] then
			util.mistake("figures/" .. file, 1, "no chapter shows this figure")
		end
	end
end

-- Every exercise has a hint and a solution.
function check.exercises(b)
	for _, e in ipairs(b.exercises) do
		local function has(kind) return b.exercise_chunks[e.id .. " " .. kind] end
		for _, kind in ipairs({ "hint", "solution" }) do
			if not has(kind) then
				util.mistake(e.chapter.file, e.line, "the exercise '%s' has no %s", e.id, kind)
			end
		end
	end
end

-- A rule is shown by something, and what breaks one is said to.
function check.rules(b)
	local said = {}
	for _, r in ipairs(b.rules) do
		for _, name in ipairs(r.shown) do
			said[name] = true
			if not book.shows(b, name) then util.mistake(r.chapter.file, r.line, "nothing that could show a rule is named '%s'", name) end
		end
		if #r.shown == 0 then util.mistake(r.chapter.file, r.line, "a rule that nothing shows") end
	end
	for _, chunk in ipairs(b.order) do
		if chunk.kind == "break" and not said[chunk.exercise] then
			said[chunk.exercise] = true
			util.mistake(chunk.pieces[1].chapter.file, chunk.pieces[1].line, "no sentence is marked as the rule that '%s' breaks", chunk.exercise)
		end
	end
end

function check.pages(b)
	local taken = { index = "the cover", rules = "a page of the back", exercises = "a page of the back", solutions = "a page of the back",
		glossary = "a page of the back", bibliography = "a page of the back" }
	for _, chapter in ipairs(b.chapters) do
		if taken[chapter.slug] then
			util.mistake(chapter.file, 1, "the page '%s.html' is already %s", chapter.slug, taken[chapter.slug])
		end
		taken[chapter.slug] = chapter.file
	end
end

-- Prose is set in the first two, which have headings and notes between them,
-- code in the last.
local fonts = {
	{ name = "Pagella", file = "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyrepagella-regular.otf" },
	{ name = "Lato", file = "/usr/share/fonts/truetype/lato/Lato-Regular.ttf" },
	{ name = "JetBrains Mono", file = "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf" },
}

local beyond_ascii = "[\194-\244][\128-\191]+"

local function lacks(font, letter)
	if not font.has then
		local file = fontloader.open(font.file) or error("no font " .. font.file)
		font.has = {}
		for code in pairs(file.map.map) do font.has[code] = true end
		fontloader.close(file)
	end
	return not font.has[utf8.codepoint(letter)]
end

function check.glyphs(b)
	local function look(file, line, text, from, to)
		for letter in text:gmatch(beyond_ascii) do
			for i = from, to do
				if lacks(fonts[i], letter) then
					util.mistake(file, line, "missing glyph: %s has no '%s' (U+%04X)", fonts[i].name, letter, utf8.codepoint(letter))
				end
			end
		end
	end
	-- Few letters are beyond ASCII: where all fonts have them, no line is read.
	local function suspect(text)
		for letter in text:gmatch(beyond_ascii) do
			if lacks(fonts[1], letter) or lacks(fonts[2], letter) or lacks(fonts[3], letter) then return true end
		end
	end
	for _, chapter in ipairs(b.chapters) do
		for _, block in ipairs(suspect(util.read(chapter.file)) and chapter.blocks or {}) do
			if block.kind == "prose" then
				local text, quotes = prose.text(block)
				for pos, letter in text:gmatch("()(" .. beyond_ascii .. ")") do
					look(chapter.file, prose.line_at(block, pos), letter, 1, 2)
				end
				for pos, n in text:gmatch("()\1(%d+)\2") do
					look(chapter.file, prose.line_at(block, pos), prose.quote_source(quotes[tonumber(n)]), 3, 3)
				end
			else
				look(chapter.file, block.line, block.name, 1, 2)
				for _, row in ipairs(block.lines) do look(chapter.file, row.no, prose.quote_source(row), 3, 3) end
			end
		end
	end
end

function check.all(b)
	check.figures(b)
	check.exercises(b)
	check.rules(b)
	check.pages(b)
	check.glyphs(b)
end

return check

-- check.lua: what can be wrong with a book that weaves: figures without source
-- or caption, sources without figure, exercises without hint or answer, pages
-- that would have the same name.

local util = require "util"

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

function check.pages(b)
	local taken = { index = "the cover", exercises = "a page of the back", solutions = "a page of the back",
		glossary = "a page of the back", bibliography = "a page of the back" }
	for _, chapter in ipairs(b.chapters) do
		if taken[chapter.slug] then
			util.mistake(chapter.file, 1, "the page '%s.html' is already %s", chapter.slug, taken[chapter.slug])
		end
		taken[chapter.slug] = chapter.file
	end
end

function check.all(b)
	check.figures(b)
	check.exercises(b)
	check.pages(b)
end

return check

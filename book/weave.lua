-- weave.lua: from chapters to the Markdown that pandoc reads, and from pandoc's
-- HTML to finished pages.
--
--	texlua weave.lua markdown BUILD TREE CHAPTER...	writes BUILD/md/*.md and tables
--	texlua weave.lua pages BUILD TREE OUT CHAPTER...	writes OUT/*.html
--
-- BUILD is the weaver's own folder, TREE the tangled tree with line marks.

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path

local util = require "util"
local book = require "book"
local prose = require "prose"
local html = require "html"
local latex = require "latex"
local cite = require "cite"
local check = require "check"

local function fenced(form, text)
	if text == "" then return "" end
	local fence = "```"
	while text:find(fence, 1, true) do fence = fence .. "`" end
	return "\n" .. fence .. "{=" .. form .. "}\n" .. text .. "\n" .. fence .. "\n"
end

local function both(html_text, latex_text)
	return fenced("html", html_text) .. fenced("latex", latex_text)
end

-- ---- what prose.emit asks for ----

local words = { chapter = "Chapter", section = "Section", figure = "Figure", table = "Table", exercise = "Exercise" }

local function resolver(b, chapter, page)
	local out = {}
	local function wrong(line, ...) util.mistake(chapter.file, line, ...) end

	function out.quote(quote, line)
		for _, part in ipairs(quote) do
			if type(part) == "table" and not b.chunks[part.use] then
				wrong(line, "no chunk is named '%s'", part.use)
			end
		end
		return prose.both(html.quote(b, quote, page), latex.quote(b, quote))
	end

	function out.ref(id, text, line)
		local entry = b.ids[id]
		if not entry then
			wrong(line, "nothing has the id '%s'", id)
			return text ~= "" and text or "**?**"
		end
		local word = words[entry.kind] or "Chunk"
		local href = book.href(b, id, page)
		if text ~= "" then
			return "[" .. text .. "](" .. href .. "){.xref ref=" .. id .. "}"
		end
		local label = entry.number and word .. "\u{a0}" .. entry.number or util.html(entry.title or id)
		return prose.both(string.format('<a class="xref" href="%s">%s</a>', href, label),
			entry.number and string.format("\\bookref{%s}{%s}{%s}", id, word, entry.number)
			or "\\hyperlink{" .. id .. "}{" .. util.tex(entry.title or id) .. "}")
	end

	function out.cite(keys, line)
		local h, l = {}, {}
		for item in keys:gmatch("[^;]+") do
			local key, rest = item:match("^%s*%-?@([%w_:.-]*[%w])(.*)$")
			local entry = key and b.references[key]
			if not entry then
				wrong(line, "no reference is named '%s'", key or item)
			else
				b.cited[key] = true
				rest = rest:gsub("\1%d+\2", "")
				h[#h + 1] = string.format('<a href="bibliography.html#ref-%s">%s</a>%s', key, util.html(entry.label), util.html(rest))
				l[#l + 1] = string.format("\\hyperlink{ref-%s}{%s}%s", key, util.tex(entry.label), util.tex(rest))
			end
		end
		return prose.both('<span class="cite">[' .. table.concat(h, "; ") .. "]</span>",
			"\\bookcite{" .. table.concat(l, "; ") .. "}")
	end

	function out.term(text, attr, line, quotes)
		local plain = prose.plain(text, quotes)
		local term = b.terms[plain:lower()]
		local first = term and term.chapter == chapter and term.line == line
		return "[" .. text .. "]{" .. (first and "#" .. term.id .. " " or "") .. ".term}"
	end

	function out.figure(image, id, attr, line)
		local entry = b.ids[id]
		return image .. "{#" .. id .. attr .. " number=" .. (entry and entry.number or "?") .. "}"
	end

	function out.table(id, line)
		local entry = b.ids[id]
		return " []{#" .. id .. " number=" .. (entry and entry.number or "?") .. "}"
	end

	function out.exercise(colons, attr, line)
		local id = attr:match("#([%w_-]+)")
		local entry = b.ids[id or ""]
		local has = {}
		for _, kind in ipairs({ "hint", "starter", "solution", "wrong" }) do
			local chunk = b.exercise_chunks[(id or "") .. " " .. kind]
			if chunk then has[#has + 1] = kind .. '="' .. chunk.pieces[1].id .. '"' end
		end
		return colons .. "{" .. attr .. " number=" .. (entry and entry.number or "?") .. " " .. table.concat(has, " ") .. "}"
	end

	function out.heading(marks, title, id, attr, line)
		local entry = b.ids[id]
		local number = entry and #marks <= 2 and entry.number or nil
		return marks .. " " .. (number and prose.both('<span class="no">' .. number .. "</span> ", "") or "")
			.. title .. " {#" .. id .. attr .. "}"
	end
	return out
end

-- ---- one chapter ----

local function piece_markdown(b, block, page)
	local kind = block.chunk.kind
	if kind == "run" or kind == "output" then
		return both(html.transcript(b, block), latex.transcript(b, block))
	elseif kind == "hint" then
		return both(html.folded(b, block, "Hint", page), latex.hint(b, block))
	elseif kind == "starter" then
		return both(html.folded(b, block, "Where to start", page), latex.piece(b, block))
	elseif kind == "mutation" then
		return both(html.folded(b, block, "Broken on purpose", page), latex.piece(b, block))
	elseif kind == "break" then
		local boot = "make boot BREAK=" .. block.chunk.exercise
		return both(html.piece(b, block, page) .. '<p class="el">Break it: <code>' .. boot .. "</code></p>",
			latex.piece(b, block) .. "\\breakit{" .. boot .. "}")
	end
	return both(html.piece(b, block, page), latex.piece(b, block))
end

-- Prose that leads to a solution goes where the solution goes; what stands
-- before the last blank line of a box or heading stays.
local function split_for_solution(text)
	local cut = 1
	for pos in ("\n" .. text):gmatch("\n:::+[^\n]*\n()") do cut = math.max(cut, pos - 1) end
	for pos in ("\n" .. text):gmatch("\n#+ [^\n]*\n()") do cut = math.max(cut, pos - 1) end
	return text:sub(1, cut - 1), text:sub(cut)
end

local function chapter_markdown(b, chapter, solutions)
	local page = chapter.slug .. ".html"
	local out = resolver(b, chapter, page)
	local parts = {}
	local blocks = chapter.blocks
	for i, block in ipairs(blocks) do
		if block.kind == "prose" then
			local text = prose.emit(block, out)
			local follower = blocks[i + 1]
			if follower and book.is_away(follower) then
				local stay, go = split_for_solution(text)
				text = stay
				solutions[#solutions + 1] = { block = follower, text = go }
			end
			parts[#parts + 1] = text
		elseif not book.is_away(block) then
			parts[#parts + 1] = piece_markdown(b, block, page)
		end
	end
	return table.concat(parts)
end

-- The answer to a question on paper is prose: no file is compared with it.
local function on_paper(b, chunk)
	return chunk.target == "answer" and not b.exercise_chunks[chunk.exercise .. " starter"]
end

local function answer_markdown(b, block)
	local text = html.raw_text(block):gsub("%[%[(.-)%]%]", function(code)
		return prose.both(html.quote(b, { code }, "solutions.html"), latex.quote(b, { code }))
	end)
	return "\n::: {#" .. block.id .. " .answer}\n" .. text .. "\n:::\n"
end

local function solutions_markdown(b, solutions)
	local out, last = { "# Solutions {#solutions}\n\nEvery exercise has an answer here. Where a file is graded, a wrong answer "
		.. "that looks right stands beside it: the grader must tell the two apart.\n" }, nil
	for _, s in ipairs(solutions) do
		local chunk = s.block.chunk
		local entry = b.ids[chunk.exercise]
		if chunk.exercise ~= last then
			last = chunk.exercise
			local title = entry and entry.title or last
			out[#out + 1] = string.format("\n## %s%s {#solution-%s}\n\n",
				entry and prose.both(string.format('<a class="no" href="%s">%s</a> ', book.href(b, last, "solutions.html"), entry.number),
				"") or "", title, last)
		end
		out[#out + 1] = s.text
		out[#out + 1] = on_paper(b, chunk) and answer_markdown(b, s.block) or both((chunk.kind == "wrong" and '<p class="label wrong">A wrong answer</p>' or "")
			.. html.piece(b, s.block, "solutions.html"),
			(chunk.kind == "wrong" and "\\wronganswer\n" or "") .. latex.piece(b, s.block))
	end
	return table.concat(out)
end

local function index_exercises(b)
	b.exercise_chunks = {}
	for _, chunk in ipairs(b.order) do
		if chunk.exercise and chunk.kind ~= "run" and chunk.kind ~= "output" then
			local key = chunk.exercise .. " " .. chunk.kind
			b.exercise_chunks[key] = b.exercise_chunks[key] or chunk
		end
	end
end

local function load(tree, files)
	local b = book.read(files)
	b.references = cite.read(here .. "/references.bib")
	book.identify(b, tree, here .. "/moirai.ctags")
	index_exercises(b)
	return b
end

local commands = {}

function commands.markdown(build, tree, ...)
	local b = load(tree, { ... })
	local solutions, keep = {}, {}
	os.execute("mkdir -p " .. util.quote(build .. "/md"))
	for _, chapter in ipairs(b.chapters) do
		util.write(build .. "/md/" .. chapter.base .. ".md", chapter_markdown(b, chapter, solutions))
	end
	util.write(build .. "/md/solutions.md", solutions_markdown(b, solutions))
	check.all(b)
	require("backmatter").write(b, build, here)
end

function commands.pages(build, tree, out, ...)
	local b = load(tree, { ... })
	require("page").write(b, build, out, here)
end

local command = commands[arg[1]]
if not command then
	io.stderr:write("usage: texlua weave.lua markdown|pages BUILD TREE ...\n")
	os.exit(2)
end
command(table.unpack(arg, 2))
os.exit(util.report() > 0 and 1 or 0)

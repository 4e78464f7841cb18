-- weave.lua: from chapters to the Markdown that pandoc reads, and from pandoc's
-- HTML to finished pages.
--
--	texlua weave.lua html BUILD TREE OUT CHAPTER...	writes BUILD/html, OUT/data
--	texlua weave.lua join BUILD OUT			writes OUT/*.html
--	texlua weave.lua latex BUILD TREE CHAPTER...	writes BUILD/latex and tables
--
-- BUILD is the weaver's own folder, TREE the tangled tree with line marks.
-- Pandoc turns BUILD/html/*.md into bodies, which are joined with the pages'
-- frames.  A writer waits for html: it weaves again only what has changed.

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path

local util = require "util"
local book = require "book"
local ident = require "ident"
local prose = require "prose"
local html = require "html"
local latex = require "latex"
local cite = require "cite"
local check = require "check"
local spell = require "spell"
local page = require "page"
local index = require "index"
local data = require "data"

local function fenced(text)
	if text == "" then return "" end
	local fence = "```"
	while text:find(fence, 1, true) do fence = fence .. "`" end
	return "\n" .. fence .. "{=" .. prose.form .. "}\n" .. text .. "\n" .. fence .. "\n"
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
		local form = prose.pick(html, latex)
		local text = form.quote(b, quote, page)
		return prose.both(text, text)
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

	function out.rule(text, shown)
		return "[" .. text .. "]{#" .. book.rule_id(shown) .. " .rule}"
	end

	function out.figure(image, id, attr, line)
		local entry = b.ids[id]
		return image .. "{#" .. id .. attr .. " number=" .. (entry and entry.number or "?") .. "}"
	end

	function out.table(id, line)
		local entry = b.ids[id]
		return " []{#" .. id .. " number=" .. (entry and entry.number or "?") .. "}"
	end

	-- A row whose first cell is `NAME.tsv: BEGINNING` stands for those records of the
	-- data whose case begins so; the other cells name columns, or one over another.
	function out.rows(file, start, cells, line)
		local path, rows = "figures/data/" .. file, {}
		local function value(record, want)
			local over, under = want:match("^(%w+)/(%w+)$")
			if over and record[over] and record[under] then return string.format("%.2f", record[over] / record[under]) end
			local it = record[want]
			if not it then wrong(line, "%s has no column '%s'", path, want) end
			return math.type(it) == "integer" and data.number(it) or tostring(it)
		end
		for _, record in ipairs(util.exists(path) and data.rows(path) or {}) do
			local case = tostring(record.case or "")
			if case:sub(1, #start) == start then
				local row = { case:sub(#start + 1) }
				for want in cells:gmatch("%s*([^|]-)%s*|") do row[#row + 1] = value(record, want) end
				rows[#rows + 1] = "\n| " .. table.concat(row, " | ") .. " |"
			end
		end
		if #rows == 0 then wrong(line, "%s has no case that begins with '%s'", path, start) end
		return table.concat(rows)
	end

	-- A row whose first cell is `MACRO(): BEGINNING` stands for the rows of that macro in
	-- the code: their first argument, with BEGINNING before it, and those that are numbered.
	function out.macro(name, start, cells, line)
		local rows = {}
		for _, args in ipairs(book.macro_rows(b, name)) do
			local row = { "`" .. start .. args[1] .. "`" }
			for want in cells:gmatch("%s*([^|]-)%s*|") do
				local number, before = want:match("^(%d+) ?(.*)$")
				local it = args[tonumber(number)]
				if not it then wrong(line, "%s() has no argument '%s'", name, want) end
				row[#row + 1] = before ~= "" and "`" .. before .. it .. "`" or it
			end
			rows[#rows + 1] = "\n| " .. table.concat(row, " | ") .. " |"
		end
		if #rows == 0 then wrong(line, "the code has no row %s(...)", name) end
		return table.concat(rows)
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

local folded = { hint = "Hint", starter = "Where to start", mutation = "Broken on purpose" }

local function piece_markdown(b, block, page)
	local form, kind = prose.pick(html, latex), block.chunk.kind
	if kind == "run" or kind == "output" then return fenced(form.transcript(b, block)) end
	local title = folded[kind]
	local text = title and form.folded(b, block, title, page) or form.piece(b, block, page)
	if kind == "break" then
		local boot = "make boot BREAK=" .. block.chunk.exercise
		text = text .. prose.pick('<p class="el">Break it: <code>' .. boot .. "</code></p>", "\\breakit{" .. boot .. "}")
	end
	return fenced(text)
end

-- Prose that leads to a solution goes where the solution goes; what stands
-- before the last blank line of a box or heading stays.
local function split_for_solution(text)
	local cut = 1
	for pos in ("\n" .. text):gmatch("\n:::+[^\n]*\n()") do cut = math.max(cut, pos - 1) end
	for pos in ("\n" .. text):gmatch("\n#+ [^\n]*\n()") do cut = math.max(cut, pos - 1) end
	return text:sub(1, cut - 1), text:sub(cut)
end

-- A chapter's Markdown, and what of it stands among the solutions.
local function chapter_markdown(b, chapter)
	local page = chapter.slug .. ".html"
	local out, away = resolver(b, chapter, page), resolver(b, chapter, "solutions.html")
	local parts, solutions = {}, {}
	local blocks = chapter.blocks
	for i, block in ipairs(blocks) do
		if block.kind == "prose" then
			local text = prose.emit(block, out)
			local follower = blocks[i + 1]
			if follower and book.is_away(follower) then
				-- what goes to the other page leads from there
				local _, go = split_for_solution(prose.emit(block, away))
				text = split_for_solution(text)
				solutions[#solutions + 1] = { block = follower, text = go }
			end
			parts[#parts + 1] = text
		elseif not book.is_away(block) then
			parts[#parts + 1] = piece_markdown(b, block, page)
		end
	end
	return table.concat(parts), solutions
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
	local out, last = {}, nil
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
		if on_paper(b, chunk) then
			out[#out + 1] = answer_markdown(b, s.block)
		else
			local label = chunk.kind == "wrong" and prose.pick('<p class="label wrong">A wrong answer</p>', "\\wronganswer\n") or ""
			out[#out + 1] = fenced(label .. prose.pick(html, latex).piece(b, s.block, "solutions.html"))
		end
	end
	return table.concat(out)
end

local solutions_head = "# Solutions {#solutions}\n\nEvery exercise has an answer here. Where a file is graded, a wrong answer "
	.. "that looks right stands beside it: the grader must tell the two apart.\n"

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
	local tags = ident.start(tree, here .. "/moirai.ctags")	-- while noweb reads
	local b = book.read(files)
	b.references = cite.read(here .. "/references.bib")
	book.identify(b, tags)
	index_exercises(b)
	return b
end

local commands = {}

-- What a chapter leaves in BUILD/html, beside its Markdown: its solutions, its
-- rows of the search, the names that its chunks use.
local function weave_chapter(b, chapter, base, out)
	local markdown, solutions = chapter_markdown(b, chapter)
	util.write(base .. ".md", markdown)
	util.write(base .. ".solutions", solutions_markdown(b, solutions))
	util.write(base .. ".search", page.search_rows(b, chapter))
	util.write(base .. ".uses", index.uses_rows(b, chapter))
	page.write_chunks(b, chapter, out)
end

-- These hold as long as a chapter, what it may see of the others, and this
-- program are the same.  What has mistakes is woven again until they are mended.

function commands.html(build, tree, out, ...)
	local b = load(tree, { ... })
	local dir, solutions, rows = build .. "/html/", { solutions_head }, {}
	os.execute("mkdir -p " .. util.quote(dir) .. " " .. util.quote(out .. "/data"))
	local program = md5.sum(util.command("cd " .. util.quote(here) .. " && cat *.lua *.bib words"))
	local inputs, all = book.inputs(b)
	local changed, keys = {}, {}
	for i, chapter in ipairs(b.chapters) do
		keys[i] = md5.sumhexa(program .. inputs[chapter])
		if util.read(dir .. chapter.base .. ".key") ~= keys[i] then changed[chapter] = true end
	end
	spell.start(b, changed, here .. "/words")	-- while we weave
	for _, chapter in ipairs(b.chapters) do
		local base = dir .. chapter.base
		if changed[chapter] then weave_chapter(b, chapter, base, out) end
		solutions[#solutions + 1] = util.read(base .. ".solutions")
		chapter.search, chapter.uses = util.read(base .. ".search"), util.read(base .. ".uses")
		rows[#rows + 1] = chapter.uses
	end
	util.write(dir .. "solutions.md", table.concat(solutions))
	page.write(b, build, out, here, md5.sumhexa(program .. all .. table.concat(rows)))
	check.all(b)
	spell.finish()
	for i, chapter in ipairs(b.chapters) do
		util.write(dir .. chapter.base .. ".key", util.faultless(chapter.file) and keys[i] or "")
	end
end

function commands.join(build, out)
	page.join(build, out)
end

function commands.latex(build, tree, ...)
	prose.form = "latex"
	local b = load(tree, { ... })
	local dir, solutions = build .. "/latex/", { solutions_head }
	os.execute("mkdir -p " .. util.quote(dir))
	for _, chapter in ipairs(b.chapters) do
		local markdown, list = chapter_markdown(b, chapter)
		util.write(dir .. chapter.base .. ".md", markdown)
		solutions[#solutions + 1] = solutions_markdown(b, list)
	end
	util.write(dir .. "solutions.md", table.concat(solutions))
	require("backmatter").write(b, build, here)
end

local command = commands[arg[1]]
if not command then
	io.stderr:write("usage: texlua weave.lua html|join|latex BUILD ...\n")
	os.exit(2)
end
command(table.unpack(arg, 2))
os.exit(arg[1] ~= "latex" and util.report() > 0 and 1 or 0)

-- book.lua: the whole book as one table: chapters, chunks, sections, figures,
-- tables, exercises, terms, identifiers, and where each of them stands.

local util = require "util"
local noweb = require "noweb"
local prose = require "prose"
local lex = require "lex"
local ident = require "ident"

local book = {}

book.parts = {
	[0] = { title = "Before the Thread", line = "How to read this book, and the workshop in which it is made." },
	{ title = "Boot", line = "From the first instruction after power-on to the first three threads." },
	{ title = "Process Creation", line = "What a process is, and how one becomes two." },
	{ title = "Exec", line = "How a process becomes another program and stays itself." },
	{ title = "Exit", line = "How a life ends, who is told, and who tidies up." },
	{ title = "Signals", line = "How one process reaches into the life of another." },
	{ title = "Scheduling", line = "Who may run, for how long, and on which processor." },
	{ title = "After the Cut", line = "Real programs, what it costs, and the keys to the book." },
}

-- ---- reading ----

local function title_case_slug(base) return base:gsub("^%d+%-", "") end

function book.read(files)
	local b = { chapters = {}, chunks = {}, order = {}, ids = {}, figures = {}, tables = {},
		exercises = {}, terms = {}, rules = {}, sections = {}, by_file = {} }
	for n, chapter in ipairs(noweb.read(files)) do
		chapter.number = n
		chapter.part = tonumber(chapter.base:match("^%d")) or 0
		chapter.slug = title_case_slug(chapter.base)
		chapter.title = chapter.base
		chapter.figures, chapter.tables, chapter.exercises, chapter.sections = {}, {}, {}, {}
		b.chapters[n] = chapter
		b.by_file[chapter.file] = chapter
		book.scan(b, chapter)
	end
	book.connect(b)
	return b
end

function book.claim(b, id, file, line, what)
	local other = b.ids[id]
	if other then
		util.mistake(file, line, "the id '%s' stands already at %s:%d", id, other.file, other.line)
	end
	b.ids[id] = { file = file, line = line }
	for k, v in pairs(what) do b.ids[id][k] = v end
	return b.ids[id]
end

local found = {}

function found.section(b, chapter, s)
	s.chapter = chapter
	if s.level == 1 then
		chapter.title = s.title
		if s.id then chapter.slug = s.id end
		s.number = tostring(chapter.number)
	elseif s.level == 2 then
		chapter.nsections = (chapter.nsections or 0) + 1
		s.number = chapter.number .. "." .. chapter.nsections
	end
	if not s.id then
		util.mistake(chapter.file, s.line, "the heading '%s' has no {#id}", s.title)
		s.id = chapter.slug .. "-" .. util.slug(s.title)
	end
	s.entry = book.claim(b, s.id, chapter.file, s.line,
		{ kind = s.level == 1 and "chapter" or "section", number = s.number, title = s.title, chapter = chapter })
	chapter.sections[#chapter.sections + 1] = s
	b.sections[#b.sections + 1] = s
end

local function numbered(kind, list)
	return function(b, chapter, x)
		x.chapter = chapter
		chapter[list][#chapter[list] + 1] = x
		x.number = chapter.number .. "." .. #chapter[list]
		if not x.id then
			util.mistake(chapter.file, x.line, "a %s without an {#id}", kind)
			x.id = kind .. "-" .. chapter.slug .. "-" .. #chapter[list]
		end
		book.claim(b, x.id, chapter.file, x.line,
			{ kind = kind, number = x.number, title = x.caption or x.title, chapter = chapter })
		b[list][#b[list] + 1] = x
	end
end

found.table = numbered("table", "tables")
found.exercise = numbered("exercise", "exercises")
local add_figure = numbered("figure", "figures")

function found.figure(b, chapter, f)
	add_figure(b, chapter, f)
	if f.caption:match("^%s*$") then
		util.mistake(chapter.file, f.line, "the figure '%s' has no caption", f.name)
	end
	b.figure_names = b.figure_names or {}
	b.figure_names[f.name] = f
end

function found.term(b, chapter, t)
	t.chapter = chapter
	t.section = b.sections[#b.sections]
	local known = b.terms[t.term:lower()]
	if known then return end
	t.id = "term-" .. util.slug(t.term)
	b.terms[t.term:lower()] = t
	if t.id ~= "term-" then
		book.claim(b, t.id, chapter.file, t.line, { kind = "term", chapter = chapter, title = t.term })
	end
end

function book.rule_id(shown) return "rule-" .. util.slug(shown[1] or "") end

-- A sentence that must hold, or a part of one, and what shows it: see book.shows.
function found.rule(b, chapter, r)
	r.chapter = chapter
	r.text = r.text:gsub("^%l", string.upper):gsub("([^.])$", "%1.")
	r.id = book.rule_id(r.shown)
	book.claim(b, r.id, chapter.file, r.line, { kind = "rule", chapter = chapter, title = r.text })
	b.rules[#b.rules + 1] = r
end

function book.scan(b, chapter)
	for _, block in ipairs(chapter.blocks) do
		block.chapter = chapter
		if block.kind == "prose" then
			prose.scan(block, function(kind, x) found[kind](b, chapter, x) end)
			block.section_after = b.sections[#b.sections]
		else
			book.add_piece(b, chapter, block)
		end
	end
end

-- ---- chunks ----

local numbered_kinds = { plain = true, root = true }

function book.add_piece(b, chapter, block)
	local kind, id, target = noweb.kind(block.name)
	local chunk = b.chunks[block.name]
	if not chunk then
		local slug = "c-" .. util.slug(block.name)
		local base, n = slug, 2
		while b.ids[slug] do slug, n = base .. "-x" .. n, n + 1 end
		chunk = { name = block.name, kind = kind, exercise = id, target = target, id = slug,
			pieces = {}, uses = {}, roots = {} }
		b.chunks[block.name] = chunk
		b.order[#b.order + 1] = chunk
		b.ids[slug] = { file = chapter.file, line = block.line, kind = "chunk", chapter = chapter, chunk = chunk }
	end
	block.chunk = chunk
	chunk.pieces[#chunk.pieces + 1] = block
	block.piece = #chunk.pieces
	block.section = b.sections[#b.sections]
	block.id = block.piece == 1 and chunk.id or chunk.id .. "--" .. block.piece
	if numbered_kinds[kind] then
		chapter.npieces = (chapter.npieces or 0) + 1
		block.number = chapter.number .. "." .. chapter.npieces
	end
end

local function connect_uses(b)
	for _, chapter in ipairs(b.chapters) do
		for _, block in ipairs(chapter.blocks) do
			for _, row in ipairs(block.lines or {}) do
				for _, part in ipairs(row) do
					local used = type(part) == "table" and b.chunks[part.use]
					if used and used.uses[#used.uses] ~= block then
						used.uses[#used.uses + 1] = block
					end
				end
			end
		end
	end
end

-- The files a chunk ends up in, and so its language.
local function find_roots(b)
	local function spread(chunk, root, seen)
		if seen[chunk] then return end
		seen[chunk] = true
		if not chunk.roots[root] then
			chunk.roots[root] = true	-- a set beside the list
			chunk.roots[#chunk.roots + 1] = root
		end
		for _, block in ipairs(chunk.pieces) do
			for _, row in ipairs(block.lines) do
				for _, part in ipairs(row) do
					if type(part) == "table" and b.chunks[part.use] then
						spread(b.chunks[part.use], root, seen)
					end
				end
			end
		end
	end
	for _, chunk in ipairs(b.order) do
		if chunk.kind == "root" then spread(chunk, chunk.name, {}) end
	end
	local exercise = { starter = true, solution = true, wrong = true, mutation = true, ["break"] = true }
	for _, chunk in ipairs(b.order) do
		if exercise[chunk.kind] then
			local target = b.chunks[chunk.target]
			spread(chunk, target and target.roots[1] or chunk.target, {})
		end
	end
	for _, chunk in ipairs(b.order) do
		table.sort(chunk.roots)
		chunk.language = chunk.roots[1] and lex.language(chunk.roots[1]) or "c"
		if chunk.kind == "run" or chunk.kind == "output" or chunk.kind == "hint" then
			chunk.language = "text"
		end
	end
end

function book.connect(b)
	connect_uses(b)
	find_roots(b)
end

-- ---- places ----

-- Pages of HTML are named by slug; the solutions stand on a page of their own.
local away = { solution = true, wrong = true }

function book.is_away(block) return away[block.chunk.kind] end

function book.page(b, block)
	return book.is_away(block) and "solutions.html" or block.chapter.slug .. ".html"
end

function book.piece_href(b, block, from)
	local page = book.page(b, block)
	return (page == from and "" or page) .. "#" .. block.id
end

function book.href(b, id, from)
	local entry = b.ids[id]
	local page = entry.chapter.slug .. ".html"
	if entry.kind == "chapter" then return page end
	return (page == from and "" or page) .. "#" .. id
end

-- ---- identifiers ----

-- Which piece holds a line of a chapter.
local function piece_index(b)
	b.piece_at = {}
	for _, chapter in ipairs(b.chapters) do
		local at = {}
		for _, block in ipairs(chapter.blocks) do
			if block.kind == "code" then
				for _, row in ipairs(block.lines) do at[row.no] = block end
			end
		end
		b.piece_at[chapter.file] = at
	end
end

function book.identify(b, tags)
	b.idents = ident.read(tags)
	piece_index(b)
	for name, list in pairs(b.idents.defs) do
		for i = #list, 1, -1 do
			local def = list[i]
			def.piece = b.piece_at[def.file] and b.piece_at[def.file][def.line]
			if not def.piece then table.remove(list, i) end
		end
		if #list == 0 then b.idents.defs[name] = nil end
	end
	for name, list in util.sorted(b.idents.defs) do
		for _, def in ipairs(list) do
			def.piece.defines = def.piece.defines or {}
			def.piece.defines[name] = def.piece.defines[name] or def
		end
	end
end

-- What pages may show of the book, by the word that makes them show it: #id,
-- <<chunk or a name.
local function visible(b)
	local rows = {}
	local function add(key, ...)
		rows[key] = (rows[key] or key) .. "\t" .. table.concat({ ... }, "\t")
	end
	for id, e in pairs(b.ids) do add("#" .. id, e.kind, e.number or "", e.title or "", e.chapter.slug) end
	for _, chunk in ipairs(b.order) do
		local key = "<<" .. chunk.name
		add(key, chunk.id, chunk.language, table.concat(chunk.roots, " "))
		for _, piece in ipairs(chunk.pieces) do add(key, piece.id, piece.number or "", book.page(b, piece)) end
		for _, user in ipairs(chunk.uses) do add(key, user.id, user.number or "", book.page(b, user)) end
	end
	for name, list in pairs(b.idents.defs) do
		for _, def in ipairs(list) do
			add(name, def.kind, def.root, def.scope or "", tostring(def.static), def.piece.id, book.page(b, def.piece))
		end
	end
	return rows
end

-- All that decides how a chapter is woven, as a text for each; and all that
-- the indexes show.
function book.inputs(b)
	local rows, inputs, all = visible(b), {}, {}
	for _, chapter in ipairs(b.chapters) do
		local text, seen = util.read(chapter.file), {}
		local out = { text }
		local function want(key)
			if rows[key] and not seen[key] then out[#out + 1] = rows[key] end
			seen[key] = true
		end
		for name in text:gmatch("[%a_][%w_]*") do want(name) end
		for id in text:gmatch("#[%w_-]+") do want(id) end
		for use in text:gmatch("(<<[^\n]-)>>") do want(use) end
		for macro in text:gmatch("|%s*`([%u_][%u%d_]+)%(%)") do
			for _, row in ipairs(book.macro_rows(b, macro)) do out[#out + 1] = table.concat(row, " ") end
		end
		-- Names that are local here, though another chapter may declare them.
		for line, names in util.sorted(b.idents.locals[chapter.file] or {}) do
			out[#out + 1] = line .. " " .. table.concat(util.keys(names), " ")
		end
		inputs[chapter] = table.concat(out, "\n")
	end
	for _, row in util.sorted(rows) do all[#all + 1] = row end
	return inputs, table.concat(all, "\n")
end

-- The rows of a table in the code, MACRO(a, b, "text"), in the order of the book:
-- their arguments, of texts what is between the quotes, and the piece.
function book.macro_rows(b, macro)
	local found = {}
	for _, chapter in ipairs(b.chapters) do
		for _, block in ipairs(chapter.blocks) do
			for _, line in ipairs(block.kind == "code" and block.number and block.lines or {}) do
				local text = type(line[1]) == "string" and line[1] or ""
				local args = text:match("^%s*" .. macro .. "%((.*)%)%s*$")
				if args then
					local row = { block = block }
					args = args:gsub('"([^"]*)"', function(s) return (s:gsub(",", "\1")) end)
					for arg in (args .. ","):gmatch("%s*([^,]*),") do row[#row + 1] = (arg:gsub("\1", ",")) end
					found[#found + 1] = row
				end
			end
		end
	end
	return found
end

-- What shows that a rule holds: a break or a stored fault, an exercise, a test of the
-- kernel, a program /test/NAME.  Its kind, and the piece or the exercise.
function book.shows(b, name)
	if not b.ktests then
		b.ktests = {}
		for _, row in ipairs(book.macro_rows(b, "KTEST")) do b.ktests[row[1]] = row.block end
	end
	for _, kind in ipairs({ "break", "mutation" }) do
		local chunk = b.exercise_chunks[name .. " " .. kind]
		if chunk then return kind, chunk.pieces[1] end
	end
	local entry, program = b.ids[name], b.chunks[(name:match("^/(test/.*)") or "") .. ".c"]
	if entry and entry.kind == "exercise" then return "exercise", entry end
	if program then return "program", program.pieces[1] end
	return b.ktests[name] and "ktest", b.ktests[name]
end

-- What a piece says that only keeps a place for later chapters: "" or the words
-- of its comment; nil if there is more in it.
function book.place(block)
	if block.piece > 1 or block.chunk.kind ~= "plain" or not (block.chunk.pieces[2] or #block.lines == 0) then return nil end
	local text = {}
	for _, row in ipairs(block.lines) do
		for _, item in ipairs(row) do
			if type(item) ~= "string" then return nil end
			text[#text + 1] = item
		end
		text[#text + 1] = " "
	end
	text = table.concat(text):match("^%s*(.-)%s*$")
	if text == "" then return "" end
	local comment = text:match("^/%*%s*(.-)%s*%*/$")
	return comment and not comment:find("*/", 1, true) and comment or nil
end

-- Lex a piece once: rows of tokens, identifiers with their definition at [3]
-- ("many" where only the index knows), and "def" at [4] where it is defined.
function book.tokens(b, block)
	if block.tokens then return block.tokens end
	local chunk, state, rows = block.chunk, {}, {}
	local locals = b.idents.locals[block.chapter.file] or {}
	local root = chunk.roots[1]
	block.uses_idents = {}
	local code = chunk.language == "c" or chunk.language == "asm" or chunk.language == "lds"
	for i, row in ipairs(block.lines) do
		local tokens = lex.line(chunk.language, row, state)
		if code then book.link_row(b, block, row, tokens, locals[row.no], root) end
		rows[i] = tokens
	end
	block.tokens = rows
	return rows
end

function book.link_row(b, block, row, tokens, locals, root)
	local before = ""
	for _, token in ipairs(tokens) do
		if token[1] == "id" then
			local name = token[2]
			local member = before:match("%->%s*$") or before:match("[%w_%])]%.%s*$") or before:match("^%s*%.$")
				or before:match("[,{(]%s*%.$")
			local defined = block.defines and block.defines[name]
			local def
			if defined and defined.line == row.no then
				def = defined
				token[4] = "def"
			elseif member then
				def = ident.resolve(b.idents, name, "member", root)
			elseif not (locals and locals[name]) then
				def = ident.resolve(b.idents, name, "plain", root)
			end
			token[3] = def
			if def and def ~= "many" and def.kind ~= "m" and not token[4] then
				block.uses_idents[name] = def
			end
		end
		before = (before .. token[2]):sub(-40)
	end
end

return book

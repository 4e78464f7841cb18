-- index.lua: the pages at the back: chunks, identifiers, system calls, figures,
-- terms, exercises, bibliography.  Each gives the body of a page.

local util = require "util"
local book = require "book"
local ident = require "ident"
local cite = require "cite"

local index = {}
local esc = util.html

function index.kind(def)
	local what = ident.kind_names[def.kind] or "name"
	if def.kind == "m" and def.scope then what = what .. " of " .. def.scope end
	return what
end

local function piece_link(b, block, text)
	return string.format('<a href="%s">%s</a>', book.piece_href(b, block, nil), text or block.number or esc(block.chunk.kind))
end

local function piece_links(b, list)
	local out = {}
	for _, block in ipairs(list) do out[#out + 1] = piece_link(b, block) end
	return table.concat(out, ", ")
end

-- Entries under letters, with a row of letters to jump by.
local function lettered(entries)
	local out, letters, last = {}, {}, nil
	for _, e in ipairs(entries) do
		local letter = e.key:gsub("^[_%W]+", ""):sub(1, 1):upper()
		if letter == "" or not letter:match("%u") then letter = "#" end
		if letter ~= last then
			if last then out[#out + 1] = "</ul>" end
			last = letter
			local id = "letter-" .. (letter == "#" and "other" or letter)
			letters[#letters + 1] = string.format('<a href="#%s">%s</a>', id, letter)
			out[#out + 1] = string.format('<h2 id="%s">%s</h2><ul class="ix">', id, letter)
		end
		out[#out + 1] = "<li" .. (e.id and ' id="' .. e.id .. '"' or "") .. ">" .. e.html .. "</li>\n"
	end
	if last then out[#out + 1] = "</ul>" end
	return '<nav class="letters" aria-label="Letters">' .. table.concat(letters, " ") .. "</nav>" .. table.concat(out)
end

function index.chunks(b)
	local entries = {}
	for _, chunk in ipairs(b.order) do
		if chunk.kind == "plain" or chunk.kind == "root" then
			local used = #chunk.uses > 0 and ' <span class="s">used in ' .. piece_links(b, chunk.uses) .. "</span>" or ""
			local name = chunk.kind == "root" and "<code>" .. esc(chunk.name) .. "</code>" or "⟨" .. esc(chunk.name) .. "⟩"
			entries[#entries + 1] = { key = chunk.name, html = string.format('<a class="%s" href="%s">%s</a> %s%s',
				chunk.kind == "root" and "r" or "u", book.piece_href(b, chunk.pieces[1], nil), name, piece_links(b, chunk.pieces), used) }
		end
	end
	table.sort(entries, function(x, y) return util.index_less(x.key, y.key) end)
	return '<h1>Index of chunks</h1><p class="lead">Each chunk by its name, the pieces that define it, and the pieces that use it. '
		.. "Names in typewriter are files of the tangled tree.</p>" .. lettered(entries)
end

-- A line for each numbered piece of a chapter: the names it uses.
function index.uses_rows(b, chapter)
	local out = {}
	for _, block in ipairs(chapter.blocks) do
		if block.kind == "code" and block.number then
			book.tokens(b, block)
			out[#out + 1] = table.concat(util.keys(block.uses_idents), " ") .. "\n"
		end
	end
	return table.concat(out)
end

-- Where each identifier is used: name -> pieces in reading order.
function index.uses(b)
	if b.ident_uses then return b.ident_uses end
	local uses = {}
	for _, chapter in ipairs(b.chapters) do
		local row = (chapter.uses or index.uses_rows(b, chapter)):gmatch("([^\n]*)\n")
		for _, block in ipairs(chapter.blocks) do
			if block.kind == "code" and block.number then
				for name in row():gmatch("%S+") do
					uses[name] = uses[name] or {}
					table.insert(uses[name], block)
				end
			end
		end
	end
	b.ident_uses = uses
	return uses
end

function index.identifiers(b)
	local uses, entries = index.uses(b), {}
	for name, list in pairs(b.idents.defs) do
		local defs, seen = {}, {}
		for _, def in ipairs(list) do
			local label = index.kind(def)
			if not (def.kind == "p" and #list > 1) and not seen[label .. def.piece.id] then
				seen[label .. def.piece.id] = true
				defs[#defs + 1] = label .. " " .. piece_link(b, def.piece)
			end
		end
		local used = uses[name] or {}
		local shown = {}
		for i = 1, math.min(#used, 24) do shown[i] = used[i] end
		entries[#entries + 1] = { key = name, id = "i-" .. name, html = string.format('<code>%s</code> <span class="d">%s</span>%s',
			esc(name), table.concat(defs, "; "), #used > 0 and ' <span class="s">used in ' .. piece_links(b, shown)
			.. (#used > 24 and " and " .. #used - 24 .. " more" or "") .. "</span>" or "") }
	end
	table.sort(entries, function(x, y) return util.index_less(x.key, y.key) end)
	return '<h1>Index of identifiers</h1><p class="lead">Where each name is defined, and where it is used: as the compiler sees '
		.. "them, not as anyone listed them.</p>" .. lettered(entries)
end

-- Rows of the system call table: SYSCALL(63, read, "dpu").
function index.syscall_rows(b)
	local rows = {}
	for _, row in ipairs(book.macro_rows(b, "SYSCALL")) do
		rows[#rows + 1] = { number = tonumber(row[1]), name = row[2], args = row[3], block = row.block }
	end
	table.sort(rows, function(x, y) return x.number < y.number end)
	return rows
end

function index.syscalls(b)
	local out = {}
	for _, row in ipairs(index.syscall_rows(b)) do
		local list = b.idents.defs["sys_" .. row.name]
		local def = list and list[1]
		local name = "<code>" .. esc(row.name) .. "</code>"
		out[#out + 1] = string.format("<tr><td class=\"r\">%d</td><td>%s</td><td>%d</td><td>%s</td><td>%s</td></tr>", row.number,
			def and piece_link(b, def.piece, name) or name, #row.args, piece_link(b, row.block),
			string.format('<a href="%s.html">%s</a>', row.block.chapter.slug, esc(row.block.chapter.title)))
	end
	return '<h1>System calls</h1><p class="lead">Every row of the kernel\'s table, by number. Any other number answers '
		.. '<code>ENOSYS</code>.</p><div class="table"><table><thead><tr><th>Number</th><th>Call</th><th>Arguments</th><th>Row</th>'
		.. "<th>Chapter</th></tr></thead><tbody>" .. table.concat(out, "\n") .. "</tbody></table></div>"
end

function index.figures(b)
	local function list(entries, word)
		local out = {}
		for _, f in ipairs(entries) do
			out[#out + 1] = string.format('<li><a href="%s">%s %s</a> %s</li>', book.href(b, f.id, nil), word, f.number, esc(f.caption))
		end
		return #out > 0 and '<ul class="ix">' .. table.concat(out, "\n") .. "</ul>" or "<p>None yet.</p>"
	end
	return "<h1>Figures and tables</h1><h2 id=\"list-figures\">Figures</h2>" .. list(b.figures, "Figure")
		.. "<h2 id=\"list-tables\">Tables</h2>" .. list(b.tables, "Table")
end

function index.glossary(b)
	local out = {}
	for _, term in util.sorted(b.terms) do
		out[#out + 1] = string.format('<dt id="g-%s">%s</dt><dd>%s <a href="%s">%s</a></dd>', util.slug(term.term), esc(term.term),
			esc(term.definition or term.sentence), book.href(b, term.id, nil),
			term.section and term.section.number and (term.section.level == 1 and "Chapter " or "Section ") .. term.section.number or "there")
	end
	return '<h1>Glossary</h1><p class="lead">Terms in the words with which the text first explains them.</p><dl class="gloss">'
		.. table.concat(out, "\n") .. "</dl>"
end

local kind_words = { predict = "Predict", trace = "Trace", bug = "Find the bug", extend = "Extend", measure = "Measure" }

function index.exercises(b)
	local out, last = {}, nil
	for _, e in ipairs(b.exercises) do
		if e.chapter ~= last then
			if last then out[#out + 1] = "</ul>" end
			last = e.chapter
			out[#out + 1] = string.format('<h2 id="ex-%s"><span class="no">%d</span> %s</h2><ul class="ix">', e.chapter.slug, e.chapter.number, esc(e.chapter.title))
		end
		out[#out + 1] = string.format('<li><a href="%s">%s %s</a> <span class="s">%s %s</span></li>', book.href(b, e.id, nil), e.number,
			esc(e.title or e.id), kind_words[e.kind] or "", ("★"):rep(e.stars or 1))
	end
	if last then out[#out + 1] = "</ul>" end
	return '<h1>Exercises</h1><p class="lead">Predict first, then run. <code>make try EX=</code> and the name of an exercise writes its starter; '
		.. "<code>make grade EX=</code> judges what you made of it.</p>" .. table.concat(out, "\n")
end

local shown_by = {
	["break"] = function(name) return "make boot BREAK=" .. name end,
	mutation = function(name) return "tangle/mutations " .. name end,
	exercise = function(name) return "make try EX=" .. name end,
	ktest = function(name) return "ktest=" .. name end,
	program = function(name) return name end,
}

-- Each rule with what shows it: { { command, kind, piece or exercise }, ... }
function index.rule_rows(b)
	local rows = {}
	for i, r in ipairs(b.rules) do
		rows[i] = { rule = r }
		for _, name in ipairs(r.shown) do
			local kind, where = book.shows(b, name)
			if kind then table.insert(rows[i], { shown_by[kind](name), kind, where, name }) end
		end
	end
	return rows
end

function index.rules(b)
	local out, last = {}, nil
	for _, row in ipairs(index.rule_rows(b)) do
		local chapter, by = row.rule.chapter, {}
		if chapter ~= last then
			if last then out[#out + 1] = "</ul>" end
			last = chapter
			out[#out + 1] = string.format('<h2 id="rules-%s"><span class="no">%d</span> %s</h2><ul class="ix">', chapter.slug, chapter.number, esc(chapter.title))
		end
		for _, s in ipairs(row) do
			local href = s[2] == "exercise" and book.href(b, s[4], nil) or book.piece_href(b, s[3], nil)
			by[#by + 1] = string.format('<a href="%s"><code>%s</code></a>', href, esc(s[1]))
		end
		out[#out + 1] = string.format('<li><a href="%s">%s</a> <span class="s">%s</span></li>', book.href(b, row.rule.id, nil),
			esc(row.rule.text), table.concat(by, ", "))
	end
	if last then out[#out + 1] = "</ul>" end
	return '<h1>Rules to break</h1><p class="lead">What must hold, in the words of the place where it is said, and what shows it: a kernel in which '
		.. "it does not, an exercise, or a test.</p>" .. table.concat(out, "\n")
end

function index.bibliography(b)
	local out, entries = {}, {}
	for _, e in pairs(b.references) do entries[#entries + 1] = e end
	table.sort(entries, function(x, y) return util.index_less(x.label, y.label) end)
	for _, e in ipairs(entries) do
		out[#out + 1] = string.format('<dt id="ref-%s">[%s]</dt><dd>%s</dd>', e.key, esc(e.label), cite.html(e))
	end
	return '<h1>Bibliography</h1><dl class="bib">' .. table.concat(out, "\n") .. "</dl>"
end

return index

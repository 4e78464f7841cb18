-- html.lua: a piece of a chunk, a quote, a transcript as HTML.

local util = require "util"
local book = require "book"
local ident = require "ident"
local prose = require "prose"

local html = {}
local esc = util.html

local function def_title(def)
	local what = ident.kind_names[def.kind] or ""
	if def.scope and def.kind == "m" then what = what .. " of " .. def.scope end
	return what .. (def.root and ", " .. def.root or "")
end

-- A link to the definition of name, or to its entry in the index.
local function name_link(b, name, def)
	local href = def == "many" and "index-identifiers.html#i-" .. name or book.piece_href(b, def.piece)
	return '<a class="i" href="' .. href .. '">' .. name .. "</a>"
end

function html.use(b, name, from, column)
	local chunk = b.chunks[name]
	if not chunk then return '<span class="u">⟨' .. esc(name) .. "⟩</span>" end
	local link = string.format('<a class="u" href="%s">⟨%s⟩</a>',
		book.piece_href(b, chunk.pieces[1], from), esc(name))
	if not column then return link end
	return link .. string.format('<button class="x" type="button" aria-expanded="false" ' ..
		'aria-label="Show %s here" data-c="%s" data-col="%d">+</button>', esc(name), chunk.id, column)
end

local function token_html(b, token, column)
	local class, text = token[1], token[2]
	if class == "use" then return html.use(b, text, nil, column) end
	if class == "id" then
		local def = token[3]
		if token[4] then return '<b>' .. esc(text) .. '</b>' end
		if def then return name_link(b, text, def) end
		return esc(text)
	end
	if class == "" or class == "reg" then return esc(text) end
	return '<span class="' .. class .. '">' .. esc(text) .. "</span>"
end

-- The lines of a piece.  Their links name the page, since they unfold on others.
function html.code(b, block)
	if block.html then return block.html end
	local out = {}
	for _, row in ipairs(book.tokens(b, block)) do
		local line, column = {}, 0
		for _, token in ipairs(row) do
			line[#line + 1] = token_html(b, token, column)
			column = select(2, util.width(token[2], column))
		end
		out[#out + 1] = table.concat(line)
	end
	block.html = table.concat(out, "\n")
	return block.html
end

local function piece_link(b, block, from, text)
	return string.format('<a href="%s">%s</a>', book.piece_href(b, block, from), text or block.number or esc(block.name))
end

local function used_in(b, block, from)
	local list = {}
	for _, user in ipairs(block.chunk.uses) do list[#list + 1] = piece_link(b, user, from) end
	return #list > 0 and "Used in " .. table.concat(list, ", ")
end

local function defines(b, block)
	local list = {}
	for name, def in util.sorted(block.defines or {}) do
		if def.kind ~= "m" and def.kind ~= "p" then
			list[#list + 1] = string.format('<a class="i" href="index-identifiers.html#i-%s">%s</a>', name, esc(name))
		end
	end
	if #list > 12 then
		list[13] = "… (" .. #list - 12 .. " more)"
		for i = #list, 14, -1 do list[i] = nil end
	end
	return #list > 0 and "Defines " .. table.concat(list, ", ")
end

local function neighbours(b, block, from)
	local pieces, out = block.chunk.pieces, {}
	local before, after = pieces[block.piece - 1], pieces[block.piece + 1]
	if before then out[#out + 1] = "Begun in " .. piece_link(b, pieces[1], from) end
	if before and before ~= pieces[1] then out[#out + 1] = "before this " .. piece_link(b, before, from) end
	if after then out[#out + 1] = "Continued in " .. piece_link(b, after, from) end
	return #out > 0 and table.concat(out, " · ")
end

-- The file that a chunk goes to, but for the file's own chunk.
local function file_label(chunk)
	if chunk.kind == "root" or not chunk.roots[1] then return "" end
	local more = #chunk.roots > 1 and string.format(' <span title="%s">+%d</span>',
		esc(table.concat(chunk.roots, ", ")), #chunk.roots - 1) or ""
	return esc(chunk.roots[1]) .. more .. " "
end

-- A place that later chapters fill is a line: its name, and where that is done.
local function place(b, block, from, comment)
	local list, pieces = {}, block.chunk.pieces
	for i = 2, #pieces do list[#list + 1] = piece_link(b, pieces[i], from) end
	return string.format('<div class="place" id="%s" role="group" aria-label="%s"><a class="n" href="#%s">⟨%s⟩</a> %s<span class="w">%s</span></div>',
		block.id, esc(block.name), block.id, esc(block.name),
		comment ~= "" and '<span class="com">' .. esc(comment) .. "</span> " or "",
		#list > 0 and "filled in " .. table.concat(list, ", ") or "open")
end

function html.piece(b, block, from)
	local chunk = block.chunk
	local comment = book.place(block)
	if comment then return place(b, block, from, comment) end
	local name = chunk.kind == "root" and '<code>' .. esc(block.name) .. '</code>' or "⟨" .. esc(block.name) .. "⟩"
	local foot = {}
	for _, make in ipairs({ used_in, neighbours, defines }) do
		foot[#foot + 1] = make(b, block, from) or nil
	end
	return string.format('<div class="chunk" id="%s" role="group" aria-label="%s">' ..
		'<div class="h"><a class="n" href="#%s">%s</a> <span class="e" title="%s">%s</span><span class="f">%s<span class="k">%s</span></span></div>' ..
		'<pre tabindex="0"><code>%s</code></pre>%s</div>',
		block.id, esc(block.name), block.id, name,
		block.piece == 1 and "is defined as" or "continues", block.piece == 1 and "≡" or "+≡",
		file_label(chunk), block.number or "", html.code(b, block),
		#foot > 0 and '<div class="w">' .. table.concat(foot, " · ") .. "</div>" or "")
end

local function raw_text(block)
	local out = {}
	for _, row in ipairs(block.lines) do
		out[#out + 1] = prose.quote_source(row)
	end
	return table.concat(out, "\n")
end
html.raw_text = raw_text

-- What to boot and type, and what came back.
function html.transcript(b, block)
	local out = {}
	if block.chunk.kind == "run" then
		for _, row in ipairs(block.lines) do
			local kind, text = prose.run_row(row)
			if kind == "note" then
				out[#out + 1] = '<span class="d">' .. esc(text) .. "</span>"
			elseif kind then
				out[#out + 1] = '<span class="p" aria-hidden="true"># </span><b>' .. esc(text) .. "</b>"
			end
		end
		if #out == 0 then out[1] = '<span class="d">make boot</span>' end
	else
		local typed = html.typed(b, block)
		for _, row in ipairs(block.lines) do
			local text = prose.quote_source(row)
			local prompt, rest = text:match("^([#$] )(.+)$")
			if prompt and typed[rest] then
				out[#out + 1] = '<span class="p">' .. prompt .. "</span><b>" .. esc(rest) .. "</b>"
			else
				out[#out + 1] = esc(text)
			end
		end
		if #out == 0 then return "" end
	end
	return string.format('<div class="term %s" id="%s" role="group" aria-label="%s"><pre tabindex="0"><code>%s</code></pre></div>',
		block.chunk.kind, block.id, esc(block.name), table.concat(out, "\n"))
end

-- The lines that the run: chunk of the same name types.
function html.typed(b, block)
	local typed = {}
	local run = b.chunks["run: " .. block.chunk.exercise]
	for _, piece in ipairs(run and run.pieces or {}) do
		for _, row in ipairs(piece.lines) do typed[prose.quote_source(row)] = true end
	end
	return typed
end

function html.folded(b, block, summary, from)
	local body
	if block.chunk.kind == "hint" then
		body = '<div class="hint">' .. esc(raw_text(block)):gsub("\n%s*\n", "<br><br>") .. "</div>"
	else
		body = html.piece(b, block, from)
	end
	return string.format('<details class="%s"%s><summary>%s</summary>%s</details>', block.chunk.kind,
		block.chunk.kind == "hint" and ' id="' .. block.id .. '"' or "", summary, body)
end

-- Code quoted in prose.
function html.quote(b, quote, from)
	if #quote == 1 and type(quote[1]) == "table" then
		return html.use(b, quote[1].use, from)
	end
	local text = prose.quote_source(quote)
	local name = text:match("^([%a_][%w_]*)$") or text:match("^([%a_][%w_]*)%(%)$")
		or text:match("^struct ([%a_][%w_]*)$") or text:match("^enum ([%a_][%w_]*)$")
	local def = name and ident.resolve(b.idents, name, "plain") or nil
	if name and not def then def = ident.resolve(b.idents, name, "any") end
	if def == "many" then
		return string.format('<a class="q" href="index-identifiers.html#i-%s"><code>%s</code></a>', name, esc(text))
	elseif def then
		return string.format('<a class="q" href="%s"><code>%s</code></a>', book.piece_href(b, def.piece, from), esc(text))
	end
	return "<code>" .. esc(text) .. "</code>"
end

return html

-- prose.lua: the Markdown between chunks.
--
-- A prose block's text keeps each [[quote]] as a placeholder, \1N\2, so that no
-- pattern looks inside code.  scan() finds what can be referred to; emit()
-- writes Markdown in which every reference is resolved, once for HTML and once
-- for LaTeX, so that pandoc needs to know nothing about the rest of the book.

local util = require "util"

local prose = {}

-- The block's text and its quotes.
function prose.text(block)
	if block.text then return block.text, block.quotes end
	local out, quotes = {}, {}
	for _, item in ipairs(block.items) do
		if type(item) == "table" then
			quotes[#quotes + 1] = item.quote
			out[#out + 1] = "\1" .. #quotes .. "\2" .. ("\n"):rep(item.quote.rows or 0)
		else
			out[#out + 1] = item
		end
	end
	block.text, block.quotes = table.concat(out), quotes
	return block.text, quotes
end

function prose.line_at(block, pos)
	local _, n = block.text:sub(1, pos - 1):gsub("\n", "")
	return block.line + n
end

-- A quote as its author typed it, without the brackets.
function prose.quote_source(quote)
	local out = {}
	for _, part in ipairs(quote) do
		out[#out + 1] = type(part) == "table" and "<<" .. part.use .. ">>" or part
	end
	return table.concat(out)
end

-- A row of a run: chunk is either something to type or a setting of the machine
-- ("note"), of which some are told to the reader and the rest (nil) are not.
local told = { append = "boot with: ", smp = "processors: ", via = "make boot VIA=" }

function prose.run_row(row)
	local text = prose.quote_source(row)
	local word, rest = text:match("^%%(%l+) (.*)$")
	if word then return told[word] and "note", told[word] and told[word] .. rest end
	if text ~= "" and text:sub(1, 1) ~= "%" then return "typed", text end
end

-- Markdown reduced to words, for contents, search and spelling.
function prose.plain(text, quotes)
	text = text:gsub("\1(%d+)\2", function(n)
		return quotes and prose.quote_source(quotes[tonumber(n)]) or ""
	end)
	text = text:gsub("!?%[([^%]]*)%]%b{}", "%1"):gsub("!?%[([^%]]*)%]%b()", "%1")
	text = text:gsub("%[%-?@[^%]]*%]", ""):gsub("<!%-%-.-%-%->", "")
	return (text:gsub("%s*{[#.][^}\n]*}", ""):gsub("[*`]", ""):gsub("%s+", " "))
end

-- Rows that stand inside a ``` fence are the author's verbatim text.
local function fences(text)
	local inside, ranges, pos, start = false, {}, 1, nil
	for row in (text .. "\n"):gmatch("(.-\n)") do
		if row:match("^%s*```") or row:match("^%s*~~~") then
			if inside then ranges[#ranges + 1] = { start, pos + #row - 1 } else start = pos end
			inside = not inside
		end
		pos = pos + #row
	end
	return ranges
end

local function in_ranges(ranges, pos)
	for _, r in ipairs(ranges) do
		if pos >= r[1] and pos <= r[2] then return true end
	end
end

-- What this block offers to references.  emit(kind, fields) is called for each.
function prose.scan(block, found)
	local text, quotes = prose.text(block)
	local verbatim = fences(text)
	local function each(pattern, fn)
		for pos, a, b, c in text:gmatch("()" .. pattern) do
			if not in_ranges(verbatim, pos) then fn(prose.line_at(block, pos), a, b, c, pos) end
		end
	end
	local padded = "\n" .. text
	for pos, marks, rest in padded:gmatch("\n()(#+) ([^\n]*)") do
		if not in_ranges(verbatim, pos - 1) then
			local title, id = rest:match("^(.-)%s*{#([%w_-]+)[^}]*}%s*$")
			found("section", { level = #marks, id = id, pos = pos - 1,
				title = prose.plain(title or rest, quotes), line = prose.line_at(block, pos - 1) })
		end
	end
	each("!%[([^%]]-)%]%(([%w_./-]*)%)({[^}]*})", function(line, caption, name, attr)
		found("figure", { id = attr:match("#([%w_-]+)"), name = name, line = line,
			caption = prose.plain(caption, quotes) })
	end)
	each("!%[([^%]]-)%]%(([%w_./-]*)%)([^{])", function(line, caption, name)
		found("figure", { name = name, line = line, caption = prose.plain(caption, quotes) })
	end)
	for pos, caption, id in padded:gmatch("\n(): *([^\n]-)%s*{#(tbl%-[%w_-]+)}") do
		found("table", { id = id, line = prose.line_at(block, pos - 1), caption = prose.plain(caption, quotes) })
	end
	each(":::+ *{([^}]*%.exercise[^}]*)}", function(line, attr)
		found("exercise", { id = attr:match("#([%w_-]+)"), line = line,
			kind = attr:match("kind=([%w]+)"), stars = tonumber(attr:match("stars=(%d)")),
			title = attr:match('title="([^"]*)"') })
	end)
	each("%[([^%]]-)%]{%.term[^}]*}", function(line, term, _, _, pos)
		found("term", { term = prose.plain(term, quotes), line = line,
			sentence = prose.sentence(text, quotes, pos) })
	end)
	each('%[([^%]]-)%]{%.rule%s+shown="([^"]*)"}', function(line, words, shown)
		found("rule", { text = prose.plain(words, quotes), shown = util.words(shown), line = line })
	end)
end

-- The sentence around a position.
function prose.sentence(text, quotes, pos)
	local from = 1
	for e in text:sub(1, pos - 1):gmatch("()%f[%S]%S*[.?!:]%)?%s+()%S?") do from = e end
	local head = text:sub(1, pos - 1)
	local start = 1
	for e in head:gmatch("[.?!]%s+()") do start = e end
	for e in head:gmatch("\n%s*\n%s*()") do start = math.max(start, e) end
	local tail = text:sub(pos)
	local stop = tail:match("^.-[^%s][.?!]()%f[%s%z]") or (#tail + 1)
	local para = tail:find("\n%s*\n") or (#tail + 1)
	return prose.plain(text:sub(start, pos + math.min(stop, para) - 2), quotes)
end

-- Raw text for each form, as pandoc wants it.
local function raw(form, text)
	if text == "" then return "" end
	local fence = "`"
	while text:find(fence, 1, true) do fence = fence .. "`" end
	local pad = #fence > 1 and " " or ""
	return fence .. pad .. text .. pad .. fence .. "{=" .. form .. "}"
end

-- The form that is woven: "html" or "latex".
prose.form = "html"

function prose.pick(html, latex) return prose.form == "html" and html or latex end

function prose.both(html, latex)
	return raw(prose.form, prose.pick(html, latex))
end

-- Write the block's Markdown.  out is what book.lua offers to resolve names:
-- quote(quote, line), ref(id, line), cite(key, locator, line), figure(id), ...
function prose.emit(block, out)
	local text, quotes = prose.text(block)
	local verbatim = fences(text)
	local pieces, pos = {}, 1
	local function restore(s)
		return (s:gsub("\1(%d+)\2", function(n)
			return "[[" .. prose.quote_source(quotes[tonumber(n)]) .. "]]"
		end))
	end
	for _, range in ipairs(verbatim) do
		pieces[#pieces + 1] = prose.emit_part(block, text:sub(pos, range[1] - 1), pos, quotes, out)
		pieces[#pieces + 1] = restore(text:sub(range[1], range[2]))
		pos = range[2] + 1
	end
	pieces[#pieces + 1] = prose.emit_part(block, text:sub(pos), pos, quotes, out)
	return table.concat(pieces)
end

function prose.emit_part(block, text, base, quotes, out)
	text = "\n" .. text	-- so that a heading always follows a newline
	local function line(pos) return prose.line_at(block, base + pos - 2) end
	-- Positions are those of the untouched text: find them before replacing.
	local lines = {}
	local function mark(pattern)
		local list = {}
		for pos in text:gmatch("()" .. pattern) do list[#list + 1] = line(pos) end
		lines[pattern] = list
	end
	local function replace(pattern, fn)
		local n = 0
		text = text:gsub(pattern, function(...)
			n = n + 1
			return fn(lines[pattern][n] or block.line, ...)
		end)
	end
	local patterns = {
		verbatim = "(`+)([^`\n]*)%1", comment = "<!%-%-.-%-%->",
		ref = "%[([^%]\n]*)%]%(#([%w_-]+)%)", cite = "%[(%-?@[^%]]+)%]", term = "%[([^%]]-)%]{%.term([^}]*)}",
		rule = '%[([^%]]-)%]{%.rule%s+shown="([^"]*)"}',
		figure = "(!%[[^%]]-%]%([%w_./-]*%)){#([%w_-]+)([^}]*)}",
		exercise = "(:::+ *){([^}]*%.exercise[^}]*)}", quote = "\1(%d+)\2",
		rows = "\n| *`([%w-]+%.tsv): ?([^`\n]*)` *|([^\n]*)", macro = "\n| *`([%u_][%u%d_]+)%(%):? ?([^`\n]*)` *|([^\n]*)", table = "%s*{#(tbl%-[%w_-]+)}", heading = "\n(#+) ([^\n]-)%s*{#([%w_-]+)([^}\n]*)}",
	}
	for _, p in pairs(patterns) do mark(p) end
	replace(patterns.rows, function(at, file, start, cells) return out.rows(file, start, cells, at + 1) end)
	replace(patterns.macro, function(at, name, start, cells) return out.macro(name, start, cells, at + 1) end)
	replace(patterns.verbatim, function(_, ticks, body)
		return ticks .. body:gsub("\1(%d+)\2", function(n)
			return "[[" .. prose.quote_source(quotes[tonumber(n)]) .. "]]"
		end) .. ticks
	end)
	replace(patterns.comment, function() return "" end)
	replace(patterns.term, function(at, words, attr) return out.term(words, attr, at, quotes) end)
	replace(patterns.rule, function(_, words, shown) return out.rule(words, util.words(shown)) end)
	replace(patterns.ref, function(at, words, id) return out.ref(id, words, at) end)
	replace(patterns.cite, function(at, keys) return out.cite(keys, at) end)
	replace(patterns.figure, function(at, image, id, attr) return out.figure(image, id, attr, at) end)
	replace(patterns.exercise, function(at, colons, attr) return out.exercise(colons, attr, at) end)
	replace(patterns.table, function(at, id) return out.table(id, at) end)
	replace(patterns.heading, function(at, marks, title, id, attr)
		return "\n" .. out.heading(marks, title, id, attr, at)
	end)
	replace(patterns.quote, function(at, n) return out.quote(quotes[tonumber(n)], at) end)
	return text:sub(2)
end

return prose

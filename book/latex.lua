-- latex.lua: a piece of a chunk, a quote, a transcript as LaTeX.
-- The macros are those of moirai.cls; page tags come from spread.lua.

local util = require "util"
local book = require "book"
local ident = require "ident"
local prose = require "prose"

local latex = {}
local esc = util.tex

local macros = { kw = "nk", ty = "nt", num = "nn", str = "ns", com = "nc", pre = "np", var = "nt" }

-- Tabs become spaces: paper has no tab stops.
local function untab(text, column)
	local out = {}
	for c in text:gmatch("[%z\1-\127\194-\244][\128-\191]*") do
		if c == "\t" then
			local n = 8 - column % 8
			out[#out + 1] = (" "):rep(n)
			column = column + n
		else
			out[#out + 1] = c
			column = column + 1
		end
	end
	return table.concat(out), column
end

local function token_tex(b, token, column)
	local class = token[1]
	if class == "use" then
		local chunk = b.chunks[token[2]]
		local id = chunk and chunk.pieces[1].id or "none"
		return string.format("\\nwuse{%s}{%s}", id, esc(token[2])), column + #token[2]
	end
	local text, after = untab(token[2], column)
	text = esc(text)
	if token[4] then return "\\nd{" .. text .. "}", after end
	local macro = macros[class]
	return macro and "\\" .. macro .. "{" .. text .. "}" or text, after
end

local function code_lines(b, block)
	local out = {}
	for _, row in ipairs(book.tokens(b, block)) do
		local line, column = {}, 0
		for _, token in ipairs(row) do
			line[#line + 1], column = token_tex(b, token, column)
		end
		out[#out + 1] = table.concat(line)
	end
	return out
end

-- Keep the first line with the header, and the last two together.
local function keep_together(lines)
	local out = {}
	for i, line in ipairs(lines) do
		out[i] = (i == 1 or i >= #lines - 1) and "\\ck{" .. line .. "}" or "\\cl{" .. line .. "}"
	end
	return table.concat(out, "\n")
end

local function tags(list)
	local out = {}
	for _, piece in ipairs(list) do out[#out + 1] = "\\chunktag{" .. piece.id .. "}" end
	return table.concat(out, ", ")
end

local function footer(b, block)
	local out, chunk = {}, block.chunk
	if #chunk.uses > 0 then out[#out + 1] = "Used in " .. tags(chunk.uses) end
	if block.piece > 1 then out[#out + 1] = "Begun in " .. tags({ chunk.pieces[1] }) end
	local after = chunk.pieces[block.piece + 1]
	if after then out[#out + 1] = "Continued in " .. tags({ after }) end
	return table.concat(out, ". ")
end

local function place(block, comment)
	local list, pieces = {}, block.chunk.pieces
	for i = 2, #pieces do list[#list + 1] = pieces[i] end
	return string.format("\\chunkplace{%s}{\\nwname{%s}}{%s}{%s}", block.id, esc(block.name),
		comment ~= "" and "\\nc{" .. esc(comment) .. "}" or "", #list > 0 and "filled in " .. tags(list) or "open")
end

function latex.piece(b, block)
	local chunk = block.chunk
	local comment = book.place(block)
	if comment then return place(block, comment) end
	local file = chunk.kind ~= "root" and chunk.roots[1] or ""
	local name = chunk.kind == "root" and "\\nwroot{" .. esc(block.name) .. "}" or "\\nwname{" .. esc(block.name) .. "}"
	local foot = footer(b, block)
	return string.format("\\begin{chunk}{%s}{%s}{%s}{%s}\n%s\n\\end{chunk}%s",
		block.id, name, block.piece == 1 and "\\nwdef" or "\\nwadd", esc(file),
		keep_together(code_lines(b, block)), foot ~= "" and "\\chunkfoot{" .. foot .. "}" or "\\chunkend")
end

function latex.transcript(b, block)
	local lines = {}
	for _, row in ipairs(block.lines) do
		if block.chunk.kind == "run" then
			local kind, text = prose.run_row(row)
			if kind then
				local mark = kind == "note" and "\\nc{" or "\\nc{\\# }\\nd{"
				lines[#lines + 1] = "\\cl{" .. mark .. esc(untab(text, 0)) .. "}}"
			end
		else
			lines[#lines + 1] = "\\cl{" .. esc(untab(prose.quote_source(row), 0)) .. "}"
		end
	end
	if #lines == 0 then
		if block.chunk.kind == "output" then return "" end
		lines[1] = "\\cl{\\nc{make boot}}"
	end
	return "\\begin{transcript}\n" .. table.concat(lines, "\n") .. "\n\\end{transcript}"
end

function latex.hint(b, block)
	local lines = {}
	for _, row in ipairs(block.lines) do lines[#lines + 1] = esc(prose.quote_source(row)) end
	return "\\hint{" .. table.concat(lines, " ") .. "}"
end

function latex.folded(b, block)
	return (block.chunk.kind == "hint" and latex.hint or latex.piece)(b, block)
end

function latex.quote(b, quote)
	if #quote == 1 and type(quote[1]) == "table" then
		local chunk = b.chunks[quote[1].use]
		return chunk and string.format("\\nwref{%s}{%s}", chunk.pieces[1].id, esc(quote[1].use))
			or "\\nwname{" .. esc(quote[1].use) .. "}"
	end
	local text = prose.quote_source(quote)
	return "\\code{" .. esc(text) .. "}"
end

return latex

-- backmatter.lua: what only the paper needs: the master file, the indexes and
-- the bibliography in LaTeX, and the names that each chunk uses.

local util = require "util"
local book = require "book"
local index = require "index"
local cite = require "cite"
local ident = require "ident"

local backmatter = {}
local esc = util.tex

local function tag_list(list, most)
	local out = {}
	for i, block in ipairs(list) do
		if most and i > most then out[#out + 1] = "…"; break end
		out[#out + 1] = "\\chunktag{" .. block.id .. "}"
	end
	return table.concat(out, ", ")
end

local function chunk_index(b)
	local entries = {}
	for _, chunk in ipairs(b.order) do
		if chunk.kind == "plain" or chunk.kind == "root" then
			local used = #chunk.uses > 0 and "; used " .. tag_list(chunk.uses) or ""
			local name = chunk.kind == "root" and "{\\ttfamily " .. esc(chunk.name) .. "}" or "\\nwname{" .. esc(chunk.name) .. "}"
			entries[#entries + 1] = { key = chunk.name, text = "\\entry{" .. name .. "}{\\textbf{" .. tag_list(chunk.pieces) .. "}" .. used .. "}" }
		end
	end
	return entries
end

local function identifier_index(b)
	local entries, uses = {}, index.uses(b)
	for name, list in pairs(b.idents.defs) do
		local pieces, seen, kinds = {}, {}, {}
		for _, def in ipairs(list) do
			if not seen[def.piece] and not (def.kind == "p" and #pieces > 0) then
				seen[def.piece] = true
				pieces[#pieces + 1] = def.piece
			end
			kinds[def.kind] = true
		end
		-- Fields of one structure only, and prototypes alone, would fill the index.
		if not (kinds.m and not next(kinds, next(kinds))) then
			local used = uses[name] and "; " .. tag_list(uses[name], 12) or ""
			entries[#entries + 1] = { key = name, text = "\\entry{{\\ttfamily " .. esc(name) .. "}}{\\textbf{" .. tag_list(pieces, 4) .. "}" .. used .. "}" }
		end
	end
	return entries
end

local function sorted_text(entries)
	table.sort(entries, function(x, y) return util.index_less(x.key, y.key) end)
	local out = {}
	for _, e in ipairs(entries) do out[#out + 1] = e.text end
	return table.concat(out, "\n")
end

local function back(b)
	local out = { "\\backmatterfollows\\backchapter{Glossary}\n" }
	for _, term in util.sorted(b.terms) do
		out[#out + 1] = "\\glossentry{" .. esc(term.term) .. "}{" .. esc(term.definition or term.sentence) .. "}\n"
	end
	out[#out + 1] = "\\backchapter{Bibliography}\n"
	local list = {}
	for _, e in pairs(b.references) do list[#list + 1] = e end
	table.sort(list, function(x, y) return util.index_less(x.label, y.label) end)
	for _, e in ipairs(list) do out[#out + 1] = "\\bibentry{" .. e.key .. "}{" .. esc(e.label) .. "}{" .. cite.tex(e) .. "}\n" end
	out[#out + 1] = "\\backchapter{Rules to break}\n\\begin{entries}{2}\n"
	for _, row in ipairs(index.rule_rows(b)) do
		local by = {}
		for _, s in ipairs(row) do		-- a hyphen would be read as a part of it
			by[#by + 1] = "{\\ttfamily\\language=255 " .. esc(s[1]):gsub("\\_", "%0\\allowbreak{}") .. "}"
		end
		out[#out + 1] = string.format("\\entry{\\hyperlink{%s}{%s}}{%s}\n", row.rule.id, esc(row.rule.text), table.concat(by, ", "))
	end
	out[#out + 1] = "\\end{entries}\n\\backchapter{Index of system calls}\n\\begin{entries}{3}\n"
	for _, row in ipairs(index.syscall_rows(b)) do
		out[#out + 1] = string.format("\\entry{%d {\\ttfamily %s}}{%s}\n", row.number, esc(row.name), tag_list({ row.block }))
	end
	out[#out + 1] = "\\end{entries}\n\\backchapter{Index of chunks}\n\\begin{entries}{2}\n"
	out[#out + 1] = sorted_text(chunk_index(b)) .. "\n\\end{entries}\n"
	out[#out + 1] = "\\backchapter{Index of identifiers}\n\\begin{entries}{2}\n"
	out[#out + 1] = sorted_text(identifier_index(b)) .. "\n\\end{entries}\n"
	return table.concat(out)
end

local function master(b)
	local out = { util.read(backmatter.here .. "/title.tex") }
	local part
	for _, chapter in ipairs(b.chapters) do
		if chapter.part ~= part then
			part = chapter.part
			local p = book.parts[part]
			if part >= 1 and part <= 6 then
				out[#out + 1] = string.format("\\setcounter{part}{%d}\\bookpart{%s}{%s}", part - 1, esc(p.title), esc(p.line))
			else
				out[#out + 1] = string.format("\\sidepart{%s}{%s}", esc(p.title), esc(p.line))
			end
		end
		out[#out + 1] = "\\input{build/book/tex/" .. chapter.base .. ".tex}"
	end
	out[#out + 1] = "\\input{build/book/tex/solutions.tex}\n\\input{build/book/back.tex}\n\\end{document}\n"
	return table.concat(out, "\n")
end

-- uses.lua: for each chunk, the names it uses and the chunk that defines each.
local function uses_table(b)
	local out = { "return {" }
	for _, chapter in ipairs(b.chapters) do
		for _, block in ipairs(chapter.blocks) do
			if block.kind == "code" and block.number then
				book.tokens(b, block)
				local names = {}
				for name, def in util.sorted(block.uses_idents) do
					if def.piece ~= block then
						names[#names + 1] = string.format("[%q]=%q", name, def.piece.id)
					end
				end
				if #names > 0 then out[#out + 1] = string.format("[%q]={%s},", block.id, table.concat(names, ",")) end
			end
		end
	end
	out[#out + 1] = "}\n"
	return table.concat(out, "\n")
end

function backmatter.write(b, build, here)
	backmatter.here = here
	util.write(build .. "/back.tex", back(b))
	util.write(build .. "/book.tex", master(b))
	util.write(build .. "/uses.lua", uses_table(b))
end

return backmatter

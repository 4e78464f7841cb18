-- cite.lua: the bibliography: a small reader of references.bib.  The label of
-- an entry is its `shorthand`, as it stands in the text: [Arm].

local util = require "util"

local cite = {}

local function clean(value)
	return (value:gsub("[{}]", ""):gsub("\\&", "&"):gsub("%-%-", "–"):gsub("~", " "):gsub("%s+", " "))
end

function cite.read(path)
	local entries = {}
	local text = util.read(path) or ""
	for kind, body in text:gmatch("@(%a+)%s*(%b{})") do
		local key = body:match("^{%s*([^,%s]+)")
		local entry = { key = key, type = kind:lower() }
		for name, value in body:gmatch("(%a+)%s*=%s*(%b{})") do
			entry[name:lower()] = clean(value:sub(2, -2))
		end
		entry.label = entry.shorthand or key
		entries[key] = entry
	end
	return entries
end

-- Parts of an entry as a reader wants them: who, what, where, when.
local function parts(e, emphasize)
	local out = {}
	local who = e.author or e.organization or e.institution
	if who then out[#out + 1] = who:gsub(" and ", ", ") end
	out[#out + 1] = emphasize(e.title or e.key)
	for _, field in ipairs({ "journal", "booktitle", "publisher", "number", "version", "year", "note" }) do
		if e[field] then out[#out + 1] = e[field] end
	end
	return out
end

function cite.html(e)
	local out = {}
	for _, part in ipairs(parts(e, function(t) return "\1" .. t .. "\2" end)) do
		out[#out + 1] = util.html(part):gsub("\1", "<cite>"):gsub("\2", "</cite>")
	end
	local text = table.concat(out, ". ") .. "."
	if e.url then text = text .. " <span class=\"url\">" .. util.html(e.url) .. "</span>" end
	return text
end

function cite.tex(e)
	local out = {}
	for _, part in ipairs(parts(e, function(t) return "\1" .. t .. "\2" end)) do
		out[#out + 1] = util.tex(part):gsub("\1", "\\emph{"):gsub("\2", "}")
	end
	local text = table.concat(out, ". ") .. "."
	if e.url then text = text .. " \\url{" .. e.url .. "}" end
	return text
end

return cite

-- util.lua: small things that every part of the weaver needs.

local util = {}

function util.read(path)
	local f = io.open(path, "rb")
	if not f then return nil end
	local text = f:read("a")
	f:close()
	return text
end

-- Write a file only when its bytes change, so that make rebuilds only what
-- depends on a real difference.  Returns true if it wrote.
function util.write(path, text)
	if util.read(path) == text then return false end
	local f = assert(io.open(path, "wb"))
	f:write(text)
	f:close()
	return true
end

function util.exists(path)
	local f = io.open(path, "rb")
	if f then f:close() end
	return f ~= nil
end

function util.command(cmd)
	local p = assert(io.popen(cmd, "r"))
	local text = p:read("a")
	local ok = p:close()
	return text, ok
end

function util.quote(s)
	return "'" .. s:gsub("'", "'\\''") .. "'"
end

-- Iterate over a table in the order of its keys: nothing the weaver writes may
-- depend on the order in which a hash table happens to lie.
function util.sorted(t, less)
	local keys = {}
	for k in pairs(t) do keys[#keys + 1] = k end
	table.sort(keys, less)
	local i = 0
	return function()
		i = i + 1
		if keys[i] ~= nil then return keys[i], t[keys[i]] end
	end
end

function util.keys(t)
	local keys = {}
	for k in util.sorted(t) do keys[#keys + 1] = k end
	return keys
end

function util.words(s)
	local list = {}
	for word in s:gmatch("%S+") do list[#list + 1] = word end
	return list
end

-- Order of words in an index: letters first, whatever their case.
function util.index_less(a, b)
	local x, y = a:lower():gsub("^[_%W]+", ""), b:lower():gsub("^[_%W]+", "")
	if x ~= y then return x < y end
	return a < b
end

function util.slug(s)
	return (s:lower():gsub("[^%w]+", "-"):gsub("^%-+", ""):gsub("%-+$", ""))
end

-- A tab is written as a reference, since pandoc would expand it, counting tags.
local html_escapes = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["\t"] = "&#9;" }

function util.html(s)
	return (s:gsub('[&<>"\t]', html_escapes))
end

local tex_escapes = {
	["\\"] = "\\textbackslash{}", ["{"] = "\\{", ["}"] = "\\}", ["$"] = "\\$",
	["&"] = "\\&", ["#"] = "\\#", ["%"] = "\\%", ["_"] = "\\_",
	["^"] = "\\textasciicircum{}", ["~"] = "\\textasciitilde{}",
}

function util.tex(s)
	return (s:gsub("[\\{}$&#%%_^~]", tex_escapes))
end

function util.js(s)
	return '"' .. s:gsub('[\\"]', "\\%0"):gsub("\n", "\\n"):gsub("\t", "\\t")
		:gsub("</", "<\\/"):gsub("%c", " ") .. '"'
end

-- Columns that a text takes, tabs being eight wide and UTF-8 one a letter.
function util.width(s, col)
	col = col or 0
	local start = col
	for c in s:gmatch("[%z\1-\127\194-\244][\128-\191]*") do
		if c == "\t" then col = col + 8 - col % 8 else col = col + 1 end
	end
	return col - start, col
end

function util.roman(n)
	return ({ "I", "II", "III", "IV", "V", "VI", "VII" })[n] or tostring(n)
end

-- Mistakes of a writer: gathered, sorted, all shown at once.
local mistakes = {}

function util.mistake(file, line, ...)
	mistakes[#mistakes + 1] = { file = file, line = line or 1, text = string.format(...) }
end

function util.faultless(file)
	for _, m in ipairs(mistakes) do
		if m.file == file then return false end
	end
	return true
end

function util.report()
	table.sort(mistakes, function(a, b)
		if a.file ~= b.file then return a.file < b.file end
		if a.line ~= b.line then return a.line < b.line end
		return a.text < b.text
	end)
	for _, m in ipairs(mistakes) do
		io.stderr:write(string.format("%s:%d: %s\n", m.file, m.line, m.text))
	end
	return #mistakes
end

return util

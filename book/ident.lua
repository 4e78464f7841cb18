-- ident.lua: where names are defined, as Universal Ctags sees the tangled tree.
--
-- Ctags reads the marked copy; its #line marks lead each position back to the
-- chapter.  Names of parameters and local variables are kept too, but only to
-- know which names a line must not link.

local util = require "util"

local ident = {}

-- Lines of a marked file: for each line, { chapter, line }.
local function origins(path)
	local map, file, line = {}, nil, 0
	local text = util.read(path)
	if not text then return map, {} end
	local rows = {}
	for row in (text .. "\n"):gmatch("(.-)\n") do
		rows[#rows + 1] = row
		local n, f = row:match('^#line (%d+) "([^"]+)"')
		if n then
			file, line = f, tonumber(n)
		else
			map[#rows] = file and { file, line } or false
			line = line + 1
		end
	end
	return map, rows
end

local function parse_tag(row)
	local name, path, line, rest = row:match('^([^\t]+)\t([^\t]+)\t(%d+);"\t(.*)$')
	if not name then return end
	local tag = { name = name, path = path, at = tonumber(line) }
	tag.kind = rest:match("^(%a)") or "?"
	for key, value in rest:gmatch("\t(%a+):([^\t]*)") do
		if key == "file" then tag.static = true
		elseif key == "end" then tag.last = tonumber(value)
		elseif key == "signature" then tag.signature = value
		elseif key == "scope" then tag.scope = value:match("([%w_]+)$")
		elseif key == "struct" or key == "union" or key == "enum" or key == "function" then
			tag.scope, tag.scopekind = value:match("([%w_]+)$"), key
		end
	end
	if rest:match("\tfile:") then tag.static = true end
	return tag
end

local rank = { f = 1, s = 2, u = 2, g = 2, t = 2, d = 3, v = 4, e = 4, l = 5, m = 6, p = 7, x = 8 }
ident.kind_names = {
	f = "function", s = "structure", u = "union", g = "enumeration", t = "type", d = "macro",
	v = "variable", e = "constant", l = "label", m = "field", p = "prototype",
}

-- Ctags begins to read the marked tree at dir, with a file of options.
function ident.start(dir, options)
	return { dir = dir, pipe = io.popen(string.format("o=$(realpath %s); cd %s && ctags --quiet --options=NONE " ..
		"--options=$o -f - -R .", util.quote(options), util.quote(dir))) }
end

-- What it says, gives
--	defs[name]	definitions { kind, file, line, root, scope, static }, best first
--	locals[file][line][name]	names that are local there
function ident.read(tags)
	local found = { defs = {}, locals = {} }
	local maps, functions = {}, {}
	for row in tags.pipe:lines() do
		local tag = parse_tag(row)
		if tag then
			local root = tag.path:gsub("^%./", "")
			if not maps[root] then maps[root] = origins(tags.dir .. "/" .. root) end
			ident.add(found, functions, tag, root, maps[root])
		end
	end
	tags.pipe:close()
	for _, list in pairs(found.defs) do ident.arrange(list) end
	return found
end

local function mark_locals(found, tag, map, first, last)
	for at = first, last do
		local here = map[at]
		if here then
			local file = found.locals[here[1]] or {}
			found.locals[here[1]] = file
			file[here[2]] = file[here[2]] or {}
			file[here[2]][tag.name] = true
		end
	end
end

function ident.add(found, functions, tag, root, map)
	local asm = root:match("%.S$")
	local kind = tag.kind
	if (kind == "l" and not asm) or kind == "z" then
		-- A local name or a parameter: hidden from its line to its function's end.
		local f = functions[root]
		if f and f.at and f.last and tag.at >= f.at and tag.at <= f.last then
			mark_locals(found, tag, map, f.at, f.last)
		else
			mark_locals(found, tag, map, tag.at, tag.at)
		end
		return
	end
	if kind == "f" then functions[root] = tag end
	if not rank[kind] or tag.name:match("^__anon") or tag.name:match("^SYSCALL_DEFINE") and kind ~= "d" then return end
	if asm and (tag.name:match("^%.L") or tag.name:match("^%d")) then return end
	if tag.name:match("_H$") and kind == "d" and root:match("%.h$") then return end
	local here = map[tag.at]
	if not here then return end
	local list = found.defs[tag.name] or {}
	found.defs[tag.name] = list
	list[#list + 1] = { kind = kind, file = here[1], line = here[2], root = root,
		scope = tag.scope, static = tag.static and not root:match("%.h$") or nil,
		signature = tag.signature }
end

-- Best definition first; the same place reached through several roots is one.
function ident.arrange(list)
	table.sort(list, function(a, b)
		if rank[a.kind] ~= rank[b.kind] then return rank[a.kind] < rank[b.kind] end
		if a.file ~= b.file then return a.file < b.file end
		if a.line ~= b.line then return a.line < b.line end
		return a.root < b.root
	end)
	local i = 2
	while list[i] do
		local a, b = list[i - 1], list[i]
		if a.file == b.file and a.line == b.line and a.kind == b.kind then
			table.remove(list, i)
		else
			i = i + 1
		end
	end
end

-- The definition that a name stands for at a place, or nil; "many" where only
-- the index can say.  how: "member" after . or ->, "plain" elsewhere.
function ident.resolve(found, name, how, root, scope)
	local list = found.defs[name]
	if not list then return nil end
	local best, count = nil, 0
	for _, def in ipairs(list) do
		local fits = (def.kind == "m") == (how == "member")
		if how == "any" then fits = true end
		if fits and def.kind == "p" and best then fits = false end
		if fits and def.static and root and def.root ~= root and how ~= "any" then fits = false end
		if fits then
			if def.root == root and def.static then return def end
			if not best or (rank[def.kind] < rank[best.kind]) then
				best, count = def, 1
			elseif rank[def.kind] == rank[best.kind] and def.kind ~= "p" then
				count = count + 1
			end
		end
	end
	if count > 1 then return "many" end
	return best
end

return ident

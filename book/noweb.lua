-- noweb.lua: from noweb's own stream (`markup -t`) to a list of blocks.
--
-- A chapter becomes { file, base, blocks }.  A block is either prose,
--	{ kind = "prose", line, items }	items: text, "\n" and { quote = ... }
-- or a piece of a chunk,
--	{ kind = "code", name, line, lines }	a line: { no, texts and { use } }
-- Line numbers count the stream's @nl: noweb writes one for each line it read.

local util = require "util"

local noweb = {}

local function find_markup()
	local env = os.getenv("NOWEB_LIB")
	local places = { env or "", "/usr/lib/noweb", "/usr/local/lib/noweb",
		"/usr/lib/x86_64-linux-gnu/noweb", "/usr/local/noweb/lib" }
	for _, dir in ipairs(places) do
		if util.exists(dir .. "/markup") then return dir .. "/markup" end
	end
	error("noweb's markup program not found: set NOWEB_LIB to noweb's library directory")
end

local Reader = {}
Reader.__index = Reader

local function reader(file)
	return setmetatable({ file = file, line = 1, blocks = {} }, Reader)
end

function Reader:begin(kind)
	self.block = { kind = kind, line = self.line, items = {} }
	if kind == "code" then
		self.block.lines = {}
		self.row = nil
	end
	self.blocks[#self.blocks + 1] = self.block
end

function Reader:add(item)
	local block = self.block
	if self.quote then
		self.quote[#self.quote + 1] = item
	elseif block.kind == "prose" then
		block.items[#block.items + 1] = item
	else
		if not self.row then
			self.row = { no = self.line }
			block.lines[#block.lines + 1] = self.row
		end
		self.row[#self.row + 1] = item
	end
end

Reader.on = {
	begin = function(self, arg)
		self:begin(arg:match("^code") and "code" or "prose")
	end,
	text = function(self, arg) if arg ~= "" then self:add(arg) end end,
	nl = function(self)
		if self.block then
			if self.quote then
				self:add(" ")
				self.quote.rows = (self.quote.rows or 0) + 1
			elseif self.block.kind == "prose" then
				self:add("\n")
			elseif self.naming then
				self.naming = false
			else
				if not self.row then self:add("") end
				self.row = nil
			end
		end
		self.line = self.line + 1
	end,
	defn = function(self, arg)
		self.block.name = arg
		self.block.line = self.line
		self.naming = true
	end,
	use = function(self, arg) self:add({ use = arg }) end,
	quote = function(self) self.quote = {} end,
	endquote = function(self)
		local quote = self.quote
		self.quote = nil
		self:add({ quote = quote, line = self.line })
	end,
}
Reader.on["end"] = function(self) self.quote = nil end

-- Read chapters.
function noweb.read(files)
	local command, chapters, r = find_markup() .. " -t", {}, nil
	for _, file in ipairs(files) do command = command .. " " .. util.quote(file) end
	local stream, ok = util.command(command)
	if not ok then error("noweb's markup failed") end
	for key, arg in stream:gmatch("@(%a+) ?([^\n]*)\n") do
		local handler = Reader.on[key]
		if key == "file" then
			r = reader(arg)
			chapters[#chapters + 1] = { file = arg, base = arg:match("([^/]+)%.nw$") or arg, blocks = r.blocks }
		elseif handler then handler(r, arg) end
	end
	return chapters
end

-- The kinds of chunk, by the first word of the name.
local kinds = { run = "%s*(.*)", output = "%s*(.*)" }
local exercise_kinds = { starter = true, solution = true, wrong = true, hint = true, mutation = true,
	["break"] = true }

function noweb.kind(name)
	local word, rest = name:match("^(%a+):(.*)$")
	if word and kinds[word] then return word, rest:match("^%s*(.*)$") end
	local kind, id, colon, target = name:match("^(%a+) ([%w_-]+)(:?)%s*(.*)$")
	if kind and exercise_kinds[kind] and (colon == ":" or kind == "hint" and target == "") then
		return kind, id, target
	end
	if name:match("^[%w_./-]+$") and (name:match("/") or name == "README" or name == "Makefile") then
		return "root", name
	end
	return "plain", name
end

return noweb

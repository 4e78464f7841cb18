-- lex.lua: a small lexer for the languages of the tangled tree.
--
-- It works line by line, with the state that crosses lines (a block comment)
-- kept by the caller.  A line is a list of texts and { use = name }; uses pass
-- through whole, so that they stay clickable.  Tokens are { class, text }:
--	kw keyword, ty type, num number, str string, com comment,
--	pre preprocessor, id identifier, reg register, fn definition, use, "" rest

local lex = {}

local function set(words)
	local t = {}
	for w in words:gmatch("%S+") do t[w] = true end
	return t
end

local c_keywords = set [[
	auto break case const continue default do else enum extern for goto if inline
	register restrict return sizeof static struct switch typedef union volatile
	while asm typeof _Static_assert __attribute__ __asm__ __typeof__ __inline__
	_Alignof __builtin_offsetof ]]
local c_types = set [[
	void char short int long float double signed unsigned bool _Bool size_t ssize_t
	u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64
	__uint128_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t
	uintptr_t intptr_t pid_t uid_t gid_t loff_t off_t umode_t mode_t dev_t phys_addr_t gfp_t
	FILE va_list ]]
local sh_keywords = set [[
	if then elif else fi for while until do done case esac in break continue return
	exit local export set shift trap eval exec ]]
local make_keywords = set [[ ifeq ifneq ifdef ifndef else endif include define endef export override ]]
local lds_keywords = set [[
	SECTIONS ENTRY OUTPUT_ARCH OUTPUT_FORMAT KEEP ALIGN PROVIDE ASSERT SORT SIZEOF
	LOADADDR ADDR PHDRS FLAGS BYTE SHORT LONG QUAD AT ABSOLUTE HIDDEN NOLOAD SORT_BY_INIT_PRIORITY ]]

local function is_register(w)
	return w:match("^[xwbhsdqv]%d%d?$") or w:match("^[vV]%d%d?%.%w+$")
		or w == "sp" or w == "xzr" or w == "wzr" or w == "lr" or w == "fp" or w == "wsp"
end

-- Each scanner takes a text, a position and the state, and returns class, end.
local function number(s, i)
	local e = select(2, s:find("^0[xX][%x_]+[uUlL]*", i)) or select(2, s:find("^%d[%w_.]*", i))
	return e
end

local function quoted(s, i, q)
	local j = i + 1
	while j <= #s do
		local c = s:sub(j, j)
		if c == "\\" then j = j + 2
		elseif c == q then return j
		else j = j + 1 end
	end
	return #s
end

local scan = {}

local function block_comment(s, i, state)
	local _, e = s:find("*/", i, true)
	state.comment = e == nil
	return "com", e or #s
end

-- What C and assembly have in common, since both go through the preprocessor.
local function preprocessed(s, i, state)
	if state.comment or s:find("^/%*", i) then return block_comment(s, i, state) end
	if s:find("^//", i) then return "com", #s end
	if s:find('^"', i) then return "str", quoted(s, i, '"') end
	local _, e, word = s:find("^#%s*(%a+)", i)
	if not word or not state.first or s:find("%S") ~= i then return nil end
	local _, ie = s:find('^%s*[<"][^>"]*[>"]', e + 1)
	return "pre", word == "include" and ie or e
end

function scan.c(s, i, state)
	local class, last = preprocessed(s, i, state)
	if class then return class, last end
	local c = s:sub(i, i)
	if c == "'" then return "str", quoted(s, i, c) end
	if c:match("%d") then return "num", number(s, i) end
	local _, e = s:find("^[%a_][%w_]*", i)
	if e then
		local w = s:sub(i, e)
		if c_keywords[w] then return "kw", e end
		if c_types[w] then return "ty", e end
		return "id", e
	end
	local _, se = s:find("^%s+", i)
	return "", se or i
end

function scan.asm(s, i, state)
	local class, last = preprocessed(s, i, state)
	if class then return class, last end
	local c = s:sub(i, i)
	if c == "@" and state.first and s:sub(1, i - 1):match("^%s*$") then return "com", #s end
	if s:match("^'[^']'", i) then return "str", quoted(s, i, c) end
	if c == "#" then
		local ne = s:match("^#%-?%d", i) and number(s, s:find("%d", i))
		if ne then return "num", ne end
		return "", i
	end
	if c:match("%d") then
		local _, e = s:find("^%d+[fb:]", i)
		if e and not s:match("^%w", e + 1) then return "num", e end
		return "num", number(s, i)
	end
	if c == "." then
		local _, e = s:find("^%.[%a_][%w_.]*", i)
		if e then return s:match("^:", e + 1) and "id" or "kw", e end
		return "", i
	end
	local _, e = s:find("^[%a_][%w_]*", i)
	if e then
		local _, ve = s:find("^[vV]%d%d?%.%w+", i)
		if ve then return "reg", ve end
		local w = s:sub(i, e)
		if is_register(w) then return "reg", e end
		if state.first and not state.op and s:sub(1, i - 1):match("^%s*$") and i > 1
			and not s:match("^:", e + 1) then
			local _, de = s:find("^[%a][%w]*%.?[%w]*", i)
			if not w:match("_") and not w:match("%u") then return "kw", math.max(de or e, e) end
		end
		return "id", e
	end
	local _, se = s:find("^%s+", i)
	return "", se or i
end

function scan.lds(s, i, state)
	local class, e = scan.c(s, i, state)
	local w = s:sub(i, e)
	if class == "id" and lds_keywords[w] then class = "kw" end
	if class == "kw" or class == "ty" then
		class = lds_keywords[w] and "kw" or "id"
	end
	return class, e
end

local function hash_language(keywords)
	return function(s, i, state)
		local c = s:sub(i, i)
		if c == "#" and (i == 1 or s:sub(i - 1, i - 1):match("%s")) then return "com", #s end
		if c == '"' or c == "'" then return "str", quoted(s, i, c) end
		if c == "$" then
			local _, e = s:find("^%$[%({][^%)}%s]*[%)}]?", i)
			if e and not s:match("^%$%(%(", i) then return "var", e end
			_, e = s:find("^%$[%w_@<^*?#!-]+", i)
			if s:match("^%$[@<^*?#!-]", i) then e = i + 1 end
			return "var", e or i
		end
		local _, e = s:find("^[%w_][%w_.%-/]*", i)
		if e then
			return keywords[s:sub(i, e)] and "kw" or "", e
		end
		local _, se = s:find("^%s+", i)
		return "", se or i
	end
end

scan.sh = hash_language(sh_keywords)
scan.make = hash_language(make_keywords)

function scan.text(s) return "", #s end

-- The language of a file, by its name.
function lex.language(path)
	if path:match("%.lds") then return "lds" end
	if path:match("%.[ch]$") then return "c" end
	if path:match("%.S$") then return "asm" end
	if path:match("%.sh$") or path:match("^user/etc/") then return "sh" end
	if path:match("Makefile$") or path:match("%.mk$") then return "make" end
	if path:match("%.%w+$") or path:match("README$") then return "text" end
	return "c"
end

-- Tokens of one line.  state: a table that the caller keeps from line to line.
function lex.line(language, row, state)
	local tokens = {}
	local scanner = scan[language] or scan.text
	state.first = not state.continued
	state.op = false
	local last
	for _, part in ipairs(row) do
		if type(part) == "table" then
			tokens[#tokens + 1] = { "use", part.use }
			state.first = false
		else
			local i = 1
			while i <= #part do
				local class, e = scanner(part, i, state)
				e = math.max(e or i, i)
				local text = part:sub(i, e)
				local prev = tokens[#tokens]
				if prev and prev[1] == class and (class == "" or class == "com") then
					prev[2] = prev[2] .. text
				else
					tokens[#tokens + 1] = { class, text }
				end
				if class == "kw" or class == "id" then state.op = true end
				i = e + 1
			end
		end
	end
	last = row[#row]
	state.continued = type(last) == "string" and last:match("\\$") ~= nil
	return tokens
end

return lex

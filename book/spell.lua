-- spell.lua: misspellings in the prose, told by aspell.
--
-- Checked is what a reader reads as words: prose, captions, titles, names of
-- chunks and hints, but no code, target of a link, citation or id.  Aspell is
-- asked once, for each word once.  The spelling is British, with
-- -ise.  book/words holds what the dictionary lacks: in small letters for any
-- case, with a capital for just that one; a plural goes with its word.

local util = require "util"
local noweb = require "noweb"
local prose = require "prose"

local spell = {}

local function blank(s) return (s:gsub("[^\n]", " ")) end

-- Of attributes only a title is read.
local function attributes(s)
	if not s:match("^{[.#]") then return nil end
	local before, title, after = s:match('^(.*title=")([^"]*)(".*)$')
	return title and blank(before) .. title .. blank(after) or blank(s)
end

-- The text with all but its words made blank, so that lines still count.
local function words_only(text)
	text = ("\n" .. text):gsub("\n(```+).-\n%1", blank):gsub("\n(~~~+).-\n%1", blank):sub(2)
	text = text:gsub("<!%-%-.-%-%->", blank):gsub("(`+)[^`]+%1%a*", blank):gsub("\1%d+\2%a*", blank)
	text = text:gsub("<%a+://[^>]*>", blank):gsub("%f[%S]/%a[%w/]*", blank):gsub("%[%-?@[^%]]*%]", blank):gsub("%$[^%s$][^\n$]*%$", blank)
	text = text:gsub("(%])(%b())", function(close, target) return close .. blank(target) end)
	return (text:gsub("%b{}", attributes):gsub("’", "'"))
end

-- Calls fn(word, line) for the words of a text that begins at a line.  Not
-- asked for: single letters, abbreviations (TLBs), what has a digit or a _.
local function each_word(text, line, fn)
	for row in (text .. "\n"):gmatch("(.-)\n") do
		row = row:gsub("[\194\198-\244][\128-\191]+", " ")	-- signs, not letters
		for token in row:gmatch("[%w_'\128-\255]+") do
			local word = token:gsub("^'+", ""):gsub("'s?$", ""):gsub("'+$", "")
			if #word > 1 and not word:find("[%d_]") and not word:match("^%u+s?$") and word:find("%a") then
				fn(word, line)
			end
		end
		line = line + 1
	end
end

-- Words of some chapters: a list of { file, line } each.
local function gather(b, changed)
	local found = {}
	-- A name has no quotes: files and what the code defines stand in it bare.
	local function bare(word)
		return (word:find("%.%a") or b.idents.defs[word] or b.idents.defs["sys_" .. word]) and "" or nil
	end
	local function read(file, text, line)
		each_word(text, line, function(word, at)
			found[word] = found[word] or {}
			table.insert(found[word], { file, at })
		end)
	end
	for chapter in pairs(changed) do
		for _, block in ipairs(chapter.blocks) do
			if block.kind == "prose" then
				read(chapter.file, words_only(prose.text(block)), block.line)
			elseif block.chunk.kind == "hint" then
				for _, row in ipairs(block.lines) do
					read(chapter.file, words_only(prose.quote_source(row):gsub("%[%[.-%]%]", blank)), row.no)
				end
			elseif block.piece == 1 and block.chunk.kind == "plain" then
				read(chapter.file, block.name:gsub("[%w_.]+", bare), block.line)
			end
		end
	end
	read("README.md", words_only(util.read("README.md") or ""), 1)
	return found
end

local found, file, aspell

-- Ask aspell for the words that are not in a file; finish() tells the answer.
function spell.start(b, changed, words)
	local known, list = {}, {}
	found, file = gather(b, changed), os.tmpname()
	for word in util.read(words):gmatch("%S+") do known[word] = true end
	local function knows(word) return known[word] or known[word:lower()] end
	for word in util.sorted(found) do
		if not knows(word) and not knows((word:gsub("s$", ""))) then list[#list + 1] = "^" .. word .. "\n" end
	end
	util.write(file, table.concat(list))
	aspell = io.popen("aspell --lang=en_GB-ise --encoding=utf-8 --sug-mode=fast -a <" .. file)
end

function spell.finish()
	for row in aspell:lines() do
		local word, suggestion = row:match("^[&#] (%S+) [^:]*:? ?([^,]*)")
		for _, at in ipairs(found[word] or {}) do
			util.mistake(at[1], at[2], "misspelt: '%s'%s", word, row:match("^&") and " ('" .. suggestion .. "'?)" or "")
		end
	end
	os.remove(file)
	if not aspell:close() then error("aspell failed") end
end

return spell

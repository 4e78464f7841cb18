-- spread.lua: runs inside lualatex.  A chunk's tag is its page and a letter (5c);
-- beside each page stand the names that its code uses and where they are
-- defined.  Both come from what the previous run wrote; the first run only
-- measures.

local spread = {}

local placed, asides, tags, first_on = {}, {}, {}, {}
local pages, lowest, uses, file = {}, {}, {}, nil

local function read(path)
	local f = io.open(path, "r")
	if not f then return "" end
	local text = f:read("a")
	f:close()
	return text
end

local function letter(n)
	if n <= 26 then return string.char(96 + n) end
	return string.char(96 + (n - 1) // 26) .. string.char(97 + (n - 1) % 26)
end

-- From {chunk, page} in the book's order to the tags.
local function learn(places)
	pages = {}
	for _, place in ipairs(places) do
		local id, page = place[1], place[2]
		pages[page] = pages[page] or {}
		table.insert(pages[page], id)
	end
	for page, list in pairs(pages) do
		for i, id in ipairs(list) do
			tags[id] = page .. (#list > 1 and letter(i) or "")
			first_on[id] = page
		end
	end
end

-- All chunks are on their pages now: the indexes that follow can have the tags
-- that they will have, and so the length.
function spread.measured() learn(placed) end

function spread.start(jobname)
	file = "build/book/" .. jobname .. ".places"
	local places, text = {}, read(file)
	for id, page in text:gmatch("chunk ([^\n ]+) (%d+)\n") do places[#places + 1] = { id, tonumber(page) } end
	learn(places)
	for page, y in text:gmatch("aside (%d+) (%-?%d+)\n") do lowest[tonumber(page)] = tonumber(y) end
	local ok, found = pcall(dofile, "build/book/uses.lua")
	uses = ok and found or {}
end

-- A colour of the class as PDF's operators.
function spread.ink(name)
	local r, g, b = token.get_macro("\\color@" .. name):match("rgb}{([%d.]+),([%d.]+),([%d.]+)}")
	tex.sprint(-2, string.format("%s %s %s rg %s %s %s RG", r, g, b, r, g, b))
end

function spread.tag(id)
	tex.sprint(-2, tags[id] or "000a")
end

-- Called where a chunk begins: notes the page when the page is shipped out.
function spread.mark(id)
	local n = node.new("whatsit", "late_lua")
	n.data = function() placed[#placed + 1] = { id, tex.count[0] } end
	node.write(n)
end

function spread.aside()
	local page = tex.count[0]
	local _, y = pdf.getpos()
	if not asides[page] or y < asides[page] then asides[page] = y end
end

function spread.save()
	local out = {}
	for _, p in ipairs(placed) do out[#out + 1] = "chunk " .. p[1] .. " " .. p[2] .. "\n" end
	local list = {}
	for page in pairs(asides) do list[#list + 1] = page end
	table.sort(list)
	for _, page in ipairs(list) do out[#out + 1] = "aside " .. page .. " " .. asides[page] .. "\n" end
	local text = table.concat(out)
	if text ~= read(file) then
		local f = assert(io.open(file, "w"))
		f:write(text)
		f:close()
	end
end

local catcodes = -2

-- The mini-index: names used by the chunks of this page, but for those defined
-- on this spread; as many as fit under the lowest margin note.
function spread.mini(page)
	local here = pages[page]
	if not here then return end
	local names = {}
	for _, id in ipairs(here) do
		for name, target in pairs(uses[id] or {}) do
			local at = first_on[target]
			local same = at and at // 2 == page // 2
			if at and not same then names[name] = target end
		end
	end
	local list = {}
	for name in pairs(names) do list[#list + 1] = name end
	table.sort(list)
	local room = 34
	if lowest[page] then
		room = math.floor((lowest[page] / 65536 - 9.25 * 72.27 + 8.45 * 72.27) / 8) - 2
	end
	room = math.min(room, 34)
	for i = 1, math.min(#list, room) do
		local name = list[i]
		local shown = #name > 24 and name:sub(1, 23) .. "…" or name
		tex.sprint("\\mini{" .. shown:gsub("_", "\\_") .. "}{" .. names[name] .. "}{" .. (tags[names[name]] or "") .. "}")
	end
end

return spread

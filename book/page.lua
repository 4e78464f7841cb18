-- page.lua: finished pages: pandoc's body inside the book's frame, the cover,
-- and the data that search and expansion load when they are asked for.

local util = require "util"
local book = require "book"
local prose = require "prose"
local html = require "html"
local index = require "index"

local page = {}
local esc = util.html

local title = "Moirai"
local subtitle = "The Life of a Process"

-- ---- the side contents ----

local back_pages = {
	{ "exercises", "Exercises" }, { "solutions", "Solutions" }, { "rules", "Rules to break" }, { "index-chunks", "Index of chunks" },
	{ "index-identifiers", "Index of identifiers" }, { "index-syscalls", "System calls" }, { "index-figures", "Figures and tables" },
	{ "glossary", "Glossary" }, { "bibliography", "Bibliography" },
}

local function part_name(n)
	local part = book.parts[n]
	if n >= 1 and n <= 6 then
		return string.format('<span class="pn">%s</span> %s', util.roman(n), esc(part.title))
	end
	return esc(part.title)
end

local function by_part(b)
	local parts = {}
	for _, chapter in ipairs(b.chapters) do
		parts[chapter.part] = parts[chapter.part] or {}
		table.insert(parts[chapter.part], chapter)
	end
	return parts
end

local function toc_chapter(chapter, current)
	local here = chapter == current
	local out = { string.format('<li%s><a href="%s.html"%s><span class="no">%d</span> %s</a>',
		here and ' class="here"' or "", chapter.slug, here and ' aria-current="page"' or "", chapter.number, esc(chapter.title)) }
	if here then
		out[#out + 1] = "<ol>"
		for _, s in ipairs(chapter.sections) do
			if s.level == 2 then
				out[#out + 1] = string.format('<li><a href="#%s"><span class="no">%s</span> %s</a></li>', s.id, s.number, esc(s.title))
			end
		end
		out[#out + 1] = "</ol>"
	end
	out[#out + 1] = "</li>"
	return table.concat(out)
end

local function toc(b, current)
	local out = {}
	for n, chapters in util.sorted(by_part(b)) do
		out[#out + 1] = string.format('<li class="part"><a href="index.html#part-%d">%s</a><ol>', n, part_name(n))
		for _, chapter in ipairs(chapters) do out[#out + 1] = toc_chapter(chapter, current) end
		out[#out + 1] = "</ol></li>\n"
	end
	out[#out + 1] = '<li class="part"><span>Keys</span><ol>'
	for _, p in ipairs(back_pages) do
		out[#out + 1] = string.format('<li%s><a href="%s.html"%s>%s</a></li>', current == p[1] and ' class="here"' or "",
			p[1], current == p[1] and ' aria-current="page"' or "", p[2])
	end
	out[#out + 1] = "</ol></li>"
	return table.concat(out)
end

-- ---- the frame ----

local function link(rel, p)
	return p and string.format('<a rel="%s" class="%s" href="%s.html"><span>%s</span> %s</a>',
		rel, rel, p.slug, rel == "prev" and "←" or "→", esc(p.title)) or "<span></span>"
end

-- p: { slug, title, body, before, after, current, class }
local function frame(b, template, p)
	local values = {
		title = esc(p.title == title and title .. ": " .. subtitle or p.title .. " · " .. title), toc = toc(b, p.current), body = p.body,
		class = p.class or "chapter", prev = link("prev", p.before), next = link("next", p.after),
		slug = p.slug, links = (p.before and '<link rel="prev" href="' .. p.before.slug .. '.html">' or "")
			.. (p.after and '<link rel="next" href="' .. p.after.slug .. '.html">' or ""),
		version = page.version,
	}
	return (template:gsub("{{(%a+)}}", values))
end

-- ---- figures ----

local function inline_figure(build, body)
	return (body:gsub("<!%-%-figure ([%w_./-]+)%-%->", function(name)
		local svg = util.read(build .. "/fig/" .. name .. ".svg")
		if not svg then return '<div class="nofig">' .. esc(name) .. "</div>" end
		return (svg:gsub("^%s*<%?xml.-%?>%s*", ""))
	end))
end

-- ---- data ----

function page.write_chunks(b, chapter, out)
	local rows = {}
	for _, block in ipairs(chapter.blocks) do
		if block.kind == "code" and (block.number or block.chunk.exercise) then
			rows[#rows + 1] = util.js(block.id) .. ":" .. util.js(html.code(b, block))
		end
	end
	util.write(out .. "/data/" .. chapter.slug .. ".js", "moirai.chunks({\n" .. table.concat(rows, ",\n") .. "});\n")
end

local function write_pieces(b, out)
	local pieces = {}
	for _, chunk in ipairs(b.order) do
		local list = {}
		for _, block in ipairs(chunk.pieces) do
			list[#list + 1] = string.format("[%s,%s,%s,%s]", util.js(block.id), util.js(block.chapter.slug),
				util.js(block.number or ""), util.js(book.piece_href(b, block, nil)))
		end
		pieces[#pieces + 1] = util.js(chunk.id) .. ":[" .. table.concat(list, ",") .. "]"
	end
	util.write(out .. "/data/pieces.js", "moirai.pieces({\n" .. table.concat(pieces, ",\n") .. "});\n")
end

-- Text of each section, for search.
local function section_texts(chapter)
	local texts, current = {}, nil
	for _, block in ipairs(chapter.blocks) do
		if block.kind == "prose" then
			local text, quotes = prose.text(block)
			local rest = "\n" .. text
			while true do
				local s, e, id = rest:find("\n##? [^\n]*{#([%w_-]+)[^\n]*")
				local part = prose.plain(rest:sub(1, (s or #rest + 1) - 1):gsub("\n:::+[^\n]*", "\n"):gsub("\n#+ ", "\n"), quotes)
				if current then texts[current] = (texts[current] or "") .. part end
				if not s then break end
				current = id
				rest = rest:sub(e + 1)
			end
		end
	end
	return texts
end

function page.search_rows(b, chapter)
	local rows, texts = {}, section_texts(chapter)
	for _, s in ipairs(chapter.sections) do
		if s.level <= 2 then
			rows[#rows + 1] = string.format("[%s,%s,%s,%s]", util.js(book.href(b, s.id, nil)),
				util.js((s.number or "") .. " " .. s.title), util.js(s.level == 1 and "" or chapter.title), util.js(texts[s.id] or ""))
		end
	end
	return table.concat(rows, ",\n")
end

local function write_search(b, out)
	local rows = {}
	for _, chapter in ipairs(b.chapters) do
		if chapter.search ~= "" then rows[#rows + 1] = chapter.search end
	end
	local names = {}
	for name, list in util.sorted(b.idents.defs) do
		local def = list[1]
		names[#names + 1] = string.format("[%s,%s,%s]", util.js(name), util.js(index.kind(def)),
			util.js(#list > 1 and "index-identifiers.html#i-" .. name or book.piece_href(b, def.piece, nil)))
	end
	local chunks = {}
	for _, chunk in ipairs(b.order) do
		if chunk.kind == "plain" or chunk.kind == "root" then
			chunks[#chunks + 1] = string.format("[%s,%s]", util.js(chunk.name), util.js(book.piece_href(b, chunk.pieces[1], nil)))
		end
	end
	util.write(out .. "/data/search.js", "moirai.search({sections:[\n" .. table.concat(rows, ",\n") .. "],\nnames:[\n"
		.. table.concat(names, ",\n") .. "],\nchunks:[\n" .. table.concat(chunks, ",\n") .. "]});\n")
end

-- ---- the cover ----

local function cover(b, here)
	local first = b.chapters[1] and b.chapters[1].slug .. ".html" or "exercises.html"
	local out = { (util.read(here .. "/cover.html"):gsub("{{first}}", first)) }
	for n, chapters in util.sorted(by_part(b)) do
		local part = book.parts[n]
		out[#out + 1] = string.format('<section class="cpart" id="part-%d"><h2>%s</h2><p>%s</p><ol>', n, part_name(n), esc(part.line))
		for _, chapter in ipairs(chapters) do
			out[#out + 1] = string.format('<li><a href="%s.html"><span class="no">%d</span> %s</a></li>',
				chapter.slug, chapter.number, esc(chapter.title))
		end
		out[#out + 1] = "</ol></section>"
	end
	out[#out + 1] = '<section class="cpart keys" id="keys"><h2>Keys</h2><p>Ways into the book from elsewhere.</p><ol>'
	for _, p in ipairs(back_pages) do
		out[#out + 1] = string.format('<li><a href="%s.html">%s</a></li>', p[1], p[2])
	end
	out[#out + 1] = "</ol></section></div>"
	return table.concat(out)
end

-- ---- all of it ----

local function heading(chapter, body)
	local part = chapter.part
	local label = part >= 1 and part <= 6 and "Part " .. util.roman(part) .. " · " .. book.parts[part].title or book.parts[part].title
	return '<p class="where"><a href="index.html#part-' .. part .. '">' .. esc(label) .. "</a></p>" .. body
end

-- The frames of all pages, and in them what is no chapter.  The large indexes
-- are the same as long as their key is.
function page.write(b, build, out, here, key)
	local dir = build .. "/frame/"
	os.execute("mkdir -p " .. util.quote(dir))
	local template = util.read(here .. "/page.html")
	page.version = util.read(build .. "/version") or ""
	local keep = {}
	local function put(p)
		keep[p.slug .. ".html"] = true
		util.write(dir .. p.slug .. ".html", frame(b, template, p))
	end
	local cover_page = { slug = "index", title = title }
	local order = { cover_page }
	for _, chapter in ipairs(b.chapters) do order[#order + 1] = chapter end
	local pages = {}
	for i, p in ipairs(back_pages) do pages[i] = { slug = p[1], title = p[2] }; order[#order + 1] = pages[i] end
	for i, p in ipairs(order) do p.before, p.after = order[i - 1], order[i + 1] end

	put({ slug = "index", title = title, body = cover(b, here), class = "cover", after = cover_page.after })
	for _, chapter in ipairs(b.chapters) do
		put({ slug = chapter.slug, title = chapter.title, body = heading(chapter, "<!--body " .. chapter.base .. "-->"),
			before = chapter.before, after = chapter.after, current = chapter })
	end
	local function back(slug)
		if slug == "solutions" then return "<!--body solutions-->" end
		local file = build .. "/html/" .. slug
		local function made() return index[slug:gsub("^index%-", "")](b) end
		if slug ~= "index-identifiers" and slug ~= "index-chunks" then return made() end
		if util.read(file .. ".key") ~= key then
			util.write(file, made())
			util.write(file .. ".key", key)
		end
		return util.read(file)
	end
	for _, p in ipairs(pages) do
		put({ slug = p.slug, title = p.title, body = back(p.slug), class = "index " .. p.slug, before = p.before, after = p.after, current = p.slug })
	end
	write_pieces(b, out)
	write_search(b, out)
	for file in util.command("ls " .. util.quote(dir)):gmatch("[^\n]+") do
		if not keep[file] then os.remove(dir .. file) end
	end
end

-- Put the bodies that pandoc made, and the figures, into their frames.
function page.join(build, out)
	local keep = {}
	for file in util.command("ls " .. util.quote(build .. "/frame")):gmatch("[^\n]+") do
		keep[file] = true
		util.write(out .. "/" .. file, (util.read(build .. "/frame/" .. file):gsub("<!%-%-body ([%w_-]+)%-%->", function(base)
			return inline_figure(build, util.read(build .. "/body/" .. base .. ".html"))
		end, 1)))
	end
	for file in util.command("ls " .. util.quote(out)):gmatch("[^\n]+") do
		if file:match("%.html$") and not keep[file] then os.remove(out .. "/" .. file) end
	end
end

return page

-- filter.lua: a pandoc filter: boxes, asides, figures, exercises, tables and
-- terms, in the shape that each output form wants.

local html = FORMAT:match("html") ~= nil
local form = html and "html" or "latex"
local asides = 0

local function raw(text) return pandoc.RawInline(form, text) end
local function block(text) return pandoc.RawBlock(form, text) end

local function escape(s)
	if html then return (s:gsub('[&<>"]', { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" })) end
	return (s:gsub("[\\{}$&#%%_^~]", "\\%0"))
end

local kinds = { predict = "Predict", trace = "Trace", bug = "Find the bug", extend = "Extend", measure = "Measure" }

local function stars(n)
	n = tonumber(n) or 1
	if html then
		return '<span class="stars" title="' .. n .. ' of 3" aria-label="difficulty ' .. n .. ' of 3">' .. ("★"):rep(n)
			.. '<span aria-hidden="true">' .. ("★"):rep(3 - n) .. "</span></span>"
	end
	return "\\stars{" .. n .. "}"
end

local function exercise_html(div)
	local a = div.attributes
	local links = {}
	if a.solution then links[#links + 1] = '<a href="solutions.html#' .. a.solution .. '">Solution</a>' end
	if a.starter then links[#links + 1] = '<code>make try EX=' .. div.identifier .. "</code>" end
	local head = string.format('<div class="eh"><span class="no">%s</span> <span class="et">%s</span> <span class="ek">%s</span> %s</div>',
		a.number or "", escape(a.title or ""), kinds[a.kind] or escape(a.kind or ""), stars(a.stars))
	local out = { block('<div class="exercise" id="' .. div.identifier .. '">' .. head) }
	for _, b in ipairs(div.content) do out[#out + 1] = b end
	if a.starter or a.solution then
		out[#out + 1] = block('<p class="el">' .. table.concat(links, " · ") .. "</p>")
	end
	out[#out + 1] = block("</div>")
	return out
end

local function exercise_latex(div)
	local a = div.attributes
	local out = { block(string.format("\\begin{exercise}{%s}{%s}{%s}{%s}{%s}", div.identifier, a.number or "",
		escape(a.title or ""), kinds[a.kind] or "", tonumber(a.stars) or 1)) }
	for _, b in ipairs(div.content) do out[#out + 1] = b end
	out[#out + 1] = block("\\end{exercise}")
	return out
end

function Div(div)
	if div.classes:includes("exercise") then
		return html and exercise_html(div) or exercise_latex(div)
	end
	local class = div.classes:includes("crux") and "crux" or div.classes:includes("note") and "note"
	if not class then return nil end
	local title = div.attributes.title or (class == "crux" and "The crux" or "Note")
	local out
	if html then
		out = { block('<aside class="' .. class .. '"' .. (div.identifier ~= "" and ' id="' .. div.identifier .. '"' or "")
			.. ' aria-label="' .. escape(title) .. '"><p class="bt">' .. escape(title) .. "</p>") }
	else
		out = { block("\\begin{" .. class .. "}{" .. escape(title) .. "}") }
	end
	for _, b in ipairs(div.content) do out[#out + 1] = b end
	out[#out + 1] = block(html and "</aside>" or "\\end{" .. class .. "}")
	return out
end

function Span(span)
	if span.classes:includes("aside") then
		asides = asides + 1
		local out
		if html then
			local id = "aside-" .. asides
			out = { raw('<label class="at" for="' .. id .. '" aria-label="Show a margin note">⊕</label><input type="checkbox" class="ac" id="'
				.. id .. '" aria-label="Margin note"><span class="aside" role="note">') }
		else
			out = { raw("\\aside{") }
		end
		for _, i in ipairs(span.content) do out[#out + 1] = i end
		out[#out + 1] = raw(html and "</span>" or "}")
		return out
	elseif span.classes:includes("term") then
		local id = span.identifier
		local out = { raw(html and (id ~= "" and '<dfn id="' .. id .. '">' or "<dfn>")
			or (id ~= "" and "\\hypertarget{" .. id .. "}{}\\term{" or "\\term{")) }
		for _, i in ipairs(span.content) do out[#out + 1] = i end
		out[#out + 1] = raw(html and "</dfn>" or "}")
		return out
	end
end

-- A picture alone in its paragraph is a figure; page.lua puts the drawing in.
function Para(para)
	if #para.content ~= 1 or para.content[1].t ~= "Image" then return nil end
	local image = para.content[1]
	local name, number = image.src, image.attributes.number or ""
	local out
	if html then
		out = pandoc.Inlines({ raw('<figcaption><span class="fl">Figure ' .. number .. "</span> ") })
		out:extend(image.caption)
		out:insert(raw("</figcaption></figure>"))
		return { block('<figure id="' .. image.identifier .. '"><!--figure ' .. name .. "-->"), pandoc.Plain(out) }
	end
	out = pandoc.Inlines({ raw("\\begin{figure}[!htbp]\\centering\\bookfigure{" .. name .. "}\\caption{") })
	out:extend(image.caption)
	out:insert(raw("}\\hypertarget{" .. image.identifier .. "}{}\\label{" .. image.identifier .. "}\\end{figure}"))
	return pandoc.Plain(out)
end

-- 1234567 as 1,234,567
local function grouped(n)
	return ((string.format("%d", n):reverse():gsub("(%d%d%d)", "%1,"):reverse()):gsub("^,", ""))
end

-- The rows of figures/data/NAME.tsv: lines with # say how it was made, and the first other line names the columns.
local function records(name)
	local names, list = nil, {}
	for line in io.lines("figures/data/" .. name) do
		local fields = {}
		for field in (line .. "\t"):gmatch("([^\t]*)\t") do fields[#fields + 1] = field end
		if line:sub(1, 1) == "#" then goto continue end
		if not names then
			names = fields
		else
			local record = {}
			for i, column in ipairs(names) do record[column] = fields[i] end
			list[#list + 1] = record
		end
		::continue::
	end
	return list
end

-- What a cell says of a record: a column by its name, or one divided by another.
local function value(record, want)
	local over, under = want:match("^(%w+)/(%w+)$")
	if over then return string.format("%.2f", tonumber(record[over]) / tonumber(record[under])) end
	local text = assert(record[want], "no column " .. want)
	return text:match("^%d+$") and grouped(text) or text
end

-- A row whose first cell is `NAME.tsv: BEGINNING` stands for those records of the data whose case begins so;
-- the other cells name columns.
local function from_data(tbl)
	for _, body in ipairs(tbl.bodies) do
		local rows = pandoc.List()
		for _, row in ipairs(body.body) do
			local plain = row.cells[1].contents[1]
			local code = plain and plain.content[1]
			local name, start = (code and code.t == "Code" and code.text or ""):match("^([%w-]+%.tsv): ?(.*)$")
			if not name then
				rows:insert(row)
			else
				local count = #rows
				for _, record in ipairs(records(name)) do
					if record.case:sub(1, #start) == start then
						local new = row:clone()
						for i, cell in ipairs(new.cells) do
							local text = i == 1 and record.case:sub(#start + 1)
								or value(record, pandoc.utils.stringify(cell.contents))
							cell.contents = { pandoc.Plain(pandoc.Str(text)) }
						end
						rows:insert(new)
					end
				end
				assert(#rows > count, "no such rows: " .. code.text)
			end
		end
		body.body = rows
	end
end

-- The caption's empty span carries the table's id and number.
function Table(tbl)
	from_data(tbl)
	local id, number
	local caption = pandoc.walk_block(pandoc.Div(tbl.caption.long), {
		Span = function(span)
			if span.identifier:match("^tbl%-") then
				id, number = span.identifier, span.attributes.number
				return {}
			end
		end })
	if not id then return nil end
	tbl.caption.long = caption.content
	if html then
		local first = tbl.caption.long[1]
		if first and first.content then
			first.content:insert(1, raw('<span class="fl">Table ' .. number .. "</span> "))
		end
		return { block('<div class="table" id="' .. id .. '">'), tbl, block("</div>") }
	end
	local first = tbl.caption.long[1]
	if first and first.content then
		first.content:insert(raw("\\hypertarget{" .. id .. "}{}\\label{" .. id .. "}"))
	end
	return tbl
end

function Link(link)
	if html then
		link.attributes.ref = nil
		return link
	end
	local id = link.attributes.ref
	if id then
		local out = { raw("\\hyperlink{" .. id .. "}{") }
		for _, i in ipairs(link.content) do out[#out + 1] = i end
		out[#out + 1] = raw("}")
		return out
	end
end

function Header(header)
	if html then
		-- A heading is also a link to itself.
		header.content:insert(raw(' <a class="hl" href="#' .. header.identifier .. '" aria-label="Link to this section">#</a>'))
		return header
	end
end

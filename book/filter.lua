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
	elseif span.classes:includes("rule") and not html then
		return { raw("\\hypertarget{" .. span.identifier .. "}{}"), table.unpack(span.content) }
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

-- The caption's empty span carries the table's id and number.
function Table(tbl)
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

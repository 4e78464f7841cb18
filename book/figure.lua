-- figure.lua: one figure's source to SVG for the page or PDF for the paper.
--
--	texlua figure.lua svg|pdf figures/NAME.(tex|dot|lua) OUT
--
-- A .tex source is the body of a TikZ picture, or whole pictures; a .lua source
-- prints one from figures/data; a .dot source goes through Graphviz.  Text in
-- the SVG stays text, in the page's own fonts, and colours become the style
-- sheet's variables, so that a figure is dark where the page is.

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path
local util = require "util"

local form, source, out = arg[1], arg[2], arg[3]
local name = source:match("([^/]+)%.%a+$")
local work = out:match("^(.*)/[^/]*$") .. "/" .. name .. "." .. form .. ".d"

local function fail(text)
	io.stderr:write(source, ":1: ", text, "\n")
	os.exit(1)
end

local function run(cmd)
	local log = work .. "/run.log"
	-- in a subshell: a cd in the command must not move the log
	if not os.execute("(" .. cmd .. ") >" .. util.quote(log) .. " 2>&1") then
		for line in (util.read(log) or ""):gmatch("[^\n]+") do
			if line:match("^!") or line:match("^l%.%d") or line:match("[Ee]rror") then
				local n = line:match("^l%.(%d+)")
				io.stderr:write(source, ":", n and tonumber(n) - 12 or 1, ": ", line, "\n")
			end
		end
		fail("the figure could not be made; see " .. log)
	end
end

-- ---- TikZ ----

local function body()
	local text
	if source:match("%.lua$") then
		local ok
		text, ok = util.command("texlua " .. util.quote(source) .. " figures/data")
		if not ok then fail("the generator failed") end
	else
		text = util.read(source) or fail("no such file")
	end
	if not text:match("\\begin{tikzpicture}") then
		text = "\\begin{tikzpicture}\n" .. text .. "\\end{tikzpicture}\n"
	end
	return text
end

local fonts = [[
\usepackage{fontspec}
\setmainfont{texgyrepagella}[Extension=.otf,UprightFont=*-regular,ItalicFont=*-italic,BoldFont=*-bold%s]
\setsansfont{Lato}[Extension=.ttf,Path=/usr/share/fonts/truetype/lato/,UprightFont=*-Regular,ItalicFont=*-Italic,BoldFont=*-Bold,Ligatures={NoCommon,TeX}%s]
\setmonofont{JetBrainsMono}[Extension=.ttf,Path=/usr/share/fonts/truetype/jetbrains-mono/,UprightFont=*-Regular,ItalicFont=*-Italic,BoldFont=*-Bold,Scale=0.82,Ligatures=ResetAll]
]]

local function document(svg)
	-- On the screen the browser kerns: words then stay whole.
	local kerning = svg and ",Kerning=Off" or ""
	return (svg and "\\def\\pgfsysdriver{pgfsys-dvisvgm.def}%%\n" or "%%\n"):gsub("%%%%", "%%")
		.. "\\documentclass[border=3pt]{standalone}\n\\usepackage{amsmath}\n"
		.. fonts:format(kerning, kerning) .. "\\usepackage{figure}\n"
		.. (svg and "" or "\\pdfvariable suppressoptionalinfo \\numexpr 1+2+8+16+32+64+512\\relax\n")
		.. "\\begin{document}\n" .. body() .. "\\end{document}\n"
end

local function latex(program, svg)
	util.write(work .. "/" .. name .. ".tex", document(svg))
	run(string.format("cd %s && TEXINPUTS=%s: %s --interaction=nonstopmode --halt-on-error %s.tex",
		util.quote(work), "$OLDPWD/book", program, name))
end

-- ---- what dvisvgm wrote, made to fit the page ----

-- Names of the native fonts in the order of the DVI file's postamble, which is
-- the order in which dvisvgm numbers them.
local function dvi_fonts(path)
	local dvi = util.read(path)
	local last = #dvi
	while dvi:byte(last) == 223 do last = last - 1 end
	local pos = string.unpack(">I4", dvi, last - 4) + 1 + 29
	local list, seen = {}, {}
	while dvi:byte(pos) >= 243 and dvi:byte(pos) <= 246 do
		local o = pos + 1 + dvi:byte(pos) - 242
		local length = dvi:byte(o + 12) + dvi:byte(o + 13)
		local font = dvi:sub(o + 14, o + 13 + length)
		if font:match("^%[") and not seen[font] then
			seen[font] = true	-- one number a file, whatever the sizes
			list[#list + 1] = font
		end
		pos = o + 14 + length
	end
	return list
end

local function family(file)
	local css = file:match("Lato") and "Lato" or file:match("JetBrains") and "'JetBrains Mono'" or "Pagella"
	local style = file:match("[Ii]talic") and " font-style='italic'" or ""
	local weight = file:match("[Bb]old") and " font-weight='700'" or ""
	return css, style .. weight
end

local variables = {
	["97302c"] = "fig-red", ["1f4f7d"] = "fig-blue", ["2d6a4f"] = "fig-green", ["8a5a12"] = "fig-amber", ["7d828a"] = "fig-grey",
	["f6e4e1"] = "tint-red", ["e2ebf4"] = "tint-blue", ["e1eee6"] = "tint-green", ["f8edd6"] = "tint-amber", ["efede8"] = "tint-grey",
	["fff"] = "bg", ["ffffff"] = "bg", ["000"] = "", ["000000"] = "",
}

local function colour(attribute, hex)
	local variable = variables[hex:lower()]
	if variable == "" then return attribute .. "='currentColor'" end
	return variable and attribute .. "='var(--" .. variable .. ")'" or attribute .. "='#" .. hex .. "'"
end

local function dress(svg, list)
	svg = svg:gsub("<%?xml.-%?>%s*", ""):gsub("<!%-%-.-%-%->%s*", ""):gsub("<!DOCTYPE.->%s*", ""):gsub("<style.-</style>%s*", "")
	svg = svg:gsub("font%-family='nf(%d+)'", function(n)
		local css, style = family(list[tonumber(n) + 1] or "Lato")
		return 'font-family="' .. css .. '"' .. style
	end)
	svg = svg:gsub("%f[%a](fill)='#(%x+)'", colour):gsub("%f[%a](stroke)='#(%x+)'", colour)
	svg = svg:gsub('%f[%a](fill)="#(%x+)"', colour):gsub('%f[%a](stroke)="#(%x+)"', colour)
	-- A space at the end of each run, so that words stay apart when copied.
	svg = svg:gsub("([^%s>])<tspan", "%1 <tspan"):gsub("([^%s>])</tspan><tspan", "%1 </tspan><tspan")
	svg = svg:gsub(" id='([%w_-]+)'", " id='" .. name .. "-%1'"):gsub("'#([%w_-]+)'", "'#" .. name .. "-%1'")
	svg = svg:gsub("url%(#([%w_-]+)%)", "url(#" .. name .. "-%1)")
	local width = svg:match("width='([%d.]+)pt'") or svg:match('width="([%d.]+)pt"')
	if width then
		-- One point of the drawing is 1.28 px: figure text a little under the prose.
		svg = svg:gsub("width=['\"][%d.]+pt['\"]", string.format('width="%.0f"', width * 1.36), 1)
			:gsub("%s+height=['\"][%d.]+pt['\"]", "", 1)
	end
	return (svg:gsub("<svg ", '<svg role="img" aria-labelledby="fig-' .. name .. '-caption" ', 1))
end

-- ---- the four ways ----

local makers = {}

function makers.svg()
	if source:match("%.dot$") then
		run(string.format("dot -Tsvg -Gfontname=Lato -Nfontname=Lato -Efontname=Lato -Gbgcolor=transparent %s -o %s/%s.svg",
			util.quote(source), util.quote(work), name))
		util.write(out, dress(util.read(work .. "/" .. name .. ".svg"), {}))
		return
	end
	latex("dvilualatex", true)
	run(string.format("cd %s && dvisvgm --font-format=woff2 --no-styles --exact-bbox --precision=2 %s.dvi -o %s.svg", util.quote(work), name, name))
	util.write(out, dress(util.read(work .. "/" .. name .. ".svg"), dvi_fonts(work .. "/" .. name .. ".dvi")))
end

function makers.pdf()
	if source:match("%.dot$") then
		run(string.format("dot -Tpdf -Gfontname=Lato -Nfontname=Lato -Efontname=Lato %s -o %s", util.quote(source), util.quote(out)))
		return
	end
	latex("lualatex", false)
	os.rename(work .. "/" .. name .. ".pdf", out)
end

os.execute("mkdir -p " .. util.quote(work))
makers[form]()

-- figure.lua: figures' sources to SVG for the page or PDF for the paper.
--
--	texlua figure.lua svg|pdf OUTDIR figures/NAME.(tex|lua)...
--
-- A .tex source is the body of a TikZ picture, or a whole picture; a .lua source
-- prints one from figures/data.  All are set in one run, a page each, since most of
-- the time goes into the beginning.  Text in the SVG stays text, in the page's own
-- fonts, and colours become the style sheet's variables, so that a figure is dark
-- where the page is.

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path
local util = require "util"

local form, outdir = arg[1], arg[2]
local work = outdir .. "/" .. form .. ".d"
local figures = {}		-- { name =, source = }, a page each, in order
for i = 3, #arg do
	figures[#figures + 1] = { name = arg[i]:match("([^/]+)%.%a+$"), source = arg[i] }
end

local function fail(source, text)
	io.stderr:write(source, ":1: ", text, "\n")
	os.exit(1)
end

-- TeX names the file and the line of a mistake: that of the figure's own source.
local function mistakes(log)
	local said = false
	for line in log:gmatch("[^\n]+") do
		local name, n, what = line:match("^%./([^/]+)%.tex:(%d+): (.*)")
		for _, figure in ipairs(name and figures or {}) do
			if figure.name == name then
				io.stderr:write(figure.source, ":", math.max(1, n - figure.shift), ": ", what, "\n")
				said = true
			end
		end
	end
	return said
end

local function run(cmd)
	local log = work .. "/run.log"
	-- in a subshell: a cd in the command must not move the log
	if os.execute("(" .. cmd .. ") >" .. util.quote(log) .. " 2>&1") ~= 0 then
		if not mistakes(util.read(log) or "") then
			fail(figures[1].source, "the figures could not be made; see " .. log)
		end
		os.exit(1)
	end
end

-- ---- TikZ ----

local function body(figure)
	local text
	if figure.source:match("%.lua$") then
		local ok
		text, ok = util.command("texlua " .. util.quote(figure.source) .. " figures/data")
		if not ok then fail(figure.source, "the generator failed") end
	else
		text = util.read(figure.source) or fail(figure.source, "no such file")
	end
	figure.shift = 0
	if not text:match("\\begin{tikzpicture}") then
		figure.shift = 1
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
	local out = {
		svg and "\\def\\pgfsysdriver{pgfsys-dvisvgm.def}" or "",
		"\\documentclass[border=3pt,multi=page]{standalone}\n\\usepackage{amsmath}",
		fonts:format(kerning, kerning) .. "\\usepackage{figure}",
		svg and "" or "\\pdfvariable suppressoptionalinfo \\numexpr 1+2+8+16+32+64+512\\relax",
		"\\begin{document}" }
	for _, figure in ipairs(figures) do
		util.write(work .. "/" .. figure.name .. ".tex", body(figure))
		out[#out + 1] = "\\begin{page}\\input{" .. figure.name .. ".tex}\\unskip\\end{page}"
	end
	out[#out + 1] = "\\end{document}\n"
	return table.concat(out, "\n")
end

local function latex(program, svg)
	util.write(work .. "/all figures.tex", document(svg))
	run(string.format("cd %s && TEXINPUTS=%s: %s --interaction=nonstopmode --halt-on-error --file-line-error " ..
		"--jobname=figures 'all figures.tex'", util.quote(work), "$OLDPWD/book", program))
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

local function dress(svg, name, list)
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

-- ---- the two ways ----

local makers = {}

function makers.svg()
	latex("dvilualatex", true)
	run("cd " .. util.quote(work) .. " && dvisvgm --font-format=woff2 --no-styles --exact-bbox --precision=2 " ..
		"--page=1- --output=%p.svg figures.dvi")
	local list = dvi_fonts(work .. "/figures.dvi")
	for page, figure in ipairs(figures) do
		local svg = util.read(work .. "/" .. page .. ".svg") or
			util.read(string.format("%s/%02d.svg", work, page)) or fail(figure.source, "dvisvgm made no picture of it")
		util.write(outdir .. "/" .. figure.name .. ".svg", dress(svg, figure.name, list))
	end
end

function makers.pdf()
	latex("lualatex", false)
	run("cd " .. util.quote(work) .. " && pdfseparate figures.pdf %d.pdf")
	for page, figure in ipairs(figures) do
		os.rename(work .. "/" .. page .. ".pdf", outdir .. "/" .. figure.name .. ".pdf")
	end
end

if #figures == 0 then os.exit(0) end
os.execute("rm -rf " .. util.quote(work) .. " && mkdir -p " .. util.quote(work))
makers[form]()

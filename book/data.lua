-- data.lua: what the figures that are drawn from data share, and the tables.

local data = {}

-- The rows of a file of figures/data, each by the names in the first line that
-- is no remark on how it was made (#).
function data.rows(path)
	local names, rows
	for line in io.lines(path) do
		local row = {}
		for field in (line .. "\t"):gmatch("([^\t]*)\t") do row[#row + 1] = field end
		if line:sub(1, 1) == "#" then
			-- of no use to a figure or a table
		elseif names then
			for i, name in ipairs(names) do row[name] = tonumber(row[i]) or row[i] end
			rows[#rows + 1] = row
		else
			names, rows = row, {}
		end
	end
	return rows
end

-- A name of the code as TeX: the font would join two dashes, or two low lines.
function data.code(name)
	return (name:gsub("[_-]", function(c) return "\\mbox{" .. (c == "_" and "\\_" or "-") .. "}" end))
end

-- 1234567 as 1,234,567
function data.number(n)
	local s = string.format("%d", n):reverse():gsub("(%d%d%d)", "%1,"):reverse()
	return (s:gsub("^,", ""))
end

function data.out(...)
	print(string.format(...))
end

return data

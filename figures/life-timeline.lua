-- life-timeline.lua: figures/data/life.tsv as one row a process.
--
--	texlua life-timeline.lua figures/data
local WIDTH, ROW = 9.6, 1.65
local tasks, order, records = {}, {}, {}

local function task(pid, name)
	if not tasks[pid] then
		tasks[pid] = { name = name, spans = {}, marks = {}, calls = {} }
		order[#order + 1] = pid
	end
	return tasks[pid]
end

local function turn(t, ns, what)
	if t.now and ns > t.since then
		t.spans[#t.spans + 1] = { t.since, ns, t.now }
	end
	t.now, t.since = what, ns
end

local first, last
for line in io.lines(arg[1] .. "/life.tsv") do
	local ns, _, pid, comm, event, detail =
		line:match("^(%d+)\t(%d+)\t(%d+)\t([^\t]*)\t([^\t]*)\t(.*)$")
	if ns and pid ~= "0" then
		ns = tonumber(ns)
		first, last = first or ns, ns
		local t = task(pid, comm)
		if not t.now then turn(t, ns, "running") end
		if event == "sched_switch" then
			local next, state = detail:match("^(%d+) (.*)$")
			turn(t, ns, state == "dead" and "zombie" or state)
			if next ~= "0" then turn(task(next, "?"), ns, "running") end
		elseif event == "sched_wakeup" then
			local w = task(detail, "?")
			if w.now ~= "running" then turn(w, ns, "ready") end
		elseif event == "fork" then
			local child = task(detail, "?")
			child.born, child.parent = ns, pid
			turn(child, ns, "ready")
		elseif event == "wait" then
			if tasks[detail] then
				turn(tasks[detail], ns, nil)
				tasks[detail].waited = ns
			end
		elseif event == "sys_enter" then
			t.calls[#t.calls + 1] = ns
		elseif event == "exec" or event == "exit" then
			t.marks[#t.marks + 1] = { ns, event }
		end
		t.name = comm	-- the last name is what it came to be
	end
end
for _, pid in ipairs(order) do turn(tasks[pid], last, nil) end

local function x(ns) return (ns - first) / (last - first) * WIDTH end
local out = function(...) print(string.format(...)) end
local row = {}
for i, pid in ipairs(order) do row[pid] = -(i - 1) * ROW end

local style = {
	running = "fill=tintblue,draw=figblue", ready = "fill=tintamber,draw=figamber",
}
local half = { running = .2, ready = .09 }

print("\\begin{tikzpicture}")
for _, pid in ipairs(order) do
	local t, y = tasks[pid], row[pid]
	out("\\node[anchor=east] at (-.15,%.2f) {\\figcode %s\\ {\\figsmall %s}};", y, t.name, pid)
	for _, s in ipairs(t.spans) do
		local h = half[s[3]]
		if h then
			out("\\path[%s] (%.3f,%.3f) rectangle (%.3f,%.3f);", style[s[3]], x(s[1]), y - h, x(s[2]), y + h)
		else
			out("\\draw[%s] (%.3f,%.3f) -- (%.3f,%.3f);",
				s[3] == "zombie" and "draw=figred,densely dotted,line width=1pt" or "dim", x(s[1]), y, x(s[2]), y)
		end
	end
	for _, ns in ipairs(t.calls) do
		out("\\draw[draw=figgreen,line width=.4pt] (%.3f,%.3f) -- ++(0,.16);", x(ns), y + .25)
	end
	if t.parent then
		out("\\draw[to,dim] (%.3f,%.3f) -- (%.3f,%.3f);", x(t.born), row[t.parent] - .2, x(t.born), y + .1)
		out("\\node[label,anchor=north west] at (%.3f,%.3f) {fork};", x(t.born), row[t.parent] - .2)
	end
	for _, m in ipairs(t.marks) do
		out("\\draw (%.3f,%.3f) -- ++(0,-.12);", x(m[1]), y - .2)
		out("\\node[label,anchor=north] at (%.3f,%.3f) {%s};", x(m[1]), y - .28, m[2])
	end
	if t.waited then
		local at = x(t.waited)
		out("\\draw[to,hidden] (%.3f,%.3f) -- (%.3f,%.3f);", at, y + .05, at, row[order[1]] - .25)
	end
end
local bottom = row[order[#order]] - .85
out("\\draw[dim] (0,%.2f) -- (%.2f,%.2f);", bottom, WIDTH, bottom)
for us = 0, (last - first) / 1000, 500 do
	local at = us * 1000 / (last - first) * WIDTH
	out("\\draw[dim] (%.3f,%.2f) -- ++(0,-.1) node[label,anchor=north,text=figgrey] {%d%s};",
		at, bottom, us, us == 0 and " µs" or "")
end
local key = bottom - .85
out("\\path[%s] (0,%.2f) rectangle ++(.45,.22);\\node[label,anchor=west] at (.5,%.2f) {running};", style.running, key - .11, key)
out("\\path[%s] (2,%.2f) rectangle ++(.45,.14);\\node[label,anchor=west] at (2.5,%.2f) {ready};", style.ready, key - .07, key)
out("\\draw[dim] (3.7,%.2f) -- ++(.45,0);\\node[label,anchor=west] at (4.2,%.2f) {asleep};", key, key)
out("\\draw[draw=figred,densely dotted,line width=1pt] (5.5,%.2f) -- ++(.45,0);\\node[label,anchor=west] at (6,%.2f) {zombie};", key, key)
out("\\draw[draw=figgreen,line width=.4pt] (7.5,%.2f) -- ++(0,.16);\\node[label,anchor=west] at (7.55,%.2f) {system call};", key - .08, key)
print("\\end{tikzpicture}")

-- The life of one command, drawn from the kernel's own trace: figures/data/life.tsv
-- (ns, cpu, pid, comm, event, detail).  A row a task; a bar where it runs, a thin
-- line while it sleeps, a mark where it is born, execs, is signalled, dies.

local dir = arg[1] or "figures/data"
local rows, order, tasks, first, last = {}, {}, {}, nil, nil
for line in io.lines(dir .. "/life.tsv") do
	local ns, cpu, pid, comm, event, detail = line:match("^(%d+)\t(%d+)\t(%d+)\t([^\t]*)\t([^\t]*)\t?(.*)$")
	if ns then
		ns, pid = tonumber(ns), tonumber(pid)
		rows[#rows + 1] = { ns = ns, pid = pid, comm = comm, event = event, detail = detail }
		first, last = first or ns, ns
		if not tasks[pid] then
			tasks[pid] = { pid = pid, born = ns, spans = {}, marks = {} }
			order[#order + 1] = tasks[pid]
		end
		tasks[pid].comm, tasks[pid].ended = comm, ns
	end
end
assert(first, "life.tsv holds no event")

local width, step = 11.2, 0.82
local function x(ns) return (ns - first) / math.max(last - first, 1) * width end

local marks = { fork = "forks", exec = "exec", exit = "exit", wait = "waits", signal_send = "sends", signal_deliver = "gets" }
for _, r in ipairs(rows) do
	local t = tasks[r.pid]
	if r.event == "run" then t.on = r.ns
	elseif r.event == "sleep" or r.event == "preempt" or r.event == "exit" then
		if t.on then t.spans[#t.spans + 1] = { t.on, r.ns } end
		t.on = nil
	end
	if marks[r.event] then t.marks[#t.marks + 1] = r end
end

local function tex(s) return (s:gsub("[\\{}$&#%%_^~]", "\\%0")) end
local out = {}
local function put(...) out[#out + 1] = string.format(...) end
for i, t in ipairs(order) do
	local y = -(i - 1) * step
	if t.on then t.spans[#t.spans + 1] = { t.on, last } end
	put("\\node[anchor=east] at (-.15,%.2f) {{\\figcodesmall %s} {\\figsmall\\color{figgrey}%d}};", y, tex(t.comm), t.pid)
	put("\\draw[figgrey,line width=.4pt] (%.3f,%.2f) -- (%.3f,%.2f);", x(t.born), y, x(t.ended), y)
	for _, s in ipairs(t.spans) do
		put("\\draw[red] (%.3f,%.2f) rectangle (%.3f,%.2f);", x(s[1]), y - .13, math.max(x(s[2]), x(s[1]) + .02), y + .13)
	end
	local clear = -1
	for _, m in ipairs(t.marks) do
		put("\\fill[figblue] (%.3f,%.2f) circle[radius=1.4pt];", x(m.ns), y)
		if x(m.ns) - clear > .95 then
			put("\\node[label,anchor=south,inner sep=2.5pt] at (%.3f,%.2f) {%s};", x(m.ns), y + .08, tex(marks[m.event] .. (m.event == "exec" and " " .. m.detail or "")))
			clear = x(m.ns)
		end
	end
	local parent = t.comm and nil
	for _, r in ipairs(rows) do
		if r.event == "fork" and tonumber(r.detail:match("%d+")) == t.pid then parent = r end
	end
	if parent then
		for j, p in ipairs(order) do
			if p.pid == parent.pid then put("\\draw[to,figblue] (%.3f,%.2f) -- (%.3f,%.2f);", x(parent.ns), -(j - 1) * step - .05, x(parent.ns), y + .05) end
		end
	end
end
local bottom = -(#order - 1) * step - .55
local span = last - first
local tick = 10 ^ math.floor(math.log(span / 4, 10))
if span / tick > 12 then tick = tick * 2.5 end
put("\\draw[figgrey] (0,%.2f) -- (%.2f,%.2f);", bottom, width, bottom)
for ns = 0, span, tick do
	put("\\draw[figgrey] (%.3f,%.2f) -- +(0,-.08) node[note,below] {%g µs};", ns / span * width, bottom, ns / 1000)
end
print(table.concat(out, "\n"))

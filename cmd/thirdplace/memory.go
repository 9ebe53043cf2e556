package main

import (
	"io/fs"
	"log/slog"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
)

// heapPart is how much of a container's memory Go may plan with, in hundredths: the
// rest is for what it does not count, such as SQLite's pages in the kernel's cache.
const heapPart = 90

// fitMemory has Go collect more eagerly as it comes near the memory that this
// process may have, rather than be killed beyond it. GOMEMLIMIT, where it is given,
// goes before.
func (m *Main) fitMemory(machine fs.FS, log *slog.Logger) {
	if m.Getenv("GOMEMLIMIT") != "" {
		return
	}
	if allowed, ok := memoryOf(machine); ok {
		limit := allowed / 100 * heapPart
		debug.SetMemoryLimit(limit)
		log.Info("memory is limited", "bytes", limit)
	}
}

// memoryOf reads the least limit of the control groups (cgroup v2, else v1) that this
// process is in; false where there is none, as outside Linux.
func memoryOf(machine fs.FS) (bytes int64, ok bool) {
	groups, err := fs.ReadFile(machine, "proc/self/cgroup")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(groups)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3) // number, controllers, group
		if len(fields) != 3 {
			continue
		}
		folder, file := "sys/fs/cgroup", "memory.max"
		switch {
		case fields[1] == "memory":
			folder, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		case fields[1] != "":
			continue
		}
		// A limit of a group above holds as well. A container sees its own group as
		// the topmost, whatever its name is outside.
		for group := path.Clean("/" + fields[2]); ; group = path.Dir(group) {
			if limit, found := limitIn(machine, path.Join(folder, group, file)); found && (!ok || limit < bytes) {
				bytes, ok = limit, true
			}
			if group == "/" {
				break
			}
		}
	}
	return bytes, ok
}

// unlimited is what cgroup v1 says of a group without a limit, or a little less.
const unlimited = 1 << 60

func limitIn(machine fs.FS, file string) (bytes int64, ok bool) {
	text, err := fs.ReadFile(machine, file)
	if err != nil {
		return 0, false
	}
	bytes, err = strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64) // "max" is none
	return bytes, err == nil && bytes > 0 && bytes < unlimited
}

package main

import (
	"bytes"
	"log/slog"
	"math"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"
)

// machineOf is a machine's files, as pairs of names and texts.
func machineOf(pairs ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		files[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return files
}

func TestMemoryOf(t *testing.T) {
	cases := []struct {
		name    string
		machine fstest.MapFS
		want    int64 // 0: none
	}{
		{"not Linux", machineOf(), 0},
		{"no limit", machineOf("proc/self/cgroup", "0::/\n", "sys/fs/cgroup/memory.max", "max\n"), 0},
		{"a container", machineOf("proc/self/cgroup", "0::/\n", "sys/fs/cgroup/memory.max", "1000\n"), 1000},
		{"a service", machineOf("proc/self/cgroup", "0::/system.slice/thirdplace.service\n",
			"sys/fs/cgroup/system.slice/thirdplace.service/memory.max", "2000\n"), 2000},
		{"the slice has less", machineOf("proc/self/cgroup", "0::/a.slice/b.service\n",
			"sys/fs/cgroup/a.slice/memory.max", "500", "sys/fs/cgroup/a.slice/b.service/memory.max", "2000\n"), 500},
		{"a container of v1", machineOf("proc/self/cgroup", "12:cpu,cpuacct:/docker/x\n5:memory:/docker/x\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes", "3000\n"), 3000},
		{"v1 without a limit", machineOf("proc/self/cgroup", "5:memory:/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"), 0},
		{"nonsense", machineOf("proc/self/cgroup", "x\n0::../..\n", "sys/fs/cgroup/memory.max", "-5"), 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := memoryOf(c.machine); got*int64(oneIf(ok)) != c.want {
				t.Errorf("got %d %t, want %d", got, ok, c.want)
			}
		})
	}
}

func TestFitMemory(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	var log bytes.Buffer
	w := newWorld(t)
	container := machineOf("proc/self/cgroup", "0::/\n", "sys/fs/cgroup/memory.max", "1000000000")
	w.env["GOMEMLIMIT"] = "1GiB"
	w.main(nil, nil, nil).fitMemory(container, slog.New(slog.NewTextHandler(&log, nil)))
	if got := debug.SetMemoryLimit(-1); got != before || log.Len() > 0 {
		t.Errorf("what the user says does not go before: %d, %s", got, &log)
	}
	delete(w.env, "GOMEMLIMIT")
	w.main(nil, nil, nil).fitMemory(container, slog.New(slog.NewTextHandler(&log, nil)))
	if got := debug.SetMemoryLimit(-1); got != 900_000_000 || !strings.Contains(log.String(), "bytes=900000000") {
		t.Errorf("the limit is %d, want 90 %% of the container's: %s", got, &log)
	}
	debug.SetMemoryLimit(math.MaxInt64)
	w.main(nil, nil, nil).fitMemory(machineOf(), slog.New(slog.DiscardHandler))
	if got := debug.SetMemoryLimit(-1); got != math.MaxInt64 {
		t.Errorf("without a container the limit is %d", got)
	}
}

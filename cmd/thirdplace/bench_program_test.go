package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// built builds a package of this module into a folder and returns the program's path.
func built(b *testing.B, folder string, command ...string) string {
	b.Helper()
	path := filepath.Join(folder, filepath.Base(command[len(command)-1])+command[0])
	args := append(command[:len(command)-1:len(command)-1], "-o", path, command[len(command)-1])
	if out, err := exec.CommandContext(b.Context(), "go", args...).CombinedOutput(); err != nil {
		b.Fatalf("go %v: %v\n%s", args, err, out)
	}
	return path
}

// running is the program at work in a process of its own.
type running struct {
	b       *testing.B
	process *os.Process
	url     string
	token   string
	ready   time.Duration // from its start to its first line
	log     bytes.Buffer
	wait    func() error
}

// command is a command of the program over the graph of the town.
func (t *town) command(b *testing.B, name string, args ...string) *exec.Cmd {
	b.Helper()
	command := exec.CommandContext(b.Context(), t.program, append([]string{name, "--data", t.folder}, args...)...)
	command.Env = append(os.Environ(), t.env...)
	return command
}

// start starts a server over the graph of the town. stop must be called.
func (t *town) start(b *testing.B) *running {
	b.Helper()
	command := t.command(b, "serve", "--dev", "--addr", "127.0.0.1:0")
	r := &running{b: b, token: t.token, wait: command.Wait}
	command.Stderr = &r.log
	out, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	r.process = command.Process
	line, err := bufio.NewReader(out).ReadString('\n')
	r.ready = time.Since(began)
	if err != nil {
		b.Fatalf("it ended before it was ready: %v\n%s", r.wait(), &r.log)
	}
	r.url = strings.TrimSpace(strings.TrimPrefix(line, "thirdplace: "))
	return r
}

func (r *running) stop() {
	r.b.Helper()
	if err := r.process.Signal(syscall.SIGTERM); err != nil {
		r.b.Error(err)
	}
	if err := r.wait(); err != nil {
		r.b.Errorf("stopped with %v\n%s", err, &r.log)
	}
}

// ask sends an operation and returns how long the answer took and how many
// matches are in it.
func (r *running) ask(query string, variables map[string]any) (time.Duration, int) {
	r.b.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		r.b.Fatal(err)
	}
	request, err := http.NewRequestWithContext(r.b.Context(), http.MethodPost, r.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		r.b.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+r.token)
	began := time.Now()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.b.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	took := time.Since(began)
	answer.Body.Close()
	if err != nil || answer.StatusCode != http.StatusOK || bytes.Contains(text, []byte(`"errors"`)) {
		r.b.Fatalf("status %d, %v: %s", answer.StatusCode, err, text)
	}
	return took, bytes.Count(text, []byte(`"score":`))
}

// memory returns how many MB of RAM the process holds.
func (r *running) memory() float64 {
	r.b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.process.Pid))
	if err != nil {
		r.b.Skip("the memory of another process is read on Linux only")
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		r.b.Fatal(err)
	}
	return float64(kb) / 1024
}

// cpu returns how much time processors have given the process.
func (r *running) cpu() time.Duration {
	r.b.Helper()
	return cpuOf(r.b, r.process.Pid)
}

// cpuOf returns how much time processors have given a process, 0 for none.
func cpuOf(b *testing.B, pid int) time.Duration {
	b.Helper()
	if pid == 0 {
		return 0
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip("the processor time of another process is read on Linux only")
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the third field is next, and utime the fourteenth
	fields, ticks := strings.Fields(after), 0
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100
}

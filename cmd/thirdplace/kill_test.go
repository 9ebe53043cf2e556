package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestFaultKilledImport kills the program while it imports, at several places, and
// imports again: the graph must be that of an import nobody disturbed.
func TestFaultKilledImport(t *testing.T) {
	lines := manyPeople(1500) // 3,001 lines are four batches
	calm := newWorld(t)
	calm.want(calm.runWith(bytes.NewReader(lines), "import", "--data", calm.dir, "-"), exitOK, "imported 3001")
	want := calm.run("export", "--data", calm.dir).out

	partly := 0
	for _, share := range []float64{.02, .4, .8, 1} {
		w := newWorld(t)
		w.killImport(lines[:int(share*float64(len(lines)))])
		done := w.runWith(bytes.NewReader(lines), "import", "--data", w.dir, "-")
		w.want(done, exitOK, "rejected 0")
		t.Logf("killed after %.0f%%: %s", 100*share, done.out)
		if !strings.HasPrefix(done.out, "imported 0,") && !strings.Contains(done.out, "unchanged 0,") {
			partly++
		}
		if got := w.run("export", "--data", w.dir).out; got != want {
			t.Errorf("killed after %.0f%%: %d lines are exported, want %d the same", 100*share, strings.Count(got, "\n"), strings.Count(want, "\n"))
		}
		w.want(w.run("check", "--data", w.dir), exitOK, "invariants     ok")
	}
	if partly == 0 {
		t.Error("no kill met an import half done: the test has shown nothing")
	}
}

// killImport starts the real program, has it read lines while more seem to come,
// and kills it.
func (w *world) killImport(lines []byte) {
	w.t.Helper()
	command := w.program("import", "--data", w.dir, "-")
	in, err := command.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		w.t.Fatal(err)
	}
	if _, err := in.Write(lines); err != nil { // returns when all but a pipe's worth is read
		w.t.Error(err)
	}
	if err := command.Process.Kill(); err != nil {
		w.t.Error(err)
	}
	if err := command.Wait(); err == nil {
		w.t.Error("the program ended by itself")
	}
}

// program is the real program, as a process of its own.
func (w *world) program(args ...string) *exec.Cmd {
	w.t.Helper()
	path, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	command := exec.CommandContext(w.t.Context(), path, args...)
	command.Env = append(os.Environ(), asProgram+"=1")
	for name, value := range w.env {
		command.Env = append(command.Env, name+"="+value)
	}
	return command
}

// TestTerminated tells the real program to stop while it serves.
func TestTerminated(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no such signal here")
	}
	w := newWorld(t)
	command := w.program("--demo", "--data", w.dir, "--addr", "127.0.0.1:0")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if first, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(first, "thirdplace: http://127.0.0.1:") {
		t.Errorf("the first line is %q (%v)", first, err)
	}
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, lines); err != nil {
		t.Error(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("it ended with %v, want 0", err)
	}
	w.want(w.run("check", "--data", w.dir), exitOK, "invariants     ok")
}

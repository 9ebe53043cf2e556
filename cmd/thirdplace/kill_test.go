package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestKilledImport kills the program while it imports, at several places, and
// imports again: the graph must be that of an import nobody disturbed.
func TestKilledImport(t *testing.T) {
	lines := manyPeople(1500) // 3,001 lines are four batches
	calm := newWorld(t)
	calm.want(calm.runWith(bytes.NewReader(lines), "import", "--data", calm.dir, "-"), exitOK, "imported 3001")
	want := calm.run("export", "--data", calm.dir).out

	for _, share := range []float64{.02, .4, .8, 1} {
		w := newWorld(t)
		w.killImport(lines[:int(share*float64(len(lines)))])
		done := w.runWith(bytes.NewReader(lines), "import", "--data", w.dir, "-")
		w.want(done, exitOK, "rejected 0")
		if got := w.run("export", "--data", w.dir).out; got != want {
			t.Errorf("killed after %.0f%%: %d lines are exported, want %d the same", 100*share, strings.Count(got, "\n"), strings.Count(want, "\n"))
		}
		w.want(w.run("check", "--data", w.dir), exitOK, "invariants     ok")
	}
}

// killImport starts the real program, has it read lines while more seem to come,
// and kills it.
func (w *world) killImport(lines []byte) {
	w.t.Helper()
	program, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	command := exec.CommandContext(w.t.Context(), program, "import", "--data", w.dir, "-")
	command.Env = append(os.Environ(), asProgram+"=1", "HOME="+w.env["HOME"])
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

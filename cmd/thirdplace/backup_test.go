package main

import (
	"os"
	"path/filepath"
	"testing"
)

// What a server has acknowledged is in the copy that is made beside it, and a
// store that is put back from it says the same.
func TestBackupAndRestore(t *testing.T) {
	w := newWorld(t)
	copied := filepath.Join(w.env["HOME"], "copy.sqlite")
	w.want(w.run("backup", "--data", w.dir, copied), exitFailed, storeFile)
	s := w.serve("--demo", "--data", w.dir)
	who := teacher(t, w)
	if got := who.ask(s.url, "application/json", postBees); !needID.MatchString(got.body) {
		t.Fatalf("post: %+v", got)
	}
	w.want(w.run("backup", "--data", w.dir, copied), exitOK, "copied to "+copied)
	w.want(w.run("backup", "--data", w.dir, copied), exitFailed, "copy.sqlite")
	before := w.run("export", "--data", w.dir)
	w.want(before, exitOK, "Who keeps bees?")
	s.stop()
	restored := filepath.Join(w.env["HOME"], "restored")
	if err := os.Mkdir(restored, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(copied, filepath.Join(restored, storeFile)); err != nil {
		t.Fatal(err)
	}
	w.want(w.run("check", "--data", restored), exitOK, "invariants     ok")
	if after := w.run("export", "--data", restored); after.out != before.out {
		t.Errorf("restored:\n%s\nbefore:\n%s", after.out, before.out)
	}
	w.env["NEO4J_URI"] = "bolt://localhost:7687"
	w.want(w.run("backup", "--data", w.dir, copied), exitFailed, "neo4j-admin")
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// moved measures a town that moves from its Neo4j into a file and is compared.
func (t *remoteTown) moved(b *testing.B) {
	folder := b.TempDir()
	there, here := filepath.Join(folder, "there.ndjson"), filepath.Join(folder, "here.ndjson")
	out, most := t.write(b, there)
	embedded := town{program: t.program, folder: filepath.Join(folder, "data"), offers: t.offers}
	in, mostIn := embedded.read(b, there)
	back, _ := embedded.write(b, here)
	if !same(b, there, here) {
		b.Error("what was moved is not what there was")
	}
	report(b, float64(t.offers)/out.Seconds(), "exported/s")
	report(b, most, "export-rss-MB")
	report(b, float64(t.offers)/in.Seconds(), "embedded-imported/s")
	report(b, mostIn, "embedded-import-rss-MB")
	report(b, float64(t.offers)/back.Seconds(), "embedded-exported/s")
}

// write exports a town, and says how long that took and how many MB of RAM the
// program held at most.
func (t *town) write(b *testing.B, lines string) (took time.Duration, most float64) {
	b.Helper()
	command := t.command(b, "export", lines)
	began := time.Now()
	if out, err := command.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return time.Since(began), held(command)
}

func same(b *testing.B, one, other string) bool {
	b.Helper()
	first, err := os.ReadFile(one)
	if err != nil {
		b.Fatal(err)
	}
	second, err := os.ReadFile(other)
	if err != nil {
		b.Fatal(err)
	}
	return bytes.Equal(first, second)
}

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallCluster is a teacher, a beekeeper and what they want of each other.
const smallCluster = `{"type":"Cluster","externalId":"tucson","name":"Tucson","review":false}
{"type":"Organization","externalId":"s1","cluster":"tucson","kind":"SCHOOL","name":"Borton Magnet"}
{"type":"Person","externalId":"p1","cluster":"tucson","name":"A. Teacher","roles":["EDUCATOR"],"affiliations":[{"organization":"s1","title":"Grade 4"}]}
{"type":"Person","externalId":"p2","cluster":"tucson","name":"B. Keeper","roles":["COMMUNITY_PARTNER"]}
{"type":"Need","externalId":"n1","cluster":"tucson","postedBy":"p1","title":"Why do bees matter?","description":"Bees and pollination","grades":["G04"],"kinds":["FUND_OF_KNOWLEDGE"]}
{"type":"FundOfKnowledge","externalId":"o1","cluster":"tucson","offeredBy":"p2","title":"Beekeeping in the desert","description":"Bees, hives and pollination","category":"AGRICULTURE"}
`

func TestImportTwice(t *testing.T) {
	w := newWorld(t)
	file := w.file("tucson.ndjson", smallCluster)
	first := w.run("import", "--data", w.dir, file)
	w.want(first, exitOK, "")
	if got, want := first.out, "imported 6, updated 0, unchanged 0, rejected 0\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if first.err != "" {
		t.Errorf("it is not quiet: %q", first.err)
	}
	again := w.run("import", "--data", w.dir, file)
	if got, want := again.out, "imported 0, updated 0, unchanged 6, rejected 0\n"; got != want {
		t.Errorf("the second time: got %q, want %q", got, want)
	}
}

// Stewards read what an import did, whatever the engine.
func TestImportIsInTheAuditLog(t *testing.T) {
	for engine, world := range map[string]func(*testing.T) *world{"SQLite": newWorld, "Neo4j": onNeo4j} {
		t.Run(engine, func(t *testing.T) {
			w := world(t)
			lines := smallCluster + `{"type":"Person","externalId":"boss","cluster":"tucson","name":"C. Steward","roles":["STEWARD"]}` + "\n"
			w.want(w.run("import", "--data", w.dir, w.file("tucson.ndjson", lines)), exitOK, "imported 7")
			w.want(w.run("token", "--data", w.dir, "--rotate"), exitOK, "")
			steward := w.guest(w.serve("--data", w.dir), "--source", "ndjson", "--person", "boss")
			steward.says("{ auditLog { edges { node { actor action record requestId } } } }",
				`\[{"node":{"actor":"command line","action":"import ndjson: 7 added, 0 changed","record":"cluster\.[^"]+","requestId":null}}\]`)
		})
	}
}

func TestImportRejects(t *testing.T) {
	w := newWorld(t)
	rejects := filepath.Join(w.env["HOME"], "bad.ndjson")
	file := w.file("tucson.ndjson", smallCluster+`{"type":"Need","externalId":"n2","cluster":"tucson","postedBy":"nobody","title":"x"}`+"\n{nonsense\n")
	got := w.run("import", "--data", w.dir, "--rejects", rejects, file)
	w.want(got, exitFailed, "bad.ndjson")
	if lines := strings.Split(strings.TrimSpace(got.out), "\n"); lines[len(lines)-1] != "imported 6, updated 0, unchanged 0, rejected 2" {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	text, err := os.ReadFile(rejects)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"line":7`, `"line":8`, `"reason":"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in the reject file:\n%s", want, text)
		}
	}
}

func TestImportLeavesNoRejectFile(t *testing.T) {
	w := newWorld(t)
	rejects := filepath.Join(w.env["HOME"], "bad.ndjson")
	w.want(w.run("import", "--data", w.dir, "--rejects", rejects, w.file("a.ndjson", smallCluster)), exitOK, "imported 6")
	if _, err := os.Stat(rejects); err == nil {
		t.Error("there is a reject file, and nothing was rejected")
	}
}

func TestImportKeepsWhatItReads(t *testing.T) {
	w := newWorld(t)
	file := w.file("tucson.ndjson", smallCluster)
	w.want(w.run("import", "--data", w.dir, "--rejects", file, file), exitUsage, "--rejects")
	if text, err := os.ReadFile(file); err != nil || string(text) != smallCluster {
		t.Errorf("the file has changed: %q, %v", text, err)
	}
}

func TestImportNothingRead(t *testing.T) {
	w := newWorld(t)
	rejects := "--rejects=" + filepath.Join(w.env["HOME"], "bad.ndjson")
	w.want(w.run("import", "--data", w.dir, rejects, filepath.Join(w.dir, "missing.ndjson")), exitUsage, "imported 0")
	w.want(w.run("import", "--data", w.dir, rejects, "--format", "morse", w.file("a", "x")), exitFailed, "morse")
}

// A folder of a publisher's files is one input; what was left out of it is told
// and is no failure. One with something amiss is refused with what it is.
func TestImportOfFolder(t *testing.T) {
	w := newWorld(t)
	rejects := filepath.Join(w.env["HOME"], "bad.ndjson")
	folder := filepath.Join("..", "..", "internal", "ingest", "testdata", "esco")
	got := w.run("import", "--data", w.dir, "--rejects", rejects, "--format", "esco", folder)
	w.want(got, exitFailed, "imported 8, updated 0, unchanged 0, rejected 2")
	w.want(got, exitFailed, "left out on purpose: 4")
	again := w.run("import", "--data", w.dir, "--rejects", rejects, "--format", "esco", folder)
	w.want(again, exitFailed, "imported 0, updated 0, unchanged 8, rejected 2")
	empty := w.run("import", "--data", w.dir, "--rejects", rejects, "--format", "onet", t.TempDir())
	w.want(empty, exitUsage, "Knowledge.txt")
	w.want(empty, exitUsage, "imported 0, updated 0, unchanged 0, rejected 1")
	w.want(w.run("import", "--data", w.dir, "--format", "onet", "-"), exitFailed, "name the folder")
}

// A cluster reads of studies known from public records: their organizations are
// in it, and nobody is.
func TestImportOfAwards(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("import", "--data", w.dir, w.file("a.ndjson", smallCluster)), exitOK, "imported 6")
	rejects := filepath.Join(w.env["HOME"], "bad.ndjson")
	args := []string{"import", "--data", w.dir, "--rejects", rejects, "--format", "nsf-awards", "--cluster", "tucson",
		filepath.Join("..", "..", "internal", "ingest", "testdata", "nsf-awards.csv")}
	w.want(w.run(args...), exitFailed, "imported 7, updated 0, unchanged 0, rejected 3") // one ends before it begins
	w.want(w.run(args...), exitFailed, "imported 0, updated 0, unchanged 7, rejected 3")
	out := w.run("export", "--data", w.dir).out
	if !strings.Contains(out, `"status":"LISTED"`) || strings.Count(out, `"type":"Person"`) != 2 {
		t.Errorf("got\n%s", out)
	}
	w.want(w.run("import", "--data", w.dir, "--format", "nsf-awards", args[len(args)-1]), exitFailed, "--cluster")
}

func TestImportOfStandardInput(t *testing.T) {
	w := newWorld(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(smallCluster))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	w.want(w.runWith(&packed, "import", "--data", w.dir, "-"), exitOK, "imported 6")
	w.want(w.runWith(strings.NewReader(smallCluster), "import", "--data", w.dir, "-"), exitOK, "unchanged 6")
}

func TestExportAndBack(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("import", "--data", w.dir, w.file("a.ndjson", smallCluster)), exitOK, "imported 6")
	first := w.run("export", "--data", w.dir)
	w.want(first, exitOK, `"source":"ndjson"`)
	if first.err != "" || strings.Count(first.out, "\n") != 6 {
		t.Errorf("got %q and %q, want six lines and nothing else", first.out, first.err)
	}
	to := filepath.Join(w.env["HOME"], "out.ndjson")
	w.want(w.run("export", "--data", w.dir, to), exitOK, "6 records")
	if text, err := os.ReadFile(to); err != nil || string(text) != first.out {
		t.Errorf("the file has %q (%v), want %q", text, err, first.out)
	}
	other := newWorld(t)
	other.want(other.run("import", "--data", other.dir, to), exitOK, "imported 6")
	if second := other.run("export", "--data", other.dir); second.out != first.out {
		t.Errorf("another graph exports\n%s\nwant\n%s", second.out, first.out)
	}
	other.want(other.run("import", "--data", other.dir, to), exitOK, "unchanged 6")
}

func TestToken(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("token", "--data", w.dir, "--source", "ndjson", "--person", "p1"), exitFailed, "no graph in")
	two := strings.ReplaceAll(smallCluster, "tucson", "mesa")
	w.want(w.run("import", "--data", w.dir, w.file("a", smallCluster), w.file("b", two)), exitOK, "imported 12")
	cases := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"in one of two clusters", []string{"--source", "ndjson", "--person", "p1", "--cluster", "mesa"}, exitOK, "."},
		{"which cluster", []string{"--source", "ndjson", "--person", "p1"}, exitFailed, "mesa, tucson"},
		{"no such cluster", []string{"--source", "ndjson", "--person", "p1", "--cluster", "x"}, exitFailed, `no cluster "x"`},
		{"no such person", []string{"--source", "ndjson", "--person", "p9", "--cluster", "mesa"}, exitFailed, `no person "p9"`},
		{"of another source", []string{"--source", "x", "--person", "p1", "--cluster", "mesa"}, exitFailed, `source "x"`},
		{"something else than a person", []string{"--source", "ndjson", "--person", "n1", "--cluster", "mesa"}, exitFailed, `no person "n1"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := w.run(append([]string{"token", "--data", w.dir}, c.args...)...)
			w.want(got, c.code, c.says)
			if c.code == exitOK && (strings.Count(got.out, ".") != 2 || strings.Count(got.out, "\n") != 1 || got.err != "") {
				t.Errorf("got %q and %q, want a token alone", got.out, got.err)
			}
			if c.code != exitOK && got.out != "" {
				t.Errorf("it prints %q", got.out)
			}
		})
	}
	info, err := os.Stat(filepath.Join(w.dir, "signing.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v, %v", info, err)
	}
	if err := os.Chmod(filepath.Join(w.dir, "signing.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	w.want(w.run("token", "--data", w.dir, "--source", "ndjson", "--person", "p1", "--cluster", "mesa"), exitFailed, "chmod 600")
}

func TestCheck(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("check", "--data", w.dir), exitFailed, "no graph in")
	w.want(w.run("import", "--data", w.dir, w.file("a", smallCluster)), exitOK, "imported 6")
	got := w.run("check", "--data", w.dir)
	w.want(got, exitOK, "invariants     ok")
	for _, want := range []string{"SQLite", "schema", "Person", "local key      none"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is not in\n%s", want, got.out)
		}
	}
	w.env["THIRDPLACE_ADDR"] = "nowhere"
	w.env["THIRDPLACE_ORIGIN"] = "*"
	got = w.run("check", "--data", w.dir)
	w.want(got, exitUsage, "--addr nowhere")
	w.want(got, exitUsage, "--origin *")
}

func TestCheckOfSomethingElse(t *testing.T) {
	w := newWorld(t)
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.dir, storeFile)
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a store. "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := w.file("a", smallCluster)
	for _, args := range [][]string{
		{"check"}, {"export"}, {"import", lines}, {"serve", "--dev", "--addr", "127.0.0.1:0"}, {"token", "--source", "ndjson", "--person", "p1"},
	} {
		got := w.run(append([]string{args[0], "--data", w.dir}, args[1:]...)...)
		w.want(got, exitFailed, path+" is damaged")
		if strings.Contains(got.err, "SQL") || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%s does not say it plainly: %s", args[0], got.err)
		}
	}
}

// manyPeople is a cluster that takes several batches to import.
func manyPeople(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"type":"Cluster","externalId":"big","name":"Big","review":false}` + "\n")
	for i := range n {
		fmt.Fprintf(&b, `{"type":"Person","externalId":"p%d","cluster":"big","name":"Person %d","roles":["COMMUNITY_PARTNER"]}`+"\n", i, i)
		fmt.Fprintf(&b, `{"type":"FundOfKnowledge","externalId":"o%d","cluster":"big","offeredBy":"p%d","title":"Knows about thing %d","description":"Bees, boats and books, number %d"}`+"\n", i, i, i%97, i)
	}
	return b.Bytes()
}

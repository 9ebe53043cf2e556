package ingest

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// copyOf copies a folder of testdata, so that a test can change it.
func copyOf(t *testing.T, name string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	return to
}

// change rewrites a file of a folder.
func change(t *testing.T, path, old, by string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%q is not in %s: %v", old, path, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, by, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestFolderRefused(t *testing.T) {
	tests := []struct {
		name, format string
		amiss        func(t *testing.T, folder string)
		want         []string // faults, as "path code argument"
	}{
		{"a file is missing", "onet", func(t *testing.T, folder string) {
			remove(t, filepath.Join(folder, onetKnowledge))
		}, []string{" no_file [Knowledge.txt]"}},
		{"several files are missing", "esco", func(t *testing.T, folder string) {
			remove(t, filepath.Join(folder, "ISCOGroups_en.csv"))
			remove(t, filepath.Join(folder, "skillSkillRelations.csv"))
		}, []string{" no_file [ISCOGroups.csv]", " no_file [skillSkillRelations.csv]"}},
		{"columns are missing in two files", "onet", func(t *testing.T, folder string) {
			change(t, filepath.Join(folder, onetTitles), "Alternate Title\t", "Title of another kind\t")
			change(t, filepath.Join(folder, onetKnowledge), "Data Value", "Worth")
		}, []string{"Alternate Titles.txt.altLabels no_column", "Knowledge.txt.importance no_column [[Data Value]]"}},
		{"an empty file", "onet", func(t *testing.T, folder string) {
			if err := os.WriteFile(filepath.Join(folder, onetTitles), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"Alternate Titles.txt no_header"}},
		{"a file twice", "onet", func(t *testing.T, folder string) {
			copied := filepath.Join(folder, "Occupation Data.txt.gz")
			if err := os.WriteFile(copied, []byte(zipped(t, "x")), 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"Occupation Data.txt.gz repeated [Occupation Data.txt]"}},
		{"an empty folder", "onet", func(t *testing.T, folder string) {
			for _, p := range onetParts() {
				remove(t, filepath.Join(folder, p.name))
			}
		}, []string{" no_file [Occupation Data.txt]", " no_file [Alternate Titles.txt]", " no_file [Knowledge.txt]"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder := copyOf(t, tt.format)
			tt.amiss(t, folder)
			g := newGraph()
			sum, rejects := imported(t, g, Options{Format: tt.format, Files: []string{folder}})
			if brief(sum) != "0,0,0,1 unread" || len(rejects) != 1 || rejects[0].File != folder || g.finished != 0 {
				t.Fatalf("got %s, %+v", brief(sum), rejects)
			}
			e, ok := sum.Why.(*fault.Error)
			if !ok || len(e.Fields) != len(tt.want) {
				t.Fatalf("got %v, want %v", sum.Why, tt.want)
			}
			for i, f := range e.Fields {
				if got := f.Path + " " + f.Detail.String(); !strings.HasPrefix(got, tt.want[i]) {
					t.Errorf("got %s, want %s", got, tt.want[i])
				}
			}
		})
	}
}

func TestFolderIsNoStream(t *testing.T) {
	_, err := Run(t.Context(), Options{Format: "onet", Files: []string{"-"}, Stdin: strings.NewReader("x")}, newGraph())
	if codeOf(err) != fault.NeedsFolder {
		t.Errorf("got %v, want %s", err, fault.NeedsFolder)
	}
	sum, rejects := imported(t, newGraph(), Options{Format: "esco", Files: []string{filepath.Join(t.TempDir(), "none")}})
	if brief(sum) != "0,0,0,1 unread" || rejects[0].Code != fault.CannotOpen {
		t.Errorf("got %s, %+v", brief(sum), rejects)
	}
}

// The files of a folder may be named one by one, be gzip, and lie with others.
func TestFolderSpelledOtherwise(t *testing.T) {
	for _, format := range []string{"onet", "esco"} {
		whole := newGraph()
		imported(t, whole, Options{Format: format, Files: []string{filepath.Join("testdata", format)}})
		folder := copyOf(t, format)
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		var files []string
		for _, entry := range entries {
			from := filepath.Join(folder, entry.Name())
			text, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(folder, strings.ReplaceAll(strings.ToUpper(entry.Name()), " ", "_")+".gz")
			if err := os.WriteFile(to, []byte(zipped(t, string(text))), 0o600); err != nil {
				t.Fatal(err)
			}
			remove(t, from)
			files = append(files, to)
		}
		g := newGraph()
		sum, _ := imported(t, g, Options{Format: format, Files: files})
		if exported(t, g) != exported(t, whole) || !sum.Read {
			t.Errorf("%s: got %s and\n%s", format, sum, exported(t, g))
		}
	}
}

func TestStem(t *testing.T) {
	tests := []struct {
		path, stem string
		lang       eic.Language
	}{
		{"a/Occupation Data.txt", "occupationdata", ""},
		{"Alternate_Titles.TXT.gz", "alternatetitles", ""},
		{"skills_en.csv", "skills", "en"},
		{"ISCOGroups_es.csv.gz", "iscogroups", "es"},
		{"occupationSkillRelations.csv", "occupationskillrelations", ""},
		{"x_12.csv", "x12", ""},
		{".csv", "csv", ""},
	}
	for _, tt := range tests {
		if stem, lang := stemOf(tt.path); stem != tt.stem || lang != tt.lang {
			t.Errorf("%s: got %s in %q, want %s in %q", tt.path, stem, lang, tt.stem, tt.lang)
		}
	}
}

// dying fails for good after so many batches, as a process does that is killed.
type dying struct {
	*graph
	left int
}

func (d *dying) ApplyLines(ctx context.Context, lines []app.Line, final bool) ([]app.Result, error) {
	if d.left--; d.left < 0 {
		return nil, fault.New(fault.Unavailable, fault.Away)
	}
	return d.graph.ApplyLines(ctx, lines, final)
}

// However far an import of ESCO came, a second run ends as if there had been no
// first. Skills are related in a circle, so that some of them wait to the end.
func TestFolderAgainAfterDeath(t *testing.T) {
	folder := copyOf(t, "esco")
	skills, related := "", ""
	for i := range 1300 {
		name := "http://example.org/esco/skill/" + strings.Repeat("i", i%7) + grouped(i)
		skills += `KnowledgeSkillCompetence,"` + name + `",knowledge,,` + "knowing " + strings.ReplaceAll(grouped(i), ",", "") + ",,,released,,\n"
		if i > 0 {
			related += `"http://example.org/esco/skill/",knowledge,optional,knowledge,"` + name + "\"\n" + `"` + name + `",knowledge,optional,knowledge,"http://example.org/esco/skill/"` + "\n"
		}
	}
	skills = strings.Replace(skills, `"http://example.org/esco/skill/0"`, `http://example.org/esco/skill/`, 1)
	appendTo(t, filepath.Join(folder, "skills_en.csv"), skills)
	appendTo(t, filepath.Join(folder, "skillSkillRelations.csv"), related)
	o := Options{Format: "esco", Files: []string{folder}}
	whole := newGraph()
	first, _ := imported(t, whole, o)
	want := exported(t, whole)
	if first.Imported != 1308 {
		t.Fatalf("got %s", first)
	}
	for after := range len(whole.batches) {
		g := newGraph()
		if _, err := Run(t.Context(), o, &dying{g, after}); !fault.Is(err, fault.Unavailable) {
			t.Fatalf("after %d batches: %v", after, err)
		}
		sum, _ := imported(t, g, o)
		if exported(t, g) != want || sum.Updated > 0 || sum.Imported+sum.Unchanged != first.Imported {
			t.Errorf("died after %d batches: then %s", after, sum)
		}
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// What is read twice may come from a pipe, and leaves nothing behind.
func TestTwiceFromStandardInput(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for format, file := range map[string]string{"standards": "standards.csv", "nsf-awards": "nsf-awards.csv"} {
		whole := newGraph()
		want, _ := imported(t, whole, Options{Format: format, Cluster: "c", Files: []string{filepath.Join("testdata", file)}})
		text, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, stdin := range []string{string(text), zipped(t, string(text))} {
			g := newGraph()
			sum, _ := imported(t, g, Options{Format: format, Cluster: "c", Files: []string{"-"}, Stdin: strings.NewReader(stdin)})
			if brief(sum) != brief(want) || exported(t, g) != exported(t, whole) {
				t.Errorf("%s: got %s, want %s", format, sum, want)
			}
		}
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	sum, rejects := imported(t, newGraph(), Options{Format: "standards", Files: []string{"-"}})
	if brief(sum) != "0,0,0,1 unread" || rejects[0].Code != fault.CannotOpen {
		t.Errorf("without standard input: got %s, %+v", sum, rejects)
	}
}

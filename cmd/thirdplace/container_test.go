package main

import (
	"maps"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// repository reads a file at the root of the repository.
func repository(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// found lists what a pattern's group matches in a text, each once.
func found(t *testing.T, pattern, text string) []string {
	t.Helper()
	all := map[string]bool{}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		all[match[1]] = true
	}
	if len(all) == 0 {
		t.Fatalf("nothing is like %s", pattern)
	}
	return slices.Sorted(maps.Keys(all))
}

// What the image and the composition tell the program, it understands.
func TestContainersSpeakOurWords(t *testing.T) {
	dockerfile, compose := repository(t, "Dockerfile"), repository(t, "compose.yaml")
	help := newWorld(t).run("serve", "--help").out
	for _, name := range found(t, `\b(THIRDPLACE_[A-Z_]+)`, dockerfile+compose) {
		if !strings.Contains(help, "environment: "+name+"\n") {
			t.Errorf("%s is not an environment variable of serve", name)
		}
	}
	var asked []string
	(&Main{Getenv: func(name string) string { asked = append(asked, name); return "" }}).neo4j()
	_, service, _ := strings.Cut(compose, "\n  thirdplace:\n")
	for _, name := range found(t, `(?m)^      (NEO4J_[A-Z]+):`, service) {
		if !slices.Contains(asked, name) {
			t.Errorf("the program does not look at %s", name)
		}
	}
	for _, name := range found(t, `(?m)CMD \[(?:"/thirdplace", )?"([a-z]+)"\]$`, dockerfile) {
		if !slices.ContainsFunc(commands(), func(c command) bool { return c.name == name }) {
			t.Errorf("there is no command %s", name)
		}
	}
	port := found(t, `THIRDPLACE_ADDR=0\.0\.0\.0:(\d+)`, dockerfile)[0]
	if !strings.Contains(dockerfile, "EXPOSE "+port+"\n") || !strings.Contains(compose, `"127.0.0.1:`+port+":"+port+`"`) {
		t.Errorf("port %s is not exposed or not published", port)
	}
}

// The image is built as the program is elsewhere, by the compiler go.mod asks for,
// and the composition has the line of Neo4j that is tested.
func TestContainersAreOfThisProgram(t *testing.T) {
	dockerfile, compose := repository(t, "Dockerfile"), repository(t, "compose.yaml")
	wanted := found(t, `(?m)^go (\d+\.\d+)`, repository(t, "go.mod"))[0]
	if got := found(t, `FROM golang:(\S+)`, dockerfile)[0]; got != wanted {
		t.Errorf("it is built by Go %s, and go.mod asks for %s", got, wanted)
	}
	flags := found(t, `CGO_ENABLED=0 \S+ build (-trimpath) `, repository(t, "Makefile"))[0]
	for _, part := range []string{"CGO_ENABLED=0 go build " + flags, "-ldflags '-s -w'", "./cmd/thirdplace"} {
		if !strings.Contains(dockerfile, part) || !strings.Contains(repository(t, "Makefile"), strings.TrimPrefix(part, "CGO_ENABLED=0 go build ")) {
			t.Errorf("%s is not said in both Dockerfile and Makefile", part)
		}
	}
	tested := found(t, `version: "(5\.\d+)\.`, repository(t, "internal/store/neo4jstore/neo4jtest/line.go"))[0]
	if got := found(t, `image: neo4j:(\S+)`, compose)[0]; got != tested+"-community" {
		t.Errorf("the composition has Neo4j %s, and %s is tested", got, tested)
	}
	configured := repository(t, "internal/store/neo4jstore/neo4jtest/server.go")
	for _, name := range found(t, `NEO4J_([a-z]\w+):`, compose) {
		setting := strings.NewReplacer("__", "_", "_", ".").Replace(name)
		if !strings.Contains(configured, "\n"+setting+"=") {
			t.Errorf("%s is no setting that is tried", setting)
		}
	}
}

// Nothing is open to other machines, nobody is root, no secret is written down and
// no image comes from elsewhere than usual.
func TestContainersAreClosed(t *testing.T) {
	dockerfile, compose := repository(t, "Dockerfile"), repository(t, "compose.yaml")
	for _, published := range found(t, `(?m)^      - "?([^"\s]*\d+:\d+)`, compose) {
		if !strings.HasPrefix(published, "127.0.0.1:") {
			t.Errorf("%s is published to everybody", published)
		}
	}
	for _, password := range found(t, `(?m)^ +NEO4J_(?:AUTH|PASSWORD): (.*)$`, compose) {
		if !strings.HasPrefix(strings.TrimPrefix(password, "neo4j/"), "${NEO4J_PASSWORD:?") {
			t.Errorf("a password is %q, and must be asked for", password)
		}
	}
	if got := found(t, `(?m)^USER (.*)$`, dockerfile); !slices.Equal(got, []string{"65532:65532"}) {
		t.Errorf("it runs as %v", got)
	}
	for _, image := range found(t, `(?m)^(?:FROM| +image:) (\S+)`, dockerfile+compose) {
		if strings.Contains(image, "/") {
			t.Errorf("%s names a registry or an owner", image)
		}
	}
	_, last, _ := strings.Cut(dockerfile, "\nFROM scratch\n")
	if last == "" || strings.Contains(last, "\nRUN ") {
		t.Error("the image is not made from scratch")
	}
}

// What the program is made of reaches the builder.
func TestContainersGetTheSources(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f",
		`{{if .Module}}{{if .Module.Main}}{{$at := .Dir}}{{range .GoFiles}}{{$at}}/{{.}}{{"\n"}}{{end}}{{range .EmbedFiles}}{{$at}}/{{.}}{{"\n"}}{{end}}{{end}}{{end}}`, ".")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	root, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatal(err)
	}
	rules := strings.Fields(regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(repository(t, ".dockerignore"), ""))
	files := strings.Fields(string(out))
	if len(files) < 100 {
		t.Fatalf("%d files, want those of the program", len(files))
	}
	for _, file := range append(files, "/go.mod", "/go.sum") {
		file = strings.TrimPrefix(strings.TrimPrefix(file, strings.TrimSpace(string(root))), "/")
		if ignored(rules, file) {
			t.Errorf("%s is ignored, and the program needs it", file)
		}
	}
	for _, file := range []string{".git/config", ".env", "README.md", "cmd/thirdplace/main_test.go", "internal/match/testdata/x"} {
		if !ignored(rules, file) {
			t.Errorf("%s is sent to the builder", file)
		}
	}
}

// ignored follows .dockerignore as far as ours goes: the last rule that matches a
// file or a folder above it decides.
func ignored(rules []string, file string) (out bool) {
	for _, rule := range rules {
		pattern, back := strings.CutPrefix(rule, "!")
		base, anywhere := strings.CutPrefix(pattern, "**/")
		for at := file; at != "."; at = path.Dir(at) {
			name := at
			if anywhere {
				name = path.Base(at)
			}
			if match, err := path.Match(base, name); err == nil && match {
				out = !back
			}
		}
	}
	return out
}

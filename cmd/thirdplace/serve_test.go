package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
)

// ask sends a query and returns status and body.
func ask(t *testing.T, url, token, language, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Language", language)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// pasted is a request of the demonstration, taken apart as a shell would.
var pasted = regexp.MustCompile(`(?s)curl -s (\S+) .*?Accept-Language: (\w+)'.*?Bearer ([^']+)'.*?-d '([^']+)'`)

func TestDemo(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo")
	answer, err := http.Get(s.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil || !strings.Contains(string(page), "who can tell my class") {
		t.Errorf("the page has no requests (%v):\n%s", err, page)
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("stopped with %d, want %d: %s", code, exitOK, s.log)
	}
	requests := pasted.FindAllStringSubmatch(s.rest.String(), -1)
	if got, want := len(requests), len(actors()); got != want {
		t.Fatalf("%d requests are printed, want %d:\n%s", got, want, s.rest)
	}
	if !strings.Contains(s.rest.String(), filepath.Join(w.env["XDG_DATA_HOME"], "thirdplace", "demo")) {
		t.Errorf("it does not say where the store is:\n%s", s.rest)
	}
}

// TestDemoAnswers sends every printed request to a second server over the same
// store: the key is kept, so the tokens are still good.
func TestDemoAnswers(t *testing.T) {
	w := newWorld(t)
	first := w.serve("--demo", "--data", w.dir)
	if code := first.stop(); code != exitOK {
		t.Fatalf("stopped with %d: %s", code, first.log)
	}
	s := w.serve("--data", w.dir)
	requests := pasted.FindAllStringSubmatch(first.rest.String(), -1)
	if len(requests) != len(actors()) {
		t.Fatalf("%d requests are printed, want %d:\n%s", len(requests), len(actors()), first.rest)
	}
	for i, request := range requests {
		t.Run(actors()[i].person, func(t *testing.T) {
			status, body := ask(t, s.url+"/graphql", request[3], request[2], request[4])
			var answer struct {
				Data   map[string]any
				Errors []any
			}
			if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK || answer.Errors != nil {
				t.Fatalf("status %d, %v: %s", status, err, body)
			}
			if !strings.Contains(body, `"node":`) {
				t.Errorf("nothing is found for %s:\n%s", actors()[i].person, body)
			}
		})
	}
}

func TestServeRefusesStrangers(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir)
	other, err := auth.MakeKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	token, err := other.Issue(demoID(eic.PersonType, "p-carmen-uribe"), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	const me = `{"query":"{ me { name } }"}`
	if status, body := ask(t, s.url+"/graphql", token, "es", me); status != http.StatusUnauthorized || strings.Contains(body, "Carmen") {
		t.Errorf("a stranger's token: %d %s", status, body)
	}
	if _, body := ask(t, s.url+"/graphql", "", "en", me); !strings.Contains(body, "UNAUTHENTICATED") {
		t.Errorf("nobody: %s", body)
	}
}

func TestTokenOfTheCommandSignsIn(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir)
	got := w.run("token", "--data", w.dir, "--source", "demo", "--person", "p-carmen-uribe")
	w.want(got, exitOK, ".")
	_, body := ask(t, s.url+"/graphql", strings.TrimSpace(got.out), "en", `{"query":"{ me { name } }"}`)
	if !strings.Contains(body, "Carmen Uribe") {
		t.Errorf("got %s", body)
	}
	w.want(w.run("check", "--data", w.dir), exitOK, "local key      ok")
	w.want(w.run("export", "--data", w.dir), exitOK, `"externalId":"p-carmen-uribe"`)
}

func TestOneWriter(t *testing.T) {
	w := newWorld(t)
	w.serve("--demo", "--data", w.dir)
	file := w.file("a.ndjson", smallCluster)
	for _, args := range [][]string{{"serve", "--demo", "--data", w.dir, "--addr", "127.0.0.1:0"}, {"import", "--data", w.dir, file}} {
		got := w.run(args...)
		w.want(got, exitFailed, w.dir)
		if got.out != "" || strings.Contains(got.err, "INTERNAL") {
			t.Errorf("%s says %q and %q", args[0], got.out, got.err)
		}
	}
}

func TestServeNeedsSomebodyToTrust(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("serve", "--data", w.dir), exitFailed, "--oidc-issuer")
	if _, err := os.Stat(w.dir); err == nil {
		t.Error("it made a folder")
	}
	w.want(w.run(), exitFailed, "nobody could sign in")
}

func TestServeWithAnIssuerAlone(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--data", w.dir, "--oidc-issuer", "http://127.0.0.1:1", "--oidc-audience", "us") // nobody answers there
	answer, err := http.Get(s.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("not ready: %d", answer.StatusCode)
	}
	if _, err := os.Stat(filepath.Join(w.dir, auth.KeyFile)); err == nil {
		t.Error("it made a key")
	}
}

func TestDevHasIntrospection(t *testing.T) {
	const schema = `{"query":"{ __schema { queryType { name } } }"}`
	w := newWorld(t)
	dev := w.serve("--dev", "--data", w.dir)
	if _, body := ask(t, dev.url+"/graphql", "", "en", schema); !strings.Contains(body, `"Query"`) {
		t.Errorf("with --dev: %s", body)
	}
	if code := dev.stop(); code != exitOK {
		t.Errorf("stopped with %d: %s", code, dev.log)
	}
	plain := w.serve("--data", w.dir)
	if _, body := ask(t, plain.url+"/graphql", "", "en", schema); strings.Contains(body, `"Query"`) {
		t.Errorf("without --dev: %s", body)
	}
}

func TestDemoLeavesAGraphAlone(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("import", "--data", w.dir, w.file("a.ndjson", smallCluster)), exitOK, "imported 6")
	before := w.run("export", "--data", w.dir).out
	s := w.serve("--demo", "--data", w.dir)
	s.stop()
	if strings.Contains(s.rest.String(), "curl") {
		t.Errorf("requests of people who are not there:\n%s", s.rest)
	}
	if after := w.run("export", "--data", w.dir).out; after != before {
		t.Errorf("the graph has changed:\n%s", after)
	}
}

func TestMetricsAreAsked(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir, "--metrics-addr", "127.0.0.1:0")
	if answer, err := http.Get(s.url + "/metrics"); err != nil || answer.StatusCode != http.StatusNotFound {
		t.Errorf("metrics are with the rest: %v %v", answer, err)
	}
	s.stop()
	if !strings.Contains(s.log.String(), "/metrics") {
		t.Errorf("it does not say where metrics are:\n%s", s.log)
	}
}

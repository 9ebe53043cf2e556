package main

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// onNeo4j makes a world whose graph is in a Neo4j, empty to begin with.
func onNeo4j(t *testing.T) *world {
	t.Helper()
	server := servers.Server(t)
	server.Empty(t)
	w := newWorld(t)
	w.env["NEO4J_URI"], w.env["NEO4J_USERNAME"] = server.URI, server.Username
	w.env["NEO4J_PASSWORD"], w.env["NEO4J_DATABASE"] = server.Password, server.Database
	return w
}

// reader is somebody who asks and keeps the bookmarks of what they wrote.
type reader struct {
	t        *testing.T
	token    string
	bookmark string
}

// reply is what a request came to.
type reply struct {
	status     int
	body       string
	bookmark   string
	retryAfter string
}

func (c *reader) ask(url, accept, body string) reply {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Accept": accept, "Accept-Language": "en", "Authorization": "Bearer " + c.token} {
		r.Header.Set(name, value)
	}
	if c.bookmark != "" {
		r.Header.Set("X-Bookmark", c.bookmark)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return reply{answer.StatusCode, string(text), answer.Header.Get("X-Bookmark"), answer.Header.Get("Retry-After")}
}

const postBees = `{"query":"mutation { postNeed(input: {need: {title: \"Who keeps bees?\"}}) { need { id } } }"}`

// teacher signs in a teacher of the demonstration, whose graph is filled first.
func teacher(t *testing.T, w *world) *reader {
	t.Helper()
	got := w.run("token", "--data", w.dir, "--source", "demo", "--person", "p-hannah-whitlock")
	w.want(got, exitOK, ".")
	return &reader{t: t, token: strings.TrimSpace(got.out)}
}

var needID = regexp.MustCompile(`need\.[^"]+`)

// Who wrote through one replica of the service reads it through another.
func TestBookmarksOverReplicas(t *testing.T) {
	w := onNeo4j(t)
	first := w.serve("--demo", "--data", w.dir)
	second := w.serve("--data", w.dir)
	c := teacher(t, w)
	if got := c.ask(first.url, "application/json", `{"query":"{ me { name } }"}`); got.status != 200 || got.bookmark != "" {
		t.Errorf("a read: %+v", got)
	}
	for _, media := range []string{"application/json", "text/event-stream"} {
		wrote := c.ask(first.url, media, postBees)
		id := needID.FindString(wrote.body)
		if wrote.status != 200 || id == "" || wrote.bookmark == "" || len(wrote.bookmark) > app.BookmarkBytes {
			t.Fatalf("a write answered as %s: %+v", media, wrote)
		}
		c.bookmark = wrote.bookmark
		query, err := json.Marshal(map[string]string{"query": `{ need(id: "` + id + `") { title } }`})
		if err != nil {
			t.Fatal(err)
		}
		for _, replica := range []*server{second, first} {
			if got := c.ask(replica.url, media, string(query)); got.status != 200 || !strings.Contains(got.body, "Who keeps bees?") || got.bookmark != "" {
				t.Errorf("read by %s: %+v", media, got)
			}
		}
	}
}

// A bookmark that was not made by this service is refused at the door. One that
// was is handed to the database, as its own refusal shows.
func TestBookmarksAreOfThisGraph(t *testing.T) {
	w := onNeo4j(t)
	s := w.serve("--demo", "--data", w.dir)
	c := teacher(t, w)
	sealed := w.sealed(t, "FB:nonsense")
	for name, bookmark := range map[string]string{
		"made by nobody": "AAAA", "too long": strings.Repeat("A", app.BookmarkBytes+1), "changed": sealed[:len(sealed)-2] + "AA", "unknown to the database": sealed,
	} {
		c.bookmark = bookmark
		got := c.ask(s.url, "application/json", `{"query":"{ me { name } }"}`)
		if !strings.Contains(got.body, `"INVALID"`) || !strings.Contains(got.body, "X-Bookmark") || strings.Contains(got.body, "Hannah") {
			t.Errorf("%s: %+v", name, got)
		}
		if want := map[bool]int{true: 200, false: 400}[bookmark == sealed]; got.status != want {
			t.Errorf("%s: status %d, want %d", name, got.status, want)
		}
	}
	c.bookmark = ""
	if got := c.ask(s.url, "application/json", `{"query":"{ me { name } }"}`); !strings.Contains(got.body, "Hannah") {
		t.Errorf("without one: %+v", got)
	}
}

// sealed makes the value of a bookmark as the service would, of a graph that
// said this.
func (w *world) sealed(t *testing.T, mark string) string {
	t.Helper()
	graph, err := neo4jstore.Open(t.Context(), neo4jstore.Config{
		URI: w.env["NEO4J_URI"], Username: w.env["NEO4J_USERNAME"], Password: w.env["NEO4J_PASSWORD"], Database: w.env["NEO4J_DATABASE"],
	})
	if err != nil {
		t.Fatal(err)
	}
	defer graph.Close()
	service, err := app.Open(t.Context(), app.Config{Store: graph, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, latest, err := service.Bookmarks(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	store.Wrote(ctx, "", nil, []string{mark})
	return latest()
}

// A file has no bookmarks: it gives none and passes over what is sent.
func TestNoBookmarksOfAFile(t *testing.T) {
	w := newWorld(t)
	w.dir = filepath.Join(w.dir, "file")
	s := w.serve("--demo", "--data", w.dir)
	c := teacher(t, w)
	c.bookmark = "of another service"
	if got := c.ask(s.url, "application/json", postBees); got.status != 200 || needID.FindString(got.body) == "" || got.bookmark != "" {
		t.Errorf("got %+v", got)
	}
}

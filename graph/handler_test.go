package graph

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// request is one request; an absent part takes what a good one has.
type request struct {
	method  string
	body    any // a string goes as it is
	query   url.Values
	raw     string            // in place of query, as it is
	headers map[string]string // "" takes one away
}

func send(t *testing.T, h http.Handler, r request) *httptest.ResponseRecorder {
	t.Helper()
	if r.method == "" {
		r.method = http.MethodPost
	}
	text, ok := r.body.(string)
	if !ok {
		b, err := json.Marshal(r.body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(b)
	}
	if r.raw == "" {
		r.raw = r.query.Encode()
	}
	sent := httptest.NewRequestWithContext(t.Context(), r.method, "/graphql?"+r.raw, strings.NewReader(text))
	if r.method == http.MethodPost {
		sent.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.headers {
		sent.Header.Set(name, value)
		if value == "" {
			sent.Header.Del(name)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, sent)
	return w
}

func TestTransport(t *testing.T) {
	me := map[string]any{"query": "{ me { name } }"}
	mutation := url.Values{"query": {`mutation { withdrawNeed(input: {id: "x", version: 1}) { need { id } } }`}}
	cases := []struct {
		name   string
		send   request
		status int
		has    string // in the body
		header string // "Name: value"
	}{
		{"post", request{body: me}, 200, `"name":"A. Teacher"`, "Content-Type: application/json; charset=utf-8"},
		{"get", request{method: "GET", query: url.Values{"query": {"{ me { name } }"}}}, 200, `"A. Teacher"`, "Cache-Control: no-store"},
		{"get with variables", request{method: "GET", query: url.Values{"query": {"query($id: ID!) { cluster(id: $id) { name } }"}, "variables": {`{"id":"x"}`}}}, 200, `NOT_FOUND`, ""},
		{"get with bad variables", request{method: "GET", query: url.Values{"query": {"{ me { name } }"}, "variables": {`[1]`}}}, 400, `INVALID`, ""},
		{"get with two queries", request{method: "GET", query: url.Values{"query": {"{ me { name } }", "{ me { id } }"}}}, 400, `INVALID`, ""},
		{"get with an address that is none", request{method: "GET", raw: "query=%7Bme%7Bname%7D%7D&variables=%zz"}, 400, `INVALID`, ""},
		{"mutation by get", request{method: "GET", query: mutation}, 405, `POST`, "Allow: POST"},
		{"delete", request{method: "DELETE"}, 405, `POST`, "Allow: GET, POST"},
		{"no content type", request{body: me, headers: map[string]string{"Content-Type": ""}}, 415, `Content-Type`, ""},
		{"form", request{body: "query=x", headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}, 415, `Content-Type`, ""},
		{"latin 1", request{body: me, headers: map[string]string{"Content-Type": "application/json; charset=iso-8859-1"}}, 415, `UTF-8`, ""},
		{"utf-8", request{body: me, headers: map[string]string{"Content-Type": "application/json; charset=UTF-8"}}, 200, `"A. Teacher"`, ""},
		{"gzip", request{body: me, headers: map[string]string{"Content-Encoding": "gzip"}}, 415, `Content-Encoding`, ""},
		{"too large", request{body: `{"query":"` + strings.Repeat(" ", maxBody) + `"}`}, 413, `256 KiB`, ""},
		{"not json", request{body: `{"query": secret`}, 400, `INVALID`, ""},
		{"two values", request{body: `{"query":"{ me { name } }"} {}`}, 400, `INVALID`, ""},
		{"names in capitals", request{body: `{"QUERY":"{ me { name } }"}`}, 400, `INVALID`, ""},
		{"a name twice", request{body: `{"query":"{ me { id } }","query":"{ me { name } }"}`}, 400, `INVALID`, ""},
		{"names of others", request{body: `{"query":"{ me { name } }","id":7}`}, 200, `"A. Teacher"`, ""},
		{"no object", request{body: `[{"query":"{ me { name } }"}]`}, 400, `INVALID`, ""},
		{"no query", request{body: `{"variables":{}}`}, 400, `INVALID`, ""},
		{"query of another type", request{body: `{"query":7}`}, 400, `INVALID`, ""},
		{"variables of another type", request{body: `{"query":"{ me { name } }","variables":[]}`}, 400, `INVALID`, ""},
		{"null variables", request{body: `{"query":"{ me { name } }","variables":null,"operationName":null}`}, 200, `"A. Teacher"`, ""},
		{"unreadable answer", request{body: me, headers: map[string]string{"Accept": "image/png"}}, 406, `application/json`, ""},
		{"refused json", request{body: me, headers: map[string]string{"Accept": "application/json;q=0"}}, 406, `application/json`, ""},
		{"anything", request{body: me, headers: map[string]string{"Accept": "*/*"}}, 200, `"A. Teacher"`, "Content-Type: application/json; charset=utf-8"},
		{"graphql json", request{body: me, headers: map[string]string{"Accept": "application/graphql-response+json, application/json;q=0.9"}}, 200, `"A. Teacher"`, "Content-Type: application/graphql-response+json; charset=utf-8"},
		{"bad document", request{body: `{"query":"{ me { nam } }"}`}, 200, `INVALID`, ""},
		{"bad document, graphql json", request{body: `{"query":"{ me { nam } }"}`, headers: map[string]string{"Accept": "application/graphql-response+json"}}, 400, `INVALID`, ""},
		{"as a stream", request{body: me, headers: map[string]string{"Accept": "text/event-stream"}}, 200, "event: next\ndata: {\"data\":{\"me\":{\"name\":\"A. Teacher\"}}}\n\nevent: complete\ndata:\n\n", "Content-Type: text/event-stream; charset=utf-8"},
		{"subscription without a stream", request{body: `{"query":"subscription { needChanged(id: \"x\") { need { id } } }"}`}, 406, `text/event-stream`, ""},
	}
	h := Handler(Options{App: tucson(1, 1)})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := send(t, h, c.send)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.has) {
				t.Errorf("got %d %s, want %d with %q", w.Code, w.Body, c.status, c.has)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the body is echoed: %s", w.Body)
			}
			if name, value, said := strings.Cut(c.header, ": "); said && w.Header().Get(name) != value {
				t.Errorf("%s: got %q, want %q", name, w.Header().Get(name), value)
			}
			if c.status >= 400 && strings.Contains(w.Body.String(), `"data"`) {
				t.Errorf("what is not executed has no data: %s", w.Body)
			}
		})
	}
}

func TestRequestErrorHasNoData(t *testing.T) {
	w := send(t, Handler(Options{App: tucson(1, 1)}), request{body: `{"query":"{"}`})
	if bytes.Contains(w.Body.Bytes(), []byte(`"data"`)) {
		t.Errorf("got %s", w.Body)
	}
}

// begun notes how much was written by the time an answer began.
type begun struct {
	*httptest.ResponseRecorder
	double *double
	wrote  int
}

func (b *begun) WriteHeader(status int) {
	b.wrote = len(b.double.wrote)
	b.ResponseRecorder.WriteHeader(status)
}

// Headers can tell of what a mutation wrote, also where its answer is a stream.
func TestAnswerBeginsAfterTheWrite(t *testing.T) {
	for _, media := range []string{plainJSON, eventStream} {
		d := tucson(1, 1)
		w := &begun{ResponseRecorder: httptest.NewRecorder(), double: d}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql",
			strings.NewReader(`{"query":"mutation { postNeed(input: {need: {title: \"Bees\"}}) { need { id } } }"}`))
		r.Header.Set("Content-Type", plainJSON)
		r.Header.Set("Accept", media)
		Handler(Options{App: d}).ServeHTTP(w, r)
		if w.wrote != 1 || w.Code != http.StatusOK {
			t.Errorf("%s: %d writes were made when the answer %d began, want 1: %s", media, w.wrote, w.Code, w.Body)
		}
	}
}

func TestIdempotencyKeyReachesTheUseCase(t *testing.T) {
	d := tucson(1, 1)
	good(t, Handler(Options{App: d}), `mutation { postNeed(input: {need: {title: "Bees"}}) { need { id } } }`, nil, "Idempotency-Key", "k-17")
	if got := d.wrote[0].Key; got != "k-17" {
		t.Errorf("got key %q, want k-17", got)
	}
}

func TestLanguage(t *testing.T) {
	cases := []struct{ name, accept, person, want string }{
		{"accepted", "es-MX, en;q=0.5", "en", "a (es)"},
		{"accepted by weight", "es;q=0.2, en;q=0.8", "es", "a (en)"},
		{"the person's", "fr", "en", "a (en)"},
		{"the cluster's", "", "", "a (es)"},
		{"the cluster's for a language without sentences", "", "so", "a (es)"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := tucson(1, 1)
			d.viewer.Person.Language = eicLanguage(c.person)
			data := good(t, Handler(Options{App: d}), `query($n: ID!) { need(id: $n) { matches { edges { node { reasons { path { from } } } } } } }`,
				map[string]any{"n": d.needs[0].ID}, "Accept-Language", c.accept)
			if got := at(t, data, "need", "matches", "edges", 0, "node", "reasons", 0, "path", 0, "from"); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestIntrospection(t *testing.T) {
	const kind, all = `{ __type(name: "Need") { name } }`, `{ __schema { queryType { name } } }`
	closed, open := Handler(Options{App: tucson(1, 1)}), Handler(Options{App: tucson(1, 1), Introspection: true})
	if got := at(t, good(t, closed, kind, nil), "__type"); got != nil {
		t.Errorf("closed: __type is %v, want null", got)
	}
	if a := post(t, closed, all, nil); len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != "INVALID" {
		t.Errorf("closed: __schema is %+v, want an INVALID error", a)
	}
	if got := at(t, good(t, open, kind, nil), "__type", "name"); got != "Need" {
		t.Errorf("open: __type is %v, want Need", got)
	}
	if got := at(t, good(t, open, all, nil), "__schema", "queryType", "name"); got != "Query" {
		t.Errorf("open: queryType is %v, want Query", got)
	}
}

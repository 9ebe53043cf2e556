package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func eicLanguage(s string) eic.Language { return eic.Language(s) }

// set replaces a record; nil takes it away.
func (d *double) set(id eic.ID, r eic.Record) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.records, id)
	if r != nil {
		d.records[id] = r
	}
	for _, signal := range d.followers {
		select {
		case signal <- struct{}{}:
		default:
		}
	}
}

func TestErrors(t *testing.T) {
	_, illegal := eic.NeedLifecycle(true).Step(eic.NeedInReview, eic.NeedFulfilled)
	stale := fault.New(fault.Conflict, fault.StaleVersion, int64(1), int64(3))
	stale.Version = 3
	away := fault.New(fault.Unavailable, fault.Away)
	away.RetryAfter = 1500 * time.Millisecond
	cases := []struct {
		name    string
		err     error
		message string
		ext     map[string]any
	}{
		{"one field", fault.At("need.title", fault.Required), "This is needed.",
			map[string]any{"code": "INVALID", "fields": []any{map[string]any{"path": "need.title", "message": "This is needed."}}}},
		{"bad cursor", fault.At("after", fault.BadCursor), "The list has changed too much to go on from here; please start again.",
			map[string]any{"code": "INVALID", "fields": []any{map[string]any{"path": "after", "message": "The list has changed too much to go on from here; please start again."}}}},
		{"nobody", fault.New(fault.Unauthenticated, fault.SignIn), "Please sign in first.", map[string]any{"code": "UNAUTHENTICATED"}},
		{"not allowed", fault.New(fault.Forbidden, fault.MayNot, "browse"), "You cannot see this list here; a steward of the cluster can help.", map[string]any{"code": "FORBIDDEN"}},
		{"not there", fault.Missing("Need", "x"), "This is not here, or not yours to see (need).", map[string]any{"code": "NOT_FOUND"}},
		{"wrapped", fault.Wrap("read need", fault.Missing("Need", "x")), "This is not here, or not yours to see (need).", map[string]any{"code": "NOT_FOUND"}},
		{"illegal state", illegal, "This is waiting for review and cannot be fulfilled next. From here it can be: open, a draft, withdrawn or expired.",
			map[string]any{"code": "CONFLICT", "next": []any{"OPEN", "DRAFT", "WITHDRAWN", "EXPIRED"}}},
		{"stale", stale, "Somebody changed this after you read it (it is at version 3 now, you sent 1); please look at it again and repeat your change.",
			map[string]any{"code": "CONFLICT", "version": 3.0}},
		{"limited", fault.New(fault.Limited, fault.TooBusy), "There is a lot going on just now; please try again in a moment.", map[string]any{"code": "LIMITED", "retryAfter": 1.0}},
		{"away", away, "We cannot reach our records just now; please try again in a moment.", map[string]any{"code": "UNAVAILABLE", "retryAfter": 2.0}},
		{"out of time", fmt.Errorf("query: %w", context.DeadlineExceeded), "There is a lot going on just now; please try again in a moment.", map[string]any{"code": "UNAVAILABLE", "retryAfter": 1.0}},
		{"ours", errors.New("bolt://secret"), "Something went wrong on our side; please try again, and if it stays so, tell us this number: r-1.",
			map[string]any{"code": "INTERNAL", "requestId": "r-1"}},
		{"ours, wrapped", fault.Wrap("read need", errors.New("bolt://secret")), "Something went wrong on our side; please try again, and if it stays so, tell us this number: r-1.",
			map[string]any{"code": "INTERNAL", "requestId": "r-1"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := tucson(1, 1)
			d.err = c.err
			var log bytes.Buffer
			h := Handler(Options{App: d, Log: slog.New(slog.NewTextHandler(&log, nil)), RequestID: func(context.Context) string { return "r-1" }})
			a := post(t, h, `query($id: ID!) { need(id: $id) { id } }`, map[string]any{"id": d.needs[0].ID}, "Accept-Language", "en")
			if len(a.Errors) != 1 {
				t.Fatalf("got %+v, want one error", a)
			}
			got := a.Errors[0]
			if got.Message != c.message {
				t.Errorf("message: got %q, want %q", got.Message, c.message)
			}
			if !reflect.DeepEqual(got.Extensions, c.ext) {
				t.Errorf("extensions: got %v, want %v", got.Extensions, c.ext)
			}
			if logged := strings.Contains(log.String(), "bolt://secret"); logged != (c.ext["code"] == "INTERNAL") {
				t.Errorf("logged: %s", &log)
			}
		})
	}
}

func TestDocumentErrors(t *testing.T) {
	cases := []struct {
		name, query string
		variables   map[string]any
		message     string
		field       string // path
	}{
		{"syntax", `{ me {`, nil, "Expected Name", ""},
		{"unknown field, nothing suggested", `{ me { nam } }`, nil, `Cannot query field "nam" on type "Person".`, ""},
		{"unknown argument, nothing suggested", `{ need(idd: "x") { id } }`, nil, `Unknown argument "idd" on field "Query.need".`, ""},
		{"missing in a variable", `mutation($input: PostNeedInput!) { postNeed(input: $input) { need { id } } }`,
			map[string]any{"input": map[string]any{"need": map[string]any{}}}, "This is needed.", "need.title"},
		{"unknown in a variable", `mutation($input: PostNeedInput!) { postNeed(input: $input) { need { id } } }`,
			map[string]any{"input": map[string]any{"need": map[string]any{"title": "x", "grade": "G01"}}}, "There is no field “grade” here", "need.grade"},
		{"no such grade", `mutation($input: PostNeedInput!) { postNeed(input: $input) { need { id } } }`,
			map[string]any{"input": map[string]any{"need": map[string]any{"title": "x", "grades": []any{"K-5"}}}}, "K-5 is not a valid GradeLevel", "need.grades.0"},
		{"too much at once", `{ needs(first: 100) { edges { node { matches(first: 100) { edges { node { score fit reasons { summary } } } } } } } }`, nil, "ask for fewer", ""},
		{"far too much at once", `{ needs(first: 100) { edges { node { matches(first: 100) { edges { node { offer { matches(first: 100) { edges { node { need { matches(first: 100) { edges { node { score } } } } } } } } } } } } } } }`, nil, "ask for fewer", ""},
		{"too many tokens", `{ me { ` + strings.Repeat("name ", maxTokens) + `} }`, nil, "token", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := post(t, Handler(Options{App: tucson(1, 1)}), c.query, c.variables, "Accept-Language", "en")
			if len(a.Errors) == 0 || len(a.Errors) > maxErrors || a.Data != nil {
				t.Fatalf("got %+v", a)
			}
			got := a.Errors[0]
			if got.Extensions["code"] != "INVALID" || !strings.Contains(got.Message, c.message) || strings.Contains(got.Message, "Did you mean") {
				t.Errorf("got %+v, want %q", got, c.message)
			}
			if c.field != "" && at(t, got.Extensions["fields"], 0).(map[string]any)["path"] != c.field {
				t.Errorf("got %v, want path %q", got.Extensions, c.field)
			}
		})
	}
}

// TestOperationsEnd: what takes too long is told to come back, at the deadline of
// its operation and no later.
func TestOperationsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tucson(1, 1)
		d.stuck = true
		begun := time.Now()
		a := post(t, Handler(Options{App: d}), `{ need(id: "x") { id } }`, nil)
		const batching = 10 * time.Millisecond // loaders gather for a while
		if took := time.Since(begun); took < operationWithin || took > operationWithin+batching {
			t.Errorf("answered after %v, want %v", took, operationWithin)
		}
		if len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != "UNAVAILABLE" || a.Errors[0].Extensions["retryAfter"] != 1.0 {
			t.Errorf("got %+v", a)
		}
	})
}

func TestAtMostEightErrors(t *testing.T) {
	h := Handler(Options{App: tucson(1, 1)})
	var query strings.Builder
	for i := range 20 {
		fmt.Fprintf(&query, "a%d: need(id: \"x\") { id } ", i)
	}
	if got := len(post(t, h, "{"+query.String()+"}", nil).Errors); got != maxErrors {
		t.Errorf("got %d errors, want %d", got, maxErrors)
	}
}

func TestPanicIsLoggedAndNotShown(t *testing.T) {
	d := tucson(1, 1)
	d.panics = true
	var log bytes.Buffer
	a := post(t, Handler(Options{App: d, Log: slog.New(slog.NewTextHandler(&log, nil))}), `{ need(id: "x") { id } }`, nil)
	if len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != "INTERNAL" || strings.Contains(fmt.Sprint(a), "secret") {
		t.Errorf("got %+v", a)
	}
	if !strings.Contains(log.String(), "a secret of the store") || !strings.Contains(log.String(), "double_test.go") {
		t.Errorf("the log has no cause and place: %s", &log)
	}
}

func TestNobody(t *testing.T) {
	d := tucson(1, 1)
	d.viewer = nil
	a := post(t, Handler(Options{App: d}), `{ me { name } topics(search: "x") { id } }`, nil)
	for _, e := range a.Errors {
		if e.Extensions["code"] != "UNAUTHENTICATED" {
			t.Errorf("got %+v", e)
		}
	}
	if len(a.Errors) != 2 || a.Data != nil {
		t.Errorf("got %+v, want two errors and no data", a)
	}
}

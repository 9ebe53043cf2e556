package graph

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// TestTurns: an operation runs in the context of its turn, which ends with it; one
// whose turn does not come is not executed, and its caller is told when to come back.
func TestTurns(t *testing.T) {
	busy := &fault.Error{Kind: fault.Limited, Detail: fault.Say(fault.TooBusy), RetryAfter: 1500 * time.Millisecond}
	var began []Operation
	var ended int
	var refuse error
	h := Handler(Options{App: tucson(1, 1), Begin: func(ctx context.Context, o Operation) (context.Context, func(), error) {
		began = append(began, o)
		return ctx, func() { ended++ }, refuse
	}})
	body := map[string]any{"query": "query Q { a: me { name } b: me { name } ...on Query { clusters { id } } }"}
	if got := send(t, h, request{body: body}); got.Code != 200 || !strings.Contains(got.Body.String(), "data") || ended != 1 {
		t.Errorf("got %d %s; %d turns have ended", got.Code, got.Body, ended)
	}
	if len(began) != 1 || began[0].Kind != "query" || !slices.Equal(began[0].Fields, []string{"me"}) {
		t.Errorf("turns were asked for %+v", began)
	}
	refuse = busy
	for media, want := range map[string]int{plainJSON: http.StatusTooManyRequests, graphqlJSON: http.StatusTooManyRequests} {
		got := send(t, h, request{body: body, headers: map[string]string{"Accept": media}})
		if got.Code != want || got.Header().Get("Retry-After") != "2" || ended != 1 ||
			!strings.Contains(got.Body.String(), `"code":"LIMITED"`) || strings.Contains(got.Body.String(), `"data"`) {
			t.Errorf("%s: got %d %v %s", media, got.Code, got.Header(), got.Body)
		}
	}
	if got := send(t, h, request{body: map[string]any{"query": "{ nothing }"}}); len(began) != 3 {
		t.Errorf("a document that is not valid waited for a turn: %s", got.Body)
	}
}

// TestSpendIsTold: a document is charged for when it comes, and its operation once it
// is known to be valid; writes are told apart.
func TestSpendIsTold(t *testing.T) {
	type charge struct {
		cost   int
		writes bool
	}
	var charged []charge
	h := Handler(Options{App: tucson(1, 1), Spend: func(_ context.Context, cost int, writes bool) error {
		charged = append(charged, charge{cost, writes})
		return nil
	}})
	for _, query := range []string{"{ me { name } }", "{ nothing }", `mutation { withdrawNeed(input: {id: "x", version: 1}) { need { id } } }`} {
		send(t, h, request{body: map[string]any{"query": query}})
	}
	if want := []charge{{0, false}, {2, false}, {0, false}, {0, false}, {3, true}}; !slices.Equal(charged, want) {
		t.Errorf("charged %+v, want %+v", charged, want)
	}
}

// TestSubscriptionsBeginInTurn: one whose turn does not come is told so and over.
func TestSubscriptionsBeginInTurn(t *testing.T) {
	d := tucson(1, 1)
	asked := 0
	h := Handler(Options{App: d, Begin: func(context.Context, Operation) (context.Context, func(), error) {
		asked++
		return nil, nil, &fault.Error{Kind: fault.Limited, Detail: fault.Say(fault.TooBusy), RetryAfter: time.Second}
	}})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, following(t.Context(), t, "/graphql", d.needs[0].ID, ""))
	if asked != 1 || !strings.Contains(w.Body.String(), `"code":"LIMITED"`) || !strings.HasSuffix(w.Body.String(), "event: complete\ndata:\n\n") {
		t.Errorf("asked %d times: %s", asked, w.Body)
	}
}

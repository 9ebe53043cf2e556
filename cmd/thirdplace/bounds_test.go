package main

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// TestRateLimit: a person may ask for so much, and is told when to come back for
// more. Others of the same address go on.
func TestRateLimit(t *testing.T) {
	w := newWorld(t)
	addr := vacant(t)
	s := w.serve("--demo", "--data", w.dir, "--rate-limit", "1000", "--metrics-addr", addr)
	who := teacher(t, w)
	var got reply
	asked := 0
	for ; asked < 20 && !strings.Contains(got.body, "LIMITED"); asked++ {
		got = who.ask(s.url, "application/graphql-response+json", previewBees)
	}
	if got.status != http.StatusTooManyRequests || got.retryAfter == "" || !strings.Contains(got.body, `"retryAfter":`) {
		t.Errorf("after %d questions: %d %v %s", asked, got.status, got.retryAfter, got.body)
	}
	if asked != 6 {
		t.Errorf("question %d was too much, want the 6th: each costs 100 units and 83", asked)
	}
	if status, body := ask(t, s.url+"/graphql", "", "en", `{"query":"{ __typename }"}`); status != 200 || strings.Contains(body, "LIMITED") {
		t.Errorf("somebody else of the same address: %d %s", status, body)
	}
	series := scrape(t, addr)
	if series[`thirdplace_rate_limited_total{bucket="cost"}`] < 1 || series[`thirdplace_operations_admitted_total{cell=""}`] < 5 {
		t.Errorf("the metrics do not tell")
	}
	checkLabels(t, series)
}

// TestNoRateLimit: a demonstration has none unless one is asked for.
func TestNoRateLimit(t *testing.T) {
	cases := []struct {
		args []string
		want int
	}{
		{nil, standardRate}, {[]string{"--demo"}, 0}, {[]string{"--dev"}, 0},
		{[]string{"--demo", "--rate-limit", "7"}, 7}, {[]string{"--rate-limit", "0"}, 0},
	}
	for _, c := range cases {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			s, read := newWorld(t).main(nil, nil, nil).serveSettings()
			if _, err := s.parse(c.args); err != nil {
				t.Fatal(err)
			}
			got, err := read()
			if err != nil || got.rate != c.want || (newBounds(got, nil).rates == nil) != (c.want == 0) {
				t.Errorf("rate %d (%v), want %d", got.rate, err, c.want)
			}
		})
	}
}

// TestLanes: a database that takes no more holds nobody up but the people of its
// clusters.
func TestLanes(t *testing.T) {
	far := eic.ClusterIDOf("far")
	b := newBounds(serving{
		bounding:  bounding{concurrency: 1},
		databases: databases{cells: []cellConfig{{name: "east", clusters: []eic.ClusterID{far}}}},
	}, nil)
	person := func(cluster eic.ClusterID) context.Context {
		id := eic.DeriveID(eic.PersonType, cluster, eic.External{Source: "test", ID: "p"})
		return auth.WithPrincipal(t.Context(), auth.Principal{Issuer: auth.LocalIssuer, Person: eic.PersonID(id)})
	}
	leave, err := b.turn(person(far))
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(person(far))
	cancel()
	if _, err := b.turn(gone); err == nil {
		t.Error("east does two things at once")
	}
	for name, ctx := range map[string]context.Context{"home": person(eic.ClusterIDOf("near")), "nobody": t.Context()} {
		done, err := b.turn(ctx)
		if err != nil {
			t.Fatalf("%s waits for east: %v", name, err)
		}
		done()
	}
	leave()
	if got := b.lanes["east"].Use(); got.Admitted != 1 || got.AtWork != 0 {
		t.Errorf("east: %+v", got)
	}
}

// TestAsker: people of several issuers are told apart, and one of the same issuer is
// one person whatever the token.
func TestAsker(t *testing.T) {
	of := func(p auth.Principal) string { return asker(auth.WithPrincipal(t.Context(), p)).Person }
	a, b := of(auth.Principal{Issuer: "https://a.example", Subject: "1"}), of(auth.Principal{Issuer: "https://b.example", Subject: "1"})
	if a == "" || a == b {
		t.Errorf("%q and %q are two people", a, b)
	}
	if got := asker(t.Context()); got.Person != "" || got.Address != (netip.Addr{}) {
		t.Errorf("nobody is %+v", got)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	b := newBounds(serving{}, nil)
	for i := range streamsMostEach {
		if _, err := b.Open(t.Context(), ""); err != nil {
			t.Fatalf("stream %d: %v", i+1, err)
		}
	}
	if _, err := b.Open(t.Context(), ""); !fault.Is(err, fault.Limited) {
		t.Errorf("one more: %v", err)
	}
}

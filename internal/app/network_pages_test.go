package app_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Pages concatenate to the list, with everything that the list depends on pinned:
// also while the statistics of other clusters change.
func TestNetworkPages(t *testing.T) {
	w := newState(t)
	for _, q := range []struct {
		person string
		id     eic.ID
	}{{"teacher", w.idIn("ajo", eic.NeedType, "need2")}, {"keeper", w.idIn("ajo", eic.FundOfKnowledgeType, "bees2")}} {
		v := w.viewer("ajo", q.person)
		whole := w.list(v, q.id, 100, nil)
		for _, size := range []int{1, 3, 7} {
			got := w.list(v, q.id, size, nil)
			if len(got) != len(whole) {
				t.Errorf("pages of %d: %d matches, want %d", size, len(got), len(whole))
			}
			for i := range got {
				if got[i].Need.ID != whole[i].Need.ID || got[i].Offer.ID != whole[i].Offer.ID || got[i].Match.Score != whole[i].Match.Score {
					t.Fatalf("pages of %d: %d is %s with %s, want %s with %s", size, i, got[i].Need.ID, got[i].Offer.ID, whole[i].Need.ID, whole[i].Offer.ID)
				}
			}
		}
		seen := map[eic.ID]bool{}
		for _, m := range w.list(v, q.id, 4, func(page int, _ *app.MatchPage) {
			if page == 0 { // one version of the statistics of another cluster follows another
				w.post("bisbee", fmt.Sprint("More about bees and boats ", q.person))
			}
		}) {
			if seen[other(m, q.id)] {
				t.Errorf("%s is shown twice", other(m, q.id))
			}
			seen[other(m, q.id)] = true
		}
		for _, m := range whole {
			if !seen[other(m, q.id)] {
				t.Errorf("%s is lost", other(m, q.id))
			}
		}
	}
}

// post adds a need and an offer to a cluster.
func (w *state) post(cluster, title string) {
	w.t.Helper()
	v := w.viewer(cluster, "teacher")
	if _, err := w.PostNeed(w.ctx, v, app.Mutation{Input: app.Fields{"need": app.Fields{"title": title}}}); err != nil {
		w.t.Fatal(err)
	}
	offer := app.Mutation{Input: app.Fields{"offer": app.Fields{"title": title}}}
	if _, err := w.PublishOffer(w.ctx, w.viewer(cluster, "keeper"), eic.FundOfKnowledge, offer); err != nil {
		w.t.Fatal(err)
	}
}

// Clusters whose database is away, or does not answer in time, are named; the
// rest is answered, and lists of one cluster know nothing of it.
func TestNetworkWithoutSome(t *testing.T) {
	w := newState(t)
	for _, q := range []struct {
		person string
		id     eic.ID
	}{{"teacher", w.idIn("ajo", eic.NeedType, "need2")}, {"keeper", w.idIn("ajo", eic.FundOfKnowledgeType, "bees2")}} {
		v := w.viewer("ajo", q.person)
		whole := w.list(v, q.id, 100, nil)
		w.apart.set([]string{"douglas"}, []string{"bisbee"})
		got := w.list(v, q.id, 100, func(_ int, p *app.MatchPage) {
			if nameOf(p.Missing) != "bisbee douglas" {
				t.Errorf("missing %q, want bisbee and douglas", nameOf(p.Missing))
			}
		})
		met := clustersOf(got, q.id)
		if len(met) != 2 || met[eic.ClusterIDOf("ajo")] == 0 || met[eic.ClusterIDOf("cochise")] == 0 {
			t.Errorf("met %v, want those that are there", met)
		}
		answer := w.ask(v, app.MatchArgs{ID: q.id, First: 100, Balance: true})
		if answer.Err != nil || len(answer.Page.Missing) != 0 || len(clustersOf(answer.Page.Matches, q.id)) != 1 {
			t.Errorf("the own cluster alone: %+v", answer)
		}
		w.apart.set(nil, nil)
		if again := w.list(v, q.id, 100, nil); len(again) != len(whole) {
			t.Errorf("%d matches when all are back, want %d", len(again), len(whole))
		}
	}
	w.apart.set([]string{"ajo"}, nil)
	answer := w.ask(w.viewer("cochise", "teacher"), app.MatchArgs{ID: w.idIn("cochise", eic.NeedType, "need1"), First: 5, Scope: eic.ScopeNetwork})
	if answer.Err != nil || nameOf(answer.Page.Missing) != "ajo" {
		t.Errorf("%+v", answer)
	}
}

// A cluster that goes away between pages is said to be missing, and what was shown
// is neither repeated nor reordered; one that the list began without stays out.
func TestNetworkChangesBetweenPages(t *testing.T) {
	w := newState(t)
	w.balance = false // what few have seen takes another place in another list
	id := w.idIn("ajo", eic.NeedType, "need2")
	v := w.viewer("ajo", "teacher")
	whole := w.list(v, id, 100, nil)
	var missing []string
	got := w.list(v, id, 5, func(page int, p *app.MatchPage) {
		missing = append(missing, nameOf(p.Missing))
		w.apart.set(map[int][]string{0: {"bisbee"}}[page], nil) // away for the second page
	})
	if missing[0] != "" || missing[1] != "bisbee" || missing[2] != "" {
		t.Errorf("missing %q", missing)
	}
	place := map[eic.ID]int{}
	for i, m := range whole {
		place[m.Offer.ID] = i
	}
	last := -1
	for i, m := range got {
		if at := place[m.Offer.ID]; at <= last {
			t.Errorf("%d: %s stands at %d of the list, after %d", i, m.Offer.ID, at, last)
		} else {
			last = at
		}
	}
	w.apart.set([]string{"bisbee"}, nil)
	got = w.list(v, id, 5, func(page int, p *app.MatchPage) {
		w.apart.set(nil, nil)
		if nameOf(p.Missing) != "bisbee" {
			t.Errorf("page %d of a list that began without bisbee: missing %q", page, nameOf(p.Missing))
		}
	})
	if met := clustersOf(got, id); met[eic.ClusterIDOf("bisbee")] != 0 || len(met) != 3 {
		t.Errorf("a list that began without bisbee has %v", met)
	}
	answer := w.ask(v, app.MatchArgs{ID: id, First: 5, Scope: eic.ScopeNetwork, Balance: true, After: "forged"})
	wantKind(t, "a forged cursor", answer.Err, fault.Invalid, "after")
	first := w.ask(v, app.MatchArgs{ID: id, First: 5, Scope: eic.ScopeNetwork, Balance: true})
	answer = w.ask(v, app.MatchArgs{ID: id, First: 5, Balance: true, After: first.Page.EndCursor})
	wantKind(t, "a cursor of another scope", answer.Err, fault.Invalid, "after")
}

// Nobody is matched with an organization of theirs, whatever the scope, and a round
// trip asks a database for all questions at once.
func TestNetworkQuestions(t *testing.T) {
	w := newState(t)
	id := w.idIn("bisbee", eic.NeedType, "farmer")
	answer := w.ask(w.viewer("bisbee", "farmer"), app.MatchArgs{ID: id, First: 100, Scope: eic.ScopeNetwork})
	if answer.Err != nil {
		t.Fatal(answer.Err)
	}
	for _, m := range answer.Page.Matches {
		if m.Offer.ID == w.idIn("bisbee", eic.FundOfKnowledgeType, "farm") {
			t.Error("a farmer is matched with their own farm")
		}
	}
	steward := w.viewer("bisbee", "farmer")
	steward.Person.Memberships[0].Roles = eic.SetOf(eic.Steward)
	offer := w.idIn("bisbee", eic.FundOfKnowledgeType, "farm")
	for _, m := range w.list(steward, offer, 100, nil) {
		if m.Need.ID == id {
			t.Error("a farm is matched with its own farmer")
		}
	}
	w.apart.recall = nil
	args := []app.MatchArgs{
		{ID: w.idIn("ajo", eic.NeedType, "need0"), First: 3, Scope: eic.ScopeNetwork}, {ID: w.idIn("ajo", eic.NeedType, "need1"), First: 3},
		{ID: w.idIn("ajo", eic.NeedType, "need2"), First: 3, Scope: eic.ScopeNetwork},
	}
	for _, a := range w.NeedMatches(w.ctx, w.viewer("ajo", "teacher"), args) {
		if a.Err != nil {
			t.Error(a.Err)
		}
	}
	slices.Sort(w.apart.recall)
	if want := []int{2, 2, 2, 3}; !slices.Equal(w.apart.recall, want) {
		t.Errorf("round trips of %v queries, want %v", w.apart.recall, want)
	}
}

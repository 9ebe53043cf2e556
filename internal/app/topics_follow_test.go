package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// TestReplicasHear: another process reads what a steward changed here, and looks again
// at what it stored meanwhile.
func TestReplicasHear(t *testing.T) {
	w := newBlocks(t)
	boss := w.asIn("pima", "boss")
	there := must[*app.Service](t)(app.Open(w.ctx, app.Config{Store: w.store, Now: func() time.Time { return noon }}))
	defer there.Close(context.WithoutCancel(w.ctx))
	must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(stoopBall)))
	late := must[*eic.Need](t)(there.PostNeed(w.ctx, boss, need(app.Fields{"title": "Stoopball again"})))
	about := func() []eic.TopicID {
		all := must[[]store.Indexed](t)(w.store.Hydrate(w.ctx, []eic.ID{late.ID}))
		var ids []eic.TopicID
		for _, a := range all[0].Document.Topics {
			ids = append(ids, a.Topic)
		}
		return ids
	}
	if slices.Contains(about(), "topic-traditional-games") {
		t.Fatal("known already")
	}
	if err := there.LookPatiently(w.ctx); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(about(), "topic-traditional-games") {
		t.Errorf("stored meanwhile, and about %v", about())
	}
	found := must[*app.MatchPage](t)(there.PreviewMatches(w.ctx, boss, app.Preview{Need: app.Fields{"title": "Who remembers stoopball?"}, First: 20}))
	if !slices.Contains(offerTitles(found), "Tag and marbles") {
		t.Errorf("previewed there: %v", offerTitles(found))
	}

	// The shared topics are read when they have come to rest.
	w.apply(true, lines(t, `{"type":"Topic","externalId":"q","label":"quernstone"}`)...)
	for _, want := range []bool{false, true} {
		if err := there.LookPatiently(w.ctx); err != nil {
			t.Fatal(err)
		}
		if got := must[[]*eic.Topic](t)(there.Topics(w.ctx, boss, "quernstone", "", 1)); (len(got) > 0) != want {
			t.Errorf("got %v, want it to be known: %t", got, want)
		}
	}
}

// lame is a store that commits no change of an analysed form alone while it is lame.
type lame struct {
	store.Store
	is bool
}

func (l *lame) Commit(ctx context.Context, w store.Write) error {
	if l.is && len(w.Changes) > 0 && w.Changes[0].Verb == "" {
		return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.Away)}
	}
	return l.Store.Commit(ctx, w)
}

// TestLinkingIsResumed: a process that ends after a topic was stored, and before the
// texts were linked anew, leaves that to the next start.
func TestLinkingIsResumed(t *testing.T) {
	w := newBlocks(t)
	broken := &lame{Store: w.store, is: true}
	open := func() *app.Service {
		return must[*app.Service](t)(app.Open(w.ctx, app.Config{Store: broken, Now: func() time.Time { return noon }}))
	}
	s := open()
	boss := w.asIn("pima", "boss")
	must[*eic.Topic](t)(s.CreateTopic(w.ctx, boss, topic(stoopBall)))
	linked := func() bool {
		all := must[[]store.Indexed](t)(w.store.Hydrate(w.ctx, []eic.ID{w.id(eic.NeedType, "stoop")}))
		return slices.ContainsFunc(all[0].Document.Topics, func(a store.About) bool { return a.Topic == "topic-traditional-games" })
	}
	if linked() {
		t.Fatal("linked by a store that cannot")
	}
	broken.is = false
	if err := errors.Join(s.Close(w.ctx), open().Close(w.ctx)); err != nil {
		t.Fatal(err)
	}
	if !linked() {
		t.Error("not linked by the next start")
	}
}

// TestNetworkReadsByTheNeed: over the network a pair is read by the topics of the
// need's cluster, whatever the offer's cluster calls things.
func TestNetworkReadsByTheNeed(t *testing.T) {
	w := newBlocks(t)
	ask := func(cluster string) string {
		page := w.matches(w.asIn(cluster, "teach"), app.MatchArgs{ID: w.idIn(cluster, eic.NeedType, "stoop"), First: 20, Scope: eic.ScopeNetwork})
		return asBytes(t, page)
	}
	before := ask("yuma")
	must[*eic.Topic](t)(w.CreateTopic(w.ctx, w.asIn("pima", "boss"), topic(stoopBall)))
	if got := ask("yuma"); got != before {
		t.Errorf("another cluster's label changed a list over the network:\n%s\n%s", before, got)
	}
	offer := w.idIn("yuma", eic.FundOfKnowledgeType, "tag")
	page := w.matches(w.asIn("pima", "teach"), app.MatchArgs{ID: w.id(eic.NeedType, "stoop"), First: 20, Scope: eic.ScopeNetwork})
	place := slices.IndexFunc(page.Matches, func(m app.Match) bool { return m.Offer.ID == offer })
	back := w.matches(w.asIn("yuma", "boss"), app.MatchArgs{ID: offer, First: 20, Scope: eic.ScopeNetwork})
	there := slices.IndexFunc(back.Matches, func(m app.Match) bool { return m.Need.ID == w.id(eic.NeedType, "stoop") })
	if place < 0 || there < 0 || page.Matches[place].Match.Score != back.Matches[there].Match.Score {
		t.Fatalf("the pair is at %d of the need's list and at %d of the offer's", place, there)
	}
}

// TestTopicsByName: files name a topic of the line's cluster as they name a shared
// one, which goes before; nobody names one of another cluster.
func TestTopicsByName(t *testing.T) {
	w := newTown(t)
	got := w.apply(true, lines(t, `{"type":"Topic","externalId":"own","cluster":"pima","label":"skully"}
{"type":"Topic","externalId":"both","cluster":"pima","label":"skelly"}
{"type":"Topic","externalId":"both","label":"bottle caps"}
{"type":"Topic","externalId":"wide","label":"old games","broader":["own"]}
{"type":"Topic","externalId":"adds","cluster":"pima","extends":"both","label":"caps on the ground"}
{"type":"Need","externalId":"a","cluster":"pima","postedBy":"teacher","title":"A","topics":["own","both",{"source":"test","id":"both","cluster":"pima"}]}
{"type":"Need","externalId":"b","cluster":"yuma","postedBy":"stranger","title":"B","topics":["own"]}
{"type":"Need","externalId":"c","cluster":"pima","postedBy":"teacher","title":"C","topics":["adds"]}`)...)
	for i, path := range []string{"", "", "", "broader.0", "", "", "topics.0", "topics.0"} {
		if path == "" && got[i].Outcome != app.Added {
			t.Fatalf("line %d: %v %v", i+1, got[i].Outcome, got[i].Err)
		}
		if path != "" {
			wantKind(t, "the line", got[i].Err, fault.Invalid, path)
		}
	}
	shared := eic.DeriveID(eic.TopicType, "", eic.External{Source: "test", ID: "both"})
	need := must[eic.Record](t)(w.Record(w.ctx, w.as("teacher"), string(w.id(eic.NeedType, "a")))).(*eic.Need)
	want := []eic.TopicID{eic.TopicID(w.id(eic.TopicType, "own")), eic.TopicID(shared), eic.TopicID(w.id(eic.TopicType, "both"))}
	if !slices.Equal(need.Topics, want) {
		t.Errorf("got %v, want %v", need.Topics, want)
	}
	for cluster, ids := range map[string][]eic.ID{"pima": {w.id(eic.TopicType, "own"), shared}, "yuma": {"", shared}} {
		viewer := w.as(map[string]string{"pima": "teacher", "yuma": "stranger"}[cluster])
		found := must[[]eic.Record](t)(w.ByExternalID(w.ctx, viewer, string(eic.ClusterIDOf(cluster)), "test", []string{"own", "both"}, []eic.Type{eic.TopicType}))
		for i, r := range found {
			if (r == nil) != (ids[i] == "") || r != nil && r.Header().ID != ids[i] {
				t.Errorf("%s, %d: got %+v, want %s", cluster, i, r, ids[i])
			}
		}
	}
}

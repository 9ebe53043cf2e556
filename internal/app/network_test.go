package app_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// apart is a store whose clusters are kept in a database each, to which some of
// those may be away or silent.
type apart struct {
	store.Store
	mu     sync.Mutex
	away   map[eic.ClusterID]bool
	silent map[eic.ClusterID]bool // it does not answer before its caller gives up
	recall []int                  // queries of each round trip
}

func (a *apart) Cells(clusters []eic.ClusterID) (groups [][]eic.ClusterID) {
	for _, c := range clusters {
		if one := []eic.ClusterID{c}; !slices.ContainsFunc(groups, func(g []eic.ClusterID) bool { return g[0] == c }) {
			groups = append(groups, one)
		}
	}
	return groups
}

// there fails for a cluster whose database does not answer.
func (a *apart) there(ctx context.Context, c eic.ClusterID) error {
	a.mu.Lock()
	away, silent := a.away[c], a.silent[c]
	a.mu.Unlock()
	if silent {
		<-ctx.Done()
		return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.TooBusy), Err: ctx.Err()}
	}
	if away {
		return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.Away), RetryAfter: time.Second}
	}
	return nil
}

func (a *apart) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	for _, id := range ids {
		if err := a.there(ctx, store.CellKey(id)); err != nil {
			return nil, err
		}
	}
	return a.Store.Fetch(ctx, ids)
}

func (a *apart) Hydrate(ctx context.Context, ids []eic.ID) ([]store.Indexed, error) {
	for _, id := range ids {
		if err := a.there(ctx, id.Cluster()); err != nil {
			return nil, err
		}
	}
	return a.Store.Hydrate(ctx, ids)
}

func (a *apart) Snapshot(ctx context.Context, c eic.ClusterID, side store.Side, version int64) (*store.Snapshot, error) {
	if err := a.there(ctx, c); err != nil {
		return nil, err
	}
	return a.Store.Snapshot(ctx, c, side, version)
}

func (a *apart) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	a.mu.Lock()
	a.recall = append(a.recall, len(queries))
	a.mu.Unlock()
	for _, q := range queries {
		if err := a.there(ctx, q.Cluster); err != nil {
			return nil, err
		}
	}
	return a.Store.Recall(ctx, queries)
}

// set says which clusters are away and silent from now on.
func (a *apart) set(away, silent []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.away, a.silent = map[eic.ClusterID]bool{}, map[eic.ClusterID]bool{}
	for _, key := range away {
		a.away[eic.ClusterIDOf(key)] = true
	}
	for _, key := range silent {
		a.silent[eic.ClusterIDOf(key)] = true
	}
}

// state is four clusters of a network and one that keeps to itself.
type state struct {
	*town
	apart   *apart
	balance bool // of lists
}

var stateClusters = []string{"ajo", "bisbee", "cochise", "douglas", "eloy"}

// newState makes them: in each a teacher with needs and a keeper with offers, about
// bees and, in each, something else; eloy does not share.
func newState(t *testing.T) *state {
	t.Helper()
	engine, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	w := &state{apart: &apart{Store: engine}, balance: true}
	s, err := app.Open(t.Context(), app.Config{Store: w.apart, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.apart.set(nil, nil)
		if err := errors.Join(s.Close(context.Background()), engine.Close()); err != nil {
			t.Error(err)
		}
	})
	w.town = &town{t: t, ctx: t.Context(), Service: s}
	if results := w.apply(true, lines(t, stateLines())...); slices.ContainsFunc(results, func(r app.Result) bool { return r.Outcome != app.Added }) {
		t.Fatalf("%+v", results)
	}
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	return w
}

func stateLines() string {
	var b strings.Builder
	for i, c := range stateClusters {
		fmt.Fprintf(&b, `{"type":"Cluster","externalId":"%s","name":"%s","review":false,"shares":%t,"timeZone":"%s"}`+"\n",
			c, strings.ToUpper(c), c != "eloy", []string{"America/Phoenix", "Pacific/Auckland"}[i%2])
		fmt.Fprintf(&b, `{"type":"Person","externalId":"teacher","cluster":"%s","name":"Teacher","roles":["EDUCATOR"]}`+"\n", c)
		fmt.Fprintf(&b, `{"type":"Person","externalId":"keeper","cluster":"%s","name":"Keeper","roles":["COMMUNITY_PARTNER"]}`+"\n", c)
		fmt.Fprintf(&b, `{"type":"Organization","externalId":"farm","cluster":"%s","kind":"NONPROFIT","name":"Farm"}`+"\n", c)
		fmt.Fprintf(&b, `{"type":"Person","externalId":"farmer","cluster":"%s","name":"Farmer","roles":["EDUCATOR"],"affiliations":[{"organization":"farm"}]}`+"\n", c)
		for n := range 3 + i {
			text := strings.Repeat("hives and honey ", n) + []string{"volcanoes", "boats", "printing", "weaving", "mining"}[i]
			fmt.Fprintf(&b, `{"type":"FundOfKnowledge","externalId":"bees%d","cluster":"%s","offeredBy":"keeper","title":"Bees of the desert %d","description":"I keep bees, %s."}`+"\n", n, c, n, text)
			fmt.Fprintf(&b, `{"type":"Need","externalId":"need%d","cluster":"%s","postedBy":"teacher","title":"Why do bees matter?","description":"We ask about %s."}`+"\n", n, c, text)
		}
		fmt.Fprintf(&b, `{"type":"FundOfKnowledge","externalId":"farm","cluster":"%s","offeredBy":"farm","title":"Bees of a farm","description":"We keep bees in hives."}`+"\n", c)
		fmt.Fprintf(&b, `{"type":"Need","externalId":"farmer","cluster":"%s","postedBy":"farmer","title":"Why do bees matter?","description":"We ask about hives."}`+"\n", c)
	}
	return b.String()
}

func (w *state) viewer(cluster, person string) *app.Viewer {
	w.t.Helper()
	return w.asIn(cluster, person)
}

// list asks for all matches over the network, in pages of a size.
func (w *state) list(v *app.Viewer, id eic.ID, size int, each func(page int, p *app.MatchPage)) (all []app.Match) {
	w.t.Helper()
	args := app.MatchArgs{ID: id, First: size, Balance: w.balance, Scope: eic.ScopeNetwork}
	for page := range 100 {
		answer := w.ask(v, args)
		if answer.Err != nil {
			w.t.Fatalf("page %d: %v", page, answer.Err)
		}
		all = append(all, answer.Page.Matches...)
		if each != nil {
			each(page, answer.Page)
		}
		if !answer.Page.HasNext {
			return all
		}
		args.After = answer.Page.EndCursor
	}
	w.t.Fatal("the pages do not end")
	return nil
}

func (w *state) ask(v *app.Viewer, args app.MatchArgs) app.MatchAnswer {
	if args.ID.Type() == eic.NeedType {
		return w.NeedMatches(w.ctx, v, []app.MatchArgs{args})[0]
	}
	return w.OfferMatches(w.ctx, v, []app.MatchArgs{args})[0]
}

// other returns the id of the other side of a match.
func other(m app.Match, id eic.ID) eic.ID {
	if m.Need.ID == id {
		return m.Offer.ID
	}
	return m.Need.ID
}

func clustersOf(matches []app.Match, id eic.ID) map[eic.ClusterID]int {
	met := map[eic.ClusterID]int{}
	for _, m := range matches {
		met[other(m, id).Cluster()]++
	}
	return met
}

func nameOf(clusters []*eic.Cluster) string {
	var names []string
	for _, c := range clusters {
		names = append(names, c.External.ID)
	}
	return strings.Join(names, " ")
}

// A list over the network has what its own cluster and those that share have; one
// of a cluster that does not share is of that alone.
func TestNetworkList(t *testing.T) {
	w := newState(t)
	for _, side := range []struct{ person, kind string }{{"teacher", "need2"}, {"keeper", "bees2"}} {
		for _, c := range stateClusters {
			kind := eic.NeedType
			if side.person == "keeper" {
				kind = eic.FundOfKnowledgeType
			}
			id := w.idIn(c, kind, side.kind)
			met := clustersOf(w.list(w.viewer(c, side.person), id, 100, func(_ int, p *app.MatchPage) {
				if len(p.Missing) != 0 {
					t.Errorf("%s: missing %s", c, nameOf(p.Missing))
				}
			}), id)
			want := map[eic.ClusterID]int{}
			for i, d := range stateClusters {
				if d == c || c != "eloy" && d != "eloy" {
					want[eic.ClusterIDOf(d)] = 4 + i
				}
			}
			if !reflect.DeepEqual(met, want) {
				t.Errorf("%s of %s: met %v, want %v", side.kind, c, met, want)
			}
		}
	}
}

// A pair has one score: in the list of its need, in that of its offer, and in the
// own cluster's lists if it is of one cluster.
func TestOneScore(t *testing.T) {
	w := newState(t)
	scores := map[[2]eic.ID]float64{}
	note := func(matches []app.Match) {
		for _, m := range matches {
			pair := [2]eic.ID{m.Need.ID, m.Offer.ID}
			if was, known := scores[pair]; known && was != m.Match.Score {
				t.Errorf("%v: score %v and %v", pair, was, m.Match.Score)
			}
			scores[pair] = m.Match.Score
			if len(m.Match.Blockers) > 0 || !m.Match.Listed {
				t.Errorf("%v is listed with blockers %v", pair, m.Match.Blockers)
			}
		}
	}
	for _, scope := range []eic.MatchScope{eic.ScopeCluster, eic.ScopeNetwork} {
		for _, c := range stateClusters[:3] {
			for _, id := range []eic.ID{w.idIn(c, eic.NeedType, "need1"), w.idIn(c, eic.NeedType, "need2"),
				w.idIn(c, eic.FundOfKnowledgeType, "bees1"), w.idIn(c, eic.FundOfKnowledgeType, "bees2")} {
				person := "teacher"
				if id.Type() != eic.NeedType {
					person = "keeper"
				}
				answer := w.ask(w.viewer(c, person), app.MatchArgs{ID: id, First: 100, Scope: scope})
				if answer.Err != nil || len(answer.Page.Matches) == 0 {
					t.Fatalf("%s: %v", id, answer.Err)
				}
				note(answer.Page.Matches)
			}
		}
	}
}

// What the network shows cannot be read by its id, and shows no poster.
func TestNetworkIsAWindow(t *testing.T) {
	w := newState(t)
	v := w.viewer("ajo", "keeper")
	for _, m := range w.list(v, w.idIn("ajo", eic.FundOfKnowledgeType, "bees2"), 100, nil) {
		poster, shown := w.PostedBy(v, m.Need)
		if abroad := m.Need.Cluster != eic.ClusterIDOf("ajo"); shown == abroad || abroad && poster != "" {
			t.Errorf("%s: posted by %q, shown %v", m.Need.ID, poster, shown)
		}
	}
	n, o := w.idIn("bisbee", eic.NeedType, "need1"), w.idIn("ajo", eic.FundOfKnowledgeType, "bees2")
	_, err := w.Record(w.ctx, v, string(n))
	wantKind(t, "a need of another cluster", err, fault.NotFound)
	_, err = w.ExplainMatch(w.ctx, v, string(n), string(o))
	wantKind(t, "a pair over the network", err, fault.NotFound)
	ids := []eic.ID{eic.ID(eic.ClusterIDOf("bisbee")), eic.ID(eic.ClusterIDOf("eloy"))}
	found := must[[]eic.Record](t)(w.Related(w.ctx, v, ids))
	if found[0] == nil || found[1] != nil {
		t.Errorf("Related: %v, want the cluster that shares alone", found)
	}
	found = must[[]eic.Record](t)(w.Related(w.ctx, w.viewer("eloy", "keeper"), ids))
	if found[0] != nil || found[1] == nil {
		t.Errorf("Related: %v, want nothing of the network for one who does not share", found)
	}
}

// Offers of all clusters that were shown enough are not new any more, wherever.
func TestNetworkViews(t *testing.T) {
	w := newState(t)
	id := w.idIn("ajo", eic.NeedType, "need2")
	for range 3 {
		w.list(w.viewer("ajo", "teacher"), id, 100, nil)
	}
	w.post("bisbee", "Something that makes statistics anew")
	views, err := w.apart.Views(w.ctx, eic.ClusterIDOf("bisbee"))
	if err != nil || views[eic.OfferID(w.idIn("bisbee", eic.FundOfKnowledgeType, "bees0"))] != 3 {
		t.Errorf("views of bisbee: %v, %v", views, err)
	}
	if views, err := w.apart.Views(w.ctx, eic.ClusterIDOf("cochise")); err != nil || len(views) != 0 {
		t.Errorf("views of cochise are stored with those of bisbee: %v, %v", views, err)
	}
}

// Somebody of clusters that are kept apart is refused at the field that says so,
// and what else is imported goes in.
func TestPeopleOfCells(t *testing.T) {
	w := newState(t)
	results := w.apply(true, lines(t, `
{"type":"Person","externalId":"between","cluster":"ajo","name":"Between","roles":["STEWARD"],"memberships":[{"cluster":"bisbee","roles":["STEWARD"]}]}
{"type":"Person","externalId":"within","cluster":"ajo","name":"Within","roles":["STEWARD"]}
`)...)
	if results[0].Outcome != app.Rejected || results[1].Outcome != app.Added {
		t.Fatalf("%+v", results)
	}
	var e *fault.Error
	if !errors.As(results[0].Err, &e) || len(e.Fields) != 1 || e.Fields[0].Code != fault.OtherCell || e.Fields[0].Path != "memberships.0.cluster" {
		t.Errorf("got %v", results[0].Err)
	}
	steward := w.viewer("ajo", "within")
	bisbee := eic.ClusterIDOf("bisbee")
	steward.Person.Memberships = append(steward.Person.Memberships, eic.Membership{Cluster: bisbee, Roles: eic.SetOf(eic.Steward)})
	_, err := w.SetMembership(w.ctx, steward, app.Mutation{Input: app.Fields{
		"person": string(w.idIn("ajo", eic.PersonType, "teacher")), "cluster": string(bisbee), "roles": []any{"EDUCATOR"}, "version": 1}})
	wantKind(t, "a membership in a cluster that is kept apart", err, fault.Invalid, "cluster")
}

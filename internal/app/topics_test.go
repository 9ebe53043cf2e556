package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// block is what each of two clusters has: a need and an offer that share no word.
const block = `{"type":"Person","externalId":"boss","cluster":"C","name":"Bo Steward","roles":["STEWARD","EDUCATOR"]}
{"type":"FundOfKnowledge","externalId":"tag","cluster":"C","offeredBy":"gran","title":"Tag and marbles","description":"Traditional games of my childhood."}
{"type":"FundOfKnowledge","externalId":"hives","cluster":"C","offeredBy":"gran","title":"Bees in the city","description":"Hives on roofs."}
{"type":"Need","externalId":"stoop","cluster":"C","postedBy":"teach","title":"Who remembers stoopball?"}
{"type":"Person","externalId":"teach","cluster":"C","name":"Ty Teacher","roles":["EDUCATOR"]}
{"type":"Person","externalId":"gran","cluster":"C","name":"Gran Neighbor","roles":["COMMUNITY_PARTNER"]}
`

// newBlocks makes a town in which two clusters say the same.
func newBlocks(t *testing.T) *town {
	w := newTown(t)
	for _, c := range []string{"pima", "yuma"} {
		for i, r := range w.apply(true, lines(t, strings.ReplaceAll(block, `"C"`, `"`+c+`"`))...) {
			if r.Err != nil {
				t.Fatalf("line %d: %v", i+1, r.Err)
			}
		}
	}
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	return w
}

// topic is the input of giving the viewer's cluster a topic.
func topic(fields app.Fields) app.Mutation { return app.Mutation{Input: app.Fields{"topic": fields}} }

// stoopBall adds "stoopball" to what is said of traditional games.
var stoopBall = app.Fields{"extends": "topic-traditional-games", "label": "stoopball"}

func (w *town) stoopOffers(cluster string) *app.MatchPage {
	return w.matches(w.asIn(cluster, "teach"), app.MatchArgs{ID: w.idIn(cluster, eic.NeedType, "stoop"), First: 20})
}

// asBytes is a page of matches without its cursors, which are sealed anew each time.
func asBytes(t *testing.T, p *app.MatchPage) string {
	t.Helper()
	plain := *p
	plain.Matches, plain.EndCursor = slices.Clone(p.Matches), ""
	for i := range plain.Matches {
		plain.Matches[i].Cursor = ""
	}
	b, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOwnLabel: a label that a steward adds to a shared topic finds offers by it in
// the cluster at once, and nowhere else changes anything.
func TestOwnLabel(t *testing.T) {
	w := newBlocks(t)
	if got := offerTitles(w.stoopOffers("pima")); slices.Contains(got, "Tag and marbles") {
		t.Fatalf("found before: %v", got)
	}
	elsewhere := asBytes(t, w.stoopOffers("yuma"))
	boss := w.asIn("pima", "boss")
	added := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(stoopBall)))
	if added.Cluster != boss.Person.Cluster || added.Version != 1 || added.Created.By != boss.ID() || added.Updated.By != boss.ID() {
		t.Errorf("got %+v", added.Head)
	}
	page := w.stoopOffers("pima")
	place := slices.Index(offerTitles(page), "Tag and marbles")
	if place < 0 {
		t.Fatalf("not found after: %v", offerTitles(page))
	}
	reasons := page.Matches[place].Match.Reasons
	if !slices.ContainsFunc(reasons, func(r match.Reason) bool { return r.Factor == eic.FactorTopic && r.Contribution > 0 }) {
		t.Errorf("got %+v, want TOPIC among the reasons", reasons)
	}
	if got := asBytes(t, w.stoopOffers("yuma")); got != elsewhere {
		t.Errorf("the list of another cluster has changed:\n%s\nto\n%s", elsewhere, got)
	}
	explained := must[*app.Explanation](t)(w.ExplainMatch(w.ctx, boss, string(w.id(eic.NeedType, "stoop")), string(w.id(eic.FundOfKnowledgeType, "tag"))))
	if explained.Match.Score != page.Matches[place].Match.Score {
		t.Errorf("explained as %v, listed as %v", explained.Match.Score, page.Matches[place].Match.Score)
	}
	preview := must[*app.MatchPage](t)(w.PreviewMatches(w.ctx, boss, app.Preview{Need: app.Fields{"title": "Who remembers stoopball?"}, First: 20}))
	if !slices.Contains(offerTitles(preview), "Tag and marbles") {
		t.Errorf("previewed: %v", offerTitles(preview))
	}
	events := must[[]store.Event](t)(w.store.Events(w.ctx, added.Cluster, 0, 1000))
	if !slices.ContainsFunc(events, func(e store.Event) bool { return e.Record == added.ID && e.Stamp.By == boss.ID() }) {
		t.Error("the change has no event")
	}
}

// TestOwnConcept: a topic of a cluster's own is found by its members, links texts and
// bridges them, and says who bridged it and why.
func TestOwnConcept(t *testing.T) {
	w := newBlocks(t)
	boss, other := w.asIn("pima", "boss"), w.asIn("yuma", "boss")
	made := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(app.Fields{
		"label": "stoopball", "altLabels": []any{"wall ball", app.Fields{"label": "pelota de escalón", "lang": "es"}}, "kind": "FUND",
		"broader": []any{"topic-traditional-games"},
		"bridges": []any{app.Fields{"to": "topic-bees", "weight": 0.8, "why": "The ball ends up in the hives"}},
	})))
	want := []eic.Bridge{{To: "topic-bees", Weight: 0.8, Author: string(boss.ID()), Why: "The ball ends up in the hives"}}
	if !slices.Equal(made.Bridges, want) {
		t.Errorf("got %+v, want %+v", made.Bridges, want)
	}
	if got := offerTitles(w.stoopOffers("pima")); !slices.Contains(got, "Tag and marbles") || !slices.Contains(got, "Bees in the city") {
		t.Errorf("found: %v", got)
	}
	for _, c := range []struct {
		viewer *app.Viewer
		there  bool
	}{{boss, true}, {other, false}} {
		found := must[[]*eic.Topic](t)(w.Topics(w.ctx, c.viewer, "pelota de esc", "", 5))
		if got := slices.ContainsFunc(found, func(f *eic.Topic) bool { return f.ID == made.ID }); got != c.there {
			t.Errorf("searched: %t, want %t", got, c.there)
		}
		suggested := must[[]app.TopicSuggestion](t)(w.SuggestTopics(w.ctx, c.viewer, app.TextToRead{Text: "wall ball"}, 5))
		if got := slices.ContainsFunc(suggested, func(s app.TopicSuggestion) bool { return s.Topic.ID == made.ID }); got != c.there {
			t.Errorf("suggested: %t, want %t", got, c.there)
		}
		_, err := w.Record(w.ctx, c.viewer, string(made.ID))
		if c.there != (err == nil) || !c.there && !fault.Is(err, fault.NotFound) {
			t.Errorf("read: %v", err)
		}
		if related := must[[]eic.Record](t)(w.Related(w.ctx, c.viewer, []eic.ID{made.ID})); (related[0] != nil) != c.there {
			t.Errorf("read along an edge: %v", related)
		}
		if got := w.TopicName(c.viewer, eic.TopicID(made.ID), eic.Spanish); (got == "pelota de escalón") != c.there {
			t.Errorf("called %q", got)
		}
	}
	_, err := w.Topics(w.ctx, other, "stoop", string(made.Cluster), 5)
	wantKind(t, "to search another cluster's", err, fault.NotFound)
	_, err = w.PostNeed(w.ctx, other, need(app.Fields{"title": "Ours", "topics": []any{string(made.ID)}}))
	wantKind(t, "to choose another cluster's", err, fault.Invalid, "need.topics.0")
	chosen := must[*eic.Need](t)(w.PostNeed(w.ctx, boss, need(app.Fields{"title": "On Sunday", "topics": []any{string(made.ID)}})))
	got := offerTitles(w.matches(boss, app.MatchArgs{ID: chosen.ID, First: 20}))
	if !slices.Contains(got, "Tag and marbles") {
		t.Errorf("by the chosen topic: %v", got)
	}
}

// TestRetiredTopic: nothing is about a retired topic, whoever chose it keeps it, and
// it comes back as it was.
func TestRetiredTopic(t *testing.T) {
	w := newBlocks(t)
	boss := w.asIn("pima", "boss")
	before := asBytes(t, w.stoopOffers("pima"))
	made := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(app.Fields{"label": "stoopball", "broader": []any{"topic-traditional-games"}})))
	chosen := must[*eic.Need](t)(w.PostNeed(w.ctx, boss, need(app.Fields{"title": "On Sunday", "topics": []any{string(made.ID)}, "status": "DRAFT"})))
	with := asBytes(t, w.stoopOffers("pima"))
	retire := app.Mutation{Input: app.Fields{"id": string(made.ID), "version": 1}}
	retired := must[*eic.Topic](t)(w.RetireTopic(w.ctx, boss, retire))
	if !retired.Retired || retired.Version != 2 || with == before {
		t.Errorf("got %+v", retired)
	}
	if got := asBytes(t, w.stoopOffers("pima")); got != before {
		t.Errorf("the list is not what it was:\n%s\n%s", got, before)
	}
	if again := must[*eic.Topic](t)(w.RetireTopic(w.ctx, boss, retire)); again.Version != 2 {
		t.Errorf("retired twice: version %d", again.Version)
	}
	kept := must[eic.Record](t)(w.Record(w.ctx, boss, string(chosen.ID))).(*eic.Need)
	if !slices.Contains(kept.Topics, eic.TopicID(made.ID)) {
		t.Errorf("the need has lost its topic: %v", kept.Topics)
	}
	w.matches(boss, app.MatchArgs{ID: chosen.ID, First: 5})
	must[*eic.Need](t)(w.UpdateNeed(w.ctx, boss, app.Mutation{Input: app.Fields{"id": string(chosen.ID), "version": 1,
		"need": app.Fields{"title": "On Monday", "topics": []any{string(made.ID)}}}}))
	if got := must[[]*eic.Topic](t)(w.Topics(w.ctx, boss, "stoopball", "", 5)); slices.ContainsFunc(got, func(f *eic.Topic) bool { return f.ID == made.ID }) {
		t.Error("a retired topic is still offered")
	}
	must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(stoopBall)))
	restore := app.Fields{"id": string(made.ID), "version": 2}
	_, err := w.RestoreTopic(w.ctx, boss, app.Mutation{Input: restore})
	wantKind(t, "to restore a label that another has now", err, fault.Invalid, "topic.label")
	restore["ambiguous"] = true
	if back := must[*eic.Topic](t)(w.RestoreTopic(w.ctx, boss, app.Mutation{Input: restore})); back.Retired || back.Version != 3 {
		t.Errorf("got %+v", back)
	}
}

func TestTopicFaults(t *testing.T) {
	w := newBlocks(t)
	boss := w.asIn("pima", "boss")
	own := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(app.Fields{"label": "skully", "broader": []any{"topic-traditional-games"}})))
	adds := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(stoopBall)))
	bridge := func(fields app.Fields) app.Fields {
		return app.Fields{"label": "kick the can", "bridges": []any{fields}}
	}
	for _, c := range []struct {
		name, path string
		fields     app.Fields
	}{
		{"no label", "topic.label", app.Fields{"kind": "FUND"}},
		{"a label of function words", "topic.label", app.Fields{"label": "and the"}},
		{"a label of a shared topic, in another form", "topic.label", app.Fields{"label": "Bee"}},
		{"a label in the other language", "topic.altLabels.1.label", app.Fields{"label": "kick the can", "altLabels": []any{"tin can game", app.Fields{"label": "la abeja", "lang": "es"}}}},
		{"a label of the cluster's own", "topic.altLabels.0.label", app.Fields{"label": "kick the can", "altLabels": []any{"stoopballs"}}},
		{"a weight of nothing", "topic.bridges.0.weight", bridge(app.Fields{"to": "topic-bees", "weight": 0, "why": "x"})},
		{"a weight above all", "topic.bridges.0.weight", bridge(app.Fields{"to": "topic-bees", "weight": 1.5, "why": "x"})},
		{"a bridge without a reason", "topic.bridges.0.why", bridge(app.Fields{"to": "topic-bees"})},
		{"a bridge to nothing", "topic.bridges.0.to", bridge(app.Fields{"to": "topic-nothing", "why": "x"})},
		{"to extend one's own", "topic.extends", app.Fields{"extends": string(own.ID), "label": "bottle caps"}},
		{"to extend an addition", "topic.extends topic.extends", app.Fields{"extends": string(adds.ID), "label": "wall ball"}},
		{"a kind for an addition", "topic.kind", app.Fields{"extends": "topic-bees", "label": "bugs of honey", "kind": "FUND"}},
		{"an addition as a broader topic", "topic.broader.0", app.Fields{"label": "kick the can", "broader": []any{string(adds.ID)}}},
		{"an addition above itself", "topic.broader.0", app.Fields{"extends": "topic-traditional-games", "broader": []any{"topic-traditional-games"}}},
		{"a circle", "topic.broader.0", app.Fields{"extends": "topic-traditional-games", "broader": []any{string(own.ID)}}},
		{"an unknown field", "topic.retired", app.Fields{"label": "kick the can", "retired": true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.CreateTopic(w.ctx, boss, topic(c.fields))
			wantKind(t, "to create it", err, fault.Invalid, strings.Fields(c.path)...)
		})
	}
	_, err := w.PostNeed(w.ctx, boss, need(app.Fields{"title": "Ours", "topics": []any{string(adds.ID)}}))
	wantKind(t, "to choose an addition", err, fault.Invalid, "need.topics.0")
	both := topic(app.Fields{"label": "bee", "kind": "FUND"})
	both.Input["ambiguous"] = true
	must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, both))
}

func TestUpdateTopic(t *testing.T) {
	w := newBlocks(t)
	boss, teacher, other := w.asIn("pima", "boss"), w.asIn("pima", "teach"), w.asIn("yuma", "boss")
	_, err := w.CreateTopic(w.ctx, teacher, topic(stoopBall))
	wantKind(t, "by a teacher", err, fault.Forbidden)
	made := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(app.Fields{"label": "skully",
		"bridges": []any{app.Fields{"to": "topic-bees", "weight": 0.4, "why": "Caps sting too"}}})))
	change := func(version int, fields app.Fields) app.Mutation {
		return app.Mutation{Input: app.Fields{"id": string(made.ID), "version": version, "topic": fields}}
	}
	_, err = w.UpdateTopic(w.ctx, teacher, change(1, app.Fields{"label": "x"}))
	wantKind(t, "by a teacher", err, fault.Forbidden)
	_, err = w.UpdateTopic(w.ctx, other, change(1, app.Fields{"label": "x"}))
	wantKind(t, "by another cluster", err, fault.NotFound)
	_, err = w.UpdateTopic(w.ctx, boss, app.Mutation{Input: app.Fields{"id": "topic-bees", "version": 1, "topic": app.Fields{"label": "x"}}})
	wantKind(t, "of a shared topic", err, fault.Forbidden)
	_, err = w.UpdateTopic(w.ctx, boss, change(1, app.Fields{"extends": "topic-angles"}))
	wantKind(t, "of what it extends", err, fault.Invalid, "topic.extends")
	fields := app.Fields{"altLabels": []any{"skelly"}, "bridges": []any{
		app.Fields{"to": "topic-bees", "weight": 0.4, "why": "Caps sting too"}, app.Fields{"to": "topic-angles", "weight": 0.6, "why": "Caps bounce"}}}
	is := must[*eic.Topic](t)(w.UpdateTopic(w.ctx, boss, change(1, fields)))
	if is.Version != 2 || len(is.Bridges) != 2 || is.Bridges[1].Author != string(boss.ID()) || is.AltLabels[0].Text != "skelly" {
		t.Errorf("got %+v", is)
	}
	if again := must[*eic.Topic](t)(w.UpdateTopic(w.ctx, boss, change(1, fields))); again.Version != 2 {
		t.Errorf("repeated: version %d", again.Version)
	}
	_, err = w.UpdateTopic(w.ctx, boss, change(1, app.Fields{"label": "scully"}))
	wantKind(t, "of an old version", err, fault.Conflict)
	m := topic(app.Fields{"label": "kick the can"})
	m.Key = "k1"
	first := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, m))
	if second := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, m)); second.ID != first.ID {
		t.Errorf("the same key made %s and %s", first.ID, second.ID)
	}
	m.Input["ambiguous"] = true
	_, err = w.CreateTopic(w.ctx, boss, m)
	wantKind(t, "the same key with another input", err, fault.Conflict)
}

func TestOwnTopicsAreListed(t *testing.T) {
	w := newBlocks(t)
	boss := w.asIn("pima", "boss")
	for _, label := range []string{"skully", "Kick the can"} {
		must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(app.Fields{"label": label})))
	}
	adds := must[*eic.Topic](t)(w.CreateTopic(w.ctx, boss, topic(stoopBall)))
	args := app.ListArgs{First: 2}
	var got []string
	for {
		l := must[*app.List[*eic.Topic]](t)(w.OwnTopics(w.ctx, w.asIn("pima", "teach"), args))
		for _, item := range l.Items {
			got = append(got, item.Label)
		}
		if !l.HasNext {
			break
		}
		args.After = l.Cursors[len(l.Cursors)-1]
	}
	if want := []string{"Kick the can", "skully", "stoopball"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	l := must[*app.List[*eic.Topic]](t)(w.OwnTopics(w.ctx, boss, app.ListArgs{First: 9, Filter: app.Fields{"extends": "topic-traditional-games"}}))
	if len(l.Items) != 1 || l.Items[0].ID != adds.ID {
		t.Errorf("got %v", l.Items)
	}
	if got := w.Additions(boss, "topic-traditional-games"); len(got) != 1 || got[0].ID != adds.ID {
		t.Errorf("additions: %v", got)
	}
	if got := w.Additions(w.asIn("yuma", "boss"), "topic-traditional-games"); len(got) != 0 {
		t.Errorf("additions of others: %v", got)
	}
	if l := must[*app.List[*eic.Topic]](t)(w.OwnTopics(w.ctx, w.asIn("yuma", "boss"), app.ListArgs{First: 9})); len(l.Items) != 0 {
		t.Errorf("got %v of another cluster", l.Items)
	}
}

package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// linksOf writes down what a record is about.
func linksOf(list []app.TopicLink) string {
	var all []string
	for _, l := range list {
		one := strings.TrimPrefix(string(l.Topic), "topic-")
		if l.Chosen {
			one += " chosen"
		}
		for _, w := range l.Words {
			one += fmt.Sprintf(" %s %d-%d %q", w.Part, w.Start, w.End, w.Text)
		}
		all = append(all, one)
	}
	return strings.Join(all, "; ")
}

// indexed returns the topics that the store finds a record by.
func (w *town) indexed(id eic.ID) (topics []string) {
	w.t.Helper()
	for _, in := range must[[]store.Indexed](w.t)(w.store.Hydrate(w.ctx, []eic.ID{id})) {
		for _, a := range in.Document.Topics {
			topics = append(topics, strings.TrimPrefix(string(a.Topic), "topic-"))
		}
	}
	return topics
}

// TestAbout: what a record is about, with the words that say so in each of its texts.
func TestAbout(t *testing.T) {
	w := emptyTown(t)
	w.apply(true, lines(t, townLines)...)
	w.apply(true, lines(t, `
{"type":"Need","externalId":"a","cluster":"pima","postedBy":"teacher","title":"¿Abejas? Bees!","description":"A carpenter who keeps honeybees.","topics":[{"source":"thirdplace","id":"topic-fractions"},{"source":"thirdplace","id":"topic-bees"}]}
{"type":"Study","externalId":"a","cluster":"pima","offeredBy":"keeper","title":"A study","description":"About fractions","question":"Do carpenters know fractions?"}
{"type":"Product","externalId":"y","cluster":"pima","company":"c","name":"Fractions","description":"of bees","topics":[{"source":"thirdplace","id":"topic-carpentry"}]}
{"type":"PilotOffer","externalId":"a","cluster":"pima","offeredBy":"maker","product":"y","title":"Wanted","description":"For carpenters: equivalent"}
`)...)
	for _, c := range []struct {
		kind    eic.Type
		product string
		want    string
	}{
		{eic.NeedType, "", `fractions chosen; bees chosen TITLE 1-7 "Abejas" TITLE 9-13 "Bees" DESCRIPTION 22-31 "honeybees"; carpenter DESCRIPTION 2-11 "carpenter"`},
		{eic.StudyType, "", `fractions DESCRIPTION 6-15 "fractions" QUESTION 19-28 "fractions"; carpenter QUESTION 3-13 "carpenters"`},
		// "equivalent" ends the description and "Fractions" is the name: a label over both is shown in both
		{eic.PilotOfferType, "y", `carpentry chosen; carpenter DESCRIPTION 4-14 "carpenters"; fractions DESCRIPTION 16-26 "equivalent" PRODUCT_NAME 0-9 "Fractions"; bees PRODUCT_DESCRIPTION 3-7 "bees"`},
	} {
		r := must[eic.Record](t)(w.Record(w.ctx, w.as("steward"), string(w.id(c.kind, "a"))))
		var product *eic.Product
		if c.product != "" {
			product = must[eic.Record](t)(w.Record(w.ctx, w.as("steward"), string(w.id(eic.ProductType, c.product)))).(*eic.Product)
		}
		if got := linksOf(w.About(r, product)); got != c.want {
			t.Errorf("%v:\ngot  %s\nwant %s", c.kind, got, c.want)
		}
	}
}

// TestRemovedTopics: a topic that the author removes is gone from what the need is
// about, from the index and from lists, and stays away when topics are found anew.
func TestRemovedTopics(t *testing.T) {
	w := newTown(t)
	teacher := w.as("teacher")
	n := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, need(app.Fields{"title": "Bees, a carpenter and our garden shed"})))
	if got, want := linksOf(w.About(n, nil)), `bees`; !strings.Contains(got, "carpenter") || !strings.Contains(got, want) {
		t.Fatalf("before: %s", got)
	}
	change := func(version int, fields app.Fields) (*eic.Need, error) {
		return w.UpdateNeed(w.ctx, teacher, app.Mutation{Input: app.Fields{"id": string(n.ID), "version": int64(version), "need": fields}})
	}
	listed := func() bool {
		l := must[*app.List[*eic.Need]](t)(w.Needs(w.ctx, teacher, app.ListArgs{Filter: app.Fields{"topics": []any{"topic-carpenter"}}, First: 10}))
		return slices.ContainsFunc(l.Items, func(x *eic.Need) bool { return x.ID == n.ID })
	}
	if !listed() {
		t.Fatal("not listed by a topic that its text names")
	}
	n = must[*eic.Need](t)(change(1, app.Fields{"notTopics": []any{"topic-carpenter"}}))
	gone := func(when string) {
		t.Helper()
		if n.Version != 2 || listed() || slices.Contains(w.indexed(n.ID), "carpenter") || strings.Contains(linksOf(w.About(n, nil)), "carpenter") {
			t.Errorf("%s: version %d, listed %v, indexed by %v, about %s", when, n.Version, listed(), w.indexed(n.ID), linksOf(w.About(n, nil)))
		}
	}
	gone("removed")
	if again := must[*eic.Need](t)(change(1, app.Fields{"notTopics": []any{"topic-carpenter"}})); again.Version != 2 {
		t.Errorf("removed again: version %d", again.Version)
	}
	w.apply(true, lines(t, `{"type":"Topic","externalId":"t","label":"garden shed"}`)...)
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(w.indexed(n.ID), func(id string) bool { return strings.HasPrefix(id, "topic.") }) {
		t.Fatalf("topics were not found anew: %v", w.indexed(n.ID))
	}
	gone("found anew")

	_, err := change(2, app.Fields{"topics": []any{"topic-bees", "topic-carpenter"}})
	wantKind(t, "chosen though it is removed", err, fault.Invalid, "need.notTopics.0")
	_, err = change(2, app.Fields{"notTopics": []any{"topic-nonsense"}})
	wantKind(t, "an unknown topic", err, fault.Invalid, "need.notTopics.0")
	n = must[*eic.Need](t)(change(2, app.Fields{"notTopics": nil}))
	if !listed() {
		t.Error("not listed again")
	}
	for who, want := range map[string]int{"teacher": 1, "steward": 1, "colleague": 0, "maker": 0} {
		n.NotTopics = []eic.TopicID{"topic-carpenter"}
		if got := w.NotTopics(w.as(who), n); len(got) != want {
			t.Errorf("%s reads %v", who, got)
		}
	}
}

// TestRemovedTopicOfProduct: who offers a pilot can remove a topic of its product,
// and no need finds the offer by it.
func TestRemovedTopicOfProduct(t *testing.T) {
	w := newTown(t)
	w.apply(true, lines(t, `{"type":"Product","externalId":"x","cluster":"pima","company":"c","name":"Tile walls","description":"On a screen","topics":[{"source":"thirdplace","id":"topic-fractions"}]}`)...)
	pilot := w.id(eic.PilotOfferType, "pilot")
	if got := w.indexed(pilot); !slices.Contains(got, "fractions") {
		t.Fatalf("before: indexed by %v", got)
	}
	must[*eic.Offer](t)(w.UpdateOffer(w.ctx, w.as("maker"), app.Mutation{Input: app.Fields{
		"id": string(pilot), "version": int64(1), "offer": app.Fields{"notTopics": []any{"topic-fractions"}},
	}}))
	if got := w.indexed(pilot); slices.Contains(got, "fractions") {
		t.Errorf("indexed by %v", got)
	}
	page := must[*app.MatchPage](t)(w.PreviewMatches(w.ctx, w.as("teacher"), app.Preview{
		Need: app.Fields{"title": "Quebrados", "topics": []any{"topic-fractions"}}, First: 10,
	}))
	if got := offerTitles(page); slices.Contains(got, "Eight classrooms wanted") {
		t.Errorf("a need about fractions finds %v", got)
	}
}

// TestPreviewWithoutTopic: the preview of a need already leaves out what is removed.
func TestPreviewWithoutTopic(t *testing.T) {
	w := newTown(t)
	titles := func(fields app.Fields) []string {
		return offerTitles(must[*app.MatchPage](t)(w.PreviewMatches(w.ctx, w.as("teacher"), app.Preview{Need: fields, First: 10})))
	}
	if got := titles(app.Fields{"title": "Woodworking"}); !slices.Contains(got, "A carpenter's shop") {
		t.Fatalf("by topic: %v", got)
	}
	without := app.Fields{"title": "Woodworking", "notTopics": []any{"topic-carpentry", "topic-carpenter"}}
	if got := titles(without); slices.Contains(got, "A carpenter's shop") {
		t.Errorf("without it: %v", got)
	}
}

func TestSuggestTopics(t *testing.T) {
	w := newTown(t)
	teacher := w.as("teacher")
	got := must[[]app.TopicSuggestion](t)(w.SuggestTopics(w.ctx, teacher, app.TextToRead{Text: "  Fracciones\r\npara mis niños", Language: "es-MX"}, 3))
	if len(got) != 3 || got[0].Topic.ID != "topic-fractions" || got[0].Next != nil || got[0].Spans[0] != (match.Span{Text: "Fracciones", Start: 2, End: 12}) {
		t.Fatalf("got %+v", got)
	}
	if got[1].Next == nil || got[1].Next.ID != "topic-fractions" || len(got[1].Spans) != 0 || got[1].Confidence >= got[0].Confidence {
		t.Errorf("what is next to it: %+v", got[1])
	}
	if none := must[[]app.TopicSuggestion](t)(w.SuggestTopics(w.ctx, teacher, app.TextToRead{}, 3)); len(none) != 0 {
		t.Errorf("of nothing: %+v", none)
	}
	must[[]app.TopicSuggestion](t)(w.SuggestTopics(w.ctx, teacher, app.TextToRead{Text: strings.Repeat("ñ", eic.MaxDescription)}, 3))
	for _, c := range []struct {
		name, text, language string
		first                int
		path                 string
	}{
		{"too long", strings.Repeat("a", eic.MaxDescription+1), "", 3, "text"},
		{"no text", "\xff", "", 3, "text"},
		{"no language", "t", "Spanish", 3, "language"},
		{"too many", "t", "", 101, "first"},
		{"none", "t", "", 0, "first"},
	} {
		_, err := w.SuggestTopics(w.ctx, teacher, app.TextToRead{Text: c.text, Language: c.language}, c.first)
		wantKind(t, c.name, err, fault.Invalid, c.path)
	}
}

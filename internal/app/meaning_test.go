package app_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// concepts are words that mean the same to the thesaurus: those of these tests, and
// of the texts by which a model is tried.
var concepts = [][]string{{"seismologist", "tremors", "quake", "shaking"}, {"colmena", "beekeeping"}, {"shaking dough", "bakery"},
	{"pollination works", "flowers and wonder"},
	{"baker's recipes", "halves, quarters"},
	{"mock interviews", "first job"},
	{"water chemistry", "creek"},
	{"literacy software", "struggle to read"},
	{"amateur astronomer", "planets"},
	{"council member", "a mayor"},
	{"science grants", "microscopes"},
	{"software engineer", "robot"},
	{"lead workshops", "verse"},
	{"history museum", "century ago"},
	{"dietitian", "healthy lunch"},
}

// thesaurus is an endpoint for embeddings: a text means the concepts of its words,
// and beside them a little that is its own.
type thesaurus struct {
	mu      sync.Mutex
	asked   []string
	away    bool
	refuses string // texts with this word
	poor    bool   // it says the same of every text
}

func (e *thesaurus) Embed(_ context.Context, texts []string) ([][]float32, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.away {
		return nil, fault.New(fault.Unavailable, fault.NoVectors, "it cannot be reached")
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if e.refuses != "" && strings.Contains(text, e.refuses) {
			return nil, fault.New(fault.Internal, fault.NoVectors, "status 400")
		}
		vectors[i] = meant(text)
		if e.poor {
			vectors[i] = meant("anything")
		}
	}
	e.asked = append(e.asked, texts...)
	return vectors, nil
}

// meant is a vector with a dimension for each concept and 32 for what is a text's own.
func meant(text string) []float32 {
	vector := make([]float32, len(concepts)+sha256.Size)
	for c, words := range concepts {
		for _, word := range words {
			if strings.Contains(strings.ToLower(text), word) {
				vector[c] = 5
			}
		}
	}
	for i, b := range sha256.Sum256([]byte(text)) {
		vector[len(concepts)+i] = float32(int(b)-128) / 128 / 4
	}
	length := float32(0)
	for _, v := range vector {
		length += v * v
	}
	for i := range vector {
		vector[i] /= sqrt(length)
	}
	return vector
}

// sqrt by Newton: enough for lengths of about 1 to 5.
func sqrt(x float32) float32 {
	root := x/2 + .5
	for range 20 {
		root = (root + x/root) / 2
	}
	return root
}

func (e *thesaurus) set(away bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.away = away
}

// texts returns what was asked for since the last time.
func (e *thesaurus) texts() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := e.asked
	e.asked = nil
	return list
}

// saving tells when vectors are stored.
type saving struct {
	store.Store
	saved chan eic.ID
}

func (s *saving) SaveVectors(ctx context.Context, vectors []store.Vector) error {
	err := s.Store.SaveVectors(ctx, vectors)
	for _, v := range vectors {
		select {
		case s.saved <- v.ID:
		default:
		}
	}
	return err
}

// meaningTown is the town with an endpoint for embeddings and a clock.
type meaningTown struct {
	*town
	*thesaurus
	saved chan eic.ID
	since atomic.Int64 // noon, in nanoseconds
}

func newMeaningTown(t *testing.T, more string) *meaningTown {
	t.Helper()
	return meaningTownBy(t, &thesaurus{}, more)
}

func meaningTownBy(t *testing.T, by *thesaurus, more string) *meaningTown {
	t.Helper()
	engine, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "town.db"))
	if err != nil {
		t.Fatal(err)
	}
	w := &meaningTown{thesaurus: by, saved: make(chan eic.ID, 1000)}
	s, err := app.Open(t.Context(), app.Config{
		Store: &saving{engine, w.saved}, Now: func() time.Time { return noon.Add(time.Duration(w.since.Load())) },
		Embeddings: &app.Embeddings{Embedder: w.thesaurus, Model: "thesaurus"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(context.Background()), engine.Close()); err != nil {
			t.Error(err)
		}
	})
	w.town = &town{t: t, ctx: t.Context(), Service: s}
	w.fill(townLines + more)
	return w
}

// fill imports lines and makes their vectors.
func (w *meaningTown) fill(text string) {
	w.t.Helper()
	for i, r := range w.apply(true, lines(w.t, text)...) {
		if r.Outcome != app.Added && r.Outcome != app.Updated {
			w.t.Fatalf("line %d: %v %v", i+1, r.Outcome, r.Err)
		}
	}
	if err := w.FinishImport(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	if err := w.EmbedAll(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

const (
	quakeOffer = `{"type":"FundOfKnowledge","externalId":"seismo","cluster":"pima","offeredBy":"keeper","title":"Visit by a seismologist","description":"I measure tremors."}` + "\n"
	quakeNeed  = `{"type":"Need","externalId":"quake","cluster":"pima","postedBy":"teacher","title":"Why is the ground shaking?","description":"Everybody felt it yesterday."}` + "\n"
)

// TestMeaningFindsOtherWords: a need finds an offer that shares no word with it,
// with one score and one explanation on both sides.
func TestMeaningFindsOtherWords(t *testing.T) {
	w := newMeaningTown(t, quakeOffer+quakeNeed)
	need, offer := w.id(eic.NeedType, "quake"), w.id(eic.FundOfKnowledgeType, "seismo")
	page := w.matches(w.as("teacher"), app.MatchArgs{ID: need, First: 10})
	if got := offerTitles(page); len(got) != 1 || got[0] != "Visit by a seismologist" {
		t.Fatalf("got %v", got)
	}
	found := page.Matches[0].Match
	if text := found.Reasons[0]; text.Evidence.Meaning <= 0 || len(text.Evidence.Words) != 0 || found.Fit != eic.FitFair {
		t.Errorf("found by %+v, %v", text, found.Fit)
	}
	e := must[*app.Explanation](t)(w.ExplainMatch(w.ctx, w.as("keeper"), string(need), string(offer)))
	back := w.matches(w.as("keeper"), app.MatchArgs{ID: offer, First: 10})
	if len(back.Matches) == 0 || back.Matches[0].Match.Score != found.Score || e.Match.Score != found.Score || !e.Match.Listed {
		t.Errorf("scores %v, explained %v, from the other side %+v", found.Score, e.Match.Score, offerTitles(back))
	}
	for _, text := range w.texts() {
		if strings.Contains(text, "Tess") || strings.Contains(text, "Kim") {
			t.Errorf("somebody's name was sent: %q", text)
		}
	}
	without := newTown(t)
	without.apply(true, lines(t, quakeOffer+quakeNeed)...)
	if err := without.FinishImport(without.ctx); err != nil {
		t.Fatal(err)
	}
	if got := offerTitles(without.matches(without.as("teacher"), app.MatchArgs{ID: need, First: 10})); len(got) != 0 {
		t.Errorf("by words alone: %v", got)
	}
}

// TestWithoutTheEndpoint: one that is away stops no post and no list, and what it
// missed is made when it is back.
func TestWithoutTheEndpoint(t *testing.T) {
	w := newMeaningTown(t, quakeOffer)
	plain := newTown(t)
	plain.apply(true, lines(t, quakeOffer)...)
	if err := plain.FinishImport(plain.ctx); err != nil {
		t.Fatal(err)
	}
	id := w.id(eic.NeedType, "n")
	got := w.matches(w.as("teacher"), app.MatchArgs{ID: id, First: 10})
	want := plain.matches(plain.as("teacher"), app.MatchArgs{ID: id, First: 10})
	for i, m := range want.Matches {
		if i < len(got.Matches) && (m.Offer.ID != got.Matches[i].Offer.ID || got.Matches[i].Match.Score < m.Match.Score) {
			t.Errorf("%s at %v, by words alone at %v", got.Matches[i].Offer.Title, got.Matches[i].Match.Score, m.Match.Score)
		}
	}
	w.set(true)
	n := must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("teacher"), need(app.Fields{"title": "Why is the ground shaking?"})))
	if page := w.matches(w.as("teacher"), app.MatchArgs{ID: n.ID, First: 10}); len(page.Matches) != 0 {
		t.Errorf("listed without a vector: %v", offerTitles(page))
	}
	if err := w.EmbedAll(w.ctx); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
	if use, ok := w.EmbeddingUse(); !ok || !use.Behind {
		t.Errorf("got %+v", use)
	}
	w.set(false)
	if err := w.EmbedAll(w.ctx); err != nil {
		t.Fatal(err)
	}
	if page := w.matches(w.as("teacher"), app.MatchArgs{ID: n.ID, First: 10}); len(page.Matches) != 1 {
		t.Errorf("with one: %v", offerTitles(page))
	}
	if use, _ := w.EmbeddingUse(); use.Behind || use.Saved == 0 {
		t.Errorf("got %+v", use)
	}
}

// TestPreviewByMeaning: all pages of a list go by what its first went by.
func TestPreviewByMeaning(t *testing.T) {
	var more strings.Builder
	for _, n := range []string{"one", "two", "three"} {
		more.WriteString(`{"type":"FundOfKnowledge","externalId":"` + n + `","cluster":"pima","offeredBy":"keeper","title":"Saguaro ` + n + ` tremors"}` + "\n")
	}
	w := newMeaningTown(t, more.String())
	preview := func(after string) (*app.MatchPage, error) {
		return w.PreviewMatches(w.ctx, w.as("teacher"), app.Preview{Need: app.Fields{"title": "A saguaro, shaking"}, First: 1, After: after})
	}
	byMeaning := must[*app.MatchPage](t)(preview(""))
	w.set(true)
	w.since.Add(int64(time.Second))
	byWords := must[*app.MatchPage](t)(preview(""))
	if a, b := byMeaning.Matches[0].Match.Score, byWords.Matches[0].Match.Score; a <= b {
		t.Errorf("by meaning %v, by words %v", a, b)
	}
	if use, _ := w.EmbeddingUse(); use.Alone != 1 {
		t.Errorf("got %+v", use)
	}
	_, err := preview(byMeaning.EndCursor)
	wantKind(t, "the next page by meaning, without the endpoint", err, fault.Unavailable)
	second := must[*app.MatchPage](t)(preview(byWords.EndCursor))
	w.set(false)
	w.since.Add(int64(time.Hour))
	if again := must[*app.MatchPage](t)(preview(byWords.EndCursor)); again.Matches[0].Match.Score != second.Matches[0].Match.Score {
		t.Errorf("a list by words goes on by something else: %v after %v", again.Matches[0].Match.Score, second.Matches[0].Match.Score)
	}
	next := must[*app.MatchPage](t)(preview(byMeaning.EndCursor))
	if next.Matches[0].Offer.ID == byMeaning.Matches[0].Offer.ID || next.Matches[0].Match.Reasons[0].Evidence.Meaning == 0 {
		t.Errorf("the next page by meaning: %+v", next.Matches[0].Match)
	}
}

// TestVectorsFollowTexts: what changes is made anew in the background, and until
// then its old vector says nothing. What does not change is not asked for again.
func TestVectorsFollowTexts(t *testing.T) {
	w := newMeaningTown(t, quakeOffer+quakeNeed)
	id := w.id(eic.NeedType, "quake")
	w.texts()
	drain(w.saved)
	w.set(true)
	changed := must[*eic.Need](t)(w.UpdateNeed(w.ctx, w.as("teacher"), app.Mutation{Input: app.Fields{
		"id": string(id), "version": 1, "need": app.Fields{"title": "Who bakes with us?", "description": "A bakery would be nice."}}}))
	for _, m := range w.matches(w.as("teacher"), app.MatchArgs{ID: id, First: 10}).Matches {
		if m.Match.Reasons[0].Evidence.Meaning > 0 {
			t.Errorf("%s: by what the need meant before", m.Offer.Title)
		}
	}
	w.set(false)
	if err := w.EmbedAll(w.ctx); err != nil {
		t.Fatal(err)
	}
	if got := w.texts(); len(got) != 1 || !strings.HasPrefix(got[0], "Who bakes") {
		t.Errorf("asked for %q", got)
	}
	drain(w.saved)
	must[*eic.Need](t)(w.UpdateNeed(w.ctx, w.as("teacher"), app.Mutation{Input: app.Fields{
		"id": string(id), "version": int(changed.Version), "need": app.Fields{"description": "Shaking dough."}}}))
	select { // in the background, without being asked
	case got := <-w.saved:
		if got != id {
			t.Errorf("made a vector of %s, want %s", got, id)
		}
	case <-t.Context().Done():
		t.Fatal("no vector was made")
	}
	w.texts()
	w.fill(`{"type":"Product","externalId":"x","cluster":"pima","company":"c","name":"Tile walls","description":"Honey on a screen"}` + "\n")
	if got := w.texts(); len(got) != 1 || !strings.Contains(got[0], "Eight classrooms") || !strings.Contains(got[0], "Honey on a screen") {
		t.Errorf("after its product changed: asked for %q", got)
	}
}

func drain(c chan eic.ID) {
	for {
		select {
		case <-c:
		default:
			return
		}
	}
}

// TestRefusedText: a text that the endpoint refuses has no vector, and the others
// of its batch have theirs.
func TestRefusedText(t *testing.T) {
	w := newMeaningTown(t, "")
	w.refuses = "carpenter"
	w.texts()
	w.fill(quakeOffer + quakeNeed + strings.ReplaceAll(quakeOffer, "seismo", "carpenter"))
	if page := w.matches(w.as("teacher"), app.MatchArgs{ID: w.id(eic.NeedType, "quake"), First: 10}); !slices.Equal(offerTitles(page), []string{"Visit by a seismologist"}) {
		t.Errorf("got %v", offerTitles(page))
	}
}

// TestPoorModel: a model that cannot tell what texts mean is tried, and not used.
func TestPoorModel(t *testing.T) {
	w := meaningTownBy(t, &thesaurus{poor: true}, quakeOffer+quakeNeed)
	if use, _ := w.EmbeddingUse(); !use.Failed || use.Saved > 0 {
		t.Errorf("got %+v", use)
	}
	plain := newTown(t)
	id := w.id(eic.NeedType, "n")
	got := w.matches(w.as("teacher"), app.MatchArgs{ID: id, First: 10})
	plain.apply(true, lines(t, quakeOffer+quakeNeed)...)
	if err := plain.FinishImport(plain.ctx); err != nil {
		t.Fatal(err)
	}
	want := plain.matches(plain.as("teacher"), app.MatchArgs{ID: id, First: 10})
	if !slices.Equal(offerTitles(got), offerTitles(want)) || got.Matches[0].Match.Score != want.Matches[0].Match.Score {
		t.Errorf("got %v, by words alone %v", offerTitles(got), offerTitles(want))
	}
	if texts := w.texts(); slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "Pima") || strings.Contains(text, "bees matter") }) {
		t.Errorf("it was given texts of people: %q", texts)
	}
}

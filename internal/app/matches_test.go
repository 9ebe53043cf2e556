package app_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func (w *town) matches(v *app.Viewer, args app.MatchArgs) *app.MatchPage {
	w.t.Helper()
	ask := w.NeedMatches
	if args.ID.Type().IsOffer() {
		ask = w.OfferMatches
	}
	answer := ask(w.ctx, v, []app.MatchArgs{args})[0]
	if answer.Err != nil {
		w.t.Fatal(answer.Err)
	}
	return answer.Page
}

func offerTitles(p *app.MatchPage) (titles []string) {
	for _, m := range p.Matches {
		titles = append(titles, m.Offer.Title)
	}
	return titles
}

func TestNeedMatches(t *testing.T) {
	w := newTown(t)
	page := w.matches(w.as("teacher"), app.MatchArgs{ID: w.id(eic.NeedType, "n"), First: 10, Balance: true})
	if got := offerTitles(page); len(got) == 0 || got[0] != "Beekeeping in the desert" {
		t.Errorf("the beekeeper is not first: %v", got)
	}
	excluded := 0
	for _, e := range page.Excluded {
		excluded += e.Count
		if e.Gate != eic.GateGrades {
			t.Errorf("excluded at %v", e.Gate)
		}
	}
	if excluded != 1 || page.Considered != len(page.Matches)+excluded {
		t.Errorf("considered %d, listed %d, excluded %d", page.Considered, len(page.Matches), excluded)
	}
	for _, m := range page.Matches {
		sum := 0.0
		for _, r := range m.Match.Reasons {
			sum += r.Contribution
		}
		if math.Abs(sum-m.Match.Score) > 1e-9 {
			t.Errorf("%s: reasons sum to %v, score %v", m.Offer.Title, sum, m.Match.Score)
		}
		e := must[*app.Explanation](t)(w.ExplainMatch(w.ctx, w.as("keeper"), string(m.Need.ID), string(m.Offer.ID)))
		if e.Match.Score != m.Match.Score || !e.Match.Listed {
			t.Errorf("%s: explained %v (listed %v), listed %v", m.Offer.Title, e.Match.Score, e.Match.Listed, m.Match.Score)
		}
	}
	e := must[*app.Explanation](t)(w.ExplainMatch(w.ctx, w.as("teacher"), string(w.id(eic.NeedType, "n")), string(w.id(eic.FundOfKnowledgeType, "abejas"))))
	if e.Match.Listed || len(e.Match.Blockers) != 1 || e.Match.Blockers[0].Gate != eic.GateGrades || e.Match.Score == 0 {
		t.Errorf("why not grade 6: %+v", e.Match)
	}
}

func TestMatchesAreForTheirSide(t *testing.T) {
	w := newTown(t)
	need, offer := w.id(eic.NeedType, "n"), w.id(eic.FundOfKnowledgeType, "bees")
	cases := []struct {
		viewer string
		id     eic.ID
		want   fault.Kind // Internal: allowed
	}{
		{"teacher", need, fault.Internal}, {"steward", need, fault.Internal}, {"colleague", need, fault.Forbidden},
		{"keeper", need, fault.Forbidden}, {"stranger", need, fault.NotFound},
		{"keeper", offer, fault.Internal}, {"steward", offer, fault.Internal}, {"teacher", offer, fault.Forbidden},
		{"stranger", offer, fault.NotFound},
	}
	for _, c := range cases {
		ask := w.NeedMatches
		if c.id == offer {
			ask = w.OfferMatches
		}
		err := ask(w.ctx, w.as(c.viewer), []app.MatchArgs{{ID: c.id, First: 10}})[0].Err
		if c.want == fault.Internal && err != nil || c.want != fault.Internal && !fault.Is(err, c.want) {
			t.Errorf("%s, %s: got %v, want %v", c.viewer, c.id.Type(), err, c.want)
		}
	}
	_, err := w.ExplainMatch(w.ctx, w.as("colleague"), string(need), string(offer))
	wantKind(t, "a third", err, fault.Forbidden)
}

func TestOfferMatches(t *testing.T) {
	w := newTown(t)
	page := w.matches(w.as("keeper"), app.MatchArgs{ID: w.id(eic.FundOfKnowledgeType, "bees"), First: 10, Balance: true})
	if len(page.Matches) != 1 || page.Matches[0].Need.ID != w.id(eic.NeedType, "n") {
		t.Fatalf("got %+v", page)
	}
	there := w.matches(w.as("teacher"), app.MatchArgs{ID: w.id(eic.NeedType, "n"), First: 10})
	if there.Matches[0].Match.Score != page.Matches[0].Match.Score {
		t.Error("the two directions score a pair differently")
	}
}

func TestPreviewIsThePostedList(t *testing.T) {
	w := newTown(t)
	fields := app.Fields{"title": "Somebody who knows fractions from carpentry", "description": "", "kinds": []any{"FUND_OF_KNOWLEDGE", "PILOT"}}
	preview := must[*app.MatchPage](t)(w.PreviewMatches(w.ctx, w.as("teacher"), app.Preview{Need: fields, First: 10, Balance: true}))
	n := must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("teacher"), need(fields)))
	posted := w.matches(w.as("teacher"), app.MatchArgs{ID: n.ID, First: 10, Balance: true})
	if got, want := offerTitles(preview), offerTitles(posted); !slices.Equal(got, want) || len(got) < 2 {
		t.Errorf("preview %v, posted %v", got, want)
	}
	for i, m := range preview.Matches {
		if m.Match.Score != posted.Matches[i].Match.Score {
			t.Errorf("%s: preview %v, posted %v", m.Offer.Title, m.Match.Score, posted.Matches[i].Match.Score)
		}
	}
	_, err := w.PreviewMatches(w.ctx, w.as("keeper"), app.Preview{Need: fields, First: 10})
	wantKind(t, "a partner's preview", err, fault.Forbidden)
	_, err = w.PreviewMatches(w.ctx, w.as("teacher"), app.Preview{Need: app.Fields{"title": ""}, First: 10})
	wantKind(t, "a preview of nothing", err, fault.Invalid, "input.title")
}

func TestPagesConcatenate(t *testing.T) {
	w := newTown(t)
	var batch []string
	for i := range 60 {
		batch = append(batch, fmt.Sprintf(`{"type":"FundOfKnowledge","externalId":"more%d","cluster":"pima","offeredBy":"keeper","title":"Bees, part %d","description":"%s"}`,
			i, i, strings.Repeat("garden honey ", i%7)))
	}
	w.apply(true, lines(t, strings.Join(batch, "\n"))...)
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	id, teacher := w.id(eic.NeedType, "n"), w.as("teacher")
	for _, balance := range []bool{true, false} {
		whole := offerTitles(w.matches(teacher, app.MatchArgs{ID: id, First: 100, Balance: balance}))
		var pages []string
		after := ""
		for {
			p := w.matches(teacher, app.MatchArgs{ID: id, First: 7, After: after, Balance: balance})
			pages = append(pages, offerTitles(p)...)
			if !p.HasNext {
				break
			}
			after = p.EndCursor
		}
		if !slices.Equal(whole, pages) || len(whole) < 60 {
			t.Errorf("balance %v: %d in one page, %d in many\n%v\n%v", balance, len(whole), len(pages), whole, pages)
		}
	}
	first := w.matches(teacher, app.MatchArgs{ID: id, First: 5, Balance: true})
	answer := w.NeedMatches(w.ctx, teacher, []app.MatchArgs{{ID: id, First: 5, After: first.EndCursor}})[0]
	wantKind(t, "a cursor of the list without balance", answer.Err, fault.Invalid, "after")
	must[*eic.Need](t)(w.UpdateNeed(w.ctx, teacher, app.Mutation{Input: app.Fields{"id": string(id), "version": 1, "need": app.Fields{"title": "Now about spiders"}}}))
	answer = w.NeedMatches(w.ctx, teacher, []app.MatchArgs{{ID: id, First: 5, After: first.EndCursor, Balance: true}})[0]
	wantKind(t, "a cursor of a need that has changed", answer.Err, fault.Invalid, "after")
}

func TestManyNeedsCostOneRecall(t *testing.T) {
	w := newTown(t)
	teacher := w.as("teacher")
	var args []app.MatchArgs
	for i := range 20 {
		n := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, need(app.Fields{"title": fmt.Sprintf("Bees and fractions %d", i)})))
		args = append(args, app.MatchArgs{ID: n.ID, First: 10, Balance: true})
	}
	for _, n := range []int{1, 20} {
		w.store.calls()
		for i, answer := range w.NeedMatches(w.ctx, teacher, args[:n]) {
			if answer.Err != nil || len(answer.Page.Matches) == 0 {
				t.Fatalf("need %d: %+v %v", i, answer.Page, answer.Err)
			}
		}
		if fetches, hydrations, recalls := w.store.calls(); recalls != 1 || hydrations > 2 || fetches > 2 {
			t.Errorf("%d needs: %d recalls, %d hydrations, %d fetches", n, recalls, hydrations, fetches)
		}
	}
}

// provided is a teacher whom an identity provider knows.
func (w *town) provided() *app.Viewer {
	w.t.Helper()
	if _, err := w.Viewer(w.signedIn("pia", time.Time{})); err != nil { // not there yet
		w.apply(true, lines(w.t, `{"type":"Person","externalId":"provided","cluster":"pima","name":"Pia Provided","roles":["EDUCATOR"],"identities":[{"issuer":"https://id.example","subject":"pia"}]}`)...)
	}
	return must[*app.Viewer](w.t)(w.Viewer(w.signedIn("pia", time.Time{})))
}

// A preview asks for who asks and their cluster together and then for candidates,
// once what it finds has been seen before. Where an identity provider says who asks, the
// cluster is read beside the candidates.
func TestPreviewCostsOneRecall(t *testing.T) {
	w := newTown(t)
	ask := app.Preview{Need: app.Fields{"title": "Bees in the garden"}, First: 10, Balance: true}
	w.provided()
	for i, c := range []struct {
		viewer func() *app.Viewer
		want   [3]int64
	}{
		{func() *app.Viewer { return w.as("teacher") }, [3]int64{1, 1, 1}},
		{func() *app.Viewer { return w.as("teacher") }, [3]int64{1, 0, 1}},
		{w.provided, [3]int64{1, 0, 1}},
	} {
		w.store.calls()
		teacher := c.viewer()
		must[*app.MatchPage](t)(w.PreviewMatches(w.ctx, teacher, ask))
		fetches, hydrations, recalls := w.store.calls()
		if got := [3]int64{fetches, hydrations, recalls}; got != c.want {
			t.Errorf("preview %d: got fetches, hydrations and recalls %v, want %v", i+1, got, c.want)
		}
	}
}

// A preview begins with the cluster as it was last seen, and is not answered by it
// once it has changed: where the day has begun already, yesterday's offer is over.
func TestPreviewSeesAChangedCluster(t *testing.T) {
	w := newTown(t)
	w.apply(true, lines(t, `{"type":"FundOfKnowledge","externalId":"today","cluster":"pima","offeredBy":"keeper","title":"Saguaro ribs","availability":[{"start":"2030-01-07","end":"2030-01-07"}]}`)...)
	ask := app.Preview{Need: app.Fields{"title": "Saguaro ribs"}, First: 10}
	for _, c := range []struct {
		zone string
		want bool
	}{{"America/Phoenix", true}, {"Pacific/Kiritimati", false}, {"America/Phoenix", true}} { // noon of the 7th, UTC; 14 hours on it is the 8th
		w.apply(true, lines(t, `{"type":"Cluster","externalId":"pima","name":"Pima","timeZone":"`+c.zone+`","review":false}`)...)
		for name, teacher := range map[string]*app.Viewer{"with the viewer": w.as("teacher"), "beside": w.provided()} {
			page := must[*app.MatchPage](t)(w.PreviewMatches(w.ctx, teacher, ask))
			if got := slices.Contains(offerTitles(page), "Saguaro ribs"); got != c.want {
				t.Errorf("%s, read %s: listed is %t, want %t", c.zone, name, got, c.want)
			}
		}
	}
}
